"""`stanch baseline`: accept what was found, see what is accepted, and keep the file in order."""

from __future__ import annotations

import click

from stanch.cli.lazy import HELP, Lazy, LazyGroup

_HERE = "stanch.cli.baseline"
COMMANDS = {
    "create": Lazy(f"{_HERE}.accept:create", "Accept everything that a scan finds now."),
    "update": Lazy(f"{_HERE}.accept:update", "Accept what is not accepted yet."),
    "audit": Lazy(f"{_HERE}.audit:audit", "Review findings one by one in the terminal."),
    "show": Lazy(f"{_HERE}.inspect:show", "List what is accepted, by whom, why and until when."),
    "diff": Lazy(f"{_HERE}.inspect:diff", "Say what two baselines accept differently."),
    "verify": Lazy(f"{_HERE}.inspect:verify", "Check form, ends and use of the entries, for CI."),
    "prune": Lazy(f"{_HERE}.tidy:prune", "Drop entries whose secret is nowhere any more."),
    "merge": Lazy(f"{_HERE}.tidy:merge", "Fold baselines, or a merge's conflict, into one."),
    "resalt": Lazy(f"{_HERE}.tidy:resalt", "Hash all entries under a new salt."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings=HELP,
    epilog="\b\nExamples:\n  stanch baseline create --expires 90d\n  stanch baseline audit\n"
    "  stanch baseline verify --fail-on-stale",
)
def baseline() -> None:
    """Accept findings, so that only new ones are reported.

    An acceptance survives moved lines and renamed files; another secret in the same place is new.
    The file holds salted hashes and can be committed: docs/baseline.md.
    """
