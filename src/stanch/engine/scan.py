"""Blobs through the engine: their texts, what wakes in them, and what is made of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.engine import decode
from stanch.engine.view import View
from stanch.engine.wake import Waker, Woken
from stanch.model.blob import Blob
from stanch.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from stanch.engine.judge import Judged
    from stanch.engine.weigh import Weigher
    from stanch.model.finding import Finding


class Engine:
    """Rules ready to scan with, in any number of threads.

    `waker` gives what wakes them, and is asked when there is a text to look at. `cache` keeps
    compiled patterns, `seconds` is the limit for one text, `now` the time (seconds since 1970) that
    expiries are judged by, `applies` says whether a path fits one of some globs.
    """

    __slots__ = ("_applies", "_cache", "_make", "_now", "_seconds", "_waker", "_weigher", "rules")

    def __init__(
        self,
        waker: Callable[[], Waker],
        rules: Ruleset,
        cache: Cache,
        *,
        seconds: float,
        now: int,
        applies: Callable[[tuple[str, ...], str], bool],
    ) -> None:
        self._make = waker
        self._waker: Waker | None = None
        self.rules = rules
        self._cache = cache
        self._seconds = seconds
        self._now = now
        self._applies = applies
        self._weigher: Weigher | None = None

    @property
    def waker(self) -> Waker:
        """What wakes rules, made when there is something to look at."""
        if self._waker is None:
            self._waker = self._make()
        return self._waker

    @property
    def weigher(self) -> "Weigher":
        """What judges, made when something is to be judged."""
        if self._weigher is None:
            from stanch.engine.match import Matcher
            from stanch.engine.patterns import Patterns
            from stanch.engine.weigh import Weigher

            matcher = Matcher(self.rules, self.waker.may_match, Patterns(self._cache))
            self._weigher = Weigher(matcher, self._seconds, self._now, self._applies)
        return self._weigher


class Seen(NamedTuple):
    """A text of a blob with everything that any rule matched in it."""

    view: View
    judged: list["Judged"]


def examine(engine: Engine, blob: Blob) -> Iterator[Seen]:
    """Every candidate of the blob with its fate, text by text.

    Raises:
        ScanError: a limit was hit; the blob was not looked at to its end.
    """
    return next(examined(engine, [blob]))


def examined(engine: Engine, blobs: Iterable[Blob]) -> Iterator[Iterator[Seen]]:
    """`examine` for each of the blobs, which wake rules together: do not hand over gigabytes."""
    texts = [list(decode.views(blob)) for blob in blobs]
    woken = iter(engine.waker.wake([view for views in texts for view in views]))
    for views in texts:
        yield _seen(engine, [(view, next(woken)) for view in views])


def _seen(engine: Engine, views: list[tuple[View, Woken]]) -> Iterator[Seen]:
    """What is made of the texts of one blob, at each of its places if anything matches."""
    if not any(woken for _, woken in views):
        return
    until = engine.weigher.deadline()
    matched = False
    for seen in _at_one_place(engine, views, until):
        matched = True
        yield seen
    if matched:
        for path, commit in views[0][0].blob.others:
            there = [(view.elsewhere(path, commit), woken) for view, woken in views]
            yield from _at_one_place(engine, there, until)


def _at_one_place(
    engine: Engine, views: Iterable[tuple[View, Woken]], until: float
) -> Iterator[Seen]:
    known: set[object] = set()
    texts = [(view, woken) for view, woken in views if woken]
    for view, woken in texts:
        judged, cut = engine.weigher.weigh(view, woken, until)
        fresh = judged
        if len(texts) > 1:
            # The same secret in the bytes and in a decoded form is one; their lines may differ.
            fresh = [one for one in judged if _key(one) not in known]
            known.update(map(_key, fresh))
        if fresh:
            yield Seen(view, fresh)
        if cut:
            raise cut


def _key(one: "Judged") -> object:
    return one.candidate.rule.id, one.candidate.secret


def finding(view: View, judged: "Judged") -> "Finding | None":
    """The finding of a candidate that was kept, with its one place."""
    from stanch.model.finding import Finding, Verdict

    if not isinstance(judged.result, Verdict):
        return None
    from stanch.engine import meaning

    candidate = judged.candidate
    return Finding(
        rule=candidate.rule,
        secret=candidate.secret,
        verdict=meaning.read(view, candidate, judged.result),
        locations=(view.location(candidate.span),),
        companions=tuple(view.location(span) for span in judged.companions),
    )
