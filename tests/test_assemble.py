"""How a run is put together: rules, configuration and policy, and what may not decide what."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from pathlib import Path

import pytest

import fakes
from repo import ENVIRONMENT, Repo
from stanch import assemble
from stanch.assemble import Place, World
from stanch.cache import Cache
from stanch.cli.config import START
from stanch.cli.main import main
from stanch.config import file as config_file
from stanch.config.file import Config
from stanch.config.options import ScanOptions, Typed, resolve
from stanch.errors import BaselineError, ConfigError, RuleError
from stanch.git.objects import Objects
from stanch.model.blob import Blob
from stanch.model.rule import Confidence, Severity
from stanch.rules.ruleset import Ruleset
from tokens import body, github, stripe, token

OWN = r"{id: acme-key, pattern: '\b(?P<secret>acme_[0-9A-Za-z]{20})\b'}"
PACK = """\
vendor: Acme
rules:
  - id: {0}
    pattern: '(?P<secret>{0}_[0-9]{{8}})'
    tags: [acme]
    examples: {{match: ['{0}_<digits:8>'], ignore: ['{0}']}}
"""
STRIPE = "stripe-secret-key-live"


def world(tmp_path: Path, user_config: str = "") -> World:
    return World(dict(ENVIRONMENT), str(tmp_path), fakes.NO_CACHE, user_config, fakes.NOW)


def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path), None, assemble.in_work_tree(str(tmp_path)))


def options(text: str = "", **typed: object) -> ScanOptions:
    config = config_file.load(text.encode(), ".stanch.yaml", fakes.NO_CACHE, fakes.no_secret)
    return resolve(Typed(**typed), config)  # type: ignore[arg-type]


def rules(tmp_path: Path, text: str = "", **typed: object) -> Ruleset:
    return assemble.load_rules(world(tmp_path), options(text, **typed))


def ids(made: Ruleset) -> set[str]:
    return {rule.id for rule in made}


ALL = {rule.id for rule in fakes.builtin()}
QUIET = {
    "generic-random-string",
    "generic-noted-string",
    "general-client-argument",
    "general-named-key",
    "general-live-hex-key",
    "private-key-putty-truncated",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="an empty file"),
        pytest.param("allow: [{paths: ['docs/**']}]", id="an allowlist alone"),
        pytest.param("exclude: [vendor/]", id="excluded paths alone"),
        pytest.param("fail_on: high", id="a gate alone"),
    ],
)
def test_the_built_in_rules_never_vanish_because_a_line_is_missing(
    tmp_path: Path, text: str
) -> None:
    """Other scanners drop all rules when the file forgets `useDefault`."""
    assert ids(rules(tmp_path, text)) == ALL - QUIET


def test_a_rule_of_ones_own_is_added(tmp_path: Path) -> None:
    """Two lines are enough, and the others stay."""
    made = rules(tmp_path, f"rules: [{OWN}]")
    assert ids(made) == ALL - QUIET | {"acme-key"}
    found = fakes.found(fakes.engine(made), f"{token('acme_', 20)} {stripe(1)}")
    assert {name for name, _ in found} == {"acme-key", STRIPE}


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        pytest.param(f"disable: [{STRIPE}]", {}, ALL - QUIET - {STRIPE}, id="an id is disabled"),
        pytest.param("", {"disable": (STRIPE,)}, ALL - QUIET - {STRIPE}, id="typed"),
        pytest.param(f"only: [{STRIPE}, jwt-token]", {}, {STRIPE, "jwt-token"}, id="only two"),
        pytest.param(
            f"only: [{STRIPE}, jwt-token]",
            {"disable": ("jwt-token",)},
            {STRIPE},
            id="only two without one",
        ),
        pytest.param(
            f"only: [{STRIPE}]",
            {"only": ("jwt-token",)},
            {"jwt-token"},
            id="typed instead of written",
        ),
        pytest.param(
            "",
            {"min_confidence": Confidence.LOW},
            ALL,
            id="what only ever says low, when low is asked for",
        ),
        pytest.param("only: ['tag:generic']", {}, None, id="a tag"),
    ],
)
def test_which_rules_are_on(
    tmp_path: Path, text: str, typed: dict[str, object], expected: set[str] | None
) -> None:
    """A rule that is off and believed on is a leak; the other way round it is noise."""
    made = rules(tmp_path, text, **typed)
    if expected is None:
        expected = {r.id for r in fakes.builtin() if "generic" in r.tags} - QUIET
        assert expected
    assert ids(made) == expected


def test_a_tag_is_disabled(tmp_path: Path) -> None:
    """A team without a cloud switches the family off."""
    tagged = {rule.id for rule in fakes.builtin() if "cloud" in rule.tags}
    assert tagged
    assert ids(rules(tmp_path, "disable: ['tag:cloud']")) == ALL - QUIET - tagged


TAKEN = "{id: jwt-token, pattern: '(?P<secret>a{9})'}"
PROOF = "{id: x, pattern: '(?P<secret>a{9})', proof: luhn}"


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        pytest.param("disable: [jwt-tokens]", "no rule has the id", "jwt-token", id="a typo"),
        pytest.param("only: [nothing-like-it]", "no rule has the id", "known", id="unknown"),
        pytest.param("override: [{id: jwt-tokenx}]", "no rule has", "jwt-token", id="no such"),
        pytest.param("only: ['tag:none']", "no rule has the tag", "known", id="no such tag"),
        pytest.param(
            "disable: ['tag:cluod']", "no rule has the tag", "'cloud'", id="a tag misspelt"
        ),
        pytest.param("disable: ['tag:']", "no rule has the tag", "", id="an empty tag"),
        pytest.param("only: [jwt-token]\ndisable: [jwt-token]", "no rule is left", "", id="none"),
        pytest.param(f"rules: [{TAKEN}]", "two rules", "override", id="an id that is taken"),
        pytest.param(f"rules: [{PROOF}]", "no validator", "", id="an unknown proof"),
        pytest.param("rules: [{id: x, pattern: 'a{9}'}]", "one group", "", id="no group"),
        pytest.param(
            "override: [{id: jwt-token, severty: low}]", "unknown key", "severity", id="a key"
        ),
        pytest.param("override: [{severity: low}]", "id must be", "", id="an override of nothing"),
        pytest.param("packs: [no/such/pack]", "neither a file", "install", id="no pack"),
    ],
)
def test_wrong_rules_are_errors(tmp_path: Path, text: str, says: str, hint: str) -> None:
    """A typo in `disable` that is passed over leaves people with the noise, or without a rule."""
    with pytest.raises(RuleError, match=says) as raised:
        rules(tmp_path, text)
    assert hint in raised.value.hint


def test_one_field_is_overridden(tmp_path: Path) -> None:
    """The others stay, and a second override adds to the first."""
    text = "override: [{id: jwt-token, severity: critical}, {id: jwt-token, confidence: low}]"
    made = rules(tmp_path, text)
    index = made.index("jwt-token")
    assert index is not None
    rule, before = made.rule(index), next(r for r in fakes.builtin() if r.id == "jwt-token")
    assert (rule.severity, rule.confidence) == (Severity.CRITICAL, Confidence.LOW)
    assert rule.pattern == before.pattern
    assert rule.proof == before.proof
    assert len(made) == len(ALL - QUIET)


@pytest.mark.parametrize("name", ["pack.yaml", "packs", "{0}/pack.yaml"])
def test_a_pack_of_files(tmp_path: Path, name: str) -> None:
    """A team keeps its rules in a file, a folder, or anywhere on the machine."""
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "acme.yaml").write_text(PACK.format("acme"))
    (tmp_path / "pack.yaml").write_text(PACK.format("acme"))
    made = rules(tmp_path, f"packs: [{name.format(tmp_path)}]")
    assert ids(made) == ALL - QUIET | {"acme"}
    assert ids(rules(tmp_path, rules=(name.format(tmp_path),))) == ids(made)


def test_an_installed_pack_is_read_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack is data: importing the package would run its code at each commit."""
    package = tmp_path / "site" / "acme_rules"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('run')")
    (package / "acme.yaml").write_text(PACK.format("acme"))
    info = tmp_path / "site" / "acme_rules-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[stanch.rules]\nacme = acme_rules\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    assert "acme" in ids(rules(tmp_path, "packs: [acme]"))
    assert "acme_rules" not in sys.modules


