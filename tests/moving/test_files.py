"""The texts of our files and of pre-commit's after an import, and what a place or a hash means."""

from __future__ import annotations

from hashlib import sha1, sha256

import pytest
import yaml

from stanch.errors import ConfigError
from stanch.model.blob import Blob
from stanch.model.secret import Secret
from stanch.moving import policy, precommit
from stanch.moving.formats import recognised
from stanch.moving.gathered import Source, gathered
from stanch.moving.item import Claim, Digest, Fate, Item
from stanch.moving.ours import Ours
from stanch.moving.resolve import Findings, Seen
from suppress.made import finding, finding_in, rule

OURS = Ours(("aws-access-key-id", "acme-key", "acme-token", "generic-pair", "url-password",
             "github-personal-access-token"))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("# only a comment", id="a comment without an end"),
        pytest.param("fail_on: high", id="no line end"),
        pytest.param("allow:\n- rules: [a]\n", id="a list at the margin"),
        pytest.param("allow:\n    - rules: [a]\n    # last\n\nfail_on: low\n", id="in the middle"),
        pytest.param("allow: [{rules: [a]}]  # one\n", id="in one line"),
        pytest.param("allow: [\n  {rules: [a]},\n]\n", id="over several"),
        pytest.param("\ufeffallow:\r\n  - rules: [a]\r\n", id="of Windows"),
    ],
)
def test_entries_are_added_and_nothing_else_changes(text: str) -> None:
    """Whatever way people wrote the file."""
    added: dict[str, list[object]] = {"allow": [{"paths": ["x # y", "é"]}], "disable": ["b"]}
    made = policy.config(text.encode(), "c", added)
    before = yaml.safe_load(text.removeprefix("\ufeff")) or {}
    wanted = before | {"allow": [*before.get("allow", []), *added["allow"]], "disable": ["b"]}
    assert yaml.safe_load(made) == wanted
    assert policy.config(made.encode(), "c", added) == made


@pytest.mark.parametrize("text", ["allow: []\n", "allow:\n", "- 1\n", "allow: {a: 1}\n", "a: [\n"])
def test_what_cannot_be_added_to_is_an_error(text: str) -> None:
    """The file as it is must not be half an import."""
    if text == "allow:\n":
        text = "allow: null\n"
    with pytest.raises(ConfigError):
        policy.config(text.encode(), "c", {"allow": [{"paths": ["x"]}]})


HOOK = "- repo: https://github.com/gitleaks/gitleaks\n  rev: v8\n  hooks:\n  - id: gitleaks\n"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param(f"repos:\n{HOOK}", [["stanch"]], id="alone"),
        pytest.param(f"repos:\n{HOOK}".replace("\n", "\r\n"), [["stanch"]], id="of Windows"),
        pytest.param(f"repos:\n{HOOK}{HOOK}".rstrip(), [["stanch"]], id="twice"),
        pytest.param(f"repos:\n- repo: local\n  hooks: [{{id: a}}]\n\n# c\n{HOOK}",
                     [["a"], ["stanch"]], id="last"),
        pytest.param(f"repos:\n- repo: x\n  hooks:\n  - id: stanch\n{HOOK}", [["stanch"]],
                     id="ours is there"),
        pytest.param("repos: [{repo: x, hooks: [{id: gitleaks}]}]\n", None, id="in one line"),
        pytest.param("repos:\n- repo: x\n  hooks: [{id: gitleaks}, {id: b}]\n", None, id="mixed"),
    ],
)  # fmt: skip
def test_their_hook_is_replaced(text: str, ids: list[list[str]] | None) -> None:
    """What is laid out otherwise is left to a person."""
    made = precommit.replaced(text.encode(), "p")
    if ids is None:
        assert made.text == text
        assert {item.fate for item in made.items} == {Fate.NOT}
        return
    repos = yaml.safe_load(made.text)["repos"]
    assert [[hook["id"] for hook in one["hooks"]] for one in repos] == ids
    assert ("\r\n" in made.text) == ("\r\n" in text)
    assert precommit.replaced(made.text.encode(), "p").items == ()


def seen(text: str, secret: str, name: str = "acme-key") -> Seen:
    """A finding in `src/app.py`."""
    return Seen(finding_in(text, secret, rule(name)), Blob("src/app.py", text.encode()))


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        pytest.param(Claim("w", "src/app.py", 2, 2, "acme-pat"), 1, id="its line and vendor"),
        pytest.param(Claim("w", "src/app.py", 1, 3, "acme-pat"), 1, id="lines round it"),
        pytest.param(Claim("w", "src/app.py", 1, 1, "acme-pat"), 0, id="another line"),
        pytest.param(Claim("w", "app.py", 2, 2, "acme-pat"), 0, id="another path"),
        pytest.param(Claim("w", "src/app.py", 2, 2, "x", commit="a" * 40), 0, id="a commit"),
        pytest.param(Claim("w", "src/app.py", 2, 2, "other-token"), 1, id="all there is"),
        pytest.param(Claim("w", value=Secret(b"Sample-123")), 1, id="its value"),
        pytest.param(Claim("w", value=Secret(b"Sample-12")), 1, id="most of its value"),
        pytest.param(Claim("w", value=Secret(b"Sam")), 0, id="a piece of it"),
        pytest.param(Claim("w", value=Secret(b"Sample-124")), 0, id="another value"),
    ],
)
def test_places_and_values(claim: Claim, found: int) -> None:
    """What a place cannot mean stays reported."""
    every = [seen("other\nkey = Sample-123\nnext", "Sample-123")]
    got = Findings(every, [claim], OURS).settled(claim)
    assert len(got.found) == found
    assert bool(got.why) != bool(found)


