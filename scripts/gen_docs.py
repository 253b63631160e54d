#!/usr/bin/env python3
"""Writes the pages that say what the program already knows: its commands and its rules.

    gen_docs.py            writes docs/cli.md and docs/rules.md
    gen_docs.py --check    writes nothing; exit code 1 and the differences when a page is stale

The options are read from the commands themselves and not from the printed help, whose layout
changes with the version of click. The rules are read from the packs, not from the packed form.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path

import click

from stanch.cli.commands import COMMANDS, stanch
from stanch.cli.lazy import below
from stanch.model.rule import Rule
from stanch.rules import authored

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Written by `make docs`. Edit {source} instead. -->\n"
OF_COMMANDS = """\
An option that has a variable can be set by it, for all commands; what is typed wins.
[configuration.md](configuration.md) says what the shared options mean, and
[exit-codes.md](exit-codes.md) what the exit codes do.
"""
OF_RULES = """\
{rules} rules for credentials of {vendors} vendors and families.
`stanch rules show ID` prints one of them with its pattern and examples;
[adding-a-rule.md](adding-a-rule.md) says how to write another.

*Severity* is what the credential opens. *Proof* names the offline check of the value, where there
is one: a value whose checksum or structure fits is *proven*. *Revoke* is where to end it.
"""
OF_PROOFS = """\
Checks of a value without network. They read what the value says of itself, and where it carries a
checksum or a structure, they compare: what does not fit is an edited sample or a typo.
"""
MOST_LINES = 40  # of a difference; the cure is the same however long it is
_COLUMNS = re.compile(r"\s{2,}")


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="where the pages are")
    given = parser.parse_args()
    pages = {"cli.md": cli_page(), "rules.md": rules_page(authored.load(ROOT / "rules"))}
    stale = 0
    for name, text in pages.items():
        path = given.folder / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        stale += 1
        if given.check:
            sys.stderr.writelines(islice(differences(old, text, name), MOST_LINES))
        else:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote docs/{name}\n")
    if given.check and stale:
        sys.stderr.write("\nthe pages above are stale: run `make docs`\n")
    return 1 if given.check and stale else 0


def differences(old: str, new: str, name: str) -> Iterator[str]:
    """What would change in a page."""
    lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    return difflib.unified_diff(*lines, f"docs/{name}", f"docs/{name} (as it should be)", n=0)


# --- docs/cli.md -----------------------------------------------------------------------------


def cli_page() -> str:
    """Every command with its arguments and options."""
    parts = [
        "# Commands\n",
        MADE.format(source="src/stanch/cli/"),
        f"{sentences(stanch.help)}\n",
        OF_COMMANDS,
        epilog(stanch.epilog),
    ]
    for name, lazy in COMMANDS.items():
        module, _, attribute = lazy.target.partition(":")
        parts += sections(getattr(import_module(module), attribute), f"stanch {name}")
    return "\n".join(part for part in parts if part)


def sections(command: click.Command, name: str) -> Iterator[str]:
    """A command, and those inside it."""
    yield f"## {name}\n" if name.count(" ") == 1 else f"### {name}\n"
    if isinstance(command, click.Group):
        yield f"{sentences(command.help)}\n"
        for one in below(command):
            yield from sections(one, f"{name} {one.name}")
        return
    rows = [row(p) for p in command.params if isinstance(p, click.Option) and not p.hidden]
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    words = [name, *(["[OPTIONS]"] if rows else [])]
    words += [p.metavar or (p.name or "").upper() for p in arguments]
    yield f"```\n{' '.join(words)}\n```\n"
    yield f"{sentences(command.help)}\n"
    if rows:
        yield table(("option", "meaning", "variable"), rows)
    yield epilog(command.epilog)


def row(option: click.Option) -> tuple[str, str, str]:
    """An option's names, what it does, and its variable."""
    names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len))
    if not option.is_flag:
        names += f" `{value(option)}`"
    text = option.help or ""
    if option.show_default and isinstance(option.default, str):
        text += f"  [default: {option.default}]"
    meaning, _, default = text.partition("  [default: ")
    default = f" Default: {default.removesuffix(']')}." if default else ""
    variable = f"`{option.envvar}`" if isinstance(option.envvar, str) else ""
    return names, meaning + default, variable


def value(option: click.Option) -> str:
    """What stands behind an option."""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    return "N" if isinstance(option.type, click.types.IntParamType) else "TEXT"


def sentences(text: str | None) -> str:
    """A docstring as paragraphs."""
    return inspect.cleandoc(text or "").replace("\f", "")


def epilog(text: str | None) -> str:
    """Examples and notes: blocks that click is told not to wrap."""
    parts = []
    for block in (text or "").split("\b\n"):
        first, _, rest = block.strip("\n").partition("\n")
        if first.startswith("Example"):
            parts.append(f"{first}\n\n```console\n{prompted(rest)}\n```\n")
        elif first:
            parts.append(f"{block.strip()}\n")
    return "\n".join(parts)


def prompted(lines: str) -> str:
    """Example commands as a shell shows them, what is said about each as its comment."""
    pairs = [_COLUMNS.split(line.strip(), maxsplit=1) for line in lines.splitlines()]
    width = max(len(pair[0]) for pair in pairs)
    shown = (f"$ {pair[0]:{width}}  # {pair[1]}" if pair[1:] else f"$ {pair[0]}" for pair in pairs)
    return "\n".join(shown)


# --- docs/rules.md ---------------------------------------------------------------------------


def rules_page(rules: tuple[Rule, ...]) -> str:
    """Every rule, by vendor."""
    vendors = {rule.vendor for rule in rules}
    listed = sorted(rules, key=lambda rule: rule.vendor.casefold())
    parts = [
        "# Rules\n",
        MADE.format(source="rules/*.yaml"),
        OF_RULES.format(rules=len(rules), vendors=len(vendors)),
        table(("vendor", "rule", "severity", "proof", "revoke"), [entry(rule) for rule in listed]),
        "## Proofs\n",
        OF_PROOFS,
        table(("proof", "what is checked"), proofs(rules)),
    ]
    return "\n".join(parts)


def entry(rule: Rule) -> tuple[str, str, str, str, str]:
    """A rule in a line."""
    revoke = f"[revoke]({rule.revoke})" if rule.revoke else ""
    proof = f"`{rule.proof}`" if rule.proof else ""
    return rule.vendor, f"`{rule.id}`<br>{rule.name}", rule.severity.label, proof, revoke


def proofs(rules: tuple[Rule, ...]) -> list[tuple[str, str]]:
    """The validators in use, each with the first sentence its module says of itself."""
    rows = []
    for name in sorted({rule.proof for rule in rules if rule.proof}):
        module = import_module(f"stanch.engine.proof.{name.replace('-', '_')}")
        paragraph = inspect.cleandoc(module.__doc__ or "").partition("\n\n")[0]
        text = " ".join(line for line in paragraph.splitlines() if "://" not in line)
        rows.append((f"`{name}`", text))
    return rows


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown; a bar inside a cell is escaped."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
