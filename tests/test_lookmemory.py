"""What was looked at once is not looked at again, and what is kept tells nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from stanch.git.state import Folders
from stanch.lookmemory import Looks
from stanch.memory import LOOKS, Memory
from stanch.model.place import Span
from tokens import stripe

SECRET = stripe(1).encode()
LINE = b"key = " + SECRET
STANDS = ("a" * 40, 3, 3 + len(LINE))


class Look:
    """Hides the secret, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def __call__(self, data: bytes, path: str = "", /) -> Iterable[Span]:
        self.asked.append(data)
        at = data.find(SECRET)
        return (Span(at, at + len(SECRET)),) if at >= 0 else ()


def remembering(folder: Path, look: Look) -> tuple[Memory, Looks]:
    memory = Memory(Folders(str(folder), "", ""), b"k" * 32, "key")
    looks = Looks(memory, look)
    looks.stands[LINE] = STANDS
    return memory, looks


def run(folder: Path, *texts: bytes) -> tuple[list[bytes], list[list[Span]]]:
    """Which texts a run looks at, and what it sees in all of them."""
    look = Look()
    memory, looks = remembering(folder, look)
    seen = [list(looks(text, "a.py")) for text in texts]
    looks.keep([SECRET])
    memory.flush()
    return look.asked, seen


def test_the_second_run_asks_nothing(tmp_path: Path) -> None:
    """Lines are known by where they stand, other texts by a digest."""
    first, seen = run(tmp_path, LINE, b"Ada <ada@example.org>")
    assert first == [LINE, b"Ada <ada@example.org>"]
    again, same = run(tmp_path, LINE, b"Ada <ada@example.org>")
    assert (again, same) == ([], seen)
    assert seen[0]


def test_the_same_text_of_another_file_is_another(tmp_path: Path) -> None:
    """A rule may hold for files of a name only."""
    run(tmp_path, b"words")
    look = Look()
    _, looks = remembering(tmp_path, look)
    assert list(looks(b"words", "b.py")) == []
    assert look.asked == [b"words"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"said: " + SECRET, id="a text in which something is hidden"),
        pytest.param(b"word", id="one that is a weak value itself"),
        pytest.param(b"a word.", id="one that is hardly more"),
    ],
)
def test_of_some_texts_nothing_is_kept(tmp_path: Path, text: bytes) -> None:
    """Who has the key as well could try words."""
    look = Look()
    memory, looks = remembering(tmp_path, look)
    list(looks(text))
    looks.keep([SECRET, b"word"])
    assert memory.said(LOOKS) == [[], []]


@pytest.mark.parametrize("row", [None, 1, [], [[]], [[1], [[2]]], [["x"], [["a", 1, 2, "b", [3]]]]])
def test_a_row_of_another_form_is_nothing(tmp_path: Path, row: object) -> None:
    """Another version of the program may have kept it."""
    look = Look()
    memory, looks = remembering(tmp_path, look)
    memory.say(LOOKS, row)
    assert [list(looks(LINE)), list(looks(b"words"))] == [[Span(6, len(LINE))], []]
    assert look.asked == [LINE, b"words"]
    looks.keep([SECRET])
    assert SECRET.decode() not in json.dumps(memory.said(LOOKS))
