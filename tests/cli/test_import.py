"""Moving in: what another scanner accepted is silent here, what it would report is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from cli import peers
from cli.run import Ran, scan, staged, stanch
from repo import Repo
from tokens import HEX, body, github, stripe, token

CONFIG, IGNORE, BASELINE = ".stanch.yaml", ".stanchignore", ".stanch-baseline"
OURS = (CONFIG, IGNORE, BASELINE)


def text(repo: Repo, name: str) -> str:
    """A file of ours; empty where there is none."""
    path = repo.path / name
    return path.read_text() if path.exists() else ""


def history(repo: Repo) -> Ran:
    """All that the repository remembers."""
    return stanch("history", "--format", "json", at=repo)


def moved(repo: Repo, *arguments: str) -> Ran:
    """`stanch import`, which must show no secret and do its work."""
    ran = stanch("import", *arguments, at=repo)
    for value in (peers.STRIPE, peers.GITHUB, peers.GENERIC):
        assert value not in ran.stdout + ran.stderr
        assert not any(value in text(repo, name) for name in OURS)
    return ran


def fates(ran: Ran) -> dict[str, int]:
    """The last counts of the report."""
    line = next(one for one in ran.stdout.splitlines() if one.endswith("not possible"))
    return {name: int(number) for number, name in (p.split(" ", 1) for p in line.split(" · "))}


FILES: dict[str, tuple[str, Callable[[str], str], int]] = {
    "a report of gitleaks over files": (
        "gitleaks-baseline.json", lambda _c: peers.gitleaks_report(), 3),
    "a report of gitleaks over commits": ("gitleaks-baseline.json", peers.gitleaks_report, 3),
    "a redacted report of gitleaks": (
        "gitleaks-baseline.json", lambda _c: peers.gitleaks_report(redacted=True), 3),
    "fingerprints of gitleaks": (".gitleaksignore", lambda _c: peers.gitleaks_ignore(), 3),
    "fingerprints of gitleaks with a commit": (".gitleaksignore", peers.gitleaks_ignore, 3),
    "hashes of betterleaks": (".betterleaksignore", lambda _c: peers.betterleaks_ignore(), 3),
    "a baseline of detect-secrets": (".secrets.baseline", lambda _c: peers.detect_secrets(), 3),
    "a baseline of kingfisher": ("kingfisher-baseline.yaml", lambda _c: peers.kingfisher(), 2),
    "values of ggshield": (".gitguardian.yaml", lambda _c: peers.ggshield(), 3),
    "a checksum of talisman": (".talismanrc", lambda _c: peers.talisman(), 3),
    "values of ripsecrets": (".secretsignore", lambda _c: peers.secrets_ignore(), 3),
}  # fmt: skip


@pytest.mark.parametrize(("name", "made", "count"), FILES.values(), ids=FILES.keys())
def test_accepted_there_is_silent_here_and_new_there_is_new_here(
    repo: Repo, name: str, made: Callable[[str], str], count: int
) -> None:
    """The reason to switch: nothing has to be reviewed again, and nothing slips through."""
    commit = peers.planted(repo)
    repo.write(name, made(commit))
    before = scan(peers.PATH, at=repo)
    assert len(before.places) == 3
    ran = moved(repo)
    assert ran.code == 0, ran.stderr
    assert len(scan(peers.PATH, at=repo).places) == 3 - count
    for file in OURS:
        if (repo.path / file).exists():
            repo.git("add", "-f", file)
    assert len(history(repo).places) == 3 - count
    new = stripe("new")
    repo.stage(peers.PATH, peers.TEXT.replace(peers.STRIPE, new).replace("x = 1", "y = 2"))
    assert [p for p in staged(repo).places if p.endswith(":2")] == [f"{peers.PATH}:2"]
    assert scan(peers.PATH, at=repo).rules.count("stripe-secret-key-live") == 1


def test_importing_twice_changes_nothing(repo: Repo) -> None:
    """A second run, in CI or by a colleague, must not pile up entries."""
    peers.planted(repo)
    repo.write(".gitleaksignore", peers.gitleaks_ignore())
    repo.write(".secrets.baseline", peers.detect_secrets())
    repo.write(".gitleaks.toml", GITLEAKS)
    assert moved(repo).code == 0
    once = [text(repo, name) for name in OURS]
    assert all(once)
    again = moved(repo)
    assert "nothing to write" in again.stdout
    assert [text(repo, name) for name in OURS] == once


def test_a_dry_run_shows_the_differences_and_writes_nothing(repo: Repo) -> None:
    """What is written into a policy is read first."""
    peers.planted(repo)
    repo.write(".gitleaksignore", peers.gitleaks_ignore())
    repo.write(".gitleaks.toml", GITLEAKS)
    before = sorted(path.name for path in repo.path.iterdir())
    ran = moved(repo, "--dry-run")
    assert ran.code == 0
    assert "+++ b/.stanch.yaml" in ran.stdout
    assert "(?P<secret>[0-9a-f]{32,1000})" in ran.stdout
    assert "+++ b/.stanch-baseline" in ran.stdout
    assert sorted(path.name for path in repo.path.iterdir()) == before


GITLEAKS = r"""
title = "ours"
[extend]
useDefault = true
disabledRules = ["jwt-token", "generic-api-key", "nobody-knows"]
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''(?i)\bacme_([0-9a-f]{32,})\b'''
keywords = ["acme_"]
entropy = 2.0
tags = ["acme"]
[[rules.allowlists]]
condition = "AND"
paths = ['''^docs/''']
regexes = ['''^0000''']
[[rules]]
id = "github-pat"
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''# sample value$''']
[[rules]]
id = "by-path"
path = '''\.pem$'''
[[allowlists]]
description = "tests and lock files"
paths = ['''^tests/''', '''(.*?)\.lock$''', '''v[0-9]+/gen''']
commits = ["1234567890123456789012345678901234567890"]
[[allowlists]]
targetRules = ["stripe-access-token"]
stopwords = ["abcdefg"]
"""


def test_a_configuration_of_gitleaks(repo: Repo) -> None:
    """Rules, both kinds of conditions, all targets; what has no counterpart is named."""
    repo.write(".gitleaks.toml", GITLEAKS)
    ran = moved(repo)
    written = yaml.safe_load(text(repo, CONFIG))
    assert written["disable"] == ["jwt-token"]
    assert [rule["id"] for rule in written["rules"]] == ["acme-token"]
    assert {"lines": ["# sample value$"], "rules": ["github-personal-access-token"]} in written[
        "allow"
    ]
    for lost in ("generic-api-key", "by-path", "commits", "paths[2]"):
        assert any("not possible" in line and lost in line for line in ran.stdout.splitlines()), (
            lost
        )
    assert fates(ran)["not possible"] == 4
    acme, zeros = "acme_" + body(32, HEX), "acme_0000" + body(28, HEX)
    repo.stage("app.py", f'a = "{acme}"\n')
    repo.stage("docs/a.py", f'a = "{zeros}"\nb = "{acme}"\n')
    repo.stage("src/a.py", f'a = "{zeros}"\n')
    repo.stage("tests/a.py", f'a = "{stripe(3)}"\n')
    repo.stage("deep/own.lock", f'a = "{stripe(3)}"\n')
    repo.stage("b.py", f'a = "{github(4)}"  # sample value\nc = "{github(5)}"\n')
    repo.stage("c.py", f'a = "{stripe(6)[:-7]}abcdefg"\n')
    places = scan(at=repo).places
    assert places == ["app.py:1", "b.py:2", "docs/a.py:2", "src/a.py:1"]


def test_a_file_that_is_there_is_added_to(repo: Repo) -> None:
    """What people wrote, comments too, stays as it is."""
    mine = (
        "# ours\nallow:\n  # why\n  - paths: [docs/]\n    reason: old\n\n  # the end\n"
        "disable: [http-basic-auth]\nfail_on: high # keep\n"
    )
    repo.write(CONFIG, mine)
    repo.write(IGNORE, "vendor/\n")
    repo.write(".gitleaks.toml", GITLEAKS)
    assert moved(repo).code == 0
    lines = text(repo, CONFIG).splitlines()
    assert [line for line in mine.splitlines() if line not in lines] == [
        "disable: [http-basic-auth]"
    ]
    written = yaml.safe_load(text(repo, CONFIG))
    assert written["disable"] == ["http-basic-auth", "jwt-token"]
    assert written["allow"][0] == {"paths": ["docs/"], "reason": "old"}
    assert len(written["allow"]) == 4
    assert text(repo, IGNORE).startswith("vendor/\n# from .gitleaks.toml\n")


def test_a_file_that_cannot_be_added_to_needs_force(repo: Repo) -> None:
    """Half an import would be a policy that nobody wrote."""
    repo.write(CONFIG, "allow: []\n")
    repo.write(".gitleaks.toml", GITLEAKS)
    ran = moved(repo)
    assert ran.code == 2
    assert "--force" in ran.stderr
    assert text(repo, CONFIG) == "allow: []\n"
    assert moved(repo, "--force").code == 0
    assert yaml.safe_load(text(repo, CONFIG))["rules"]


def test_a_configuration_in_pyproject_is_not_shadowed(repo: Repo) -> None:
    """A new `.stanch.yaml` would silently take its place."""
    repo.write("pyproject.toml", "[tool.stanch]\nfail_on = 'high'\n")
    repo.write(".gitleaks.toml", GITLEAKS)
    ran = moved(repo)
    assert ran.code == 2
    assert "[tool.stanch]" in ran.stderr
    assert not (repo.path / CONFIG).exists()


def test_labels_of_an_audit_are_kept(repo: Repo) -> None:
    """Real or not is what somebody took the time to find out."""
    peers.planted(repo)
    repo.write(".secrets.baseline", peers.detect_secrets(label=True))
    ran = moved(repo)
    assert text(repo, BASELINE).count("audited as real") == 3
    assert "revoke it" in ran.stdout
    assert yaml.safe_load(text(repo, CONFIG))["allow"][0]["lines"] == ["# nothing to see$"]
    assert "*.lock" in text(repo, IGNORE)
    for code in ("own_plugin", "own_filter", "(Own)"):
        assert code in ran.stdout or code == "own_plugin"
    assert ran.stdout.count("which is not loaded") == 2


def test_a_place_where_nothing_is_found_is_said(repo: Repo) -> None:
    """A stale acceptance must not become one of whatever stands there tomorrow."""
    commit = peers.planted(repo)
    missing = "0123456789" * 4
    repo.write(".gitleaksignore", "\n".join([
        "app.py:stripe-access-token:3", "gone.py:stripe-access-token:1", "app.py:stripe:two",
        f"{missing}:app.py:stripe-access-token:2", f"{commit}:app.py:stripe-access-token:2",
        "a:b:c:d:e:1", "../outside.py:x:1", "/etc/passwd:x:1", f"--all:{peers.PATH}:x:2",
    ]) + "\n")  # fmt: skip
    ran = moved(repo)
    assert fates(ran) == {"taken over": 0, "translated": 1, "not possible": 8}
    assert "warning: 6 accepted places or values match nothing here" in ran.stderr
    assert len([line for line in text(repo, BASELINE).splitlines() if " path=app.py" in line]) == 1
    assert scan("app.py", at=repo).rules == [
        "generic-assigned-secret",
        "github-personal-access-token",
    ]


def test_secrets_of_old_commits_need_the_history(repo: Repo) -> None:
    """A hash has no place: without the option only what is there now is looked at."""
    peers.planted(repo)
    repo.stage(peers.PATH, "nothing = 1\n")
    repo.commit("gone")
    repo.write(".betterleaksignore", peers.betterleaks_ignore())
    ran = moved(repo)
    assert fates(ran)["not possible"] == 3
    assert "--history" in ran.stdout
    assert moved(repo, "--history").code == 0
    assert history(repo).places == []


def test_a_place_holds_in_its_file_unless_asked(repo: Repo) -> None:
    """The other scanner would have reported a copy, too."""
    peers.planted(repo)
    repo.write(".gitleaksignore", peers.gitleaks_ignore())
    assert moved(repo).code == 0
    repo.stage("copy.py", peers.TEXT)
    assert len(scan("copy.py", at=repo).places) == 3
    (repo.path / BASELINE).unlink()
    assert moved(repo, "--scope", "repository").code == 0
    assert scan("copy.py", at=repo).places == []


def test_an_expression_that_is_a_secret_is_not_written_down(repo: Repo) -> None:
    """It would stand in the open in our file as it did in theirs, and be reported there."""
    peers.planted(repo)
    repo.write(".gitleaks.toml", f"[extend]\nuseDefault = true\n[[allowlists]]\n"
               f"regexes = ['''{peers.GITHUB}''', '''^sample$''']\n")  # fmt: skip
    ran = moved(repo)
    assert "baseline: github-personal-access-token" in ran.stdout
    assert yaml.safe_load(text(repo, CONFIG))["allow"] == [{"secrets": [r"^sample\Z"]}]
    assert len(scan(peers.PATH, at=repo).places) == 2
    (repo.path / ".gitleaks.toml").unlink()
    assert all(place.startswith("app.py") for place in scan(at=repo).places)


def test_git_secrets(repo: Repo) -> None:
    """Patterns become rules of whole words, what is allowed acceptances; providers never run."""
    marker = repo.path.parent / "ran"
    for key, value in (
        ("providers", f"touch {marker}"),
        ("providers", "git secrets --aws-provider"),
        ("patterns", "(A3T[A-Z0-9]|AKIA|AGPA|AIDA)[A-Z0-9]{16}"),
        ("patterns", "acme_[[:xdigit:]]{32}"),
        ("allowed", "AKIAIOSFODNN7EXAMPLE"),
        ("allowed", "# a sample$"),
    ):
        repo.git("config", "--add", f"secrets.{key}", value)
    repo.write(".gitallowed", "# comment\n^docs/.*:[0-9]+:.*demo\n")
    ran = moved(repo)
    assert ran.code == 0
    assert not marker.exists()
    assert "a program, which is not run" in ran.stdout
    acme = "acme_" + body(32, HEX)
    repo.stage("a.txt", f"{acme}\nx{acme}\n{acme} # a sample\n{acme} demo\n")
    repo.stage("docs/a.txt", f"{acme}\n{acme} demo\n")
    assert scan(at=repo).places == ["a.txt:1", "a.txt:4", "docs/a.txt:1"]


PRE_COMMIT = """\
# our hooks
repos:
  - repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v4.6.0
    hooks:
      - id: end-of-file-fixer  # keep

  # finds secrets
  - repo: https://github.com/gitleaks/gitleaks
    rev: v8.30.1
    hooks:
      - id: gitleaks
        args: [--config, ci/gitleaks.toml]

  # the next
  - repo: local
    hooks:
      - id: detect-secrets
        name: own
        entry: detect-secrets-hook
        language: system
      - id: lint
        name: lint
        entry: make lint
        language: system
