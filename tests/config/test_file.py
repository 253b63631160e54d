"""`.stanch.yaml`: every key, every wrong value with its place, and nothing that can hurt."""

from __future__ import annotations

from pathlib import Path

import pytest

import fakes
from stanch.cache import Cache
from stanch.config import file as config_file
from stanch.config.file import Allowing, Config, Grading, load, load_pyproject, parse, size
from stanch.errors import ConfigError
from stanch.model.rule import Confidence, Severity

EVERYTHING = """\
rules:
  - id: acme-key
    pattern: '(?P<secret>acme_[a-z]{20})'
override:
  - id: jwt
    severity: low
packs: [packs/acme.yaml, acme-rules]
disable: [generic-random-string, tag:cloud]
only: [acme-key]
allow:
  - reason: documentation
    paths: ['docs/**']
    rules: [acme-key]
    secrets: ['^acme_doc']
    stopwords: [sample]
    until: 2027-01-31
exclude: [vendor/]
severity:
  - paths: ['tests/**']
    rules: [acme-key]
    severity: low
fail_on: high
min_confidence: low
max_size: 20MB
time_limit: 2.5
baseline: security/accepted
allow_skipped: true
jobs: 3
disable_markers: [gitleaks]
strict_markers: true
"""


def loaded(text: str) -> Config:
    return load(text.encode(), ".stanch.yaml", fakes.NO_CACHE, fakes.no_secret)


def test_every_key() -> None:
    """A key that is accepted and dropped is a setting that does nothing."""
    made = loaded(EVERYTHING)
    where = ".stanch.yaml"
    assert made.rules == (
        (f"{where}: rules[0]", {"id": "acme-key", "pattern": "(?P<secret>acme_[a-z]{20})"}),
    )
    assert made.override == ((f"{where}: override[0]", {"id": "jwt", "severity": "low"}),)
    assert [name for _, name in made.packs] == ["packs/acme.yaml", "acme-rules"]
    assert made.disable == ("generic-random-string", "tag:cloud")
    assert made.only == ("acme-key",)
    assert made.allow == (
        Allowing(
            f"{where}: allow[0]",
            "documentation",
            ("docs/**",),
            ("acme-key",),
            ("^acme_doc",),
            ("sample",),
            "2027-01-31",
        ),
    )
    assert made.exclude == ("vendor/",)
    assert made.severity == (
        Grading(f"{where}: severity[0]", ("tests/**",), ("acme-key",), Severity.LOW),
    )
    assert (made.fail_on, made.min_confidence) == (Severity.HIGH, Confidence.LOW)
    assert (made.max_size, made.time_limit, made.jobs) == (20_000_000, 2.5, 3)
    assert (made.baseline, made.allow_skipped) == ("security/accepted", True)
    assert (made.disable_markers, made.strict_markers) == (("gitleaks",), True)
    silent = Config()
    quiet = [name for name in config_file.KEYS if getattr(made, name) == getattr(silent, name)]
    assert quiet == []


@pytest.mark.parametrize("text", ["", "# nothing\n", "disable:\n", "{}"])
def test_a_file_that_says_nothing_changes_nothing(text: str) -> None:
    """An empty file is no mistake."""
    made = loaded(text)
    assert made._replace(where=(), digest="") == Config()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("disabel: [x]", "unknown key 'disabel'", id="a typo"),
        pytest.param("- a", "must be a mapping", id="a list"),
        pytest.param("just text", "must be a mapping", id="text"),
        pytest.param("1: x", "unknown key '1'", id="a number as key"),
        pytest.param("!!binary YQ==: x", "every key must be text", id="bytes as key"),
        pytest.param(
            "rules: [{!!binary YQ==: x}]", "every key must be text", id="bytes further in"
        ),
        pytest.param("disable: 3", "disable must be a list of texts", id="a number for a list"),
        pytest.param("rules: {id: x}", "rules must be a list", id="one rule without a dash"),
        pytest.param("fail_on: severe", "fail_on must be one of", id="no such severity"),
        pytest.param("fail_on: [high]", "fail_on must be one of", id="a list of severities"),
        pytest.param("min_confidence: sure", "min_confidence must be one of", id="no confidence"),
        pytest.param("max_size: huge", "max_size: 'huge' is no size", id="no size"),
        pytest.param("max_size: .inf", "max_size: 'inf' is no size", id="without end"),
        pytest.param("max_size: -1", "is no size", id="below nought"),
        pytest.param("time_limit: 0", "from 0.01 to 86400 seconds", id="no time"),
        pytest.param("time_limit: 0.001", "from 0.01", id="less than anything takes"),
        pytest.param("time_limit: 1.0e+300", "to 86400", id="more than a day"),
        pytest.param("time_limit: .nan", "must be a number", id="no number of seconds"),
        pytest.param("time_limit: soon", "must be a number", id="time in words"),
        pytest.param("jobs: 0", "from 1 to 256", id="no threads"),
        pytest.param("jobs: 1.5", "from 1 to 256", id="half a thread"),
        pytest.param("jobs: .inf", "must be a number", id="threads without end"),
        pytest.param("jobs: 1000", "from 1 to 256", id="too many threads"),
        pytest.param("allow_skipped: perhaps", "true or false", id="perhaps"),
        pytest.param("baseline: [a]", "non-empty text", id="two baselines"),
        pytest.param("allow: [{reason: x}]", "at least one of", id="allowing everything"),
        pytest.param("allow: [{path: x}]", "unknown key 'path'", id="a typo inside"),
        pytest.param("allow: [docs/]", "must be a mapping", id="a path instead of an entry"),
        pytest.param("allow: docs/", "allow must be a list", id="text instead of entries"),
        pytest.param("severity: [{paths: [a]}]", "needs severity", id="grading to nothing"),
        pytest.param("severity: [{severity: low}]", "paths or rules", id="grading everything"),
        pytest.param("severity: [{paths: [a], severity: bad}]", "one of", id="grading badly"),
        pytest.param("a: [", "not valid YAML", id="no YAML"),
        pytest.param("a: !!python/object/apply:os.system [id]", "not valid YAML", id="code"),
        pytest.param("\tdisable: [x]", "not valid YAML", id="a tab"),
        pytest.param("rules: " + "[" * 5000, "nested", id="deep lists"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, says: str) -> None:
    """A configuration that is half read silences or blocks what nobody meant."""
    with pytest.raises(ConfigError, match=says.replace("[", r"\[")) as raised:
        loaded(text)
    assert str(raised.value).startswith(".stanch.yaml")