def test_the_nearer_file_wins(tmp_path: Path) -> None:
    """User-wide wishes hold until the repository says otherwise."""
    wide = tmp_path / "config.yaml"
    wide.write_text("fail_on: critical\njobs: 2\ndisable: [jwt-token]\n")
    (tmp_path / ".stanch.yaml").write_text("fail_on: high\n")
    made = assemble.load_config(world(tmp_path, str(wide)), place(tmp_path), Typed())
    assert (made.fail_on, made.jobs, made.disable) == (Severity.HIGH, 2, ("jwt-token",))
    assert made.where == (str(wide), ".stanch.yaml")


@pytest.mark.parametrize(
    ("files", "typed", "disable"),
    [
        pytest.param({}, Typed(), (), id="none"),
        pytest.param({".stanch.yaml": "disable: [a]"}, Typed(), ("a",), id="its own file"),
        pytest.param(
            {"pyproject.toml": "[tool.stanch]\ndisable = ['b']"}, Typed(), ("b",), id="pyproject"
        ),
        pytest.param(
            {".stanch.yaml": "disable: [a]", "pyproject.toml": "[tool.stanch]\ndisable = ['b']"},
            Typed(),
            ("a",),
            id="its own file before pyproject",
        ),
        pytest.param(
            {".stanch.yaml": "disable: [a]", "c.yaml": "disable: [c]"},
            Typed(config="c.yaml"),
            ("c",),
            id="the one that was named",
        ),
        pytest.param(
            {"d.toml": "[tool.stanch]\ndisable = ['d']"}, Typed(config="d.toml"), ("d",), id="TOML"
        ),
    ],
)
def test_which_file_is_read(
    tmp_path: Path, files: dict[str, str], typed: Typed, disable: tuple[str, ...]
) -> None:
    """One file decides; two would contradict each other."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert assemble.load_config(world(tmp_path), place(tmp_path), typed).disable == disable


@pytest.mark.parametrize(
    ("name", "says"),
    [("gone.yaml", "no such configuration"), ("bare.toml", r"has no \[tool.stanch\]")],
)
def test_a_named_file_must_be_there(tmp_path: Path, name: str, says: str) -> None:
    """Scanning without the policy that was asked for is another scan."""
    (tmp_path / "bare.toml").write_text("[project]\n")
    with pytest.raises(ConfigError, match=says):
        assemble.load_config(world(tmp_path), place(tmp_path), Typed(config=name))
    with pytest.raises(BaselineError, match="no such baseline"):
        assemble.set_up(
            world(tmp_path), place(tmp_path), Typed(baseline="gone"), fingerprints=False, source="x"
        )


def test_policy_for_a_commit_is_read_from_the_index(repo: Repo) -> None:
    """A file that is not part of the commit must not decide about it."""
    repo.stage(".stanch.yaml", "disable: [jwt-token]\n")
    repo.write(".stanch.yaml", f"disable: [{STRIPE}]\n")
    here = world(repo.path)
    found = assemble.find_repository(here)
    assert found
    with Objects(found.git, 1 << 20) as objects:
        staged = Place(found.top, found, assemble.in_objects(objects, ""))
        assert assemble.load_config(here, staged, Typed()).disable == ("jwt-token",)
    assert assemble.load_config(here, place(repo.path), Typed()).disable == (STRIPE,)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["config", "show", *arguments]) == 0
    made: dict[str, object] = json.loads(capsys.readouterr().out)
    return made


def test_default_then_user_then_repository_then_environment_then_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The order is written in the manual, and each step must overrule the one before."""
    wide = tmp_path / "wide.yaml"
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("STANCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STANCH_USER_CONFIG", str(wide))
    monkeypatch.setenv("STANCH_CACHE_DIR", "")
    seen = [shown(capsys)["max_size"]]
    wide.write_text("max_size: 1k\n")
    seen.append(shown(capsys)["max_size"])
    (folder / ".stanch.yaml").write_text("max_size: 2k\n")
    seen.append(shown(capsys)["max_size"])
    monkeypatch.setenv("STANCH_MAX_SIZE", "3k")
    seen.append(shown(capsys)["max_size"])
    seen.append(shown(capsys, "--max-size", "4k")["max_size"])
    assert seen == [50_000_000, 1_000, 2_000, 3_000, 4_000]


