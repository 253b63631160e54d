"""How far a scan is: drawn on a terminal once it takes a moment, elsewhere a line a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from stanch.cli import console
from stanch.pipeline import Each, Looked
from stanch.sources.base import Given

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_PATIENCE = 0.7
_EVERY = 0.1
_LINE_EVERY = 60.0


class Progress:
    """Counts what was looked at; `total` blobs are expected, where that is not 0.

    On a terminal it draws with rich, which is imported only when the scan turns out to be long.
    """

    def __init__(
        self, total: int = 0, *, terminal: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._terminal = terminal
        self._clock = clock
        self._started = self._told = clock()
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

    def watching(self, each: Each) -> Each:
        """The same `map`, of which each result is a step."""

        def mapped(
            look: Callable[[Sequence[Given]], Looked], inputs: Iterable[Given]
        ) -> Iterator[Looked]:
            for looked in each(look, inputs):
                self.step(looked)
                yield looked

        return mapped

    def step(self, looked: Looked) -> None:
        """A batch was looked at."""
        self._count += looked.blobs + len(looked.skipped)
        self._size += looked.size
        now = self._clock()
        if now - self._told < (_EVERY if self._terminal else _LINE_EVERY):
            return
        if self._terminal and now - self._started < _PATIENCE:
            return
        self._told = now
        text = self.text(now - self._started)
        if self._terminal:
            self._draw(text)
        else:
            console.warn(f"stanch: {text}")

    def text(self, elapsed: float) -> str:
        """How much is done, how fast that is, and about how long it will still take."""
        of = f" of {self._total:,}" if self._total else ""
        rate = self._size / elapsed / 1e6
        text = f"{self._count:,}{of} blobs, {self._size / 1e6:,.0f} MB, {rate:,.0f} MB/s"
        if not self._total or not self._count or self._count > self._total:
            return text
        return f"{text}, about {_span(elapsed / self._count * (self._total - self._count))} left"

    def _draw(self, text: str) -> None:
        if self._bar is None:
            self._open()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=text, refresh=True)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as RichProgress
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn())
        # Drawn from here: beside a thread that does, no process could be copied.
        self._bar = RichProgress(
            *columns, console=Console(stderr=True), transient=True, auto_refresh=False
        )
        self._task = self._bar.add_task("")
        self._bar.start()


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
