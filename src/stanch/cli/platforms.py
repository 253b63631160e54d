"""What a CI platform says about the run: which commits are new, as far as it knows.

One function a platform, from its documented variables; each is data of strangers (branch names are
free text, an event may come from a fork), so ids are checked for their form and names are looked
up as refs and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from stanch.errors import UsageError

Environ = Mapping[str, str]
_ID = re.compile(r"[0-9a-f]{7,64}")
# https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
_QUEUE = re.compile(r"gh-readonly-queue/(.+)/pr-[0-9]+-[0-9a-f]{40}", re.DOTALL)
_LARGEST = 10_000_000


class Kind(Enum):
    """What happened."""

    CHANGE = "a pull request or a merge queue"
    PUSH = "a push"
    WHOLE = "no change"
    GONE = "a deletion"


class Told(NamedTuple):
    """What a platform knows. `bases` are tried in order, then the branch `target`.

    Of a push the base may be unknown or gone; then the `default` branch is what was there before,
    unless it is the branch itself (`own`).
    """

    platform: str
    kind: Kind
    what: str
    head: str = "HEAD"
    bases: tuple[str, ...] = ()
    target: str = ""
    own: str = ""
    default: str = ""


def told(environ: Environ) -> Told:
    """What the platform that runs this says.

    Raises:
        UsageError: it is none of those that are known, or says too little.
    """
    for mark, platform in _PLATFORMS:
        if environ.get(mark):
            return _queued(platform(environ))
    raise UsageError(
        "--ci: this is no CI platform that stanch knows",
        hint="give --range A..B; known are GitHub Actions, GitLab CI, Jenkins, CircleCI, "
        "Azure Pipelines, Bitbucket, Buildkite and Travis",
    )


def _queued(told: Told) -> Told:
    """GitHub's merge queue pushes to branches of its own, which other platforms build as well."""
    queue = _QUEUE.fullmatch(told.own)
    if told.kind is not Kind.PUSH or not queue:
        return told
    target = queue[1]
    return told._replace(kind=Kind.CHANGE, what=f"merge queue of {target}", target=target)


def _ids(*texts: object) -> tuple[str, ...]:
    """Those that are ids of commits; all zeros stand for none."""
    return tuple(
        text for text in texts if isinstance(text, str) and _ID.fullmatch(text) and text.strip("0")
    )


def _head(text: object) -> str:
    return next(iter(_ids(text)), "HEAD")


def _branch(ref: str) -> str:
    return ref.removeprefix("refs/heads/")


def _github(environ: Environ) -> Told:
    """https://docs.github.com/en/webhooks/webhook-events-and-payloads, as a file."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    pull, queue = _table(event, "pull_request"), _table(event, "merge_group")
    if pull:
        base, head = _table(pull, "base"), _table(pull, "head")
        what = f"pull request {pull.get('number', '')} into {base.get('ref', '')}"
        return Told(
            "GitHub Actions",
            Kind.CHANGE,
            what,
            _needed(head.get("sha"), name),
            _ids(base.get("sha")),
            target=str(base.get("ref", "")),
        )
    if queue:
        target = _branch(str(queue.get("base_ref", "")))
        return Told(
            "GitHub Actions",
            Kind.CHANGE,
            f"merge queue of {target}",
            _needed(queue.get("head_sha"), name),
            _ids(queue.get("base_sha")),
            target=target,
        )
    if name != "push":
        return Told("GitHub Actions", Kind.WHOLE, name or "a run")
    ref = environ.get("GITHUB_REF", "")
    if event.get("deleted") is True:
        return Told("GitHub Actions", Kind.GONE, f"{ref} was deleted")
    return Told(
        "GitHub Actions",
        Kind.PUSH,
        f"push to {_branch(ref)}",
        _needed(event.get("after"), name),
        _ids(event.get("before")),
        own=_branch(ref),
        default=str(_table(event, "repository").get("default_branch", "")),
    )


def _needed(sha: object, name: str) -> str:
    """The head of the event: without it `HEAD` may be the branch that is merged into."""
    if not _ids(sha):
        raise UsageError(f"--ci: the event {name!r} names no commit", hint="give --range A..B")
    return str(sha)


def _event(path: str) -> Mapping[str, object]:
    """The event's file, as data.

    Raises:
        UsageError: it is not there, or no JSON.
    """
    try:
        with open(path, "rb") as file:
            text = file.read(_LARGEST + 1)
        event = json.loads(text) if len(text) <= _LARGEST else None
    except (OSError, ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise UsageError(
            "--ci: the file that GITHUB_EVENT_PATH names cannot be read", hint="give --range A..B"
        )
    return event


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _gitlab(environ: Environ) -> Told:
    """https://docs.gitlab.com/ci/variables/predefined_variables/ names them."""
    head = _head(environ.get("CI_COMMIT_SHA"))
    number = environ.get("CI_MERGE_REQUEST_IID")
    if number:
        target = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
        kind = environ.get("CI_MERGE_REQUEST_EVENT_TYPE", "")
        train = "merge train, " if kind == "merge_train" else ""
        return Told(
            "GitLab CI",
            Kind.CHANGE,
            f"{train}merge request {number} into {target}",
            head,
            # The first is set where the result of merging is built.
            _ids(
                environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
                environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
            ),
            target=target,
        )
    source, name = environ.get("CI_PIPELINE_SOURCE", ""), environ.get("CI_COMMIT_REF_NAME", "")
    if source != "push":
        return Told("GitLab CI", Kind.WHOLE, source or "a run")
    return Told(
        "GitLab CI",
        Kind.PUSH,
        f"push to {name}",
        head,
        _ids(environ.get("CI_COMMIT_BEFORE_SHA")),
        own="" if environ.get("CI_COMMIT_TAG") else name,
        default=environ.get("CI_DEFAULT_BRANCH", ""),
    )


