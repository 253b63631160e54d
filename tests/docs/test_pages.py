"""The documents say what is true: what they name exists, and what exists has a place in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import click
import pytest
import yaml

from docs import pages
from stanch.assemble import load_builtin
from stanch.cli.commands import COMMANDS, ELSEWHERE, stanch
from stanch.cli.lazy import below
from stanch.config import file as config_file
from stanch.errors import ExitCode
from stanch.model.finding import Reason
from stanch.model.rule import Confidence, Severity
from stanch.rules.schema import PACK_KEYS, RULE_KEYS

SOURCE = pages.ROOT / "src" / "stanch"
# Names in the documents that stand for something else than a file of this repository.
ELSEWHERE_FILES = re.compile(
    r"[*<>{}…$ ]|^(?:~|\.\./|/|\.husky|\.github|lib/)|^(?:src/settings|tests/(?:fixtures|db))"
    r"|^(?:\.venv/|docs/start|security/|stanch-report/|stanch/(?:config\.yaml|history\.sqlite)|origin/|vendor/|rules/acme)"
)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """All commands with their whole names, groups left out."""
    for name, lazy in COMMANDS.items():
        module, _, attribute = lazy.target.partition(":")
        command = getattr(import_module(module), attribute)
        if isinstance(command, click.Group):
            for one in below(command):
                yield f"{name} {one.name}", one
        else:
            yield name, command


def every_option() -> Iterator[click.Option]:
    """All options of all commands that are not hidden."""
    for _, command in every_command():
        for param in command.params:
            if isinstance(param, click.Option) and not param.hidden:
                yield param


def test_pages_are_read() -> None:
    """A walk over nothing would let every other test here pass."""
    assert {"README.md", "docs/index.md", "docs/hooks.md"} <= pages.pages().keys()
    assert len(list(pages.commands())) > 50
    assert len(list(pages.links())) > 30
    assert len(list(every_command())) > 12


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_each_command_is_explained(name: str) -> None:
    """A command that only the generated list knows is one that nobody finds."""
    text = "\n".join(pages.written().values())

    assert f"stanch {name}" in text


def test_each_option_is_in_the_configuration_page() -> None:
    """People look options up there; one that is missing does not exist for them."""
    text = pages.pages()["docs/configuration.md"]

    missing = {
        name for option in every_option() for name in option.opts if f"`{name}" not in text
    } - {"--help"}

    assert not missing


def test_each_variable_is_in_the_configuration_page() -> None:
    """A variable that acts and is written nowhere surprises somebody, some day."""
    text = pages.pages()["docs/configuration.md"]
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))
    known = set(re.findall(r"\bSTANCH_[A-Z_]*[A-Z]\b", code))

    assert len(known) > 15
    assert not {name for name in known if f"`{name}`" not in text}
    assert set(re.findall(r"\bSTANCH_[A-Z_]*[A-Z]\b", "\n".join(pages.pages().values()))) <= known


def test_each_key_of_a_configuration_is_explained_and_works() -> None:
    """The example shows every key; people copy from it, so it has to be right as it stands."""
    (example,) = (
        block.text for block in pages.blocks()
        if block.page == "docs/configuration.md" and block.text.startswith("# .stanch.yaml")
    )  # fmt: skip
    parsed = yaml.safe_load(example)

    config_file.parse(_plain(parsed), "docs/configuration.md")

    assert set(parsed) == set(config_file.KEYS)
    text = pages.pages()["docs/configuration.md"]
    assert all(f"`{key}`" in text for key in config_file.KEYS)


def _plain(value: object) -> object:
    """Dates as text, as the program's own reader gives them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | None) else str(value)


def test_configurations_in_the_pages_parse() -> None:
    """A configuration that is shown and refused is worse than none."""
    shown = [
        (block.page, yaml.safe_load(block.text))
        for block in pages.blocks()
        if block.language == "yaml" and re.search(r"^(?:exclude|allow):", block.text, re.MULTILINE)
    ]
    assert len(shown) >= 2

    for page, value in shown:
        config_file.parse(_plain(value), page)


def test_each_exit_code_is_explained() -> None:
    """Scripts are written from this page and from the README."""
    for page in ("README.md", "docs/exit-codes.md"):
        text = pages.pages()[page]
        for code in ExitCode:
            assert f"| {code.value} |" in text, (page, code)


