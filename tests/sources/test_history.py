"""Every version once, with the commit that brought it."""

from __future__ import annotations

import pytest

from stanch.git.changes import Change
from stanch.sources.history import unique

Row = tuple[str, str, str]


def change(path: str, new: str, commit: str = "") -> Change:
    """A change that brings a blob, or takes a file away."""
    return Change(path, "100644" if new else "000000", new, ("before",), commit)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        pytest.param(
            [("a", "1", "c1"), ("a", "2", "c2"), ("a", "1", "c3")],
            [("a", "1", "c1"), ("a", "2", "c2")],
            id="a version that comes back",
        ),
        pytest.param([("a", "1", "c1"), ("a", "", "c2")], [("a", "1", "c1")], id="a deletion"),
        pytest.param(
            [("x/a", "1", "c1"), ("y/a", "1", "c2")],
            [("x/a", "1", "c1"), ("y/a", "", "c2")],
            id="at another place the path alone is new",
        ),
        pytest.param(
            [("z", "1", "c1"), ("a", "2", "c1"), ("z", "3", "c2")],
            [("z", "1", "c1"), ("z", "3", "c2"), ("a", "2", "c1")],
            id="versions of a path stand together, the oldest path first",
        ),
        pytest.param(
            [("no/a", "1", "c1"), ("no/a", "2", "c2"), ("yes/a", "1", "c3")],
            [("no/a", "1", "c1"), ("yes/a", "1", "c3")],
            id="an excluded path is counted once and takes no blob away",
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_unique(changes: list[Row], kept: list[Row]) -> None:
    """What is left out here is never scanned."""
    excluded = {"no/a": "excluded"}
    found = unique((change(*row) for row in changes), lambda path: excluded.get(path, ""))
    assert [(c.path, c.new, c.commit) for c in found] == kept
    assert not any(c.olds for c in found)


def test_the_other_places_of_a_blob() -> None:
    """Rules and acceptances hold for one path and not for another."""
    rows = [
        ("no/a", "1", "c0"),
        ("x/a", "1", "c1"),
        ("y/a", "1", "c2"),
        ("x/a", "2", "c3"),
        ("x/a", "1", "c4"),
        ("y/a", "1", "c5"),
        ("z/b", "1", "c6"),
        ("no/c", "1", "c7"),
    ]
    found = unique(
        (change(*row) for row in rows), lambda path: "out" if path.startswith("no/") else ""
    )
    assert {c.new: c.others for c in found if c.new and not c.path.startswith("no/")} == {
        "1": (("y/a", "c2"), ("z/b", "c6")),
        "2": (),
    }
