"""A group that imports a command when it is called: `--help` reads the summaries from here.

Every import on the way to `scan --staged` is time that a person waits at each commit.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

import click

from stanch.errors import UsageError

# Said of each command: click remembers the first context that asked it for its help.
HELP = MappingProxyType({"help_option_names": ["-h", "--help"], "max_content_width": 100})


class Lazy(NamedTuple):
    """Where a command is, and what the list of commands says of it."""

    target: str
    summary: str


class LazyGroup(click.Group):
    """A group whose commands are `Lazy`, with a suggestion for what does not exist."""

    def __init__(
        self,
        *args: object,
        lazy: dict[str, Lazy],
        elsewhere: dict[str, str] | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lazy = lazy
        self._elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands in the order they were written down."""
        return [*self._lazy, *sorted(self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        lazy = self._lazy.get(cmd_name)
        if lazy is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = lazy.target.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a better answer to an unknown name."""
        name = args[0] if args else ""
        if name in self._elsewhere:
            raise UsageError(
                f"there is no command {name!r}", hint=f"here it is `{self._elsewhere[name]}`"
            )
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from stanch.written.fields import suggestion

            known = self.list_commands(ctx)
            raise UsageError(f"there is no command {name!r}", hint=suggestion(name, known))
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of commands, without importing them."""
        rows = [(name, lazy.summary) for name, lazy in self._lazy.items()]
        rows += [(name, self.commands[name].get_short_help_str()) for name in sorted(self.commands)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