def test_a_place_with_several_secrets() -> None:
    """The one of the vendor; when nothing tells them apart, none."""
    text = "a = Sample-123; b = Other-4567"
    every = [seen(text, "Sample-123", "acme-key"), seen(text, "Other-4567", "url-password")]
    for name, count in (("acme-pat", 1), ("nobody-token", 0), ("generic-api-key", 2)):
        claim = Claim("w", "src/app.py", 1, 1, name)
        got = Findings(every, [claim], OURS).settled(claim)
        assert len(got.found) == count, name
        assert bool(got.note) == (count > 1), name


@pytest.mark.parametrize(
    ("kind", "value", "line", "found"),
    [
        pytest.param("sha256", b"Sample-123", 0, 1, id="the value"),
        pytest.param("sha1", b'"Sample-123"', 0, 1, id="with its quotes"),
        pytest.param("sha1", b"key=Sample-123", 0, 0, id="what does not stand there"),
        pytest.param("sha1", b"Sample-", 0, 1, id="most of it"),
        pytest.param("sha1", b"Sample", 2, 1, id="a part, and the line"),
        pytest.param("sha1", b"123", 2, 1, id="a short part, and the line"),
        pytest.param("sha1", b"123", 3, 0, id="a short part on another line"),
        pytest.param("sha1", b"123", 0, 0, id="a short part alone"),
        pytest.param("sha256", b"123", 2, 0, id="a short part of a hash that is always whole"),
        pytest.param("ggshield", b"Sample-123,apikey", 0, 1, id="a value and its type"),
        pytest.param("talisman", b'other\nkey = "Sample-123"\nnext', 0, 1, id="the whole file"),
        pytest.param("talisman", b"another text", 0, 0, id="the file as it was"),
    ],
)
def test_hashes(kind: str, value: bytes, line: int, found: int) -> None:
    """A hash of a piece would accept every secret that has the piece."""
    hashed = sha1(value, usedforsecurity=False) if kind == "sha1" else sha256(value)
    claim = Claim("w", "src/app.py", line, line, digest=Digest(kind, hashed.hexdigest()))
    every = [seen('other\nkey = "Sample-123"\nnext', "Sample-123")]
    assert len(Findings(every, [claim], OURS).settled(claim).found) == found


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        ("acme-key", ("acme-key",)),
        ("betterleaks.acme-pat", ("acme-key", "acme-token")),
        ("AWS Access Key", ("aws-access-key-id",)),
        ("github-pat", ("github-personal-access-token",)),
        ("generic-api-key", ("generic-pair", "url-password")),
        ("Secret Keyword", ("generic-pair", "url-password")),
        ("nobody-token", ()),
        ("", ()),
    ],
)
def test_their_names(theirs: str, own: tuple[str, ...]) -> None:
    """An acceptance for one vendor must not become one for all."""
    assert OURS.of(theirs) == own


def test_names_that_are_taken_and_halves_that_are_missing() -> None:
    """Two rules of one name, or a rule whose other half is unknown, would be an error or silent."""

    def item(name: str, *needs: str) -> Item:
        form: dict[str, object] = {"id": name, "pattern": name}
        if needs:
            form["pairs"] = {"rules": list(needs)}
        return Item(name, Fate.TAKEN, rule=form)

    allow = Item("x", Fate.TAKEN, allow=({"rules": ["a"], "lines": ["x"]},))
    source = Source("t", "w", (item("a"), allow, item("acme-key", "a"), item("b", "gone")))
    known = [{"id": "a", "pattern": "other"}]
    (made,) = gathered([source], known, OURS.ids, lambda _text: False)
    forms = [one.rule for one in made.items if one.rule is not None]
    assert [form["id"] for form in forms] == ["a-2", "acme-key-2", "b"]
    assert forms[1]["pairs"] == {"rules": ["a-2"]}
    assert "pairs" not in forms[2]
    assert made.items[1].allow[0]["rules"] == ["a-2"]
    again = gathered([source], [*known, *forms], OURS.ids, lambda _text: False)[0].items
    assert [one.rule for one in again] == [None] * 4
    assert [one.allow for one in again] == [one.allow for one in made.items]


@pytest.mark.parametrize(
    ("path", "data", "name"),
    [
        ("ci/.gitleaks.toml", b"", "gitleaks"),
        ("x.toml", b"[[rules]]\n", "gitleaks"),
        ("x.toml", b"[tool]\n", ""),
        ("x.json", b'[{"RuleID": "a"}]', "gitleaks-report"),
        ("x.json", b'[{"a": 1}]', ""),
        ("x.json", b'{"results": {}, "plugins_used": []}', "detect-secrets"),
        ("x.yaml", b"fingerprint_algorithm: x\n", "kingfisher"),
        ("x.yaml", b"detectors: []\n", "trufflehog"),
        ("x.yml", b"rules: []\n", "rules"),
        ("x.yml", b"!!python/name:os.system\n", ""),
        ("x.json", b"[" * 100_000, ""),
        ("x.txt", b"anything", ""),
    ],
)
def test_files_are_told_by_name_and_content(path: str, data: bytes, name: str) -> None:
    """A guess that is wrong would read nonsense out of a file."""
    found = recognised(path, data)
    assert (found.name if found else "") == name


def test_findings_by_many_claims_are_asked_quickly() -> None:
    """Baselines of thousands of entries are real; each asks once."""
    every = [
        Seen(finding(f"value-{n:05}-xyz", f"f{n}.py"), Blob(f"f{n}.py", b"")) for n in range(400)
    ]
    claims = [
        Claim("w", digest=Digest("sha256", sha256(f"value-{n:05}-xyz".encode()).hexdigest()))
        for n in range(4000)
    ]
    asked = Findings(every, claims, OURS)
    assert sum(bool(asked.settled(claim).found) for claim in claims) == 400
