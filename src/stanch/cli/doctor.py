"""`stanch doctor`: what is wrong with how a repository keeps its secrets, each with its fix."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from glob import glob
from itertools import chain

import click

from stanch.assemble import Place, World, find_repository, in_work_tree, policy, set_up
from stanch.cli.checkup import Ailment, hooks, passed, told
from stanch.cli.environment import world
from stanch.cli.lazy import HELP
from stanch.cli.run import scanned
from stanch.config.options import MAX_SIZE, ScanOptions, Typed, resolve
from stanch.errors import ExitCode, GitError, UsageError
from stanch.git import reach
from stanch.git.changes import Change
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.git.setup import hooks_path, public_url
from stanch.model.finding import Finding
from stanch.sources.changes import Changes
from stanch.suppress import expiry

# Of these names people write the form of an .env file without its values.
EXAMPLES = ("example", "sample", "template", "dist", "defaults", "schema")
# https://docs.github.com/actions, https://docs.gitlab.com/ci/, and so on: where jobs are written.
CI_FILES = (
    ".gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile",
    ".circleci/config.yml", ".github/workflows/*.yml", ".github/workflows/*.yaml",
    ".forgejo/workflows/*.y*ml", ".gitea/workflows/*.y*ml", ".woodpecker.yml", ".drone.yml",
)  # fmt: skip
_KEYS = (
    "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.ppk", "*.asc", "id_rsa*",
    "id_dsa*", "id_ecdsa*", "id_ed25519*",
)  # fmt: skip
_LOCAL = (".env", ".env.local", ".env.production")
# A name alone is a user; a password, or a name as long as a token, is a credential.
_LOGIN = re.compile(r"\w://(?:[^/@:]*:[^/@]+|[^/@:]{20,})@")

EPILOG = """\b
Examples:
  stanch doctor
  stanch doctor && echo "nothing to mend" """


@click.command(context_settings=HELP, epilog=EPILOG)
def doctor() -> ExitCode:
    """Say what is wrong with how this repository keeps its secrets.

    Tracked .env files, a .gitignore without them, examples with real values, tracked private
    keys, credentials in addresses of remotes, missing or idle hooks, commits that went past
    them, no scan in CI, acceptances that ended. Each with what to do. Exit code 1 when there is
    something.
    """
    here = world()
    repository = find_repository(here)
    if repository is None:
        raise GitError("not a git repository", hint="run it inside of one")
    if not repository.top:
        raise UsageError("a bare repository has no files", hint="run it in a work tree")
    tracked = reach.indexed(repository)
    place = Place(repository.top, repository, in_work_tree(repository.top))
    ailments = chain(
        _env_files(tracked),
        _ignored(place),
        _contents(here, place, repository, tracked),
        _remotes(repository),
        hooks(hooks_path(repository.top), sys.executable),
        passed(here, repository),
        _gate(place, tracked),
        _expired(here, place),
    )
    return told(ailments, "nothing to mend")


def is_env(path: str) -> bool:
    """Whether the file is one that holds an environment, and no example of one."""
    name = path.rpartition("/")[2].lower()
    return (name == ".env" or name.startswith(".env.")) and not is_example(path)


def is_example(path: str) -> bool:
    """Whether the file is an example of an environment."""
    name = path.rpartition("/")[2].lower()
    return ".env" in name and any(part in EXAMPLES for part in re.split(r"[._-]", name))


def _env_files(tracked: dict[str, str]) -> Iterator[Ailment]:
    for path in sorted(filter(is_env, tracked.values())):
        yield Ailment(
            f"{path} is tracked: what is in it goes wherever the repository goes",
            f"git rm --cached {shlex.quote(path)}, commit, and revoke what is in its history",
        )


def unignored(place: Place) -> tuple[str, ...]:
    """The usual names of .env files that the root's .gitignore does not mention."""
    from pathspec import GitIgnoreSpec

    lines = (place.read_policy(".gitignore") or b"").decode("utf-8", "replace").splitlines()
    spec = GitIgnoreSpec.from_lines(lines)
    return tuple(name for name in _LOCAL if not spec.match_file(name))


def _ignored(place: Place) -> Iterator[Ailment]:
    missing = unignored(place)
    if missing:
        yield Ailment(
            f".gitignore does not hold {', '.join(missing)}: `git add .` would take them",
            "stanch init, or write into .gitignore: .env, .env.* and !.env.example",
        )


