"""A group that imports a command when it is called: `--help` reads the summaries from here.

Every import on the way to `scan --staged` is time that a person waits at each commit.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import click

from stanch.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Said of each command: click remembers the first context that asked it for its help.
HELP = MappingProxyType({"help_option_names": ["-h", "--help"], "max_content_width": 100})


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What completes to names of files, which the shell knows best."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


class Lazy(NamedTuple):
    """Where a command is, and what the list of commands says of it."""

    target: str
    summary: str


class Group(click.Group):
    """A group that shows its help when no command is given, and suggests one for a typo."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        # click 8.2 would raise the help as an error, on one line.
        super().__init__(*args, **kwargs | {"no_args_is_help": False})  # type: ignore[arg-type]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; a job whose variable is empty must not pass for one that scanned."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help() + "\n", err=True)
            raise UsageError(f"`{ctx.command_path}` needs a command; they are listed above")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a better answer to an unknown name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from stanch.written.fields import suggestion

            known = self.list_commands(ctx)
            raise UsageError(
                f"`{ctx.command_path}` has no command {name!r}", hint=suggestion(name, known)
            )
        return super().resolve_command(ctx, args)


def below(group: click.Group) -> list[click.Command]:
    """The commands of a group, imported where they are lazy."""
    context = click.Context(group)
    found = (group.get_command(context, name) for name in group.list_commands(context))
    return [command for command in found if command]


class LazyGroup(Group):
    """A group whose commands are `Lazy`, and that knows the words of other programs."""

    def __init__(
        self,
        *args: object,
        lazy: dict[str, Lazy],
        elsewhere: dict[str, str] | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of the commands, without importing them, and the options."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=lazy.summary)
            for name, lazy in self._lazy.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As a group does, with our command for one of another program."""
        name = args[0] if args else ""
        if name in self._elsewhere:
            raise UsageError(
                f"there is no command {name!r}", hint=f"here it is `{self._elsewhere[name]}`"
            )
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
