"""Every error a user can meet, and the exit codes they end in.

StanchError                    has `hint`, what to do about it, and `exit_code`
├── UserError                  2: the command, its configuration or its rules are wrong
│   ├── UsageError                what was typed
│   ├── ConfigError               .stanch.yaml, .stanchignore, STANCH_* and the like
│   ├── RuleError                 a rule or a pack
│   └── BaselineError             .stanch-baseline
└── ScanError                  3: something could not be looked at
    └── GitError                  git said no

An input that cannot be read is not an error: it is a counted `Skipped`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process says to the shell. One meaning each; 1 never means trouble."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


class StanchError(Exception):
    """The root. `where` names the file and place, `hint` says what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.INCOMPLETE

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.hint = hint


class UserError(StanchError):
    """Something that the user wrote is wrong."""

    exit_code = ExitCode.USAGE


class UsageError(UserError):
    """The command line is wrong."""


class ConfigError(UserError):
    """A configuration or ignore file is wrong."""


class RuleError(UserError):
    """A rule or a pack is wrong."""


class BaselineError(UserError):
    """A baseline cannot be read or written."""


class ScanError(StanchError):
    """The scan could not be carried out."""


class ElsewhereError(Exception):
    """A bug that showed in another process of this run: its kind, and where it happened there.

    A place is a file, a line number and a function; no values come with it.
    """

    def __init__(self, kind: str, places: tuple[tuple[str, int, str], ...]) -> None:
        super().__init__(kind, places)
        self.kind = kind
        self.places = places


class GitError(ScanError):
    """git refused, or is not there."""
