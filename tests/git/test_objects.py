"""Objects through one `cat-file`: in order, in windows, and whatever breaks in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repo import ENVIRONMENT, Repo
from stanch.git.objects import Objects
from stanch.git.plumbing import Git


@pytest.fixture
def objects(repo: Repo) -> Iterator[Objects]:
    """Objects of up to a thousand bytes."""
    with Objects(Git.at(str(repo.path), ENVIRONMENT, local=False), 1000) as running:
        yield running


def _written(repo: Repo, *contents: str) -> list[str]:
    for number, content in enumerate(contents):
        repo.write(f"../blobs/{number}", content)
    names = "".join(f"../blobs/{number}\n" for number in range(len(contents)))
    repo.write("../names", names)
    alias = "alias.write=!git hash-object -w --stdin-paths < ../names"
    return repo.git("-c", alias, "write").split()


def test_in_order(repo: Repo, objects: Objects) -> None:
    """More than one window, the same one twice, in any order."""
    contents = [f"{number}\n" for number in range(1203)]
    names = _written(repo, *contents)
    asked = [*reversed(names), names[7]]
    answers = list(objects.read(asked))
    assert [answer.name for answer in answers] == asked
    assert [answer.data for answer in answers] == [c.encode() for c in [*contents[::-1], "7\n"]]
    assert {answer.kind for answer in answers} == {"blob"}


@pytest.mark.parametrize("content", ["", "\n", "\0", "x" * 1000, "fake blob 3\nabc\n"])
def test_any_content(repo: Repo, objects: Objects, content: str) -> None:
    """An answer that looks like git's own words."""
    names = _written(repo, content, "after\n")
    assert [answer.data for answer in objects.read(names)] == [content.encode(), b"after\n"]


def test_too_large(repo: Repo, objects: Objects) -> None:
    """It is passed over, its size told, and the next answer is the next one's."""
    names = _written(repo, "x" * 1001, "after\n")
    large, after = objects.read(names)
    assert (large.data, large.size) == (None, 1001)
    assert after.data == b"after\n"


@pytest.mark.parametrize("name", ["12" * 20, ":nowhere", "HEAD:x", "", "a b c", "blob 5"])
def test_missing(repo: Repo, objects: Objects, name: str) -> None:
    """A name that is none has a reason, whatever it looks like."""
    (name_of_other,) = _written(repo, "other\n")
    missing, other = objects.read([name, name_of_other])
    assert missing.data is None
    assert "missing" in missing.why
    assert other.data == b"other\n"


@pytest.mark.parametrize("where", [0, 1, 2])
def test_broken(repo: Repo, objects: Objects, where: int) -> None:
    """Git dies of a broken object; the ones behind it are asked for anew."""
    names = _written(repo, "first\n", "second\n", "third\n")
    path = repo.path / ".git/objects" / names[where][:2] / names[where][2:]
    path.chmod(0o644)
    path.write_bytes(b"garbage")
    answers = list(objects.read(names))
    assert [answer.data is None for answer in answers] == [n == where for n in range(3)]
    assert answers[where].why
    assert objects.one(names[(where + 1) % 3]).data is not None


@pytest.mark.parametrize("where", [0, 1, 499, 500, 700, 1199])
def test_broken_among_many(repo: Repo, objects: Objects, where: int) -> None:
    """The one that git dies of is named, and all others are read."""
    names = _written(repo, *[f"{number}\n" for number in range(1200)])
    path = repo.path / ".git/objects" / names[where][:2] / names[where][2:]
    path.chmod(0o644)
    path.write_bytes(b"garbage")
    answers = list(objects.read(names))
    assert [answer.name for answer in answers] == names
    assert [n for n, answer in enumerate(answers) if answer.data is None] == [where]
    assert answers[where].why


def test_a_reader_that_stops_among_many(repo: Repo, objects: Objects) -> None:
    """Git must not be left with a pipe that nobody reads."""
    names = _written(repo, *[f"{number}\n" for number in range(1200)])
    reading = objects.read(names)
    assert next(reading).data == b"0\n"
    reading.close()  # type: ignore[attr-defined]
    assert objects.one(names[5]).data == b"5\n"


def test_one(repo: Repo, objects: Objects) -> None:
    """Any name of git's: an id, a path of the index."""
    repo.stage("a b", "content\n")
    assert objects.one(":a b").data == b"content\n"
    assert objects.one(":a b\n:a b").data is None
    assert objects.one(":a b").data == b"content\n"


def test_a_reader_that_stops(repo: Repo, objects: Objects) -> None:
    """What it did not take must not be the answer to the next question."""
    names = _written(repo, *(f"{number}\n" for number in range(10)))
    answers = objects.read(names)
    assert next(answers).data == b"0\n"
    del answers
    assert objects.one(names[5]).data == b"5\n"


def test_no_process_is_left(repo: Repo) -> None:
    """A process for each scan would fill a server."""
    git = Git.at(str(repo.path), ENVIRONMENT, local=False)
    with Objects(git, 1000) as objects:
        list(objects.read(_written(repo, "a\n")))
        process = objects._process
    assert process is not None
    assert process.returncode == 0
    assert objects._process is None
