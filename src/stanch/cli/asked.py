"""What the command line asked for, as values: with their defaults, what the hook asks for."""

from typing import NamedTuple

from stanch.config.options import Typed


class Printing(NamedTuple):
    """How reports are written. `outputs` are `FILE` or `FORMAT=FILE`, as typed.

    Empty and None: nothing was said, so the user-wide file may say it.
    """

    format: str = ""
    outputs: tuple[str, ...] = ()
    show_secrets: bool = False
    quiet: bool | None = None
    verbose: bool | None = None
    no_color: bool | None = None
    compare: str = ""
    template: str = ""


class Asked(NamedTuple):
    """Everything that scanning commands share."""

    typed: Typed = Typed()
    how: Printing = Printing()
    config_from: str = ""
