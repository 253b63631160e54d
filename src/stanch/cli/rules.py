"""`stanch rules`: what is looked for, and proof that it works."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import click

from stanch import rulecheck
from stanch.assemble import Place, World, engine, in_work_tree, load_config, load_rules
from stanch.cli.console import cleaner, put, warn
from stanch.cli.environment import world
from stanch.cli.files import file_place
from stanch.cli.lazy import HELP, Group
from stanch.cli.options import SEVERITIES
from stanch.config.file import Config
from stanch.config.options import ScanOptions, Typed, resolve
from stanch.errors import ExitCode, RuleError
from stanch.model.rule import Confidence, Rule
from stanch.rules import packs
from stanch.rules.ruleset import Ruleset
from stanch.written.fields import suggestion

_RULES = click.option(
    "--rules", "rules_", multiple=True, metavar="PATH", help="Add a pack file or folder."
)


@click.group(
    cls=Group,
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch rules list --vendor stripe\n  stanch rules test my-pack.yaml",
)
def rules() -> None:
    """List, show, test and check rules.

    Rules are data: one YAML file a vendor. CONTRIBUTING.md says how to add one.
    """


@rules.command(
    "list",
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch rules list --vendor stripe\n  stanch rules list --format json",
)
@click.option("--vendor", default="", help="Only this vendor's.")
@click.option("--tag", default="", help="Only those with this tag.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only of this severity.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help="A table for people, or JSON for programs.",
)
@_RULES
def list_(
    vendor: str, tag: str, severity: str | None, format_: str, rules_: tuple[str, ...]
) -> ExitCode:
    """The rules in force here."""
    in_force = _in_force(world(), rules_)[1]
    chosen = [
        (index, rule)
        for index, rule in ((n, in_force.rule(n)) for n, _ in in_force.awake())
        if vendor.lower() in rule.vendor.lower()
        and (not tag or tag in rule.tags)
        and (not severity or rule.severity.label == severity)
    ]
    fit = _fitting(in_force)
    keys = ("id", "name", "vendor", "severity")
    rows = [
        {key: fit(n, text) for key, text in zip(keys, _told(rule), strict=True)}
        for n, rule in chosen
    ]
    if format_ == "json":
        put(*json.dumps(rows, indent=2).splitlines())
        return ExitCode.CLEAN
    width = max((len(row["id"]) for row in rows), default=0)
    put(*(f"{r['id']:{width}}  {r['severity']:8}  {r['vendor']}: {r['name']}" for r in rows))
    put(f"{len(chosen)} rules")
    return ExitCode.CLEAN


def _told(rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.name, rule.vendor, rule.severity.label


def _fitting(in_force: Ruleset) -> Callable[[int, str], str]:
    """What makes a text of the rule of an index fit to be shown; built-in ones have no secret."""
    clean = cleaner()
    return lambda index, text: clean(text) if in_force.changed(index) else text


@rules.command(
    context_settings=HELP,
    epilog="\b\nExample:\n  stanch rules show stripe-secret-key-live",
)
@click.argument("rule_id", metavar="ID")
@_RULES
def show(rule_id: str, rules_: tuple[str, ...]) -> ExitCode:
    """One rule: pattern, checks, links and examples."""
    in_force = _in_force(world(), rules_)[1]
    index = in_force.index(rule_id)
    if index is None:
        raise RuleError(f"no rule has the id {rule_id!r}", hint=suggestion(rule_id, in_force.ids()))
    rule = in_force.rule(index)
    fit = _fitting(in_force)
    for name, value in _shown(rule, enabled=in_force.enabled(index)):
        put(f"{name + ':':13} {fit(index, value)}")
    for kind, texts in rule.examples._asdict().items():
        for text in texts:
            first, *more = fit(index, text.strip()).splitlines() or [""]
            put(f"{kind + ':':13} {first}", *(" " * 14 + line for line in more))
    return ExitCode.CLEAN


def _shown(rule: Rule, *, enabled: bool) -> list[tuple[str, str]]:
    rows = [
        ("id", rule.id if enabled else f"{rule.id} (off)"),
        ("name", rule.name),
        ("vendor", rule.vendor),
        ("severity", rule.severity.label),
        ("confidence", rule.confidence.label),
        ("environment", rule.environment.value),
        ("why", rule.why),
        ("pattern", rule.pattern),
        ("wake form", rule.wake.form),
        ("keywords", ", ".join(word.decode("latin-1") for word in rule.wake.keywords)),
        ("proof", rule.proof),
        ("entropy", str(rule.entropy or "")),
        ("paths", ", ".join(rule.paths)),
        ("tags", ", ".join(rule.tags)),
        ("revoke", rule.revoke),
        ("docs", rule.docs),
    ]
    if rule.context:
        near = ", ".join(word.decode() for word in rule.context.near)
        rows.append(("context", f"{near} within {rule.context.within} lines"))
    if rule.pairs:
        rows.append(("pairs", f"{', '.join(rule.pairs.rules)} within {rule.pairs.within} lines"))
    return [(name, value) for name, value in rows if value]


@rules.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch rules test\n  stanch rules test my-pack.yaml",
)
@click.argument("packs_", nargs=-1, metavar="[PACK]...")
def test(packs_: tuple[str, ...]) -> ExitCode:
    """Run the examples of rules: `match` must be found at the secret, `ignore` must not.

    Without a pack the built-in rules are tested. Each is tested in the company of all others, so
    that none takes what belongs to another, and for speed: one slow pattern costs all scans.
    """
    options, in_force, tested = _tested(world(), packs_)
    found = list(rulecheck.problems(tested, engine(world(), options, in_force)))
    try:
        found += rulecheck.too_slow(tested, _sample())
    except ImportError:
        warn("Hyperscan is not installed here, so the speed was not measured")
    return _reported(found, tested)


@rules.command(
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch rules lint\n  stanch rules lint my-pack.yaml",
)
@click.argument("packs_", nargs=-1, metavar="[PACK]...")
def lint(packs_: tuple[str, ...]) -> ExitCode:
    """Read packs and check their form: keys, ids, patterns, links; without running examples."""
    _, _, tested = _tested(world(), packs_)
    return _reported(list(rulecheck.untidy(tested)), tested)


def _reported(found: list[rulecheck.Problem], tested: list[Rule]) -> ExitCode:
    clean = cleaner()
    for problem in found:
        put(clean(f"{problem.rule}: {problem.what}"))
        put(*(f"    {line}" for line in clean(problem.example.strip()).splitlines()))
    put(f"{len(tested)} rules, {len(found)} problems")
    return ExitCode.USAGE if found else ExitCode.CLEAN


def _tested(here: World, packs_: tuple[str, ...]) -> tuple[ScanOptions, Ruleset, list[Rule]]:
    """Options, all rules in force, and those that were asked for."""
    options, in_force = _in_force(here, packs_, own=False)
    if not packs_:
        return options, in_force, list(in_force)
    return options, in_force, list(in_force.added)


def _in_force(
    here: World, paths: tuple[str, ...], *, own: bool = True
) -> tuple[ScanOptions, Ruleset]:
    place = Place(here.cwd, None, in_work_tree(here.cwd))
    asked = Typed(rules=paths, min_confidence=Confidence.LOW)
    if own:
        place = file_place(here, (here.cwd,))
        options = resolve(asked, load_config(here, place, asked))
    else:
        options = resolve(asked, Config())
    return options, load_rules(here, options, place)


def _sample() -> bytes:
    """Text to measure on: the source of this program and of the standard library's core."""
    texts = []
    for module in (os, json, click, packs):
        file = getattr(module, "__file__", None)
        if file:
            with open(file, "rb") as opened:
                texts.append(opened.read())
    text = b"".join(texts)
    return text * (1 + (4 << 20) // max(1, len(text)))