"""


def test_the_hook_of_pre_commit_is_replaced_when_that_is_agreed_to(repo: Repo) -> None:
    """It is shown first; the rest of the file stays as it is."""
    repo.write(".pre-commit-config.yaml", PRE_COMMIT)
    ran = moved(repo)
    assert "-      - id: gitleaks" in ran.stdout
    assert "+    - id: stanch" in ran.stdout.replace("  ", " ").replace("+ ", "+ ") or (
        "- id: stanch" in ran.stdout
    )
    assert text(repo, ".pre-commit-config.yaml") == PRE_COMMIT
    assert "--yes" in ran.stderr
    assert moved(repo, "--yes").code == 0
    after = text(repo, ".pre-commit-config.yaml")
    repos = yaml.safe_load(after)["repos"]
    assert [[hook["id"] for hook in one["hooks"]] for one in repos] == [
        ["end-of-file-fixer"], ["stanch"], ["lint"],
    ]  # fmt: skip
    for kept in ("# our hooks", "# keep", "# finds secrets", "# the next"):
        assert kept in after
    assert moved(repo).code == 2  # nothing is left to import


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(".gitleaks.toml", "[[rules]\n", id="no TOML"),
        pytest.param(".gitleaks.toml", "rules = 3\nallowlists = 'x'\n", id="wrong types"),
        pytest.param(".gitleaks.toml", "[[rules]]\nid = 3\n[[rules]]\nid = 'x'\nregex = '('\n",
                     id="wrong rules"),
        pytest.param(".gitleaks.toml", "[extend]\npath = '.gitleaks.toml'\n", id="extends itself"),
        pytest.param(".gitleaks.toml", "[extend]\npath = '../../../etc/passwd'\n", id="leads out"),
        pytest.param(".gitleaks.toml", "[extend]\nurl = 'https://a.example/x'\n", id="an address"),
        pytest.param(".secrets.baseline", "[" * 100_000, id="deep JSON"),
        pytest.param(".secrets.baseline", '{"results": {"a": 3}, "plugins_used": [7]}', id="types"),
        pytest.param(".secrets.baseline", '{"results": {"a": [{"hashed_secret": "x"}]}}', id="x"),
        pytest.param(".gitguardian.yaml", "!!python/object/apply:os.system [touch ran]", id="tag"),
        pytest.param(".gitguardian.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nsecret: *b\n", id="alias"),
        pytest.param(".talismanrc", "fileignoreconfig: {a: 1}\n", id="a mapping for a list"),
        pytest.param(".talismanrc", "- 1\n", id="a list for a mapping"),
        pytest.param("trivy-secret.yaml", "rules: [1, {id: x, regex: 3}]\n", id="rules of Trivy"),
        pytest.param(".secretlintrc.js", "process.exit(7)\n", id="code"),
        pytest.param(".gitleaksignore", b"\xff\xfe:x:1\n", id="no text"),
        pytest.param("kingfisher-baseline.yaml", "repositories: [{findings: [3]}]", id="findings"),
    ],
)  # fmt: skip
def test_hostile_files_are_said_and_harm_nothing(
    repo: Repo, name: str, content: str | bytes
) -> None:
    """A repository of somebody else is imported from, too."""
    repo.write(name, content)
    ran = moved(repo)
    assert ran.code == 0, ran.stderr
    assert "this is a bug" not in ran.stderr
    assert fates(ran)["not possible"] >= 1
    assert not (repo.path / "ran").exists()
    assert not any((repo.path / file).exists() for file in OURS)


def test_chains_of_files_end_where_they_do_there(repo: Repo) -> None:
    """A circle over two files must end, too."""
    repo.write(".gitleaks.toml", "[extend]\npath = 'b.toml'\n")
    repo.write("b.toml", "[extend]\npath = 'c.toml'\n[[allowlists]]\npaths = ['^b/']\n")
    repo.write("c.toml", "[extend]\npath = '.gitleaks.toml'\n[[allowlists]]\npaths = ['^c/']\n")
    ran = moved(repo)
    assert ran.code == 0
    assert "it extends itself" in ran.stdout
    assert text(repo, IGNORE).splitlines()[1:] == ["/c/**", "/b/**"]


def test_files_are_bounded_and_stay_inside(repo: Repo, tmp_path: Path) -> None:
    """Under a known name there may be a link to anything."""
    (repo.path / ".gitallowed").symlink_to("/dev/zero")
    ran = moved(repo)
    assert ran.code == 2
    assert "leads out of the repository" in ran.stderr
    (repo.path / ".gitallowed").unlink()
    repo.write(".gitallowed", "a" * 16_000_001)
    ran = moved(repo)
    assert ran.code == 2
    assert "16,000,000 bytes" in ran.stderr
    (repo.path / ".gitallowed").write_text("sample\n")
    (repo.path / CONFIG).symlink_to(tmp_path / "elsewhere")
    ran = moved(repo)
    assert ran.code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_to_import_is_wrong_use(repo: Repo) -> None:
    """A job that imports nothing must not pass for one that did."""
    ran = moved(repo)
    assert ran.code == 2
    assert "nothing to import" in ran.stderr
    repo.write("notes.txt", "hello\n")
    ran = moved(repo, "notes.txt")
    assert ran.code == 2
    assert "--as" in ran.stderr
    assert moved(repo, "gone.toml").code == 2


def test_what_a_file_is_can_be_said_or_told_by_its_content(repo: Repo) -> None:
    """Files of paths have no name of their own; reports have any."""
    peers.planted(repo)
    repo.write("ci/exclude.txt", "# not these\n^vendor/\n\\.min\\.js$\n")
    ran = moved(repo, "--as", "trufflehog-exclude", "ci/exclude.txt")
    assert ran.code == 0
    assert text(repo, IGNORE).splitlines()[1:] == ["/vendor/**", "*.min.js"]
    for name, content in {
        "a.json": peers.gitleaks_report(),
        "b.jsonl": peers.betterleaks_report(),
        "c.json": peers.detect_secrets(),
        "d.yml": peers.kingfisher(),
        "e.yml": peers.kingfisher_1(),
    }.items():
        repo.write(name, content)
        ran = moved(repo, name)
        assert ran.code == 0, ran.stderr
        assert "translated" in ran.stdout
    assert scan(peers.PATH, at=repo).places == []


def test_only_what_an_include_file_names_is_looked_at(repo: Repo) -> None:
    """One that cannot be said must not leave its files out."""
    repo.write("only.txt", "^src/\n")
    assert moved(repo, "--as", "trufflehog-include", "only.txt").code == 0
    repo.stage("src/a.py", f"a = '{stripe(1)}'\n")
    repo.stage("b.py", f"a = '{stripe(2)}'\n")
    assert scan(at=repo).places == ["src/a.py:1"]
    (repo.path / IGNORE).unlink()
    repo.write("only.txt", "^src/\n^v[0-9]+/\n")
    assert moved(repo, "--as", "trufflehog-include", "only.txt").code == 0
    assert not (repo.path / IGNORE).exists()


RULES = {
    "trufflehog.yaml": """\
