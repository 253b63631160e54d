"""The user's own repository, through GitPython: where git looks for hooks, and cloning a URL.

Apart from `plumbing` because the two trust differently. Plumbing reads a repository that somebody
else may have written, so it drops nearly all configuration and environment. Here the question is
what git will do for this user, so both must count: `core.hooksPath` may stand in any file that git
reads. GitPython is taken as the runner of git only; its own reader of repositories knows no
SHA-256 objects. It costs 130 ms to import, so it is imported when called.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from stanch.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from git.cmd import Git

    Progress = Callable[[str, int, int], None]
    """Told what git is doing, how many objects are done, and how many there are (0: unknown)."""

_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_PROTOCOLS = ("https", "ssh", "git", "file")
# scp's form: a host of more than one letter (`C:\x` is a path), a colon, no slash before it.
_SCP = re.compile(r"(?:[^/\\:@]+@)?[^/\\:@]{2,}:(?!:)(?!//).*", re.DOTALL)
_USERINFO = re.compile(r"(\w://)[^\s/'\"]*@")


class HooksPlace(NamedTuple):
    """Where git looks for the hooks of a repository, all paths absolute.

    `scope` is the kind of file that sets core.hooksPath (local, worktree, global, system,
    command), empty when nobody does. `path` is empty when core.hooksPath is: git then finds no
    hook. `top` is the top of the work tree, empty in a bare repository. A linked worktree has a
    `git_dir` of its own and shares the `common_dir`.
    """

    path: str
    configured: bool
    scope: str
    git_dir: str
    common_dir: str
    top: str


def hooks_path(directory: str) -> HooksPlace:
    """Where git would look for hooks if it ran in `directory`."""
    folder = Path(directory)
    if not folder.is_dir():
        raise UsageError(f"{directory} is not a folder")
    git = _runner(directory)
    git_dir = _one(git, "--absolute-git-dir")
    common_dir = str(Path(folder, _one(git, "--git-common-dir")).resolve())
    top = "" if _one(git, "--is-inside-work-tree") == "false" else _one(git, "--show-toplevel")
    bare = _one(git, "--is-bare-repository") == "true"
    if not top and not bare:
        raise UsageError(
            f"{directory} lies inside git's own folder", hint="name a folder of the work tree"
        )
    scope, value = _configured(git)
    path = str(Path(common_dir, "hooks"))
    if scope:
        # git runs hooks at the top of the work tree, so a relative path starts there.
        path = os.path.normpath(Path(top or git_dir, value)) if value else ""
    return HooksPlace(path, bool(scope), scope, git_dir, common_dir, top)


def user(directory: str) -> str:
    """Who the user is, as `git commit` in `directory` would say: the address, else the name."""
    git = _runner(directory)
    for key in ("user.email", "user.name"):
        said = _run(git, "config", "-z", "--get", key, missing=True).removesuffix("\0")
        if said:
            return said
    return ""


def settings(directory: str, keys: str) -> bytes:
    """What git's configuration says under `keys`, an expression: scope, key and value, NUL-ended.

    The form is that of `git config -z --show-scope --get-regexp`.
    """
    said = _run(
        _runner(directory), "config", "-z", "--show-scope", "--get-regexp", keys, missing=True
    )
    return os.fsencode(said)


def everywhere() -> str:
    """The folder that the user's own core.hooksPath leads to, for all repositories."""
    said = _run(
        _runner("."), "config", "-z", "--global", "--type=path", "--get", "core.hooksPath",
        missing=True,
    )  # fmt: skip
    return said.removesuffix("\0")


def lead_everywhere(folder: str) -> None:
    """Set the user's own core.hooksPath; the empty folder takes the setting away."""
    change = ("core.hooksPath", folder) if folder else ("--unset", "core.hooksPath")
    _run(_runner("."), "config", "--global", *change)


