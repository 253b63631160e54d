"""`pre-receive`: a push arrives at a server, and is refused with a word to whoever pushed.

The objects lie in a quarantine until the hook says yes; refused, git throws them away. The policy
is that of the default branch: that of the branch which is pushed would be the pusher's own. The
hook ends in time and prints no more than a screen. What its owner decides stands in the server's
git configuration: `stanch.seconds`, `stanch.bypass`, `stanch.bypassLog`.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import NamedTuple

from stanch import __version__
from stanch.assemble import World, set_up, tree_place
from stanch.cli.console import cleaner, echo, put
from stanch.cli.gates import heard, lacked, repository_of
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, Typed
from stanch.errors import ExitCode, ScanError, StanchError, UserError
from stanch.git import pushing
from stanch.git.objects import Objects
from stanch.git.pushing import Update
from stanch.git.repository import Repository
from stanch.model.outcome import Gate, Summary
from stanch.report.base import ReportOptions, reporter
from stanch.report.look import Look, blind

_OPTION = "stanch.bypass"
_SECONDS = 60
# Of 24 lines, which a terminal has at least, some are git's own.
_SCREEN = 16
# Who pushes, as the servers say it: GitLab, Gitea and Forgejo, http-backend, ssh.
_WHO = ("GL_USERNAME", "GITEA_PUSHER_NAME", "REMOTE_USER", "USER")


class _Looked(NamedTuple):
    """What became of a push: the summary and its code, or why there is none."""

    code: ExitCode
    summary: Summary | None = None
    gate: Gate = Gate()
    look: Look = blind
    why: str = ""


def receive(here: World) -> ExitCode:
    """Scan what the push brings, within the time that the server allows."""
    repository = repository_of(here)
    updates = pushing.received(heard())
    reason = _bypass(here, repository)
    seconds = _seconds(pushing.setting(repository, "stanch.seconds"))
    looked = _looked(here, repository, updates, seconds)
    _tell(looked)
    if looked.code == ExitCode.CLEAN or not reason:
        return looked.code
    _log(here, repository, updates, reason, looked)
    echo("stanch: let through because of the push option, which was logged")
    return ExitCode.CLEAN


def _looked(
    here: World, repository: Repository, updates: tuple[Update, ...], seconds: int
) -> _Looked:
    try:
        with _within(seconds), Objects(repository.git, MAX_SIZE) as objects:
            place = tree_place(here.cwd, repository, objects, "HEAD")
            setup = set_up(here, place, Typed(), fingerprints=False, source="push")
            make = lacked(repository, objects, updates, pushing.HELD_HERE)
            summary = scanned(setup, make(setup), show_progress=False)
            gate = setup.options.gate
            return _Looked(summary.exit_code(gate), summary, gate, setup.look)
    except StanchError as error:
        hint = f"; {error.hint}" if error.hint else ""
        return _Looked(error.exit_code, why=f"{error}{hint}")


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """End what runs inside after so many seconds, where the system has such a clock."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise ScanError(
            f"the push could not be scanned in {seconds} seconds, so it is refused",
            hint="push fewer commits at a time, or ask who keeps the server",
        )

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _seconds(text: str) -> int:
    if not text:
        return _SECONDS
    if not text.isdecimal() or not 1 <= int(text) <= 86400:
        raise UserError(
            f"stanch.seconds is {text!r} in the server's git configuration",
            hint="set it to a number from 1 to 86400",
        )
    return int(text)


def _bypass(here: World, repository: Repository) -> str:
    """The reason that came with the push, if there is one and the server takes it.

    https://git-scm.com/docs/githooks#pre-receive: push options come as variables.
    """
    count = here.environ.get("GIT_PUSH_OPTION_COUNT", "")
    options = [
        here.environ.get(f"GIT_PUSH_OPTION_{number}", "")
        for number in range(int(count) if count.isdecimal() else 0)
    ]
    given = [o.partition("=") for o in options if o.partition("=")[0] == _OPTION]
    if not given:
        return ""
    if pushing.setting(repository, "stanch.bypass") != "true":
        echo("stanch: this server takes no bypass (stanch.bypass is not true)")
        return ""
    reason = given[-1][2].strip()
    if not reason:
        echo(f"stanch: a bypass needs a reason: git push -o {_OPTION}='why it is harmless'")
    return reason


def _log(
    here: World,
    repository: Repository,
    updates: tuple[Update, ...],
    reason: str,
    looked: _Looked,
) -> None:
    """A line of JSON for each push that was let through; no line, no bypass."""
    clean = cleaner()
    found = looked.summary.reported if looked.summary else ()
    entry = {
        "time": datetime.fromtimestamp(here.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "who": clean(next((here.environ[name] for name in _WHO if here.environ.get(name)), "")),
        "reason": clean(reason),
        "refs": [{"ref": clean(u.ref), "old": u.old, "new": u.new} for u in updates],
        "findings": [
            {"rule": o.finding.rule.id, "path": clean(o.finding.locations[0].path)} for o in found
        ],
        "unscanned": clean(looked.why),
    }
    named = pushing.setting(repository, "stanch.bypassLog") or "stanch-bypass.log"
    path = os.path.join(repository.git_dir, named)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise ScanError(
            f"the bypass cannot be logged, so there is none: {error.strerror}",
            hint="the owner of the server sets stanch.bypassLog to a file that can be written",
        ) from None


class _Screen:
    """The first lines of a report, and how many there were."""

    def __init__(self) -> None:
        self._text: list[str] = []

    def write(self, text: str) -> None:
        """Keep the text."""
        self._text.append(text)

    def lines(self) -> list[str]:
        """As many lines as fit."""
        lines = "".join(self._text).splitlines()
        if len(lines) <= _SCREEN:
            return lines
        return [*lines[: _SCREEN - 1], f"… and {len(lines) - _SCREEN + 1:,} more"]


def _tell(looked: _Looked) -> None:
    """Say it to whoever pushed, in a screen."""
    if looked.code == ExitCode.CLEAN:
        return
    if looked.summary is None:
        echo(f"stanch: {looked.why}")
        return
    screen = _Screen()
    options = ReportOptions(quiet=True, tool_version=__version__, aside=screen, look=looked.look)
    reporter("terminal", options).write(looked.summary, looked.gate, screen)
    put(*screen.lines())  # the report hides secrets itself
    echo(
        "stanch: the push was refused. Revoke what is real, take it out of the commits "
        "(git rebase -i, git commit --amend), and push again"
    )
