"""`--ci`: the range of commits that a CI run is about, and the words that say which it is.

A range that cannot be known is never an empty one: a pull request whose base is not there is an
error, and a push whose past is not known is taken for all that its branch leads to.
"""

from __future__ import annotations

from collections.abc import Mapping

from stanch.cli.changes import revision
from stanch.cli.console import say
from stanch.cli.platforms import Kind, Told, told
from stanch.errors import ScanError, UsageError
from stanch.git import reach
from stanch.git.repository import Repository

_USUAL = ("main", "master", "trunk", "develop")
_FETCH = "fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`, `git fetch --unshallow`)"


def taken(repository: Repository, environ: Mapping[str, str]) -> str | None:
    """The range `A..B` by ids; None where the run is about no change. It is said on stderr.

    Raises:
        UsageError: this is no CI platform that is known.
        ScanError: the commits of a pull request are not here.
    """
    known = told(environ)
    where = f"{known.platform}, {known.what}"
    if known.kind is Kind.WHOLE:
        say(f"--ci: {where}: no range, so everything is scanned")
        return None
    if known.kind is Kind.GONE:
        say(f"--ci: {where}: nothing to scan")
        return "HEAD..HEAD"
    head = _commit(repository, known.head)
    if not head:
        raise ScanError(f"--ci: {where}: commit {known.head[:12]} is not here", hint=_FETCH)
    base, why = _base(repository, known)
    if base:
        say(f"--ci: {where}: the range is {base[:12]}..{head[:12]}, {why}")
        return f"{base}..{head}"
    if known.kind is Kind.CHANGE:
        wanted = " or ".join((*(one[:12] for one in known.bases), known.target)).strip()
        raise ScanError(f"--ci: {where}: its base ({wanted}) is not here", hint=_FETCH)
    say(f"--ci: {where}: {why}, so everything is scanned")
    return None


def _base(repository: Repository, known: Told) -> tuple[str, str]:
    """The commit that the range begins behind, or none, and how it was found."""
    for base in known.bases:
        commit = _commit(repository, base)
        if commit:
            return commit, "as the platform says"
    if known.kind is Kind.CHANGE:
        return _end(repository, known.target), f"from the end of {known.target}"
    lost = "what was there before is not known"
    lost = "what was there before is gone (a force push)" if known.bases else lost
    default = known.default or _default(repository)
    if not default:
        return "", f"{lost}, and no default branch is known"
    if default == known.own:
        return "", f"{lost}, to the default branch"
    end = _end(repository, default)
    if not known.own and end == _commit(repository, known.head):
        return "", f"{lost}, to what may be the default branch"
    return end, f"{lost}: what {default} has not"


def _end(repository: Repository, branch: str) -> str:
    """The commit at the end of a branch of that name, of a remote if there is one."""
    if not branch:
        return ""
    names = reach.refs(repository).names
    theirs = [n for n in names if n.startswith("refs/remotes/") and _short(n) == branch]
    theirs.sort(key=lambda name: not name.startswith("refs/remotes/origin/"))
    for name in (*theirs, f"refs/heads/{branch}"):
        if name in names:
            return _commit(repository, name)
    return ""


def _short(name: str) -> str:
    """`refs/remotes/origin/a/b` is called `a/b`."""
    return name.split("/", 3)[3] if name.count("/") > 2 else ""


def _default(repository: Repository) -> str:
    """The default branch, by the remote's HEAD or by the usual names."""
    target = repository.git.run(
        "for-each-ref", "--format=%(symref)", "refs/remotes/origin/HEAD"
    ).decode("utf-8", "surrogateescape")
    if target.strip():
        return _short(target.strip())
    return next((name for name in _USUAL if _end(repository, name)), "")


def _commit(repository: Repository, name: str) -> str:
    """The id of that commit; empty where it is not here."""
    try:
        return revision(repository, name)
    except UsageError:
        return ""