def test_a_file_that_is_no_text() -> None:
    """Windows editors save in other encodings."""
    with pytest.raises(ConfigError, match="not valid YAML"):
        load(b"disable: [\xe9\xff]\n", "c.yaml", fakes.NO_CACHE, fakes.no_secret)
    text = "disable: [é]\n"
    assert load(text.encode("utf-16"), "c.yaml", fakes.NO_CACHE, fakes.no_secret).disable == ("é",)


def test_a_typo_gets_a_suggestion() -> None:
    """The key that was meant is nearly always one letter away."""
    with pytest.raises(ConfigError) as raised:
        loaded("exlude: [x]")
    assert raised.value.hint == "did you mean 'exclude'?"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    """Reports name the configuration they were made with, cached or not."""
    folder = tmp_path / "cache"
    cache = Cache(str(folder))
    made = [load(b"jobs: 1\n", "c", cache, fakes.no_secret).digest for _ in range(2)]
    assert made[0] == made[1] != load(b"jobs: 2\n", "c", cache, fakes.no_secret).digest
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("500", 500, id="bytes"),
        pytest.param("500k", 500_000, id="thousands"),
        pytest.param("20MB", 20_000_000, id="megabytes"),
        pytest.param("1.5 mb", 1_500_000, id="a fraction with a blank"),
        pytest.param("1G", 10**9, id="a gigabyte"),
        pytest.param("2GB", 2 * 10**9, id="the most"),
        pytest.param("1b", 1, id="the least"),
    ],
)
def test_sizes(text: str, number: int) -> None:
    """People write sizes as they say them."""
    assert size(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k",
        "-1",
        "1e9",
        "1KiB",
        "1 k b",
        "0",
        "3GB",
        "9" * 40,
        "\u0661",
        "1.2.3",
        "0x10",
        "NaN",
        "1,5M",
    ],
)
def test_sizes_that_are_none(text: str) -> None:
    """A size that is read as another skips files nobody meant to skip."""
    with pytest.raises(ValueError, match="size"):
        size(text)


def test_two_files_together() -> None:
    """The user's own file and the repository's: lists add up, the nearer value wins."""
    wide = parse({"disable": ["a"], "fail_on": "high", "jobs": 2}, "wide")
    near = parse({"disable": ["b"], "fail_on": "low", "exclude": ["x"]}, "near")
    both = wide.then(near)
    assert (both.disable, both.exclude, both.where) == (("a", "b"), ("x",), ("wide", "near"))
    assert (both.fail_on, both.jobs) == (Severity.LOW, 2)
    assert wide.then(Config()) == wide


@pytest.mark.parametrize(
    ("text", "disable"),
    [
        pytest.param("[tool.stanch]\ndisable = ['a']\n", ("a",), id="a table"),
        pytest.param("[tool.stanch]\n", (), id="an empty table"),
        pytest.param("[tool.other]\nx = 'stanch'\n", None, id="somebody else's table"),
        pytest.param("[project]\nname = 'x'\n", None, id="no table"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_pyproject(text: str, disable: tuple[str, ...] | None) -> None:
    """Python projects keep everything in one file."""
    made = load_pyproject(text.encode(), "pyproject.toml")
    assert (made and made.disable) == disable


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"[tool.stanch]\ndisabel = []\n", "unknown key 'disabel'", id="a typo"),
        pytest.param(b"[tool.stanch\n", "not valid TOML", id="no TOML"),
        pytest.param(b"# stanch \xff\n", "not valid TOML", id="no UTF-8"),
        pytest.param(b"[tool]\nstanch = 3\n", "must be a mapping", id="a number"),
        pytest.param(b"tool = 'stanch'\n", "must be a mapping", id="a tool that is text"),
        pytest.param(b"stanch = " + b"[" * 9999, "not valid TOML", id="deep lists"),
        pytest.param(b"stanch = " + b"9" * 9999, "not valid TOML", id="a number without end"),
    ],
)
def test_a_wrong_pyproject(data: bytes, says: str) -> None:
    """The place in the message says which of the two files it is."""
    with pytest.raises(ConfigError, match=says) as raised:
        load_pyproject(data, "pyproject.toml")
    assert str(raised.value).startswith("pyproject.toml")


def test_a_date_of_toml_is_a_date() -> None:
    """TOML has dates of its own; `until` takes them as YAML's."""
    text = b"[[tool.stanch.allow]]\npaths = ['a']\nuntil = 2027-01-31\n"
    made = load_pyproject(text, "pyproject.toml")
    assert made
    assert made.allow[0].until == "2027-01-31"