def test_words_for_severity_and_confidence_are_explained() -> None:
    """A report uses these words; the README is where people look them up."""
    text = pages.pages()["README.md"]

    for word in (*Severity, *Confidence):
        assert f"`{word.label}`" in text


def test_ways_to_accept_are_explained() -> None:
    """Each kind of suppression that a report counts has its section."""
    text = pages.pages()["docs/suppressing.md"].casefold()

    for reason in (Reason.INLINE, Reason.IGNORE_FILE, Reason.ALLOWLIST, Reason.BASELINE):
        assert reason.value.split()[-1] in text


def test_keys_of_rules_are_explained() -> None:
    """An author who does not know a field writes three rules instead of one."""
    text = pages.pages()["docs/adding-a-rule.md"]

    assert not {key for key in (*PACK_KEYS, *RULE_KEYS) if f"`{key}`" not in text}


def test_commands_of_other_scanners_are_in_the_table() -> None:
    """Whoever types one of them is told; whoever reads first should find it as well."""
    text = pages.pages()["README.md"]

    for word in ("git", "detect", "protect", "dir", "fs", "filesystem", "stdin", "audit"):
        assert word in ELSEWHERE
        assert re.search(rf"`\S+ {word}\b", text), word


def test_hooks_for_pre_commit_are_explained() -> None:
    """An id that is missing there is one that nobody uses, in CI the one that matters."""
    hooks = yaml.safe_load((pages.ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    text = pages.pages()["docs/hooks.md"]

    assert len(hooks) == 5
    assert all(f"| `{hook['id']}` |" in text for hook in hooks)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param(page, words, id=f"{page}: {' '.join(words)}")
        for page, words in pages.commands()
    ],
)
def test_commands_in_the_pages_are_understood(page: str, words: tuple[str, ...]) -> None:
    """A command that is shown and refused costs a newcomer the first minute, and us the second."""
    command: click.Command = stanch
    context = click.Context(command, info_name="stanch", **command.context_settings)
    rest = list(words[1:])
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"{page}: no command {rest[0]!r}"
        command = found
        rest = rest[1:]

    parser = command.make_parser(context)
    _, _, order = parser.parse_args(args=rest)

    assert len(order) >= 0


@pytest.mark.parametrize(
    ("page", "target"),
    [pytest.param(page, target, id=f"{page} to {target}") for page, target in pages.links()],
)
def test_links_lead_somewhere(page: str, target: str) -> None:
    """A link to nothing."""
    assert (pages.ROOT / page).parent.joinpath(target).exists()


def test_paths_in_the_pages_exist() -> None:
    """A module that was renamed leaves its old name in the page that explains it."""
    checked = 0
    for page, span in pages.spans():
        if "/" not in span or ELSEWHERE_FILES.search(span) or page in pages.GENERATED:
            continue
        if not re.fullmatch(r"[\w./-]+", span) or span.startswith("-"):
            continue
        checked += 1
        roots = (pages.ROOT, (pages.ROOT / page).parent, SOURCE)
        assert any((root / span).exists() for root in roots), f"{page}: {span}"
    assert checked > 40


def test_functions_in_the_story_exist() -> None:
    """The page that follows a line of code is read beside the code."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))
    text = pages.pages()["docs/what-happens.md"]
    functions = re.findall(r"`(\w+)\(\)`", text)
    classes = re.findall(r"`([A-Z]\w*[a-z])`", text)

    assert len(functions) > 10
    assert not [name for name in functions if f"def {name}(" not in code]
    assert not [name for name in classes if not re.search(rf"class {name}\b|^{name} =", code)]


def test_rules_named_in_the_pages_exist() -> None:
    """A rule's id in an example ends in an error when it is copied."""
    known = {entry.id for _, entry in load_builtin().entries()}
    vendors = {rule_id.partition("-")[0] for rule_id in known}
    text = "\n".join(pages.written().values())
    named = set(re.findall(r"(?<![\w/.-])(?:stripe|generic|jwt|aws|github)(?:-[a-z]+){2,}", text))

    assert vendors >= {"stripe", "generic", "jwt"}
    assert "stripe-secret-key-live" in named
    assert named <= known


def test_make_targets_in_the_pages_exist() -> None:
    """The quick start is two of them."""
    makefile = (pages.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    text = "\n".join(pages.written().values())
    named = set(re.findall(r"(?:`|\$ |and )make ([a-z]+)\b", text))

    assert {"demo", "test", "check", "bench", "rules", "docs"} <= named
    assert named <= targets
