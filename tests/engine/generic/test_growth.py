"""Hostile texts: the time may grow with the size, and no faster."""

from __future__ import annotations

import random
import time

import pytest

from engine.generic.test_detector import engine
from stanch.engine.scan import examine
from stanch.model.blob import Blob
from tokens import body

UNITS = [
    pytest.param("a.py", "\"'", id="nested quotes"),
    pytest.param("a.py", "password=\"'", id="names before nested quotes"),
    pytest.param("a.py", '\\"password\\":', id="escaped quotes"),
    pytest.param("a.py", "password=", id="separators"),
    pytest.param("a.py", "password = ", id="separators with blanks"),
    pytest.param("a.py", "key=", id="separators behind a weak name"),
    pytest.param("a.py", "password_", id="one endless name"),
    pytest.param("a.py", "password = aa(", id="calls in calls"),
    pytest.param("a.py", "<password>", id="elements"),
    pytest.param("a.py", "--password ", id="options"),
    pytest.param("a.py", "token%3D", id="percent signs"),
    pytest.param("a.py", 'auth("a","', id="logins"),
    pytest.param("a.py", "key={1,2,3,", id="lists"),
    pytest.param("a.py", "password: |\n ", id="blocks"),
    pytest.param("a.py", '"password", ', id="names in a list"),
    pytest.param("a.py", "${password:-", id="defaults"),
    pytest.param("a.py", 'password="abcd1234" ', id="weak values"),
    pytest.param("a.xml", "<password>abcd</password>", id="closed elements"),
    pytest.param("a.xml", 'password="abcd" ', id="attributes"),
    pytest.param("a.md", "https://user:" + "pass@host/", id="addresses with a login"),
    pytest.param("a.config", "Server=a;User ID=b;Password=", id="connection strings"),
    pytest.param(".env", "API_KEY=", id="settings"),
    pytest.param("a.yaml", "password: ", id="keys of YAML"),
    pytest.param("a.properties", "db.password=", id="properties"),
    pytest.param("gradle.properties", "password=", id="properties of Gradle"),
    pytest.param("a.sh", "export TOKEN=", id="exports"),
    pytest.param("a.json", '{"password":', id="objects"),
    pytest.param("a.json", '\\"token\\":\\"abcd\\",', id="escaped pairs"),
    pytest.param("a.md", "the password is ", id="prose"),
    pytest.param("a.log", "+ password=abcd ", id="a log"),
    pytest.param("data", "kennwort=", id="a file without a name that says anything"),
]
SIGNS = ("password", "token", "key", "=", ":", "=>", "'", '"', "`", " ", "(", ",", "\\", "\n")


def seconds(text: str, path: str) -> float:
    start = time.process_time()
    for seen in examine(engine(), Blob(path, text.encode())):
        assert len(seen.judged) <= len(text)
    return time.process_time() - start


def grows_with_the_size(small: str, large: str, path: str) -> bool:
    """Four times the text, at most eight times the time; a busy machine gets a second chance."""
    seconds(small[:1000], path)
    bound = 8 * min(seconds(small, path) for _ in range(2)) + 0.2
    return any(seconds(large, path) < bound for _ in range(2))


@pytest.mark.parametrize(("path", "unit"), UNITS)
@pytest.mark.parametrize("end", ["", "\n"], ids=["in one line", "in lines"])
def test_time_grows_with_the_size(path: str, unit: str, end: str) -> None:
    """A text made to be slow must not stop a commit."""
    piece = unit + end
    small, large = (piece * (size // len(piece)) for size in (30_000, 120_000))
    assert grows_with_the_size(small, large, path)


@pytest.mark.parametrize("path", ["a.py", ".env", "a.md"])
def test_time_grows_with_the_size_of_what_never_repeats(path: str) -> None:
    """What was seen before is known; this was not."""
    text = "".join(random.Random(path).choices(SIGNS, k=120_000))
    assert grows_with_the_size(text[:30_000], text[:120_000], path)


def test_the_texts_wake_the_rules() -> None:
    """A test of growth on texts that nothing reads would prove nothing."""
    value = body(8)
    judged = [
        one
        for unit in (f'password = "{value}" ', f"password={value} ")
        for seen in examine(engine(), Blob("a.env", (unit * 50).encode()))
        for one in seen.judged
    ]
    assert len(judged) >= 100
