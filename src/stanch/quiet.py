"""Remembers of a baseline that it has nothing to say, so that a commit need not check it again.

To check ten thousand entries takes as long as a third of a clean commit. A text that was checked
once and gave no warning gives none until its first end comes near; that day and the salts are kept
under the digest of the text. They are no secrets, and whoever could forge them could forge the
compiled rules as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache, digest

if TYPE_CHECKING:
    from stanch.suppress.baseline import Baseline


class Quiet(NamedTuple):
    """The salts, as they are hashed with, of a baseline that was checked before."""

    salts: tuple[bytes, ...]


def remembered(kept: Cache, data: bytes, now: int) -> Quiet | None:
    """What is known of a baseline that has nothing to say today; `None`: it has to be checked."""
    body = kept.get(_key(data))
    if body is None:
        return None
    import time

    day, *salts = body.decode("ascii", "replace").split("\n")
    is_day = len(day) == len("YYYY-MM-DD") and day.replace("-", "").isdecimal()
    if not is_day or time.strftime("%Y-%m-%d", time.gmtime(now)) >= day:
        return None
    try:
        return Quiet(tuple(map(bytes.fromhex, salts)))
    except ValueError:
        return None


def baseline(kept: Cache, data: bytes, where: str, now: int) -> Baseline:
    """The baseline, checked unless that was done before.

    Raises:
        BaselineError: it is none.
    """
    from datetime import UTC, datetime

    from stanch.suppress.baseline import Baseline
    from stanch.suppress.fingerprint import Salt

    today = datetime.fromtimestamp(now, UTC).date()
    known = remembered(kept, data, now)
    if known is not None:
        return Baseline.parse(data, where, today, [Salt.of(salt) for salt in known.salts])
    made = Baseline.parse(data, where, today)
    _remember(kept, data, made)
    return made


def _remember(kept: Cache, data: bytes, baseline: Baseline) -> None:
    """Keep that it has nothing to say, and until when."""
    day = baseline.quiet_until
    if day is not None:
        salts = [salt.value.hex() for salt in baseline.salts]
        kept.put(_key(data), "\n".join([day.isoformat(), *salts]).encode())


def _key(data: bytes) -> str:
    return f"baseline-1-{digest(data)}"
