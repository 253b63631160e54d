"""What the command line asked for, as values: with their defaults, what the hook asks for."""

from typing import NamedTuple

from stanch.config.options import Typed


class Printing(NamedTuple):
    """How reports are written. `outputs` are `FILE` or `FORMAT=FILE`, as typed."""

    format: str = "terminal"
    outputs: tuple[str, ...] = ()
    show_secrets: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False


class Asked(NamedTuple):
    """Everything that scanning commands share."""

    typed: Typed = Typed()
    how: Printing = Printing()
    config_from: str = ""
