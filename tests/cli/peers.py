"""What other scanners write about a repository, for tests: templates of their files.

The shapes were recorded from gitleaks 8.30.1, betterleaks 2.0.0-rc.4, detect-secrets 1.5.0,
kingfisher 2.14.0 and git-secrets 1.3.0, run on the files of `planted`. Values and ids are filled
when a test runs, so that nothing here is a live token. `generic` is found by all, by its name.
"""

from __future__ import annotations

import json
from hashlib import sha1, sha256
from typing import Any, NamedTuple

from repo import Repo
from tokens import body, github, stripe

PATH = "app.py"
STRIPE, GITHUB, GENERIC = stripe(1), github(2), body(24, seed=5)
TEXT = f'import os\nSTRIPE = "{STRIPE}"\nx = 1\nGH = "{GITHUB}"\ndb_password = "{GENERIC}"\n'


class Known(NamedTuple):
    """One secret of `TEXT`: where it stands, and what others call it."""

    line: int
    value: str
    rule: str
    kind: str


KNOWN = (
    Known(2, STRIPE, "stripe-access-token", "Stripe Access Key"),
    Known(4, GITHUB, "github-pat", "GitHub Token"),
    Known(5, GENERIC, "generic-api-key", "Secret Keyword"),
)


def planted(repo: Repo) -> str:
    """A repository with the three secrets in one commit; its id."""
    repo.stage(PATH, TEXT)
    return repo.commit("one")


def gitleaks_report(commit: str = "", *, redacted: bool = False) -> str:
    """`gitleaks git|dir -r`, with `--redact` or without."""
    rows = [
        {
            "RuleID": one.rule, "Description": "…", "StartLine": one.line, "EndLine": one.line,
            "StartColumn": 12, "EndColumn": 52, "Match": "REDACTED" if redacted else one.value,
            "Secret": "REDACTED" if redacted else one.value, "File": PATH, "SymlinkFile": "",
            "Commit": commit, "Entropy": 4.7, "Author": "A", "Email": "a@b.c",
            "Date": "2026-11-22T09:40:35Z", "Message": "one", "Tags": [],
            "Fingerprint": f"{commit}:{PATH}:{one.rule}:{one.line}".lstrip(":"),
        }
        for one in KNOWN
    ]  # fmt: skip
    return json.dumps(rows, indent=1)


def gitleaks_ignore(commit: str = "") -> str:
    """The fingerprints of such a report, as people copy them."""
    prints = (f"{commit}:{PATH}:{one.rule}:{one.line}".lstrip(":") for one in KNOWN)
    return "# accepted\n\n" + "".join(f"{line}\n" for line in prints)


def betterleaks_ignore() -> str:
    """`betterleaks fingerprint` of each value."""
    return "".join(sha256(one.value.encode()).hexdigest() + "\n" for one in KNOWN)


def betterleaks_report() -> str:
    """`betterleaks fs . --jsonl`."""
    rows: list[dict[str, Any]] = [
        {
            "schema_version": "1",
            "finding": {
                "rule_id": one.rule, "rule_hash": "0" * 64, "description": "…",
                "confidence": "high", "match": {
                    "full": f'{one.value}"', "value": one.value,
                    "fingerprint": sha256(one.value.encode()).hexdigest()},
                "attributes": {"resource": "fs.content"},
                "location": {"path": f"./{PATH}", "start_line": one.line, "end_line": one.line,
                             "start_column": 11, "end_column": 51},
            },
        }
        for one in KNOWN
    ]  # fmt: skip
    rows.append({"schema_version": "1", "scan": {"state": "complete"}})
    return "".join(json.dumps(row) + "\n" for row in rows)


def detect_secrets(*, label: bool | None = None) -> str:
    """`detect-secrets scan`: it cuts a Stripe key at 24 characters, and hashes `ghp` alone."""
    cut = {STRIPE: STRIPE[:32], GITHUB: "ghp"}
    results = []
    for one in KNOWN:
        values = [(one.kind, cut.get(one.value, one.value))]
        if one.value in cut:
            values.append(("Base64 High Entropy String", one.value))
        for kind, value in values:
            row: dict[str, Any] = {
                "type": kind, "filename": PATH,
                "hashed_secret": sha1(value.encode(), usedforsecurity=False).hexdigest(),
                "is_verified": False, "line_number": one.line,
            }  # fmt: skip
            results.append(row if label is None else row | {"is_secret": label})
    filters = "detect_secrets.filters."
    return json.dumps({
        "version": "1.5.0",
        "plugins_used": [
            {"name": "StripeDetector"}, {"name": "Base64HighEntropyString", "limit": 4.5},
            {"name": "Own", "path": "file://own_plugin.py"},
        ],
        "filters_used": [
            {"path": filters + "allowlist.is_line_allowlisted"},
            {"path": filters + "common.is_ignored_due_to_verification_policies", "min_level": 2},
            {"path": filters + "regex.should_exclude_file", "pattern": ["^vendor/", r"\.lock$"]},
            {"path": filters + "regex.should_exclude_line", "pattern": ["# nothing to see$"]},
            {"path": "file://own_filter.py::is_fine"},
        ],
        "results": {PATH: results},
        "generated_at": "2026-11-22T09:40:37Z",
    }, indent=2)  # fmt: skip


def kingfisher() -> str:
    """`kingfisher scan --manage-baseline --baseline-file`; it did not find the third."""
    rows = "".join(
        f"  - path: {PATH}\n    fingerprint: '118748431259475459{one.line:02}'\n"
        f"    rule_id: betterleaks.{one.rule}\n    line: {one.line}\n"
        "    first_seen_at: 2026-11-22T09:40:38.718533443+00:00\n"
        "    last_updated_at: 2026-11-22T09:40:38.718533443+00:00\n"
        for one in KNOWN[:2]
    )
    return (
        "version: 2\nfingerprint_algorithm: kingfisher-v1\nrepositories:\n"
        f"- id: local:///srv/r\n  findings:\n{rows}- id: local:///srv/r/.git\n  findings:\n{rows}"
    )


def kingfisher_1() -> str:
    """The form before 2.0."""
    rows = "".join(
        f"  - filepath: {PATH}\n    fingerprint: '1187484312594754590{n}'\n"
        f"    linenum: {one.line}\n"
        "    lastupdated: Sun, 22 Nov 2026 09:40:38 +0000\n"
        for n, one in enumerate(KNOWN[:2])
    )
    return f"ExactFindings:\n  matches:\n{rows}"


def ggshield() -> str:
    """`ggshield secret ignore`: SHA-256 over value and type, or the value as people write it."""
    hashed = sha256(f"{STRIPE},apikey".encode()).hexdigest()
    return (
        "version: 2\nexit_zero: false\n"
        "secret:\n  ignored_paths:\n    - '**/README.md'\n    - doc/*\n"
        f"  ignored_matches:\n    - name: the sample\n      match: {hashed}\n"
        f"    - name: demo\n      match: {GENERIC}\n    - name: ''\n      match: {GITHUB}\n"
        "  ignored_detectors:\n    - Nobody Knows\n"
    )


def talisman() -> str:
    """A checksum that stands for the file as it is."""
    return (
        f"fileignoreconfig:\n- filename: {PATH}\n"
        f"  checksum: {sha256(TEXT.encode()).hexdigest()}\nversion: '1.0'\n"
    )


def secrets_ignore() -> str:
    """ripsecrets: paths, then values."""
    return "vendor/\n!vendor/own.py\n\n[secrets]\n" + "".join(f"{one.value}\n" for one in KNOWN)
