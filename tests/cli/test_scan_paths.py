"""`stanch scan PATH…`: which files are read, which are not, and what is said about the others."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cli.run import environment, scan, shell, stanch
from repo import Repo
from sources.powerless import powerless
from tokens import stripe

LINE = f"key = {stripe()}\n"
CLEAN = "key = load()\n"


@pytest.fixture
def project(repo: Repo) -> Repo:
    """Tracked, untracked, ignored, and tracked although ignored: a key in each."""
    for name in ("tracked.py", "sub/tracked.py", "sub/forced.log"):
        repo.stage(name, LINE)
    repo.stage(".gitignore", "*.log\nbuild/\n")
    repo.commit()
    for name in ("untracked.py", "ignored.log", "build/out.js", "sub/ignored.log"):
        repo.write(name, LINE)
    return repo


SEEN = ["sub/forced.log:1", "sub/tracked.py:1", "tracked.py:1", "untracked.py:1"]
HIDDEN = ["build/out.js:1", "ignored.log:1", "sub/ignored.log:1"]


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        pytest.param([], SEEN, id="the current folder by default"),
        pytest.param(["."], SEEN, id="the current folder"),
        pytest.param(["--no-ignore"], sorted(SEEN + HIDDEN), id="ignored files too"),
        pytest.param(["sub"], ["sub/forced.log:1", "sub/tracked.py:1"], id="one folder"),
        pytest.param(["tracked.py", "sub"], SEEN[:3], id="a file and a folder"),
        pytest.param(["sub", "sub/tracked.py", "./sub"], SEEN[:2], id="the same file three times"),
        pytest.param(["ignored.log"], ["ignored.log:1"], id="an ignored file by name"),
        pytest.param(["build"], ["build/out.js:1"], id="an ignored folder by name"),
        pytest.param(["*.py"], ["tracked.py:1", "untracked.py:1"], id="a glob"),
        pytest.param(["**/tracked.py"], ["sub/tracked.py:1", "tracked.py:1"], id="a deep glob"),
        pytest.param([".git*"], [], id="a glob for hidden files"),
        pytest.param(["*"], SEEN, id="a glob for everything"),
        pytest.param(["**"], SEEN, id="a glob for everything at any depth"),
        pytest.param(["sub/*"], SEEN[:2], id="a glob for what lies in a folder"),
        pytest.param(["build/*"], ["build/out.js:1"], id="a glob in an ignored folder by name"),
        pytest.param(["*.log", "--no-ignore"], ["ignored.log:1"], id="a glob for ignored files"),
    ],
)
def test_which_files(project: Repo, arguments: list[str], places: list[str]) -> None:
    """What git would never send anywhere is noise; anything else that is left out is a leak."""
    ran = scan(*arguments, at=project)
    assert ran.places == places
    assert ran.code == bool(places)
    assert ran.blobs >= len(places)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("*.nothing", "matches nothing"), ("*.log", "only what git ignores")],
)
def test_a_glob_for_nothing(project: Repo, pattern: str, says: str) -> None:
    """Silence would look like a clean scan."""
    ran = scan(pattern, at=project)
    assert ran.code == 2
    assert says in ran.stderr


def test_a_folder_that_cannot_be_entered_is_no_end(project: Repo) -> None:
    """Whichever path comes first, the others are scanned."""
    environment()  # makes folders, for which nobody has the right
    with powerless(project.path) as copy:
        (copy / "sub").chmod(0)
        for paths in (("sub", "tracked.py"), ("tracked.py", "sub")):
            ran = scan(*paths, at=copy, env={"STANCH_CACHE_DIR": ""})
            assert (ran.code, ran.places, list(ran.skipped)) == (1, ["tracked.py:1"], ["sub"])


def test_a_repository_that_is_damaged(project: Repo) -> None:
    """Its files are scanned, the ignored ones too, and nobody takes it for a plain folder."""
    (project.path / ".git/HEAD").write_text("damaged")
    ran = scan(at=project)
    assert ran.places == sorted(SEEN + HIDDEN)
    assert "git cannot read" in ran.stderr
    for command in (["scan", "--staged"], ["history"]):
        ran = stanch(*command, at=project)
        assert ran.code == 3, command
        assert "not a git repository, so" not in ran.stderr


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one"), ("two/b.py", "one")])
def test_one_repository_has_no_say_about_another(tmp_path: Path, order: tuple[str, ...]) -> None:
    """Whichever path comes first, its ignore file speaks for its own folder and no other."""
    for name, ignored in (("one", "*\n"), ("two", "")):
        inner = Repo(tmp_path / name)
        inner.stage("b.py", LINE)
        inner.write(".stanchignore", ignored)
    assert scan(*order, at=tmp_path).places == ["two/b.py:1"]
    assert scan("one", at=tmp_path).places == []


def test_a_link_out_of_the_repository(project: Repo, tmp_path: Path) -> None:
    """A path of the repository that leads out of it is still the repository's."""
    (tmp_path / "outside.py").write_text(LINE)
    (project.path / "link.py").symlink_to(tmp_path / "outside.py")
    ran = scan("link.py", "tracked.py", "--follow-links", at=project)
    assert [place.rpartition("/")[2] for place in ran.places] == ["link.py:1", "tracked.py:1"]


