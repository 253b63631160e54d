from __future__ import annotations

import pytest

import fakes
from stanch.engine.meaning import world
from stanch.engine.scan import examine, finding
from stanch.model.blob import Blob
from stanch.model.finding import Finding
from stanch.model.rule import Environment, Severity
from tokens import body

LIVE, TEST, ANY = Environment.LIVE, Environment.TEST, Environment.ANY


def found(text: str, **fields: object) -> Finding:
    rule = fakes.rule(r"(?P<secret>sk_[0-9a-zA-Z]{24})\b", prefix="sk_", **fields)
    by = fakes.engine(fakes.only(rule))
    data = text.format("sk_" + body(24, seed=5)).encode()
    (one,) = [finding(s.view, j) for s in examine(by, Blob("a.env", data)) for j in s.judged]
    assert one is not None
    return one


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("NEXT_PUBLIC_KEY={}", id="Next.js"),
        pytest.param("VITE_API_SECRET: '{}'", id="Vite"),
        pytest.param('"REACT_APP_KEY": "{}"', id="Create React App, in JSON"),
        pytest.param("export EXPO_PUBLIC_KEY={}", id="Expo"),
        pytest.param("GATSBY_TOKEN = {}", id="Gatsby"),
        pytest.param("ENV NUXT_PUBLIC_KEY {}", id="Nuxt, in a Dockerfile"),
        pytest.param("PUBLIC_STRIPE={}", id="SvelteKit"),
        pytest.param("process.env.VITE_KEY || '{}'", id="a default"),
        pytest.param("- name: NEXT_PUBLIC_KEY\n  value: {}", id="a list of variables"),
    ],
)
def test_a_name_built_into_pages_makes_it_worse(text: str) -> None:
    """Every visitor of the site has the key; the severity says so, and the note says why."""
    one = found(text, severity="high")
    assert one.verdict.severity is Severity.CRITICAL
    (note,) = one.verdict.notes
    assert note.endswith("is built into pages that every visitor can read")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param("STRIPE_KEY={}", {}, id="a name of the server"),
        pytest.param("MY_NEXT_PUBLIC_KEY={}", {}, id="the prefix is not first"),
        pytest.param("# VITE_ is for pages\nKEY={}", {}, id="a comment before"),
        pytest.param("VITE_KEY=x\nKEY={}", {}, id="another variable"),
        pytest.param("VITE_KEY={}", {"tags": ["public"]}, id="made to be public"),
        pytest.param("VITE_KEY={}", {"severity": "info"}, id="opens nothing"),
        pytest.param("VITE_KEY={}", {"tags": ["frontend"]}, id="the rule knows it already"),
    ],
)
def test_other_names_leave_it_as_it_is(text: str, fields: dict[str, object]) -> None:
    """A publishable key under such a name is in its place."""
    one = found(text, **({"severity": "high"} | fields))
    assert one.verdict.severity.label == ({"severity": "high"} | fields)["severity"]
    assert one.verdict.notes == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("STRIPE_KEY_PROD={}", LIVE, id="at the end of the name"),
        pytest.param("DEV_DB_PASSWORD={}", TEST, id="at its beginning"),
        pytest.param("stagingApiKey: '{}'", TEST, id="in camel case"),
        pytest.param("acme.production.key = {}", LIVE, id="between points"),
        pytest.param("STRIPE_KEY={}", ANY, id="no such word"),
        pytest.param("PRODUCT_KEY={}", ANY, id="a word that begins alike"),
        pytest.param("TEST_PROD_KEY={}", ANY, id="words of both worlds"),
        pytest.param("PROD_URL=x\nKEY={}", ANY, id="another variable"),
    ],
)
def test_a_name_says_which_world_it_is(text: str, expected: Environment) -> None:
    """Whether to wake somebody at night."""
    assert found(text).verdict.environment is expected


def test_what_the_rule_says_comes_first() -> None:
    """A live key under a test's name is still live."""
    assert found("TEST_KEY={}", environment="live").verdict.environment is LIVE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(b"sk_staging_", TEST, id="staging"),
        pytest.param(b"acme-live-", LIVE, id="live"),
        pytest.param(b"acme_", ANY, id="neither"),
        pytest.param(b"LIVEKIT_", ANY, id="a name that holds such a word"),
    ],
)
def test_the_beginning_of_a_token_says_it_too(name: bytes, expected: Environment) -> None:
    """Vendors write the world into the token."""
    assert world(b"", name) is expected
