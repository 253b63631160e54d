"""Several reports as one: of jobs that scanned in parts, or of several repositories.

A secret that more than one of them holds becomes one finding with all its places. What one accepted
and another reports stays reported. All that was not read stays not read. Where the reports are of
several repositories, each path begins with the name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from stanch.report.json import Json
from stanch.report.record import SCHEMA, SEVERITIES

_REASONS = ("inline", "ignore_file", "allowlist", "baseline")
_CONFIDENCES = ("proven", "high", "medium", "low")

_Document = Mapping[str, Any]
"""A report whose shape was checked by report/record.py."""


def merged(documents: Sequence[Json], names: Sequence[str] = ()) -> Json:
    """One report of at least one, in an order that does not depend on theirs.

    `names` are those of the reports, for repositories that have no address.
    """
    given = [cast("_Document", document) for document in documents]
    given = _told_apart(given, names or ["" for _ in given])
    findings = _findings(finding for document in given for finding in document["findings"])
    scans = [document["scan"] for document in given]
    skipped = _distinct(one for scan in scans for one in scan["skipped"])
    return {
        "schema": SCHEMA,
        "tool": {"name": "stanch", "version": _same(d["tool"]["version"] for d in given)},
        "scan": {
            "source": _same(scan["source"] for scan in scans) or "several",
            "state": "complete"
            if all(scan["state"] == "complete" for scan in scans)
            else "incomplete",
            "nothing": scans[0]["nothing"] if all(scan["nothing"] for scan in scans) else None,
            "blobs": sum(scan["blobs"] for scan in scans),
            "bytes": sum(scan["bytes"] for scan in scans),
            "known": sum(scan["known"] for scan in scans),
            "skipped": skipped,
            "warnings": _distinct(text for scan in scans for text in scan["warnings"]),
            "repository": _one([scan.get("repository") for scan in scans]),
            "rules": max(scan.get("rules", 0) for scan in scans),
            "rules_hash": _same(scan.get("rules_hash", "") for scan in scans),
            "config_hash": _same(scan.get("config_hash", "") for scan in scans),
        },
        "findings": findings,
        "summary": _summary(findings, skipped, [document["summary"] for document in given]),
    }


def _told_apart(given: Sequence[_Document], names: Sequence[str]) -> list[_Document]:
    """Paths begin with their repository's name, if there are several repositories."""
    where = [
        _where((document["scan"].get("repository") or {}).get("uri", "")) for document in given
    ]
    if len(set(where)) == 1:
        return list(given)
    short = {path for _, path in where}
    clear = len(short) == len(set(where))
    said = [path if clear else f"{host}/{path}".strip("/") for host, path in where]
    return [
        _within(document, name or other)
        for document, name, other in zip(given, said, names, strict=True)
    ]


def _where(address: str) -> tuple[str, str]:
    """`example.org` and `acme/app`; whoever clones it by ssh has the same repository."""
    parts = urlsplit(address)  # of scp's form the host is the scheme
    return parts.hostname or parts.scheme, parts.path.strip("/").removesuffix(".git")


def _within(document: _Document, name: str) -> _Document:
    if not name:
        return document

    def moved(places: Sequence[_Document]) -> list[dict[str, Any]]:
        return [dict(place) | {"path": f"{name}/{place['path']}"} for place in places]

    findings = [
        dict(one) | {"locations": moved(one["locations"]), "companions": moved(one["companions"])}
        for one in document["findings"]
    ]
    scan = dict(document["scan"]) | {"skipped": moved(document["scan"]["skipped"])}
    return dict(document) | {"scan": scan, "findings": findings}


def _same(texts: Iterable[str]) -> str:
    """The text, where all are alike."""
    different = set(texts)
    return different.pop() if len(different) == 1 else ""


def _one(values: Sequence[Json]) -> Json:
    return values[0] if all(value == values[0] for value in values) else None


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Each once, in order."""
    import json

    kept = {json.dumps(value, sort_keys=True): value for value in values}
    return [kept[key] for key in sorted(kept)]


def _findings(found: Iterable[_Document]) -> list[dict[str, Any]]:
    groups: dict[str, list[_Document]] = {}
    for number, one in enumerate(found):
        # Without a fingerprint nothing says that two are the same.
        groups.setdefault(one["fingerprint"] or f"\0{number}", []).append(one)
    return sorted((_joined(group) for group in groups.values()), key=_rank)


def _joined(group: Sequence[_Document]) -> dict[str, Any]:
    """All that is known of a secret; whoever reports it wins over who accepts it."""
    best = min(group, key=lambda one: (one["status"] != "reported", not one["failing"]))
    return dict(best) | {
        name: _distinct(place for one in group for place in one[name])
        for name in ("locations", "companions")
        if len(group) > 1
    }


def _rank(one: _Document) -> tuple[int, str, int, int, str, str]:
    places = one["locations"]
    at = (places[0]["path"], places[0]["line"], places[0]["column"]) if places else ("", 0, 0)
    return SEVERITIES.index(one["severity"]), *at, one["rule"], one["fingerprint"]


def _summary(
    findings: Sequence[_Document], skipped: Sequence[_Document], summaries: Sequence[_Document]
) -> Json:
    reported = [one for one in findings if one["status"] == "reported"]
    reasons = [one["suppression"]["reason"] for one in findings if one["suppression"]]
    by_policy = sum(one["by_policy"] for one in skipped)
    failing = sum(one["failing"] for one in findings)
    codes = {summary["exit_code"] for summary in summaries}
    return {
        "reported": len(reported),
        "failing": failing,
        "by_severity": {s: sum(one["severity"] == s for one in reported) for s in SEVERITIES},
        "suppressed": len(reasons),
        "suppressed_by": {reason: reasons.count(reason) for reason in _REASONS},
        "skipped": {"by_policy": by_policy, "unread": len(skipped) - by_policy},
        "gate": _gate([summary["gate"] for summary in summaries]),
        "exit_code": 1 if 1 in codes else max(codes),
    }


def _gate(gates: Sequence[_Document]) -> Json:
    """The strictest of them."""
    return {
        "severity": max((gate["severity"] for gate in gates), key=SEVERITIES.index),
        "confidence": max((gate["confidence"] for gate in gates), key=_CONFIDENCES.index),
        "exit_zero": all(gate["exit_zero"] for gate in gates),
        "allow_skipped": all(gate["allow_skipped"] for gate in gates),
    }
