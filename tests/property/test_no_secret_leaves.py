"""The law of reports, for whole runs: no format holds a secret, wherever it stood."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fakes
from stanch.engine.scan import Engine
from stanch.model.blob import Blob, Skipped
from stanch.model.outcome import Gate, Summary
from stanch.model.place import Commit
from stanch.report.base import FORMATS, ReportOptions, reporter
from stanch.sources.base import named
from tokens import github, stripe, token

ID = "c0ffee" * 6 + "c0ff"
seeds = st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def shown(name: str, summary: Summary, options: ReportOptions) -> str:
    out = io.StringIO()
    reporter(name, options).write(summary, Gate(), out)
    report = out.getvalue()
    return "\n".join(texts(json.loads(report))) if name == "json" else report


def summary_of(engine: Engine, secrets: list[str]) -> Summary:
    """A run in which each secret stands in a path, in a commit, and beside the others."""
    path = f"keys/{secrets[0]}/app.py"
    line = " ".join(f"k{n} = '{value}';" for n, value in enumerate(secrets))
    source = fakes.source(
        named(path, ID),
        Blob(path, f"before\n{line}\r\nafter {secrets[-1]}".encode(), commit=ID),
        Blob("b.txt", line.encode("utf-16"), commit=ID),
        Skipped(f"{secrets[0]}.bin", f"cannot be read: {secrets[-1]}"),
    )._replace(dates={ID: Commit(ID, secrets[0], secrets[-1], "2026-01-02", line)})
    return fakes.scanned(fakes.plan(engine), source)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds, st.sampled_from([40, 80, 4000]), st.booleans(), st.booleans())
def test_no_report_of_a_run_holds_a_secret(
    engine: Engine,
    name: str,
    seeds: list[int],
    width: int,
    verbose: bool,  # noqa: FBT001  # drawn by hypothesis
    quiet: bool,  # noqa: FBT001  # as above
) -> None:
    """CI logs are public: the other secret on the line, the path and the subject leak as well."""
    kinds = (stripe, github, lambda n: token("sk_live_", 40, seed=n + 100))
    secrets = [kinds[n % len(kinds)](seed) for n, seed in enumerate(seeds)]
    summary = summary_of(engine, secrets)
    found = {outcome.finding.secret.reveal().decode() for outcome in summary.outcomes}
    assert found >= set(secrets)
    options = ReportOptions(width=width, verbose=verbose, quiet=quiet)
    report = shown(name, summary, options)
    joined = "".join(report.split())
    for secret in secrets:
        assert secret not in report
        assert secret not in joined
        assert secret[-20:] not in report


@pytest.mark.parametrize("name", FORMATS)
def test_the_law_can_fail(engine: Engine, name: str) -> None:
    """With `--show-secrets` the same run shows them."""
    summary = summary_of(engine, [stripe(1)])
    assert stripe(1) in shown(name, summary, ReportOptions(width=4000, show_secrets=True))
