"""One key at a time from a terminal, and lines where words are asked for."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any, Self

END = ""
"""What is read where nothing more will come."""

_MOMENT = 0.05


class Keys:
    """Reads single keys while it is entered; Ctrl-C stays what it is.

    Through ssh and tmux it is a terminal like any other. A key that is sent as a sequence, such as
    an arrow, is one key without a meaning.
    """

    def __init__(self) -> None:
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        self._single()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._whole_lines()

    def key(self) -> str:
        """The next key."""
        if sys.platform == "win32":
            import msvcrt

            pressed = msvcrt.getwch()
            if pressed in "\x00\xe0":
                msvcrt.getwch()
                return "?"
            if pressed == "\x03":
                raise KeyboardInterrupt
            return pressed
        data = os.read(sys.stdin.fileno(), 1)
        if data in (b"", b"\x04"):
            return END
        return self._sequence() if data == b"\x1b" else data.decode("latin-1")

    def _sequence(self) -> str:
        """Take what belongs to the key that was sent as several characters."""
        import select

        while select.select([sys.stdin.fileno()], [], [], _MOMENT)[0]:
            last = os.read(sys.stdin.fileno(), 1)
            if (last.isalpha() and last != b"O") or last in (b"", b"~"):
                break
        return "?"

    def line(self) -> str:
        """A line that the person writes, with what the terminal offers to edit it."""
        if sys.platform == "win32":
            return sys.stdin.readline().strip()
        self._whole_lines()
        typed = b""
        try:
            # Not by `sys.stdin`, which would keep what was typed ahead to itself.
            while (last := os.read(sys.stdin.fileno(), 1)) not in (b"", b"\n", b"\r"):
                typed += last
        finally:
            self._single()
        return typed.decode("utf-8", "replace").strip()

    def _single(self) -> None:
        if sys.platform == "win32":
            return
        import termios
        import tty

        self._before = termios.tcgetattr(sys.stdin.fileno())
        # Without dropping what was typed already.
        tty.setcbreak(sys.stdin.fileno(), termios.TCSADRAIN)

    def _whole_lines(self) -> None:
        if sys.platform == "win32":
            return
        import termios

        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)