def test_excluded_paths_say_by_what() -> None:
    """A skip without a reason cannot be checked."""
    made = assemble.policy(options("exclude: ['vendor/**', '*.min.js']\nmax_size: 5k"))
    assert made.limit == 5_000
    assert "vendor/**" in made.excluded("vendor/a.py")
    assert "*.min.js" in made.excluded("web/a.min.js")
    assert made.excluded("src/a.py") == ""
    assert assemble.policy(options()).excluded("vendor/a.py") == ""


def test_severities_by_path_and_rule(tmp_path: Path) -> None:
    """The last entry that fits holds, as in every list of this kind."""
    (tmp_path / ".stanch.yaml").write_text(
        "severity:\n"
        "  - {paths: ['tests/**'], severity: low}\n"
        f"  - {{rules: [{STRIPE}], paths: ['tests/live/**'], severity: high}}\n"
    )
    made = assemble.set_up(
        world(tmp_path), place(tmp_path), Typed(), fingerprints=False, source="fake"
    )
    given = [Blob(path, stripe(n).encode()) for n, path in enumerate(
        ["a.py", "tests/a.py", "tests/live/a.py"]
    )]  # fmt: skip
    summary = fakes.scanned(made.plan, fakes.source(*given))
    severities = [outcome.finding.verdict.severity for outcome in summary.outcomes]
    assert severities == [Severity.CRITICAL, Severity.LOW, Severity.HIGH]


