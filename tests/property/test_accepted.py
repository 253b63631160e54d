"""The law of baselines: that of a run suppresses exactly that run."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import fakes
from stanch.engine.scan import Engine
from stanch.model.blob import Blob
from stanch.model.finding import Reason
from stanch.model.outcome import Summary
from stanch.suppress.baseline import Baseline
from stanch.suppress.decide import Suppressor
from stanch.suppress.fingerprint import Salt
from stanch.suppress.update import update
from suppress.made import TODAY
from tokens import github, stripe, token

KINDS = (
    stripe,
    github,
    lambda n: f'db_password = "kJ8#mQ2x{n}"',  # stanch:allow
    lambda n: token("glpat-", 20, seed=n),
    lambda n: f"postgres://app:xK9v-{n}Qz@db.acme.io/main",
)
lines = st.tuples(st.sampled_from(KINDS), st.integers(0, 6)).map(lambda made: made[0](made[1]))
files = st.dictionaries(
    st.sampled_from(["a.py", "b/.env", "c.yml"]), st.lists(lines, max_size=4), max_size=2
)
SALT = Salt.from_root("a" * 40)


def run(engine: Engine, written: dict[str, list[str]], baseline: Baseline | None) -> Summary:
    by = fakes.plan(engine, Suppressor(TODAY, baseline=baseline))
    blobs = [Blob(path, "\n".join(text).encode()) for path, text in written.items()]
    return fakes.scanned(by, fakes.source(*blobs))


def accepted(summary: Summary) -> Baseline:
    findings = [outcome.finding for outcome in summary.outcomes]
    made = update("", findings, salt=SALT, today=TODAY)
    assert not made.refused
    return Baseline.parse(made.text, ".stanch-baseline", TODAY)


@settings(
    max_examples=10, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(files, lines)
def test_a_baseline_of_a_run_suppresses_exactly_that_run(
    engine: Engine, written: dict[str, list[str]], more: str
) -> None:
    """Who accepts what there is must be told of what comes, and of nothing else."""
    first = run(engine, written, None)
    baseline = accepted(first)
    again = run(engine, written, baseline)
    assert again.reported == ()
    assert len(again.outcomes) == len(first.outcomes)
    assert set(again.suppressed) <= {Reason.BASELINE}
    moved = {f"new/{path}": ["", *reversed(text)] for path, text in written.items()}
    assert run(engine, moved, baseline).reported == ()
    known = {(o.finding.rule.id, o.finding.secret) for o in first.outcomes}
    new = run(engine, written | {"new.py": [more]}, baseline)
    alone = run(engine, {"new.py": [more]}, None)
    assert {(o.finding.rule.id, o.finding.secret) for o in new.reported} == {
        (o.finding.rule.id, o.finding.secret) for o in alone.outcomes
    } - known
