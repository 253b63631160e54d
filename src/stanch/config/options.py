"""What a run was asked to do: first as typed, then as meant."""

import os
from typing import NamedTuple, TypeVar

from stanch.config.file import Config
from stanch.model.outcome import Gate
from stanch.model.rule import Confidence, Severity

MAX_SIZE = 50_000_000
TIME_LIMIT = 30.0
BASELINE = ".stanch-baseline"

T = TypeVar("T")


class Typed(NamedTuple):
    """Options from the command line and the environment. None: nothing was said."""

    fail_on: Severity | None = None
    min_confidence: Confidence | None = None
    max_size: int | None = None
    time_limit: float | None = None
    baseline: str | None = None
    config: str | None = None
    rules: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    allow_skipped: bool | None = None
    exit_zero: bool = False
    jobs: int | None = None
    oracle: bool = False
    disable_markers: tuple[str, ...] = ()
    strict_markers: bool | None = None


class ScanOptions(NamedTuple):
    """Options with their meaning: every default applied, every source merged."""

    gate: Gate
    minimum: Confidence
    max_size: int
    time_limit: float
    baseline: str
    rules: tuple[str, ...]
    only: tuple[str, ...]
    disable: tuple[str, ...]
    jobs: int
    oracle: bool
    config: Config
    disable_markers: tuple[str, ...] = ()
    strict_markers: bool = False


def resolve(typed: Typed, config: Config) -> ScanOptions:
    """Default < user-wide file < repository's file < environment < flag."""
    minimum = _first(typed.min_confidence, config.min_confidence, Confidence.MEDIUM)
    gate = Gate(
        severity=_first(typed.fail_on, config.fail_on, Severity.LOW),
        confidence=minimum,
        exit_zero=typed.exit_zero,
        allow_skipped=_first(typed.allow_skipped, config.allow_skipped, default=False),
    )
    return ScanOptions(
        gate=gate,
        minimum=minimum,
        max_size=_first(typed.max_size, config.max_size, MAX_SIZE),
        time_limit=_first(typed.time_limit, config.time_limit, TIME_LIMIT),
        baseline=_first(typed.baseline, config.baseline, BASELINE),
        rules=typed.rules,
        only=typed.only or config.only,
        disable=(*config.disable, *typed.disable),
        jobs=_first(typed.jobs, config.jobs, _cores()),
        oracle=typed.oracle,
        config=config,
        disable_markers=(*config.disable_markers, *typed.disable_markers),
        # What one of them asks for no other takes back.
        strict_markers=bool(config.strict_markers or typed.strict_markers),
    )


def _first(typed: T | None, written: T | None, default: T) -> T:
    if typed is not None:
        return typed
    return default if written is None else written


def _cores() -> int:
    """How many processors this process may use, which may be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