def test_the_summary_names_rules_and_configuration(tmp_path: Path) -> None:
    """Two reports can only be compared when they were made alike."""
    (tmp_path / ".stanch.yaml").write_text("disable: [jwt-token]\n")
    facts = [
        assemble.set_up(
            world(tmp_path), place(tmp_path), typed, fingerprints=True, source="x"
        ).facts
        for typed in (Typed(), Typed(), Typed(disable=(STRIPE,)))
    ]
    assert facts[0] == facts[1]
    assert facts[0].rules_hash != facts[2].rules_hash
    assert facts[0].rules == facts[2].rules + 1
    assert len(facts[0].config_hash) == 32


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("allow: [{paths: [a], until: soon}]", "no date", id="no date"),
        pytest.param("allow: [{paths: [a], until: 20270131}]", "until must be", id="a number"),
        pytest.param("allow: [{paths: [a], until: 2027-W05-7}]", "no date", id="a week"),
        pytest.param(
            "allow: [{paths: [a], until: 2026-13-01}]", r"allow\[0\]: until", id="no such"
        ),
        pytest.param("allow: [{secrets: ['(']}]", "allow", id="no pattern"),
        pytest.param("allow: [{paths: ['[']}]", r"allow\[0\].*bracket", id="an open bracket"),
        pytest.param("allow: [{paths: ['#a']}]", r"allow\[0\].*comment", id="a comment as path"),
        pytest.param(
            "exclude: [a, '[']", r"yaml: exclude\[1\]: a bracket", id="excluding a bracket"
        ),
        pytest.param(
            "exclude: ['!']", r"exclude\[0\]: the pattern is empty", id="excluding nothing"
        ),
        pytest.param("exclude: ['/']", "is empty", id="excluding a slash"),
        pytest.param("exclude: ['#vendor']", "is a comment", id="excluding a comment"),
        pytest.param("exclude: ['a\\']", "follows a backslash", id="excluding a backslash"),
        pytest.param(
            "severity: [{paths: [a, '['], severity: low}]",
            r"severity\[0\]: paths\[1\]: a bracket",
            id="grading a bracket",
        ),
        pytest.param(
            "allow: [{rules: [nope]}]", r"allow\[0\]: rules: no rule", id="an unknown rule"
        ),
        pytest.param(
            f"allow: [{{paths: [a]}}, {{rules: [{STRIPE}, nope]}}]",
            r"allow\[1\]: rules: no rule has the id 'nope'",
            id="an unknown rule beside a known one",
        ),
        pytest.param(
            "severity: [{rules: [nope], severity: low}]",
            r"severity\[0\]: rules: no rule",
            id="grading an unknown rule",
        ),
    ],
)
def test_wrong_policy_is_an_error_before_anything_is_found(
    tmp_path: Path, text: str, says: str
) -> None:
    """A mistake that shows only on the day of a finding is found too late."""
    (tmp_path / ".stanch.yaml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        assemble.set_up(world(tmp_path), place(tmp_path), Typed(), fingerprints=False, source="x")


def test_the_user_wide_file_is_checked_too(tmp_path: Path) -> None:
    """Its patterns are joined with the repository's; the message names the file that has them."""
    wide = tmp_path / "wide.yaml"
    wide.write_text("exclude: [a, '[']\n")
    (tmp_path / ".stanch.yaml").write_text("exclude: [b]\n")
    with pytest.raises(ConfigError, match=r"wide.yaml: exclude\[1\]"):
        assemble.load_config(world(tmp_path, str(wide)), place(tmp_path), Typed())


def test_a_broken_ignore_file_is_an_error_before_anything_is_found(tmp_path: Path) -> None:
    """Or a clean run is 0 today and 2 on the day of a finding."""
    (tmp_path / ".stanchignore").write_text("docs/\n[\n")
    with pytest.raises(ConfigError, match=r"\.stanchignore:2: a bracket"):
        assemble.set_up(world(tmp_path), place(tmp_path), Typed(), fingerprints=False, source="x")


OLD = "rules:\n - " + OWN.replace("acme-key,", "acme-new, former_ids: [acme-old],") + "\n"


def test_former_ids_are_known_wherever_rules_are_named(tmp_path: Path) -> None:
    """An upgrade that renames a rule must not break the configurations that name it."""
    (tmp_path / ".stanch.yaml").write_text(
        OLD
        + "allow: [{rules: [acme-old], paths: [docs/]}]\n"
        + "severity: [{rules: [acme-old], severity: low}]\n"
    )
    made = assemble.set_up(
        world(tmp_path), place(tmp_path), Typed(), fingerprints=False, source="fake"
    )
    files = {"docs/a": "", "a": "", "b": "# stanch:allow acme-old\n", "c": "# stanch:allow acme\n"}
    value = token("acme_", 20)
    given = [Blob(path, f"{text}key = '{value}'\n".encode()) for path, text in files.items()]
    summary = fakes.scanned(made.plan, fakes.source(*given))
    (reported,) = summary.reported
    assert [place.path for place in reported.finding.locations] == ["a", "c"]
    assert reported.finding.verdict.severity is Severity.LOW
    assert summary.warnings == (
        "c:1: this stanch:allow does not hold: no rule has this id; did you mean 'acme-new'?",
    )


@pytest.mark.parametrize("name", [".stanch.yml", "stanch.yaml", "stanch.yml"])
@pytest.mark.parametrize("own", [True, False])
def test_a_file_that_is_taken_for_the_configuration_is_told(
    tmp_path: Path, name: str, *, own: bool
) -> None:
    """Whoever wrote it believes that it holds."""
    if own:
        (tmp_path / ".stanch.yaml").write_text("jobs: 1\n")

    def warnings(typed: Typed = Typed()) -> tuple[str, ...]:  # noqa: B008  # a value
        return assemble.set_up(
            world(tmp_path), place(tmp_path), typed, fingerprints=False, source="x"
        ).facts.warnings

    assert warnings() == ()
    (tmp_path / name).write_text("jobs: 2\n")
    assert warnings() == (f"{name}: not read; the configuration is .stanch.yaml",)
    assert warnings(Typed(config=name)) == ()
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    assert warnings() == ()


def test_an_allowance_holds_and_is_counted(tmp_path: Path) -> None:
    """Accepted is not invisible."""
    (tmp_path / ".stanch.yaml").write_text("allow: [{reason: docs, paths: ['docs/**']}]\n")
    made = assemble.set_up(
        world(tmp_path), place(tmp_path), Typed(), fingerprints=False, source="fake"
    )
    blobs = [Blob(path, stripe(1).encode()) for path in ("docs/a.md", "a.py")]
    summary = fakes.scanned(made.plan, fakes.source(*blobs))
    assert [o.finding.locations[0].path for o in summary.reported] == ["a.py"]
    assert len(summary.outcomes) == 2


def test_an_installation_without_rules_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken build must not scan with nothing."""
    monkeypatch.setattr(assemble, "__file__", "/nonexistent/assemble.py")  # as if not built
    with pytest.raises(RuleError, match="built-in rules are missing") as raised:
        assemble.load_builtin()
    assert "make rules" in raised.value.hint


def test_no_repository_is_none_and_a_refusal_is_an_error(tmp_path: Path) -> None:
    """`scan PATH` works outside of git; a repository that git refuses must not be passed over."""
    assert assemble.find_repository(world(tmp_path)) is None
    assert Config() == assemble.load_config(world(tmp_path), place(tmp_path), Typed())
    assert body(3) not in str(world(tmp_path))


def test_the_file_to_start_from_works_when_it_is_used(tmp_path: Path) -> None:
    """People take the sign off a line and expect it to hold."""
    lines = [line.removeprefix("#").removeprefix(" ") for line in START.splitlines()[2:]]
    made = rules(tmp_path, "\n".join(lines))
    assert "acme-service-token" in ids(made)
    assert rules(tmp_path, START)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(
            re.sub(r"(?m)^# (?= *[-a-z_]+:?)", "", START), True, id="the one to start from"
        ),
        pytest.param("disable: [jwt-token]\nallow: [{secrets: ['^test_']}]", True, id="a pattern"),
        pytest.param(f"exclude: ['{stripe()}']", False, id="a key"),
        pytest.param(f"allow: [{{paths: [a], reason: was {stripe()}}}]", False, id="a reason"),
        pytest.param(f"jobs: 1  # {stripe()}", False, id="a comment"),
    ],
)
def test_which_configurations_are_cached(
    tmp_path: Path, warm: Cache, text: str, *, kept: bool
) -> None:
    """The cache outlives the file; but to read YAML at every commit takes longer than the scan."""
    (tmp_path / ".stanch.yaml").write_text(text)
    cached = tmp_path / "cache"
    here = world(tmp_path)._replace(cache=Cache(str(cached)))
    assemble.load_config(here, place(tmp_path), Typed())
    assert bool(list(cached.glob("config-*"))) == kept


@pytest.mark.parametrize("said", ["", f"  # {stripe()}"])
def test_the_users_own_file_is_cached_as_any_other(tmp_path: Path, warm: Cache, said: str) -> None:
    """It is read at every commit, too, and has keys that a repository's has not."""
    file = tmp_path / "mine.yaml"
    file.write_text(f"quiet: true{said}\n")
    cached = tmp_path / "cache"
    here = world(tmp_path, str(file))._replace(cache=Cache(str(cached)))
    assert [assemble.user_wide(here).quiet for _ in range(2)] == [True, True]
    assert bool(list(cached.glob("config-*"))) == (not said)


def test_sight_does_not_depend_on_what_a_run_leaves_out(tmp_path: Path, warm: Cache) -> None:
    """A rule that is off finds nothing, and must hide all the same."""
    here = world(tmp_path)._replace(cache=warm)
    setup = assemble.set_up(
        here,
        place(tmp_path),
        Typed(only=(STRIPE,), min_confidence=Confidence.PROVEN),
        fingerprints=False,
        source="files",
    )
    text = f"{stripe()} {github()}".encode()
    assert sorted(setup.look(text)) == [(0, len(stripe())), (len(stripe()) + 1, len(text))]
    assert setup.look(text) is setup.look(text)