def _contents(
    here: World, place: Place, repository: Repository, tracked: dict[str, str]
) -> Iterator[Ailment]:
    """Examples with values and private keys, as the scan sees them."""
    chosen = {oid: path for oid, path in tracked.items() if is_example(path) or _is_key(path)}
    with Objects(repository.git, MAX_SIZE) as objects:
        setup = set_up(here, place, Typed(), fingerprints=False, source="doctor")
        objects.limit = setup.options.max_size
        changes = tuple(Change(path, "100644", oid, ()) for oid, path in chosen.items())
        source = Changes("doctor", "", changes, objects, policy(setup.options))
        summary = scanned(setup, source, show_progress=False)
    for skipped in summary.skipped:
        if not skipped.by_policy:
            yield Ailment(f"{skipped.path} could not be read: {skipped.why}", "see git fsck")
    for outcome in summary.failing(setup.options.gate):
        yield _content(outcome.finding)


def _content(finding: Finding) -> Ailment:
    first = finding.locations[0]
    where = f"{first.path}:{first.start.line}"
    if is_example(first.path):
        return Ailment(
            f"{where} holds a real value ({finding.rule.id}), though it is an example",
            "revoke it, and write a placeholder",
        )
    return Ailment(
        f"{where} is a tracked private key or holds a secret ({finding.rule.id})",
        f"make a new one, git rm --cached {shlex.quote(first.path)}; if it is for tests: "
        "stanch baseline update",
    )


def _is_key(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return any(fnmatchcase(name, pattern) for pattern in _KEYS)


def _remotes(repository: Repository) -> Iterator[Ailment]:
    listed = repository.git.run("config", "-z", "--list").split(b"\0")[:-1]
    for row in listed:
        key, _, address = os.fsdecode(row).partition("\n")
        kind = key.rpartition(".")[2]
        if not key.startswith("remote.") or kind not in {"url", "pushurl"}:
            continue
        if _LOGIN.search(address):
            name = key.removeprefix("remote.").rpartition(".")[0]
            push = "--push " if kind == "pushurl" else ""
            yield Ailment(
                f"the address of the remote {name} holds a credential, in plain text in git's "
                "configuration",
                f"revoke it; git remote set-url {push}{shlex.quote(name)} "
                f"{shlex.quote(public_url(address))}; keep the new one in a "
                "credential helper (git help credentials)",
            )


def _gate(place: Place, tracked: dict[str, str]) -> Iterator[Ailment]:
    files = [p for p in tracked.values() if any(fnmatchcase(p, form) for form in CI_FILES)]
    if any(_runs(place, path) for path in files):
        return
    there = (path for form in CI_FILES for path in glob(form, root_dir=place.root))
    fresh = next((path for path in there if _runs(place, path)), "")
    if fresh:
        yield Ailment(f"{fresh} runs stanch, and is in no commit", f"git add {shlex.quote(fresh)}")
        return
    where = "no CI file" if not files else f"none of {len(files)} CI files"
    yield Ailment(
        f"{where} runs stanch: a hook can be passed, a job cannot",
        "stanch init --ci github (or gitlab); docs/ci.md has others",
    )


def _runs(place: Place, path: str) -> bool:
    return b"stanch" in (place.read_policy(path) or b"")


def _expired(here: World, place: Place) -> Iterator[Ailment]:
    from stanch.assemble import load_config

    options: ScanOptions = resolve(Typed(), load_config(here, place, Typed()))
    today = here.today
    for entry in options.config.allow:
        if expiry.past(expiry.day(entry.until), today):
            yield Ailment(
                f"{entry.where} ended on {entry.until}: it accepts nothing any more",
                "take it out, or decide anew and write a later day",
            )
    name = options.baseline
    data = None if name == "none" else place.read_policy(name)
    if data is None:
        return
    from stanch.suppress.baseline import Baseline

    for accepted in Baseline.parse(data, name, today).entries:
        if expiry.past(accepted.until, today):
            yield Ailment(
                f"{name}:{accepted.line}: the acceptance of {accepted.rule} ended on "
                f"{accepted.until}",
                "mend what it accepts, or stanch baseline update --expires with a new reason",
            )
