"""Blobs through the engine: their texts, what wakes in them, and what is made of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.engine import decode
from stanch.engine.view import View
from stanch.engine.wake import Waker, Window, Windows, Woken
from stanch.errors import ScanError
from stanch.model.blob import Blob
from stanch.rules.ruleset import Ruleset

_Weighed = tuple[list["Judged"], ScanError | None]
_Judge = Callable[["Engine", View, Woken, float], _Weighed]

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
    return next(_examined(engine, [blob], _judged))


def examined(engine: Engine, blobs: Iterable[Blob]) -> Iterator[Iterator[Seen]]:
    """What is found in each of the blobs, which wake rules together: do not hand over gigabytes.

    In a version of a file, what was dropped where nothing changed since the one before is left out.

    Raises:
        ScanError: as `examine`, of each blob on its own.
    """
    return _examined(engine, blobs, _again)


def _examined(engine: Engine, blobs: Iterable[Blob], judge: _Judge) -> Iterator[Iterator[Seen]]:
    texts = [list(decode.views(blob)) for blob in blobs]
    woken = iter(engine.waker.wake([view for views in texts for view in views]))
    for views in texts:
        yield _seen(engine, [(view, next(woken)) for view in views], judge)


def _seen(engine: Engine, views: list[tuple[View, Woken]], judge: _Judge) -> Iterator[Seen]:
    """What is made of the texts of one blob, at each of its places if anything matches."""
    if not any(woken.is_any for _, woken in views):
        return
    until = engine.weigher.deadline()
    matched = False
    for seen in _at_one_place(engine, views, until, judge if len(views) == 1 else _judged):
        matched = True
        yield seen
    if matched:
        for path, commit in views[0][0].blob.others:
            there = [(view.elsewhere(path, commit), woken) for view, woken in views]
            yield from _at_one_place(engine, there, until, _judged)


def _at_one_place(
    engine: Engine, views: Iterable[tuple[View, Woken]], until: float, judge: _Judge
) -> Iterator[Seen]:
    known: set[object] = set()
    texts = [(view, woken) for view, woken in views if woken.is_any]
    for view, woken in texts:
        judged, cut = judge(engine, view, woken, until)
        fresh = judged
        if len(texts) > 1:
            # The same secret in the bytes and in a decoded form is one; their lines may differ.
            fresh = [one for one in judged if _key(one) not in known]
            known.update(map(_key, fresh))
        if fresh:
            yield Seen(view, fresh)
        if cut:
            raise cut


def _judged(engine: Engine, view: View, woken: Woken, until: float) -> _Weighed:
    """Every candidate of a text."""
    return engine.weigher.weigh(view, engine.waker.windows(view, woken), until)


def _again(engine: Engine, view: View, woken: Woken, until: float) -> _Weighed:
    """The same of a blob that is one text; what it shares with the version before is known."""
    judged, cut = _known(engine, view, woken, until) or _judged(engine, view, woken, until)
    if woken.version and not cut:
        from stanch.engine import carried

        woken.version.judged = carried.lasting(judged)
    return judged, cut


def _known(engine: Engine, view: View, woken: Woken, until: float) -> _Weighed | None:
    """What was found in the version before, and what is judged again; None where that is all."""
    before = woken.base.judged if woken.base else None
    if before is None or woken.base is None or not woken.copies:
        return None
    from stanch.engine import carried

    same = carried.unchanged(view, woken.copies, woken.base)
    if not same:
        return None
    windows = engine.waker.windows_in(view, woken, same)
    judged, cut = engine.weigher.weigh(view, windows, until)
    known = carried.carried(before, same)
    if cut:
        return carried.either(known, judged), cut
    both = carried.joined(same, known, judged, _by_id(engine, windows) if known else {})
    return None if both is None else (both, None)


def _by_id(engine: Engine, windows: Windows) -> dict[str, list[Window]]:
    return {engine.rules.rule(index).id: spans for index, spans in windows.items()}


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
