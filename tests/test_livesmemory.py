"""Lives that were told before: the same again, and told anew as soon as anything is different."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cli.run import stanch
from repo import Repo
from stanch import livesmemory, memory
from stanch.git import lines
from tokens import github, stripe

STORE = ".git/stanch/history.sqlite"


@pytest.fixture
def leaky(repo: Repo) -> Repo:
    """One secret that went again, one that stays, and one in a message."""
    repo.stage("b.env", f"KEY={stripe(1)}\n")
    repo.stage("c.env", f"KEY={stripe(2)}\n")
    repo.commit("one")
    repo.git("tag", "first")
    repo.stage("b.env", "KEY=\n")
    repo.commit(f"two, without {github(3)}")
    repo.git("branch", "other")
    return repo


def findings(repo: Repo, *options: str) -> list[dict[str, Any]]:
    done = stanch("history", "--format", "json", *options, at=repo)
    found: list[dict[str, Any]] = done.report["findings"]
    for one in found:
        one["life"].pop("until", None)  # of what is live the second of the run
    return found


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the number of outcomes whenever lives are told anew."""
    calls: list[int] = []
    tell = livesmemory.remembered

    def watched(outcomes: Any, kept: Any, objects: Any, make: Any) -> Any:
        def counted(before: Any) -> Any:
            calls.append(len(outcomes))
            return make(before)

        return tell(outcomes, kept, objects, counted)

    monkeypatch.setattr("stanch.cli.history.remembered_lives", watched)
    return calls


def test_the_second_run_tells_the_same_without_asking(leaky: Repo, told: list[int]) -> None:
    """An unchanged repository has the same branches, and its secrets the same lives."""
    first = findings(leaky)
    assert told == [3]
    assert findings(leaky) == first == findings(leaky, "--no-cache")
    assert told == [3]
    assert [one["life"]["state"] for one in first] == ["removed", "live", "live"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("branch", "-D", "other"), id="a branch went"),
        pytest.param(("tag", "second"), id="a tag came"),
        pytest.param(("checkout", "-q", "--detach", "HEAD~1"), id="another HEAD"),
        pytest.param(("commit", "-q", "--allow-empty", "-m", "three"), id="a commit came"),
    ],
)
def test_any_change_tells_them_anew(leaky: Repo, told: list[int], change: tuple[str, ...]) -> None:
    """What refs hold is what a life is made of."""
    findings(leaky)
    leaky.git(*change)
    assert findings(leaky) == findings(leaky, "--no-cache")
    assert told == [3, 3]


def test_of_a_history_that_grew_only_what_came_is_followed(
    leaky: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To ask git what each commit changed takes longer than all else of such a run."""
    followed: list[int] = []
    steps = lines.steps

    def watched(repository: Any, order: Any) -> Any:
        followed.append(len(order))
        return steps(repository, order)

    monkeypatch.setattr("stanch.traces.walk.steps", watched)
    findings(leaky)
    leaky.stage("c.env", "KEY=\n")
    leaky.commit("three")
    leaky.stage("d.env", f"KEY={stripe(2)}\n")
    leaky.commit("four")
    after = findings(leaky)
    assert followed == [2, 2]
    assert after == findings(leaky, "--no-cache")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda repo: repo.stage("n.env", f"KEY={stripe(9)}\n"), id="a new secret"),
        pytest.param(lambda repo: repo.stage("b.env", f"KEY={stripe(1)}\n"), id="one comes back"),
        pytest.param(
            lambda repo: repo.stage("x.txt", f"{'x' * 9}{stripe(2)}{'y' * 9}\n"),
            id="one where no rule looks",
        ),
        pytest.param(lambda repo: repo.git("rm", "-q", "c.env"), id="a file goes"),
        pytest.param(lambda repo: repo.git("mv", "c.env", "e.txt"), id="a file moves"),
    ],
)
def test_what_came_is_told_as_by_a_run_that_knows_nothing(
    leaky: Repo, change: Callable[[Repo], object]
) -> None:
    """Also the commit behind it, which is told from what was followed last."""
    findings(leaky)
    change(leaky)
    leaky.commit("three")
    assert findings(leaky) == findings(leaky, "--no-cache")
    leaky.stage("c.env", "KEY=\n")
    leaky.commit("four")
    assert findings(leaky) == findings(leaky, "--no-cache")


def test_days_go_on(leaky: Repo, told: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is live was exposed a day longer tomorrow."""
    before = {one["fingerprint"]: one["life"]["days_exposed"] for one in findings(leaky)}
    later = livesmemory.Kept

    def tomorrow(*parts: Any) -> livesmemory.Kept:
        return later(*parts)._replace(today="2099-01-01T00:00:00Z")

    monkeypatch.setattr("stanch.cli.history.Kept", tomorrow)
    after = {one["fingerprint"]: one["life"] for one in findings(leaky)}
    assert told == [3]
    grown = {name for name, life in after.items() if life["days_exposed"] != before[name]}
    assert grown == {name for name, life in after.items() if life["state"] == "live"}


def test_no_secret_is_kept(leaky: Repo) -> None:
    """Not even a digest that somebody else could try words against."""
    findings(leaky)
    data = (leaky.path / STORE).read_bytes()
    assert b" lives" in data
    for secret in (stripe(1), stripe(2), github(3)):
        assert secret.encode() not in data


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"name": ["live"]}, id="another form"),
        pytest.param([], id="no table"),
    ],
)
def test_what_does_not_fit_is_told_anew(
    leaky: Repo, told: list[int], rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the program may have kept it in another form."""
    first = findings(leaky)
    monkeypatch.setattr(memory.Memory, "said", lambda *_: rows)
    assert findings(leaky) == first
    assert told == [3, 3]


def test_a_secret_in_a_name_is_not_kept(repo: Repo) -> None:
    """The path would tell it."""
    repo.stage(f"{stripe(5)}.txt", f"KEY={stripe(6)}\n")
    repo.commit("one")
    assert len(findings(repo)) == 2
    assert not (repo.path / STORE).exists()
