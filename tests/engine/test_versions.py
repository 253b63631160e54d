"""Versions of a file: whatever was looked at before, nothing is missed and nothing is made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fakes
from stanch.cache import Cache
from stanch.engine import wake
from stanch.engine.scan import Engine, examined
from stanch.engine.versions import compared, planned
from stanch.engine.view import View
from stanch.model.blob import Blob, Part
from stanch.model.finding import Verdict
from tokens import HEX, body, stripe, token

ACME = fakes.rule()
# Reaches over more than a version is looked at again: its key may be far from its start.
FAR = fakes.rule(r"start_[a-z]{4}[a-z\n]{0,6000}end_(?P<secret>[0-9A-Z]{16})", id="far-key")
KEY = token("acme_", 20)


def lines(seed: object, count: int) -> list[str]:
    return [f"line {n}: {body(40, seed=(seed, n))}" for n in range(count)]


def _block() -> str:
    """A key in PEM armour, of which only the form is right."""
    kind = "RSA PRIVATE KEY"
    rows = "\n".join(body(64, seed=n) for n in range(12))
    return f"-----BEGIN {kind}-----\n{rows}\n-----END {kind}-----"


def blob(text: str | bytes, path: str = "a.txt", **fields: object) -> Blob:
    data = text if isinstance(text, bytes) else text.encode()
    return Blob(path, data, **fields)  # type: ignore[arg-type]


def found(engine: Engine, blobs: Iterable[Blob]) -> list[list[tuple[object, ...]]]:
    """All that is found, blob by blob: rule, place, value and what is said of it."""
    return [
        [
            (one.candidate.rule.id, one.candidate.span, one.candidate.secret.reveal(), *one[1:])
            for seen in seens
            for one in seen.judged
            if isinstance(one.result, Verdict)
        ]
        for seens in examined(engine, blobs)
    ]


def compiled(*rules: object) -> Engine:
    engine = fakes.engine(fakes.only(*rules))  # type: ignore[arg-type]
    engine.waker.compile()
    return engine


def test_what_did_not_change_is_not_looked_at_again() -> None:
    """A commit that changes one line of a thousand is no reason to read a thousand."""
    old = "\n".join(lines(1, 1000))
    new = old.replace("line 500:", "line 500 of it:")
    before, view = (View(blob(text), text.encode()) for text in (old, new))
    (gap,) = planned(len(new), compared(view, before), 100).gaps
    assert gap.end - gap.low < 500
    assert gap.low < new.index(" of it") < gap.end


def test_what_stands_between_two_changes_is_not_looked_at_again() -> None:
    """A commit changes the top of a file and its end."""
    rows = lines(1, 1000)
    old = "\n".join(rows)
    new = "\n".join(["first", *rows[:500], "middle", *rows[500:], "last"])
    before, view = (View(blob(text), text.encode()) for text in (old, new))
    copies = compared(view, before)
    assert all(old[c.old :][: c.size] == new[c.new :][: c.size] for c in copies)
    gaps = planned(len(new), copies, 100).gaps
    assert sum(gap.end - gap.low for gap in gaps) < len(new) / 2
    assert all(any(gap.low <= new.index(w) < gap.end for gap in gaps) for w in ("first", "last"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"path": "b.txt"}, id="another file"),
        pytest.param({"part": Part.NAME}, id="another part"),
    ],
)
def test_other_files_are_looked_at_whole(other: dict[str, object]) -> None:
    """Two files that begin alike are no versions of one."""
    texts = [blob("same text"), blob("same text", **other)]  # type: ignore[arg-type]
    one, two = (View(one, one.data) for one in texts)
    assert not compared(two, one)
    assert compared(one, one)


def edited(text: str, seed: int) -> str:
    """The text after a commit: lines and secrets come, go and change."""
    rng = random.Random(seed)
    rows = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(rows) + 1)
        match rng.randrange(6):
            case 0:
                rows.insert(at, f"key = {token('acme_', 20, seed=seed)}")
            case 1:
                rows[at : at + rng.randint(1, 30)] = []
            case 2:
                rows[at:at] = lines(seed, rng.randint(1, 30))
            case 3:
                rows[at : at + 1] = [f"end_{body(16, seed=seed).upper()}"]
            case 4:
                rows[at:at] = ["start_abcd", *["words"] * rng.randint(0, 900)]
            case _:
                rows = [row[1:] if row.startswith("acme") else row for row in rows]
    return "\n".join(rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 4))
def test_any_history_finds_what_each_version_alone_does(seed: int, count: int, batch: int) -> None:
    """However versions follow each other, and however they are handed over."""
    texts = ["\n".join(lines(seed, 150))]
    for n in range(count):
        texts.append(edited(texts[-1], seed * 100 + n))
    blobs = [blob(text) for text in texts]
    together = compiled(ACME, FAR)
    parts = [blobs[at : at + batch] for at in range(0, len(blobs), batch)]
    seen = [one for part in parts for one in found(together, part)]
    assert seen == [found(compiled(ACME, FAR), [one])[0] for one in blobs]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """The built-in forms, compiled once."""
    cache = Cache(str(tmp_path_factory.mktemp("kept")))
    fakes.engine(fakes.builtin(), cache=cache).waker.ready()
    return cache


@pytest.mark.parametrize("change", ["before it", "behind it", "inside it", "nothing"])
@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(f'"type": "service_account", "key_id": "{body(40)}"', id="a mention"),
        pytest.param(stripe(3), id="a token"),
        pytest.param(f'db_password = "{body(14)}"', id="an assignment"),
        pytest.param(_block(), id="a private key"),
    ],
)
def test_the_built_in_rules_find_the_same(secret: str, change: str, kept: Cache) -> None:
    """The rules as they are, with secrets of one line and of many."""
    before, behind = ("\n".join(lines(n, 80)) for n in (1, 2))
    old = f"{before}\n{secret}\n{behind}\n"
    new = {
        "before it": f"one more\n{old}",
        "behind it": f"{old}one more\n",
        "inside it": old.replace(secret, f"{secret[:20]}\n{secret[20:]}"),
        "nothing": old,
    }[change]
    versions = [blob(text) for text in (old, new, old)]
    together = found(fakes.engine(fakes.builtin(), cache=kept), versions)
    for version, seen in zip(versions, together, strict=True):
        assert found(fakes.engine(fakes.builtin(), cache=kept), [version]) == [seen]


_GOES = ("# datadog", "TWILIO", "aws_access", "-----END", "-----BEGIN")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Lines that bear on each other: halves of a pair, a vendor's name, blocks, samples, kinds of files.
_BEARING: tuple[Callable[[float], str], ...] = (
    lambda seed: f"aws_access_key_id = {token('AKIA', 16, alphabet=_BASE32, seed=seed)}",
    lambda seed: f"aws_secret_access_key = {body(40, seed=seed)}",
    lambda seed: f"# datadog of {body(6, seed=seed)}",
    lambda seed: f"api_key: {body(32, alphabet=HEX, seed=seed)}",
    lambda seed: f"key = {body(40, alphabet=HEX, seed=seed)}",
    lambda seed: f"- {body(32, alphabet=HEX, seed=seed)}",
    lambda seed: f"TWILIO_SID={token('AC', 32, alphabet=HEX, seed=seed)}",
    lambda seed: f"auth_token = '{body(32, alphabet=HEX, seed=seed)}'",
    lambda seed: f'db_password = "{body(14, seed=seed)}"  # of {body(4, seed=seed)}',
    lambda seed: f"postgres://user:{body(12, seed=seed)}@db.corp.internal/app",
    lambda seed: f"Authorization: Bearer {body(40, seed=seed)}",
    lambda seed: f"key = {stripe(seed)}",
    lambda seed: "-----BEGIN RSA PRIVATE KEY-----",
    lambda seed: "-----END RSA PRIVATE KEY-----",
    lambda seed: _block(),
    lambda _seed: "password:",
    lambda seed: f'    "{body(12, seed=seed)}",',
    lambda _seed: "def connect(): return None",
    lambda _seed: '"type": "service_account", {',
)


def woven(seed: int) -> Iterator[str]:
    """The versions of a file in which what bears on each other comes, goes and moves."""
    rng = random.Random(seed)
    rows = lines(seed, rng.choice((60, 200, 400)))
    for _ in range(5):
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(rows) + 1)
            match rng.randrange(6):
                case 0:
                    rows[at : at + rng.choice((1, 1, 3, 20))] = []
                case 1:
                    rows[at:at] = lines(rng.random(), rng.choice((1, 2, 30)))
                case 2:  # what was beside something goes
                    rows = [row for row in rows if not row.startswith(rng.choice(_GOES))]
                case _:
                    make = rng.choice(_BEARING)
                    rows[at:at] = [make(rng.random()), *lines(rng.random(), rng.randrange(4))]
        yield "\n".join(rows) + "\n"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.sampled_from(["a.py", "notes", "conf.yaml", ".env"]))
def test_versions_are_judged_as_each_alone(kept: Cache, seed: int, path: str) -> None:
    """What is said of a secret rests on what stands round it, however it came there."""
    versions = [blob(text, path) for text in woven(seed)]
    together = found(fakes.engine(fakes.builtin(), cache=kept), versions)
    for version, seen in zip(versions, together, strict=True):
        assert found(fakes.engine(fakes.builtin(), cache=kept), [version]) == [seen]


def test_a_flood_is_no_version_to_go_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there was too much to count, the next version is read as if it were the first."""
    monkeypatch.setattr(wake, "MOST_CALLBACKS", 5)
    monkeypatch.setattr(wake, "_BYTES_A_CALLBACK", 1 << 20)
    many = "\n".join(token("acme_", 20, seed=n) for n in range(9))
    blobs = [blob(many), blob(f"{many}\n{KEY}"), blob(KEY)]
    assert [len(one) for one in found(compiled(ACME), blobs)] == [9, 10, 1]