def clone(url: str, into: str, progress: Progress | None = None) -> None:
    """Clone `url` into the new folder `into`, bare: nothing it holds is checked out or run.

    `url` may hold credentials: they are in no message, and not in the clone's configuration.
    """
    from git.cmd import handle_process_output
    from git.exc import GitCommandError
    from git.remote import to_progress_instance
    from git.util import RemoteProgress, finalize_process

    _check_protocol(url)
    if Path(into).exists() and (not Path(into).is_dir() or any(Path(into).iterdir())):
        raise UsageError(f"{into} is in the way of the clone")
    told = to_progress_instance(_relay(progress)) if progress else RemoteProgress()
    settings = _git("clone.defaultRemoteName=origin", f"core.hooksPath={os.devnull}")
    process = _runner(".").execute(
        [*settings, "clone", "--bare", "--progress", "--template=", "--", url, into],
        as_process=True,
        env=_ENVIRONMENT | {"GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS)},
        universal_newlines=True,
        # A server may send anything; a byte that is no UTF-8 must not stop the reader.
        errors="replace",
    )
    try:
        handle_process_output(
            process, None, told.new_message_handler(), finalize_process, decode_streams=False
        )
    except GitCommandError:
        # `from None`: GitPython's error holds the whole command line.
        raise _clone_error(url, told.error_lines, told.other_lines) from None
    if public_url(url) != url:
        _run(_runner(into), "config", "remote.origin.url", public_url(url))


def fetch_objects(directory: str, remote: str, ids: Iterable[str]) -> None:
    """Get objects that a partial clone left at its remote, as git itself would get them.

    This is the user's own repository: whoever asks for it lets git go to the network with the
    settings of the clone. Its upload-pack is git's own, whatever the configuration names, and only
    protocols that are safe are spoken. https://git-scm.com/docs/partial-clone
    """
    from tempfile import TemporaryFile

    from git.exc import GitCommandError

    settings = _git(
        f"core.hooksPath={os.devnull}",
        "fetch.negotiationAlgorithm=noop",
        "maintenance.auto=false",
        "gc.auto=0",
    )
    # An option, as of two settings git takes the first.
    program = "--upload-pack=git-upload-pack"
    options = (program, "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no")
    with TemporaryFile() as asked:
        asked.writelines(f"{oid}\n".encode() for oid in ids)
        asked.seek(0)
        try:
            _runner(directory).execute(
                [*settings, "fetch", *options, "--filter=blob:none", "--stdin", "--", remote],
                istream=asked,
                env=_ENVIRONMENT | {"GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS)},
            )
        except GitCommandError as error:
            said = [line.strip() for line in str(error.stderr).splitlines() if "fatal:" in line]
            first = said[0].partition("fatal:")[2].strip() if said else "git failed"
            raise GitError(f"cannot fetch from {_printable(remote)}: {_printable(first)}") from None


def is_address(text: str) -> bool:
    """Whether a text names a repository elsewhere: a URL, or `host:path` as ssh takes it."""
    return "://" in text or _SCP.fullmatch(text) is not None


def public_url(url: str) -> str:
    """The URL without user, password and query, which is where credentials stand."""
    if "://" not in url:
        return url
    bare, _, _ = url.partition("#")
    bare, _, _ = bare.partition("?")
    scheme, _, rest = bare.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _runner(directory: str) -> Git:
    try:
        from git.cmd import Git
    except ImportError:
        # GitPython asks git for its version when it is imported.
        raise GitError("git was not found", hint="install git 2.30 or later") from None
    return Git(directory)


def _git(*settings: str) -> list[str]:
    options = ("core.fsmonitor=false", *settings)
    return ["git", *(part for option in options for part in ("-c", option))]


def _run(git: Git, *args: str, missing: bool = False) -> str:
    """What git printed; an exit code of 1 means "not set" where `missing` says so."""
    from git.exc import GitCommandNotFound

    try:
        code, out, said = git.execute(
            [*_git(), *args],
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            env=_ENVIRONMENT,
        )
    except GitCommandNotFound:
        raise GitError("git was not found", hint="install git 2.30 or later") from None
    if code == 1 and missing:
        return ""
    if code:
        raise _error(said, str(git.working_dir))
    return os.fsdecode(out)


def _one(git: Git, question: str) -> str:
    return _run(git, "rev-parse", question).removesuffix("\n")


def _configured(git: Git) -> tuple[str, str]:
    """The scope and value of core.hooksPath, `~` expanded; both empty when nobody sets it."""
    said = _run(
        git, "config", "-z", "--show-scope", "--type=path", "--get", "core.hooksPath", missing=True
    )
    scope, _, value = said.removesuffix("\0").partition("\0")
    return scope, value


def _error(said: str, directory: str) -> Exception:
    first = next((line for line in said.splitlines() if line.startswith("fatal:")), said.strip())
    message = _printable(first.removeprefix("fatal:").strip()) or "git failed"
    if "not a git repository" in message:
        return UsageError(
            f"{directory} is not in a git repository", hint="go into one, or make one: git init"
        )
    if "dubious ownership" in message:
        return GitError(
            f"git does not trust {directory}: it belongs to somebody else",
            hint=f"if you do: git config --global --add safe.directory '{directory}'",
        )
    return GitError(f"git could not read {directory}: {message}")


def _check_protocol(url: str) -> None:
    scheme = urlsplit(url).scheme.lower() if "://" in url else ""
    known = scheme in _PROTOCOLS if scheme else _SCP.fullmatch(url) or "::" not in url
    if not url or url.startswith("-") or not known:
        name = f"{scheme}://" if scheme else "this address"
        raise UsageError(
            f"will not clone from {name}",
            hint="give an https://, ssh://, git:// or file:// URL, host:path, or a folder",
        )


def _relay(progress: Progress) -> Callable[..., None]:
    from git.util import RemoteProgress

    names: Mapping[int, str] = {
        RemoteProgress.COUNTING: "counting",
        RemoteProgress.COMPRESSING: "compressing",
        RemoteProgress.RECEIVING: "receiving",
        RemoteProgress.RESOLVING: "resolving",
    }

    def relay(code: int, done: float | None, top: float | None, _message: str = "") -> None:
        progress(names.get(code & RemoteProgress.OP_MASK, "working"), int(done or 0), int(top or 0))

    return relay


_HINTS = (
    ("does not exist", "check the address, and that you may read it"),
    ("not found", "check the address, and that you may read it"),
    ("Authentication failed", "set up a git credential helper, or use an ssh address"),
    ("could not read", "set up a git credential helper, or use an ssh address"),
    ("Permission denied", "check your ssh key, or use an https address"),
    ("Could not resolve host", "check the address and the network"),
    ("not allowed", "give an https://, ssh://, git:// or file:// URL, host:path, or a folder"),
)


def _clone_error(url: str, errors: Iterable[str], others: Iterable[str]) -> GitError:
    """The first thing that git called fatal, without credentials and control characters."""
    fatal = [line.partition(":")[2].strip() for line in errors]
    rest = [line for line in others if not line.startswith("Cloning into")]
    said = fatal[0] if fatal else (rest[-1] if rest else "git failed")
    everything = "\n".join([*fatal, *rest])
    hint = next((hint for words, hint in _HINTS if words in everything), "")
    return GitError(f"cannot clone {public_url(url)}: {_printable(_scrub(said, url))}", hint=hint)


def _scrub(text: str, url: str) -> str:
    """Take out what identifies the user: git repeats URLs, also ones its configuration made."""
    text = _USERINFO.sub(r"\1", text.replace(url, public_url(url)))
    info = url.partition("://")[2].partition("/")[0].rpartition("@")[0]
    _, _, query = url.partition("?")
    for part in {info, *info.partition(":")[::2], query}:
        for form in {part, unquote(part)} - {""}:
            text = text.replace(form, "…")
    return text


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