def _jenkins(environ: Environ) -> Told:
    """https://plugins.jenkins.io/git/ and https://www.jenkins.io/doc/book/pipeline/multibranch/."""
    number, target = environ.get("CHANGE_ID"), environ.get("CHANGE_TARGET", "")
    if number:
        return Told("Jenkins", Kind.CHANGE, f"change {number} into {target}", target=target)
    tag = environ.get("TAG_NAME", "")
    own = environ.get("BRANCH_NAME", "") or environ.get("GIT_BRANCH", "").partition("/")[2]
    return Told(
        "Jenkins",
        Kind.PUSH,
        f"build of {tag or own}",
        _head(environ.get("GIT_COMMIT")),
        # What was built and failed may hold a secret still: only what succeeded is known.
        _ids(environ.get("GIT_PREVIOUS_SUCCESSFUL_COMMIT")),
        own="" if tag else own,
    )


def _circle(environ: Environ) -> Told:
    """https://circleci.com/docs/variables/: neither the base nor what was there before is known."""
    tag, own = environ.get("CIRCLE_TAG", ""), environ.get("CIRCLE_BRANCH", "")
    return Told(
        "CircleCI",
        Kind.PUSH,
        f"build of {tag or own}",
        _head(environ.get("CIRCLE_SHA1")),
        own="" if tag else own,
    )


def _azure(environ: Environ) -> Told:
    """https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables names them."""
    reason = environ.get("BUILD_REASON", "")
    if reason == "PullRequest":
        target = _branch(environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH", ""))
        number = environ.get("SYSTEM_PULLREQUEST_PULLREQUESTID", "")
        head = _head(environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID"))
        what = f"pull request {number} into {target}"
        return Told("Azure Pipelines", Kind.CHANGE, what, head, target=target)
    ref = environ.get("BUILD_SOURCEBRANCH", "")
    if reason not in {"IndividualCI", "BatchedCI"}:
        return Told("Azure Pipelines", Kind.WHOLE, reason or "a run")
    return Told(
        "Azure Pipelines",
        Kind.PUSH,
        f"push to {_branch(ref)}",
        _head(environ.get("BUILD_SOURCEVERSION")),
        own=_branch(ref),
    )


def _bitbucket(environ: Environ) -> Told:
    """https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ names them."""
    head, number = _head(environ.get("BITBUCKET_COMMIT")), environ.get("BITBUCKET_PR_ID")
    if number:
        target = environ.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
        bases = _ids(environ.get("BITBUCKET_PR_DESTINATION_COMMIT"))
        what = f"pull request {number} into {target}"
        return Told("Bitbucket", Kind.CHANGE, what, head, bases, target=target)
    tag, own = environ.get("BITBUCKET_TAG", ""), environ.get("BITBUCKET_BRANCH", "")
    return Told("Bitbucket", Kind.PUSH, f"build of {tag or own}", head, own=own)


def _buildkite(environ: Environ) -> Told:
    """https://buildkite.com/docs/pipelines/environment-variables names them."""
    head = _head(environ.get("BUILDKITE_COMMIT"))
    queue = _ids(environ.get("BUILDKITE_MERGE_QUEUE_BASE_COMMIT"))
    target = environ.get("BUILDKITE_MERGE_QUEUE_BASE_BRANCH", "")
    if queue:
        what = f"merge queue of {target}".rstrip()
        return Told("Buildkite", Kind.CHANGE, what, head, queue, target=target)
    number = environ.get("BUILDKITE_PULL_REQUEST", "false")
    target = environ.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "")
    if number != "false":
        what = f"pull request {number} into {target}"
        return Told("Buildkite", Kind.CHANGE, what, head, target=target)
    if environ.get("BUILDKITE_SOURCE") == "schedule":
        return Told("Buildkite", Kind.WHOLE, "schedule")
    tag, own = environ.get("BUILDKITE_TAG", ""), environ.get("BUILDKITE_BRANCH", "")
    return Told(
        "Buildkite",
        Kind.PUSH,
        f"build of {tag or own}",
        head,
        own="" if tag else own,
        default=environ.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH", ""),
    )


def _travis(environ: Environ) -> Told:
    """https://docs.travis-ci.com/user/environment-variables/: a range of three dots, or none."""
    event, branch = environ.get("TRAVIS_EVENT_TYPE", ""), environ.get("TRAVIS_BRANCH", "")
    base = _ids(environ.get("TRAVIS_COMMIT_RANGE", "").partition(".")[0])
    if event == "pull_request":
        head = _head(environ.get("TRAVIS_PULL_REQUEST_SHA"))
        what = f"pull request {environ.get('TRAVIS_PULL_REQUEST', '')} into {branch}"
        return Told("Travis", Kind.CHANGE, what, head, base, target=branch)
    if event != "push":
        return Told("Travis", Kind.WHOLE, event or "a run")
    head, tag = _head(environ.get("TRAVIS_COMMIT")), environ.get("TRAVIS_TAG", "")
    what = f"push to {tag or branch}"
    return Told("Travis", Kind.PUSH, what, head, base, own="" if tag else branch)


_PLATFORMS: tuple[tuple[str, Callable[[Environ], Told]], ...] = (
    ("GITHUB_ACTIONS", _github),
    ("GITLAB_CI", _gitlab),
    ("CIRCLECI", _circle),
    ("TF_BUILD", _azure),
    ("BITBUCKET_BUILD_NUMBER", _bitbucket),
    ("BUILDKITE", _buildkite),
    ("TRAVIS", _travis),
    ("JENKINS_URL", _jenkins),
)
