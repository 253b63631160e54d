"""A line of progress on a terminal, once a scan takes longer than a moment."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from stanch.model.blob import Blob
from stanch.sources.base import Input

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_PATIENCE = 0.7
_EVERY = 0.1


class Progress:
    """Counts inputs; draws with rich only when the scan turns out to be long."""

    def __init__(self) -> None:
        self._started = self._drawn = time.monotonic()
        self._count = 0
        self._size = 0
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def step(self, item: Input) -> None:
        """One more input is handed out."""
        self._count += 1
        self._size += len(item.data) if isinstance(item, Blob) else 0
        now = time.monotonic()
        if now - self._started < _PATIENCE or now - self._drawn < _EVERY:
            return
        self._drawn = now
        self._draw(now - self._started)

    def _draw(self, elapsed: float) -> None:
        if self._bar is None:
            self._open()
        if self._bar is not None and self._task is not None:
            rate = self._size / elapsed / 1e6
            text = f"{self._count:,} inputs, {self._size / 1e6:,.0f} MB, {rate:,.0f} MB/s"
            self._bar.update(self._task, description=text)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as RichProgress
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("")
        self._bar.start()
