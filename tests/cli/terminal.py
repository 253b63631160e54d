"""A real terminal for programs that want one: keys go in, what was drawn comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from cli.run import environment

_PATIENCE = 60.0


class Terminal:
    """The program in a terminal of some columns and rows."""

    def __init__(
        self, *arguments: str, at: Path, columns: int = 80, rows: int = 24, term: str = "xterm"
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "stanch", *arguments],
            cwd=at,
            env=environment({"TERM": term}),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # no threads
        )
        os.close(theirs)
        self.seen = ""

    def expect(self, text: str) -> str:
        """Wait until the text is on the last screen; that screen."""
        end = time.monotonic() + _PATIENCE
        while text not in self.screen:
            if time.monotonic() > end or not self._more(1.0):
                raise AssertionError(f"{text!r} is not on the screen: {self.screen}")
        return self.screen

    @property
    def screen(self) -> str:
        """What was drawn since the screen was cleared."""
        return self.seen.rpartition("\x1b[2J")[2]

    def press(self, keys: str) -> None:
        """Type."""
        self.seen += "\x1b[2J"
        os.write(self._ours, keys.encode())

    def code(self) -> int:
        """The exit code, once the program has ended."""
        end = time.monotonic() + _PATIENCE
        while self._more(1.0):
            assert time.monotonic() < end, f"it does not end: {self.screen}"
        os.close(self._ours)
        return self._process.wait(_PATIENCE)

    def _more(self, patience: float) -> bool:
        """Read what there is; false when nothing more will come."""
        if not select.select([self._ours], [], [], patience)[0]:
            return self._process.poll() is None
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)
