"""Two engines, built differently, find the same: what one misses the other shows."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

import fakes
from engine import corpus
from stanch.cache import Cache
from stanch.engine.scan import Engine
from stanch.model.rule import Detector
from tokens import HEX, body, github, stripe

pytest.importorskip("hyperscan")
SPACE = b"\n"


def agree(one: Engine, other: Engine, data: bytes, path: str) -> set[tuple[str, bytes]]:
    """What both find; every candidate, place and reason must be the same."""
    mine, theirs = fakes.fates(one, data, path), fakes.fates(other, data, path)
    assert mine == theirs, path
    return {(fate.rule, fate.value) for fate in mine if fate.kept}


def test_on_every_example_of_every_rule(engine: Engine, oracle: Engine) -> None:
    """A wake form that is no superset makes a rule blind without a word."""
    seen = 0
    for rule, path, text in corpus.samples():
        found = {name for name, _ in agree(engine, oracle, text, path)}
        seen += rule in found
    assert seen >= 0.9 * len(corpus.samples()) > 150


def test_on_the_project_itself(engine: Engine, oracle: Engine) -> None:
    """Real files have what nobody invents."""
    files = [
        file
        for folder in ("src", "tests", "docs", "rules")
        for file in sorted((fakes.ROOT / folder).rglob("*"))
        if file.is_file() and file.suffix in {".py", ".md", ".yaml", ".json", ".txt"}
    ]
    assert len(files) > 150
    for file in files:
        agree(engine, oracle, file.read_bytes(), str(file.relative_to(fakes.ROOT)))


def test_on_secrets_scattered_in_noise(engine: Engine, oracle: Engine) -> None:
    """Neighbours change windows: one rule's flood must not hide another's find."""
    texts = list(corpus.scattered(seed=7))
    found = [agree(engine, oracle, planted.data, planted.path) for planted in texts]
    assert sum(map(len, found)) > 400


def test_on_secrets_at_the_edges_of_a_text(engine: Engine, oracle: Engine) -> None:
    """Windows are cut at both ends of a text; a token there is a token."""
    one_each = {rule: text for rule, path, text in corpus.samples() if path == "example.txt"}
    texts = list(one_each.values())
    assert len(texts) > 100
    for planted in corpus.at_edges(texts[::4], 150):
        agree(engine, oracle, planted.data, planted.path)


@pytest.mark.parametrize(
    "boundary",
    [pytest.param(1 << n, id=f"{1 << n} bytes") for n in (6, 9, 12, 16, 17, 20)],
)
def test_a_secret_across_a_boundary(engine: Engine, boundary: int) -> None:
    """Whoever reads in buffers loses what lies over their ends."""
    rng = random.Random(boundary)
    for seed in range(3):
        planted = corpus.straddling(stripe(seed).encode(), boundary, rng)
        assert fakes.found(engine, planted.data) == {
            ("stripe-secret-key-live", stripe(seed).encode())
        }


FLOODS = [
    pytest.param(body(1 << 20, HEX), id="a megabyte of hex"),
    pytest.param(body(1 << 20, HEX.upper() + HEX) + "==", id="a megabyte of base 64"),
    pytest.param("a" * (1 << 20), id="one letter"),
    pytest.param("=" * (1 << 20), id="one sign"),
    pytest.param("\0" * (1 << 20), id="NULs"),
    pytest.param("\"'" * (1 << 19), id="quotes in quotes"),
    pytest.param("password=" * 20_000, id="names without end"),
    pytest.param("-----BEGIN PRIVATE KEY-----\n" * 5_000, id="keys that never end"),
    pytest.param("eyJ" * 50_000, id="tokens that never come"),
    pytest.param("https://a:b@" * 20_000, id="addresses in addresses"),
    pytest.param("sk_live_" * 10_000, id="prefixes"),
    pytest.param("AKIA" * 10_000, id="capital prefixes"),
]


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_hides_nothing_and_ends(engine: Engine, flood: str) -> None:
    """A file full of matches must be neither a way to hide a secret nor to stop a scan."""
    middle = len(flood) // 2
    data = f"{flood[:middle]}\nkey = {github(3)}\n{flood[middle:]}\nlast = {stripe(5)}\n"
    values = {value for _, value in fakes.found(engine, data.encode())}
    assert {github(3).encode(), stripe(5).encode()} <= values


def test_more_matches_than_can_be_counted_fall_back_to_keywords() -> None:
    """Past the bound of callbacks a text is looked at otherwise, not given up."""
    rules = fakes.only(
        fakes.rule("(?P<secret>[0-9a-f]{32})", id="hex"),
        fakes.rule(r"\b(?P<secret>acme_[0-9a-z]{20})\b", id="acme"),
    )
    token = "acme_" + body(20, HEX, seed=4)
    text = f"{body(200_000, HEX)} {token} ".encode()
    wake, plain = fakes.engine(rules), fakes.engine(rules, oracle=True)
    assert fakes.found(wake, text) == fakes.found(plain, text)
    assert ("acme", token.encode()) in fakes.found(wake, text)


def test_threads_find_what_one_finds(engine: Engine) -> None:
    """Hyperscan's scratch is not shared: two threads in one would lose or invent matches."""
    texts = [(planted.path, planted.data) for planted in corpus.scattered(seed=11)]
    alone = [fakes.fates(engine, data, path) for path, data in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: fakes.fates(engine, text[1], text[0]), texts * 2))
    assert together == alone * 2


def test_a_cold_engine_finds_the_same(engine: Engine) -> None:
    """The first run on a new machine, which compiles nothing, must not see less."""
    cold = fakes.engine(fakes.builtin())
    for planted in corpus.scattered(seed=13):
        agree(cold, engine, planted.data, planted.path)


def test_an_engine_that_warms_up_on_the_way_finds_the_same(engine: Engine, warm: Cache) -> None:
    """The switch to the compiled database comes in the middle of a scan, in some thread."""
    texts = [(p.path, p.data + SPACE * 200_000) for p in corpus.scattered(seed=17)][:30]
    cold = fakes.engine(fakes.builtin())
    with ThreadPoolExecutor(2) as pool:
        warming = list(pool.map(lambda text: fakes.fates(cold, text[1], text[0]), texts))
    assert warming == [fakes.fates(engine, data, path) for path, data in texts]


def test_masked_rules_stay_silent(warm: Cache) -> None:
    """The database still wakes them; `--disable` must hold all the same."""
    text = f"a = {stripe(1)}\nb = {github(1)}\n"
    off = fakes.builtin().masked(lambda _, name: name.startswith("stripe"))
    for by in (fakes.engine(off, cache=warm), fakes.engine(off), fakes.engine(off, oracle=True)):
        names = {fate.rule for fate in fakes.fates(by, text)}
        assert any(name.startswith("github") for name in names)
        assert not any(name.startswith("stripe") for name in names)


def test_a_rule_without_a_wake_form_is_always_awake(warm: Cache) -> None:
    """The entropy detector and odd patterns have none; they work, only slower."""
    random_one = next(rule for rule in fakes.builtin() if rule.detector is Detector.ENTROPY)
    assert not random_one.wake.form
    value = body(40, seed=2)
    for by in (fakes.engine(fakes.builtin(), cache=warm), fakes.engine(fakes.builtin())):
        assert (random_one.id, value.encode()) in fakes.found(by, f'x = "{value}"')
