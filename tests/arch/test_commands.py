"""Every command can be found, explains itself and can be set from where it makes sense."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

import fakes
from stanch.cli.commands import COMMANDS, ELSEWHERE, stanch
from stanch.cli.main import main
from stanch.errors import UsageError

# A person at a keyboard asks for these; a variable would ask for them for ever.
NEVER_BY_VARIABLE = {"--show-secrets", "--write-replacements"}
MANUAL = fakes.ROOT / "docs" / "configuration.md"


def leaves(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Each command with its words, groups opened."""
    context = click.Context(
        command, info_name=" ".join(path) or "stanch", **command.context_settings
    )
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below, name
            yield from leaves(below, (*path, name))
    else:
        yield " ".join(path), command


ALL = list(leaves(stanch))
OPTIONS = [
    (words, option)
    for words, command in ALL
    for option in command.params
    if isinstance(option, click.Option)
]


def test_every_command_is_there() -> None:
    """A name in the list whose module was renamed fails only when somebody calls it."""
    assert set(COMMANDS) == {words.split()[0] for words, _ in ALL}
    assert len(ALL) >= 15
    for name, lazy in COMMANDS.items():
        assert lazy.summary.endswith("."), name
        command = stanch.get_command(click.Context(stanch, **stanch.context_settings), name)
        assert command
        assert command.name == name


@pytest.mark.parametrize(("words", "command"), ALL, ids=[words for words, _ in ALL])
def test_a_command_explains_itself(words: str, command: click.Command) -> None:
    """`--help` is the first page people read."""
    assert command.help, words
    context = click.Context(command, info_name=f"stanch {words}", **command.context_settings)
    assert command.get_help(context).startswith(f"Usage: stanch {words} ")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_command_shows_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An example says in a line what a page of options does not."""
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example" in text
    assert f"  stanch {name}" in text


@pytest.mark.parametrize(
    ("words", "option"), OPTIONS, ids=[f"{words} {option.opts[0]}" for words, option in OPTIONS]
)
def test_an_option_has_help(words: str, option: click.Option) -> None:
    """An option without a line of help is used by guessing."""
    assert option.hidden or (option.help and option.help.strip().endswith((".", "]"))), words


def test_secrets_are_shown_only_when_a_person_types_it() -> None:
    """A variable in CI would print every secret into a log for ever."""
    by_variable = {name for _, option in OPTIONS if option.envvar for name in option.opts}
    assert by_variable
    assert by_variable & NEVER_BY_VARIABLE == set()
    assert {name for _, option in OPTIONS for name in option.opts} >= NEVER_BY_VARIABLE


def test_variables_are_called_like_their_options() -> None:
    """Nobody should have to look up the name."""
    for _, option in OPTIONS:
        if isinstance(option.envvar, str):
            long = max(option.opts, key=len)
            assert option.envvar == "STANCH_" + long.strip("-").replace("-", "_").upper()


def test_variables_are_in_the_manual() -> None:
    """A variable that nobody knows of is a setting that surprises."""
    if not MANUAL.exists():
        pytest.skip("docs/configuration.md is not written")
    text = MANUAL.read_text()
    named = {option.envvar for _, option in OPTIONS if option.envvar and not option.hidden}
    assert named
    assert sorted(str(name) for name in named if str(name) not in text) == []


@pytest.mark.parametrize("name", list(ELSEWHERE))
def test_commands_of_other_scanners_get_an_answer(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """People come with habits."""
    assert main([name]) == 2
    assert ELSEWHERE[name] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["scna"], "did you mean 'scan'?"),
        (["hook"], "did you mean 'hooks'?"),
        (["scan", "--basline", "x"], "--baseline"),
        (["zzz"], "scan"),
    ],
    ids=["swapped letters", "one letter less", "an option", "nothing like it"],
)
def test_a_typo_gets_a_suggestion(
    typed: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the code is that of wrong use, never that of a finding."""
    assert main(typed) == 2
    assert says in capsys.readouterr().err


def test_wrong_use_is_our_own_error() -> None:
    """Click would exit with 1 or 2 on its own, and 1 means a secret."""
    assert UsageError("x").exit_code == 2
    assert main(["scan", "--max-size", "huge"]) == 2
    assert main(["scan", "--jobs", "0"]) == 2