def test_each_file_once(project: Repo) -> None:
    """Overlapping paths must not be counted twice."""
    assert scan(".", "sub", "sub/tracked.py", at=project).blobs == 5


def test_from_a_subfolder(project: Repo) -> None:
    """Reports name paths from the top of the repository, so that a baseline fits from anywhere."""
    assert scan(at=project.path / "sub").places == SEEN[:2]
    assert scan("..", at=project.path / "sub").places == SEEN
    text = stanch("scan", "..", at=project.path / "sub").stdout
    assert "../tracked.py:1:7" in text


def test_an_ignored_folder_from_inside(project: Repo) -> None:
    """Git sees nothing there; who stands in it and asks wants it read."""
    assert scan(at=project.path / "build").places == ["build/out.js:1"]


def test_through_a_link_to_the_repository(project: Repo, tmp_path: Path) -> None:
    """On macOS every temporary folder is behind a link."""
    (tmp_path / "way").symlink_to(project.path)
    ran = scan(str(tmp_path / "way" / "sub"), at=tmp_path)
    assert ran.places == SEEN[:2]


def test_tracked_but_deleted(project: Repo) -> None:
    """It is in the index but not there to read, which is no trouble."""
    (project.path / "tracked.py").unlink()
    ran = scan(at=project)
    assert ran.places == [place for place in SEEN if place != "tracked.py:1"]
    assert ran.report["scan"]["state"] == "complete"


@pytest.mark.parametrize("paths", [["nowhere"], ["tracked.py", "nowhere"], ["*.nothing"]])
def test_missing_paths(project: Repo, paths: list[str]) -> None:
    """A renamed folder in a CI job must fail the job, not pass it for good."""
    ran = scan(*paths, at=project)
    assert ran.code == 2
    assert paths[-1] in ran.stderr
    assert ran.stdout == ""


def test_an_empty_folder(tmp_path: Path) -> None:
    """Nothing to read is said aloud."""
    ran = stanch("scan", at=tmp_path)
    assert ran.code == 0
    assert "0 files to scan" in ran.stdout + ran.stderr


def test_an_empty_file(tmp_path: Path) -> None:
    """It is a file that was read."""
    (tmp_path / "empty").touch()
    assert scan(at=tmp_path).blobs == 1


def test_outside_a_repository(tmp_path: Path) -> None:
    """There are no rules about what to ignore, so all is read, but for the insides of git."""
    plain = tmp_path / "plain"
    for name in ("a.py", ".hidden/b.py", "node_modules/c.js"):
        (plain / name).parent.mkdir(parents=True, exist_ok=True)
        (plain / name).write_text(LINE)
    inner = Repo(plain / "inner")
    inner.write("d.py", LINE)
    inner.write("e.log", LINE)
    inner.write(".gitignore", "*.log\n")
    places = [".hidden/b.py:1", "a.py:1", "inner/d.py:1", "node_modules/c.js:1"]
    assert scan(at=plain).places == places
    assert scan("--no-ignore", at=plain).places == sorted([*places, "inner/e.log:1"])


def test_git_missing(project: Repo, tmp_path: Path) -> None:
    """Files can be scanned without git, staged changes cannot."""
    assert scan("tracked.py", at=project, env={"PATH": str(tmp_path)}).places == ["tracked.py:1"]
    ran = scan("--staged", at=project, env={"PATH": str(tmp_path)})
    assert ran.code == 3


@pytest.fixture
def outside(project: Repo, tmp_path: Path) -> Path:
    """A file and a folder outside of the repository, with a key in each, and links to them."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text(f"key = {stripe(7)}\n")
    (project.path / "link.py").symlink_to(outside / "secret.py")
    (project.path / "folder").symlink_to(outside)
    return outside


@pytest.mark.parametrize("arguments", [[], ["--no-ignore"]], ids=["as git sees it", "all files"])
def test_links(project: Repo, outside: Path, arguments: list[str]) -> None:
    """By default a link is what git commits of it: the name of its target."""
    expected = sorted(SEEN + (HIDDEN if arguments else []))
    assert scan(*arguments, at=project).places == expected
    followed = scan(*arguments, "--follow-links", at=project).places
    assert set(followed) - set(expected) == {"folder/secret.py:1"}


def test_a_link_by_name(project: Repo, outside: Path) -> None:
    """`--follow-links` is the way to ask for it."""
    assert scan("link.py", at=project).places == []
    assert scan("link.py", "--follow-links", at=project).places == ["link.py:1"]
    assert scan("folder", "--follow-links", at=project).places == ["folder/secret.py:1"]


@pytest.mark.parametrize("arguments", [[], ["--no-ignore"]], ids=["as git sees it", "all files"])
def test_links_in_circles(project: Repo, arguments: list[str]) -> None:
    """A loop must end, and a link to nowhere is no trouble."""
    (project.path / "up").symlink_to("..")
    (project.path / "sub/top").symlink_to(project.path)
    (project.path / "a").symlink_to("b")
    (project.path / "b").symlink_to("a")
    (project.path / "nowhere").symlink_to("/nowhere/at/all")
    ran = scan(*arguments, "--follow-links", "sub", at=project)
    names = {place.rpartition("/")[2] for place in ran.places}
    assert {"tracked.py:1", "untracked.py:1", "forced.log:1"} <= names
    assert len(ran.places) == len(SEEN) + (len(HIDDEN) if arguments else 0)
    assert ran.report["scan"]["state"] == "complete"


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs the proc file system")
def test_what_cannot_be_read(project: Repo) -> None:
    """Never clean by accident: a file that was not read makes 3, unless the user allows it."""
    project.write("tracked.py", CLEAN)
    # Root may open anything, but nobody can read memory that is not there.
    (project.path / "mem").symlink_to("/proc/self/mem")
    ran = scan("tracked.py", "mem", "--follow-links", at=project)
    assert ran.code == 3
    assert list(ran.skipped) == ["mem"]
    assert "not readable" in ran.skipped["mem"]
    assert ran.report["scan"]["state"] == "incomplete"
    assert scan("tracked.py", "mem", "--follow-links", "--allow-skipped", at=project).code == 0


def test_over_the_limit(project: Repo) -> None:
    """The limit is the user's own choice: counted, and no reason to fail."""
    project.write("large.bin", "x" * 5000)
    ran = scan("large.bin", "--max-size", "1kB", at=project)
    assert ran.code == 0
    assert "over --max-size" in ran.skipped["large.bin"]
    assert ran.report["summary"]["skipped"] == {"by_policy": 1, "unread": 0}


