from __future__ import annotations

import pytest

from stanch.config.file import Config
from stanch.config.options import MAX_SIZE, TIME_LIMIT, Typed, resolve
from stanch.model.rule import Confidence, Severity


def test_the_defaults() -> None:
    """They are in the help and the manual."""
    made = resolve(Typed(), Config())
    assert (made.gate.severity, made.gate.confidence) == (Severity.LOW, Confidence.MEDIUM)
    assert (made.gate.exit_zero, made.gate.allow_skipped) == (False, False)
    assert (made.max_size, made.time_limit) == (MAX_SIZE, TIME_LIMIT)
    assert made.minimum is Confidence.MEDIUM
    assert made.jobs >= 1
    assert made.baseline == ".stanch-baseline"


@pytest.mark.parametrize(
    ("typed", "written", "used"),
    [
        pytest.param(None, None, MAX_SIZE, id="the default"),
        pytest.param(None, 5, 5, id="the file over the default"),
        pytest.param(7, None, 7, id="what was typed over the default"),
        pytest.param(7, 5, 7, id="what was typed over the file"),
    ],
)
def test_what_wins(typed: int | None, written: int | None, used: int) -> None:
    """Who types an option means it."""
    assert resolve(Typed(max_size=typed), Config(max_size=written)).max_size == used


def test_false_is_said_too() -> None:
    """A `False` that was typed is no silence."""
    typed, written = Typed(allow_skipped=False), Config(allow_skipped=True)
    assert resolve(typed, written).gate.allow_skipped is False
    assert resolve(Typed(), written).gate.allow_skipped is True


def test_the_lowest_severity_can_be_asked_for() -> None:
    """`info` and `low` are 0 in their enums, and must not be taken for nothing."""
    typed = Typed(fail_on=Severity.INFO, min_confidence=Confidence.LOW)
    made = resolve(typed, Config(fail_on=Severity.HIGH, min_confidence=Confidence.HIGH))
    assert (made.gate.severity, made.minimum) == (Severity.INFO, Confidence.LOW)
    assert made.gate.confidence is Confidence.LOW


def test_lists() -> None:
    """`--disable` adds to the file's, `--only` takes its place."""
    config = Config(disable=("a",), only=("b",))
    made = resolve(Typed(disable=("c",), only=("d",), rules=("p.yaml",)), config)
    assert (made.disable, made.only, made.rules) == (("a", "c"), ("d",), ("p.yaml",))
    assert resolve(Typed(), config).only == ("b",)
