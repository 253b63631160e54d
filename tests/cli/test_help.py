"""What the program says about itself: help of commands and groups, words of other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.run import stanch
from stanch import __version__
from stanch.cli.commands import stanch as program


def every_command(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from every_command(found, f"{name} {below}")


EVERY = list(every_command(program, "stanch"))
GROUPS = [name for name, command in EVERY if isinstance(command, click.Group)]


def test_the_walk_meets_every_command() -> None:
    """A walk over nothing passes everything."""
    assert len(EVERY) > 18
    groups = ["baseline", "rules", "config", "report", "hooks", "cache"]
    assert ["stanch", *(f"stanch {name}" for name in groups)] == GROUPS


@pytest.mark.parametrize("name", [name for name, _ in EVERY])
def test_each_help_has_an_example_of_its_own(tmp_path: Path, name: str) -> None:
    """An example says in a line what the options say in a page."""
    ran = stanch(*name.split()[1:], "--help", at=tmp_path)
    assert ran.code == 0
    _, found, examples = ran.stdout.partition("\n  Example")
    assert found
    assert f"{name} " in examples.replace("\n", " \n")


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_without_a_command_shows_its_help(tmp_path: Path, name: str) -> None:
    """In lines that can be read; and not as success: a job's variable may have been empty."""
    ran = stanch(*name.split()[1:], at=tmp_path)
    assert (ran.code, ran.stdout) == (2, "")
    lines = ran.stderr.splitlines()
    assert lines[0].startswith(f"Usage: {name} ")
    assert lines[-1] == f"stanch: `{name}` needs a command; they are listed above"
    assert "Commands:" in lines
    assert "\\n" not in ran.stderr


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["rules", "lst"], "did you mean 'list'?"),
        (["hooks", "instal"], "did you mean 'install'?"),
        (["help"], "here it is `stanch --help`"),
        (["help", "scan"], "here it is `stanch --help`"),
        (["version"], "here it is `stanch --version`"),
    ],
)
def test_words_that_are_no_command(tmp_path: Path, typed: list[str], says: str) -> None:
    """The nearest command is named, in a group as at the top."""
    ran = stanch(*typed, at=tmp_path)
    assert (ran.code, says in ran.stderr) == (2, True), ran.stderr


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version(tmp_path: Path, option: str) -> None:
    """Reports of errors begin with it."""
    assert stanch(option, at=tmp_path)[:2] == (0, f"stanch {__version__}\n")