def test_pipes_and_sockets_in_a_folder(tmp_path: Path) -> None:
    """Reading them would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        ran = scan(at=tmp_path)
    assert set(ran.skipped) == {"pipe", "socket"}
    assert ran.code == 0


def test_a_pipe_by_name(tmp_path: Path) -> None:
    """Named by the user and not read: that is not clean."""
    os.mkfifo(tmp_path / "pipe")
    ran = scan("pipe", at=tmp_path)
    assert ran.code == 3
    assert "stanch scan -" in ran.skipped["pipe"]


def test_process_substitution(tmp_path: Path) -> None:
    """Bash hands over a link to a pipe; its target's name is not what the user meant."""
    ran = shell(f"$STANCH scan <(echo '{LINE}')", tmp_path)
    assert ran.code == 3
    assert "stanch scan -" in ran.stdout + ran.stderr


@pytest.fixture
def nested(project: Repo, tmp_path: Path) -> Repo:
    """A submodule, and a repository of its own inside the work tree."""
    source = Repo(tmp_path / "source")
    source.commit(**{"s.py": LINE, ".gitignore": "*.tmp\n"})
    allow = ("-c", "protocol.file.allow=always")
    project.git(*allow, "submodule", "-q", "add", str(source.path), "module")
    project.write("module/x.tmp", LINE)
    inner = Repo(project.path / "inner")
    inner.commit(**{"i.py": LINE, ".gitignore": "*.tmp\n"})
    inner.write("x.tmp", LINE)
    return project


def test_repositories_inside(nested: Repo) -> None:
    """The outer git names them as one entry; each has its own rules about what to ignore."""
    assert scan(at=nested).places == sorted([*SEEN, "inner/i.py:1", "module/s.py:1"])
    assert scan("module", at=nested).places == ["s.py:1"]


def test_a_submodule_that_is_not_checked_out(nested: Repo) -> None:
    """In its empty folder git answers for the outer repository."""
    nested.git("submodule", "-q", "deinit", "-f", "module")
    nested.write("module/left.py", LINE)
    assert scan(at=nested).places == sorted([*SEEN, "inner/i.py:1", "module/left.py:1"])


def test_a_repository_that_git_refuses(nested: Repo) -> None:
    """One broken repository inside must not hide the rest, nor pass for clean."""
    config = nested.path / "inner/.git/config"
    config.write_text("[core\n")
    ran = scan(at=nested)
    assert ran.places == sorted([*SEEN, "module/s.py:1"])
    assert ran.report["scan"]["state"] == "incomplete"
    assert list(ran.skipped) == ["inner"]


def test_a_broken_index(project: Repo) -> None:
    """Without it git cannot say which files there are."""
    (project.path / ".git/index").write_bytes(b"DIRC broken")
    ran = scan(at=project)
    assert ran.code == 3
    assert scan("--no-ignore", at=project).places == sorted(SEEN + HIDDEN)


def test_git_environment_of_a_hook(project: Repo, tmp_path: Path) -> None:
    """In a hook of one repository, the files of another are that one's."""
    other = Repo(tmp_path / "other")
    other.write("o.py", LINE)
    git_dir = {"GIT_DIR": str(project.path / ".git"), "GIT_INDEX_FILE": "/nowhere"}
    assert scan(str(other.path), at=project, env=git_dir).places == ["o.py:1"]


def test_deep_folders(tmp_path: Path) -> None:
    """Deeper than most programs like."""
    deep = tmp_path.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "a.py").write_text(LINE)
    assert len(scan(at=tmp_path).places) == 1
