"""The law of reports, for whole runs: nothing that one leaves holds a secret, wherever it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fakes
from cli.run import cache_folder, stanch
from repo import Repo
from report.formats import read, written
from stanch.engine.scan import Engine
from stanch.model.blob import Blob, Skipped
from stanch.model.outcome import Summary
from stanch.model.place import Commit
from stanch.report.base import FORMATS
from stanch.sources.base import named
from tokens import github, stripe, token

ID = "c0ffee" * 6 + "c0ff"
seeds = st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True)


def shown(name: str, summary: Summary, **options: Any) -> str:
    return read(name, written(name, summary, **options))


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
    report = shown(name, summary, width=width, verbose=verbose, quiet=quiet)
    joined = "".join(report.split())
    for secret in secrets:
        assert secret not in report
        assert secret not in joined
        assert secret[-20:] not in report


@pytest.mark.parametrize("name", FORMATS)
def test_the_law_can_fail(engine: Engine, name: str) -> None:
    """With `--show-secrets` the same run shows them."""
    summary = summary_of(engine, [stripe(1)])
    assert stripe(1) in shown(name, summary, show_secrets=True)


def _wrong(seed: int) -> str:
    """A GitHub token whose checksum does not fit: of low confidence, so no scan reports it."""
    return github(seed)[:-6] + "".join("A" if c != "A" else "B" for c in github(seed)[-6:])


KINDS: dict[str, Callable[[int], str]] = {
    "reported": github,
    "not reported": _wrong,
    "of the kind beside it": stripe,
    "half of a pair": lambda n: token("AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", n),
}
Way = Callable[[Repo, str, str], list[list[str]]]
FILE = "report.out"
SHOWS_ALL = Path(__file__).with_name("all.txt.j2")
EVERY_FILE = [word for name in FORMATS for word in ("-o", f"{name}={FILE}.{name}")]
EACH_FORMAT: tuple[list[str], ...] = (
    [],
    ["-v"],
    ["-f", "json"],
    ["-q", "--template", str(SHOWS_ALL), *EVERY_FILE],
)


def _each(*command: str) -> list[list[str]]:
    return [[*command, *options] for options in EACH_FORMAT]


def _old(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.commit("first", **{"a.py": f"a = '{hidden}'\n"})
    repo.commit("second", **{"a.py": f"a = '{hidden}'; b = '{found}'\n"})
    repo.stage("a.py", f"a = '{hidden}'; c = '{stripe('staged')}'\n")
    return [*_each("scan", "--staged"), *_each("scan", "--range", "HEAD~1..HEAD")]


def _left_out(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.stage("a.py", f"a = '{found}'; b = '{hidden}'\n")
    rules = ["github-personal-access-token", "aws-access-key-id"]
    return [
        *_each("scan", "--only", "stripe-secret-key-live"),
        *_each("scan", *(word for rule in rules for word in ("--disable", rule))),
        *_each("scan", "--staged", "--min-confidence", "high"),
    ]


def _commit(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.commit("first")
    repo.git("config", "user.name", "x")
    repo.stage("a.py", f"a = '{found}'\n")
    env = {"GIT_AUTHOR_NAME": f"Ada {hidden}", "GIT_AUTHOR_EMAIL": f"{hidden}@example.org"}
    repo.git("commit", "-q", "-m", f"use {hidden} from now on", env=env)
    repo.git("checkout", "-q", "-b", f"use-{hidden}")
    repo.git("remote", "add", "origin", f"https://ada:{hidden}@example.org/{hidden}.git")
    return [*_each("history"), *_each("scan", "--range", f"HEAD~1..use-{hidden}")]


def _path(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.write(f"out/{hidden}/a.txt", f"a = '{found}'\n")
    repo.write(f"in/{hidden}.py", f"a = '{found}'\n")
    repo.write(".stanch.yaml", "exclude: [out/**]\n")
    return [*_each("scan"), ["explain", f"in/{hidden}.py:1"], ["scan", f"{hidden}.gone"]]


def _reason(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.write("a.py", f"a = '{found}'  # stanch:allow -- was {hidden} before\n")
    repo.write("b.py", f"a = '{found}'\n")
    repo.write(".stanch.yaml", f"allow:\n- reason: was {hidden}\n  paths: [b.py]\n")
    repo.write(".stanchignore", f"{hidden}\n")
    return [*_each("scan"), ["explain", "a.py:1"], ["explain", "b.py"], ["explain", ".stanch.yaml"]]


def _accepted(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    repo.write(f"{hidden}.py", f"a = '{found}'\n")
    terms = ["--reason", f"was {hidden}", "--owner", hidden, "--ticket", hidden]
    return [
        ["baseline", "create", *terms],
        ["baseline", "show"],
        ["baseline", "update", "--file", "other", "--scope", "file"],
        *_each("scan"),
    ]


def _configuration(key: str) -> Way:
    def way(repo: Repo, found: str, hidden: str) -> list[list[str]]:
        repo.stage("a.py", f"a = '{found}'\n")
        repo.stage(".stanch.yaml", key.replace("HIDDEN", hidden) + "\n")
        return [
            ["scan"],
            ["scan", "-v"],
            ["scan", "--staged"],
            ["config", "show"],
            ["rules", "list"],
        ]

    return way


def _typed(repo: Repo, found: str, hidden: str) -> list[list[str]]:
    return [
        ["scan", f"--{hidden}"],
        ["scan", "--only", hidden],
        ["scan", "--max-size", hidden],
        ["scan", "--config", hidden],
        ["scan", "--rules", hidden],
        ["scan", "--config-from", hidden],
        ["scan", "-o", f"{hidden}/x.json"],
        ["scan", "-o", hidden],
        ["explain", f"{hidden}:3"],
        ["rules", "show", hidden],
        ["baseline", "create", "--expires", hidden],
        [hidden],
    ]


WAYS: dict[str, Way] = {
    "an old secret on the changed line": _old,
    "what the options leave out": _left_out,
    "subject and author of a commit": _commit,
    "a path": _path,
    "a reason": _reason,
    "what is accepted": _accepted,
    "what is typed": _typed,
    "an unknown key": _configuration("HIDDEN: 1"),
    "a wrong value": _configuration("max_size: HIDDEN"),
    "a pack": _configuration("packs: [HIDDEN]"),
    "a rule that is not there": _configuration("disable: [HIDDEN]"),
    "a wrong pattern": _configuration("allow: [{secrets: ['(HIDDEN']}]"),
    "a glob": _configuration("exclude: ['HIDDEN']"),
    "an allowance": _configuration("allow: [{paths: ['HIDDEN/*'], reason: 'was HIDDEN'}]"),
    "an own rule": _configuration(
        "rules: [{id: own, name: was HIDDEN, vendor: HIDDEN, pattern: '(?P<secret>own[0-9]{9})'}]"
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_no_run_lets_a_secret_leave(repo: Repo, tmp_path: Path, way: str, kind: str) -> None:
    """Both streams, the report in a file, the baseline, the cache: all that a run leaves behind."""
    cached = tmp_path / "cache"
    cached.mkdir(mode=0o700)
    if kind != "reported":  # that one meets a cold cache, which is slow
        for file in Path(cache_folder()).glob(f"*-{fakes.builtin().builtin.digest[:32]}-*.hsdb"):
            shutil.copy(file, cached)
    before = set(cached.iterdir())
    found, hidden = stripe(way), KINDS[kind](len(way))
    commands = WAYS[way](repo, found, hidden)
    left = []
    for command in commands:
        ran = stanch(*command, at=repo, env={"STANCH_CACHE_DIR": str(cached)})
        assert "this is a bug" not in ran.stderr
        left += [ran.stdout, ran.stderr]
    assert any(left)
    files = (repo.path / name for name in (".stanch-baseline", "other"))
    written = [*(file for file in files if file.exists()), *set(cached.rglob("*")) - before]
    left += [file.read_bytes().decode("latin-1") for file in written]
    reports = [file for name in FORMATS if (file := repo.path / f"{FILE}.{name}").exists()]
    left += [read(file.suffix[1:], file.read_text("utf-8")) for file in reports]
    asked = any(FILE in command[-1] for command in commands)
    assert len(reports) == (len(FORMATS) if asked else 0)
    for text in left:
        joined = "".join(text.split())
        for value in (found, hidden):
            assert value not in text
            assert value not in joined
            assert value[-14:] not in joined