detectors:
  - name: Acme
    keywords: [acme]
    regex:
      token: '\\b(acme_[0-9a-f]{32})\\b'
    exclude_words: [0000]
    verify: [{endpoint: 'https://example.org'}]
""",
    "trivy-secret.yaml": """\
rules:
  - id: acme
    category: general
    title: Acme
    severity: CRITICAL
    regex: '(?P<before>k = ")(?P<value>acme_[0-9a-f]+)'
    secret-group-name: value
    allow-rules:
      - id: zeros
        regex: '^acme_0000'
""",
    "titus.yaml": """\
rules:
  - name: Acme
    id: np.acme.1
    pattern: |
      (?x)(?i)
      \\b ( acme_ [0-9a-f]{32} ) \\b   # the key
    examples: [x]
""",
    ".secretlintrc.json": json.dumps({
        "rules": [
            {"id": "@secretlint/secretlint-rule-preset-recommend"},
            {"id": "@secretlint/secretlint-rule-pattern", "options": {
                "patterns": [{"name": "acme", "pattern": "/\\b(?<key>acme_[0-9a-f]{32})\\b/"}]}},
            {"id": "@secretlint/secretlint-rule-slack", "disabled": True,
             "options": {"allows": ["/^x/i"]}},
        ],
    }),
    ".talismanrc": "custom_patterns: ['acme_[0-9a-f]{32}']\nthreshold: high\n",
    ".betterleaks.toml": (
        "[extend]\nuseDefault = true\n[[rules]]\nid = 'acme'\nvalueGroup = 1\n"
        "regex = '''k = \"(acme_[0-9a-f]+)'''\nfilter = '''entropy(x) < 2'''\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_rules_find_here_what_they_found_there(repo: Repo, name: str) -> None:
    """In any of the dialects, with the group that is the secret."""
    repo.write(name, RULES[name])
    ran = moved(repo, name)
    assert ran.code == 0, ran.stderr
    (rule,) = yaml.safe_load(text(repo, CONFIG))["rules"]
    acme = token("acme_", 32, HEX)
    repo.stage("a.py", f'k = "{acme}"\n')
    report = scan(at=repo, env={"STANCH_ONLY": rule["id"]}).report
    (found,) = report["findings"]
    assert found["rule"] == rule["id"]
    place = found["locations"][0]
    assert (place["column"], place["end_column"]) == (6, 6 + len(acme))


def test_what_has_an_end_keeps_it(repo: Repo) -> None:
    """An acceptance that ends there must not last here."""
    repo.stage("a.py", f"a = '{stripe(1)}'\n")
    repo.stage("b.py", f"a = '{stripe(2)}'\n")
    repo.write(".trivyignore.yaml", (
        "vulnerabilities: [{id: CVE-1}]\nsecrets:\n"
        "  - {id: stripe-access-token, paths: [a.py], statement: sample, expired_at: 2000-01-01}\n"
        "  - {id: stripe-access-token, paths: [b.py]}\n"
    ))  # fmt: skip
    assert moved(repo).code == 0
    assert scan(at=repo).places == ["a.py:1"]


def test_paths_of_other_formats(repo: Repo) -> None:
    """Each has a syntax of its own for them."""
    repo.write(".github/secret_scanning.yml", "paths-ignore:\n  - docs/**\n  - '*.md'\n")
    repo.write(".secretlintignore", "# all\nvendor/\n!vendor/own.py\n")
    assert moved(repo).code == 0
    for path in ("docs/a.py", "vendor/b.py", "a.md", "deep/a.md", "vendor/own.py"):
        repo.stage(path, f"a = '{stripe(path)}'\n")
    assert scan(at=repo).places == ["deep/a.md:1", "vendor/own.py:1"]
