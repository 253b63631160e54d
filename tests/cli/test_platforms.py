"""What each CI platform tells of a run, by its documented variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stanch.cli.platforms import Kind, Told, told
from stanch.errors import UsageError

A, B, C = "a" * 40, "b" * 40, "c" * 40
NONE = "0" * 40
QUEUE = f"gh-readonly-queue/release/2/pr-7-{A}"

GITHUB = [
    pytest.param(
        "pull_request",
        {
            "number": 7,
            "pull_request": {
                "number": 7,
                "base": {"sha": A, "ref": "main"},
                "head": {"sha": B, "ref": "$(touch x)"},
            },
        },
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="a pull request",
    ),
    pytest.param(
        "pull_request_target",
        {"pull_request": {"number": 7, "base": {"sha": A, "ref": "main"}, "head": {"sha": B}}},
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="a stranger's, of which another commit is checked out",
    ),
    pytest.param(
        "merge_group",
        {"merge_group": {"base_sha": A, "head_sha": B, "base_ref": "refs/heads/main"}},
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="a merge queue",
    ),
    pytest.param(
        "push",
        {"before": A, "after": B, "repository": {"default_branch": "main"}},
        (Kind.PUSH, B, (A,), "", "work", "main"),
        id="a push",
    ),
    pytest.param(
        "push",
        {"before": NONE, "after": B, "created": True, "repository": {"default_branch": "main"}},
        (Kind.PUSH, B, (), "", "work", "main"),
        id="the first push of a branch",
    ),
    pytest.param(
        "push",
        {"before": A, "after": B, "forced": True, "repository": {"default_branch": "main"}},
        (Kind.PUSH, B, (A,), "", "work", "main"),
        id="a force push",
    ),
    pytest.param(
        "push",
        {"before": A, "after": NONE, "deleted": True},
        (Kind.GONE, "HEAD", (), "", "", ""),
        id="a deletion",
    ),
    pytest.param("schedule", {}, (Kind.WHOLE, "HEAD", (), "", "", ""), id="each night"),
    pytest.param(
        "workflow_dispatch", {"inputs": {}}, (Kind.WHOLE, "HEAD", (), "", "", ""), id="by hand"
    ),
]


def _known(found: Told) -> tuple[object, ...]:
    return (found.kind, found.head, found.bases, found.target, found.own, found.default)


@pytest.mark.parametrize(("name", "event", "known"), GITHUB)
def test_github(
    name: str, event: dict[str, Any], known: tuple[object, ...], tmp_path: Path
) -> None:
    """The event is a file; nothing of it is run, whatever a branch is called."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REF": "refs/heads/work",
    }
    assert _known(told(environ)) == known


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("push", None, id="no file"),
        pytest.param("push", "{", id="no JSON"),
        pytest.param("push", "[" * 100_000, id="a deep one"),
        pytest.param("push", "[]", id="no object"),
        pytest.param("push", "{}", id="no commit"),
        pytest.param("push", json.dumps({"before": A, "after": "--all"}), id="an option for an id"),
        pytest.param(
            "pull_request",
            json.dumps({"pull_request": {"base": {"sha": A}, "head": {}}}),
            id="a pull request without a head",
        ),
    ],
)
def test_github_says_too_little(name: str, text: str | None, tmp_path: Path) -> None:
    """To guess would be to scan something else, and call it clean."""
    file = tmp_path / "event.json"
    if text is not None:
        file.write_text(text)
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(file),
    }
    with pytest.raises(UsageError, match="--ci"):
        told(environ)


OTHERS = [
    pytest.param(
        {
            "GITLAB_CI": "true",
            "CI_COMMIT_SHA": B,
            "CI_COMMIT_BEFORE_SHA": NONE,
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": A,
            "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        },
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="GitLab, a merge request",
    ),
    pytest.param(
        {
            "GITLAB_CI": "true",
            "CI_COMMIT_SHA": B,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": A,
            "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": C,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        },
        (Kind.CHANGE, B, (C, A), "main", "", ""),
        id="GitLab, a merge train",
    ),
    pytest.param(
        {
            "GITLAB_CI": "true",
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_SHA": B,
            "CI_COMMIT_BEFORE_SHA": A,
            "CI_COMMIT_REF_NAME": "work",
            "CI_DEFAULT_BRANCH": "main",
        },
        (Kind.PUSH, B, (A,), "", "work", "main"),
        id="GitLab, a push",
    ),
    pytest.param(
        {
            "GITLAB_CI": "true",
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_SHA": B,
            "CI_COMMIT_BEFORE_SHA": NONE,
            "CI_COMMIT_REF_NAME": "work",
            "CI_DEFAULT_BRANCH": "main",
        },
        (Kind.PUSH, B, (), "", "work", "main"),
        id="GitLab, the first push",
    ),
    pytest.param(
        {
            "GITLAB_CI": "true",
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_SHA": B,
            "CI_COMMIT_TAG": "v1",
            "CI_COMMIT_REF_NAME": "v1",
            "CI_COMMIT_BEFORE_SHA": NONE,
            "CI_DEFAULT_BRANCH": "main",
        },
        (Kind.PUSH, B, (), "", "", "main"),
        id="GitLab, a tag",
    ),
    pytest.param(
        {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_SHA": B},
        (Kind.WHOLE, "HEAD", (), "", "", ""),
        id="GitLab, a schedule",
    ),
    pytest.param(
        {"JENKINS_URL": "x", "CHANGE_ID": "7", "CHANGE_TARGET": "main", "BRANCH_NAME": "PR-7"},
        (Kind.CHANGE, "HEAD", (), "main", "", ""),
        id="Jenkins, a change",
    ),
    pytest.param(
        {
            "JENKINS_URL": "x",
            "BRANCH_NAME": "work",
            "GIT_COMMIT": B,
            "GIT_PREVIOUS_COMMIT": C,
            "GIT_PREVIOUS_SUCCESSFUL_COMMIT": A,
        },
        (Kind.PUSH, B, (A,), "", "work", ""),
        id="Jenkins, a build after a good one",
    ),
    pytest.param(
        {"JENKINS_URL": "x", "GIT_BRANCH": "origin/a/b", "GIT_COMMIT": B, "GIT_PREVIOUS_COMMIT": B},
        (Kind.PUSH, B, (), "", "a/b", ""),
        id="Jenkins, again after it failed",
    ),
    pytest.param(
        {"JENKINS_URL": "x", "TAG_NAME": "v1", "BRANCH_NAME": "v1", "GIT_COMMIT": B},
        (Kind.PUSH, B, (), "", "", ""),
        id="Jenkins, a tag",
    ),
    pytest.param(
        {"CIRCLECI": "true", "CIRCLE_SHA1": B, "CIRCLE_BRANCH": "work"},
        (Kind.PUSH, B, (), "", "work", ""),
        id="CircleCI, a branch",
    ),
    pytest.param(
        {"CIRCLECI": "true", "CIRCLE_SHA1": B, "CIRCLE_BRANCH": QUEUE},
        (Kind.CHANGE, B, (), "release/2", QUEUE, ""),
        id="CircleCI, GitHub's merge queue",
    ),
    pytest.param(
        {"CIRCLECI": "true", "CIRCLE_SHA1": B, "CIRCLE_TAG": "v1"},
        (Kind.PUSH, B, (), "", "", ""),
        id="CircleCI, a tag",
    ),
    pytest.param(
        {
            "TF_BUILD": "True",
            "BUILD_REASON": "PullRequest",
            "BUILD_SOURCEVERSION": C,
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": B,
            "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        },
        (Kind.CHANGE, B, (), "main", "", ""),
        id="Azure, a pull request",
    ),
    pytest.param(
        {
            "TF_BUILD": "True",
            "BUILD_REASON": "BatchedCI",
            "BUILD_SOURCEVERSION": B,
            "BUILD_SOURCEBRANCH": "refs/heads/a/b",
        },
        (Kind.PUSH, B, (), "", "a/b", ""),
        id="Azure, a push",
    ),
    pytest.param(
        {"TF_BUILD": "True", "BUILD_REASON": "Schedule", "BUILD_SOURCEVERSION": B},
        (Kind.WHOLE, "HEAD", (), "", "", ""),
        id="Azure, a schedule",
    ),
    pytest.param(
        {
            "BITBUCKET_BUILD_NUMBER": "1",
            "BITBUCKET_COMMIT": B,
            "BITBUCKET_BRANCH": "work",
            "BITBUCKET_PR_ID": "7",
            "BITBUCKET_PR_DESTINATION_BRANCH": "main",
            "BITBUCKET_PR_DESTINATION_COMMIT": A[:12],
        },
        (Kind.CHANGE, B, (A[:12],), "main", "", ""),
        id="Bitbucket, a pull request, whose base is cut short",
    ),
    pytest.param(
        {"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": B, "BITBUCKET_BRANCH": "work"},
        (Kind.PUSH, B, (), "", "work", ""),
        id="Bitbucket, a push",
    ),
    pytest.param(
        {
            "BUILDKITE": "true",
            "BUILDKITE_COMMIT": B,
            "BUILDKITE_BRANCH": "work",
            "BUILDKITE_PULL_REQUEST": "7",
            "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main",
        },
        (Kind.CHANGE, B, (), "main", "", ""),
        id="Buildkite, a pull request",
    ),
    pytest.param(
        {
            "BUILDKITE": "true",
            "BUILDKITE_COMMIT": B,
            "BUILDKITE_BRANCH": QUEUE,
            "BUILDKITE_PULL_REQUEST": "false",
            "BUILDKITE_MERGE_QUEUE_BASE_COMMIT": A,
            "BUILDKITE_MERGE_QUEUE_BASE_BRANCH": "main",
        },
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="Buildkite, a merge queue",
    ),
    pytest.param(
        {
            "BUILDKITE": "true",
            "BUILDKITE_COMMIT": "HEAD",
            "BUILDKITE_BRANCH": "main",
            "BUILDKITE_PULL_REQUEST": "false",
            "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main",
        },
        (Kind.PUSH, "HEAD", (), "", "main", "main"),
        id="Buildkite, by hand",
    ),
    pytest.param(
        {"BUILDKITE": "true", "BUILDKITE_SOURCE": "schedule", "BUILDKITE_PULL_REQUEST": "false"},
        (Kind.WHOLE, "HEAD", (), "", "", ""),
        id="Buildkite, a schedule",
    ),
    pytest.param(
        {
            "TRAVIS": "true",
            "TRAVIS_EVENT_TYPE": "pull_request",
            "TRAVIS_BRANCH": "main",
            "TRAVIS_PULL_REQUEST": "7",
            "TRAVIS_PULL_REQUEST_SHA": B,
            "TRAVIS_COMMIT_RANGE": f"{A}...{B}",
        },
        (Kind.CHANGE, B, (A,), "main", "", ""),
        id="Travis, a pull request",
    ),
    pytest.param(
        {
            "TRAVIS": "true",
            "TRAVIS_EVENT_TYPE": "push",
            "TRAVIS_BRANCH": "work",
            "TRAVIS_COMMIT": B,
            "TRAVIS_COMMIT_RANGE": f"{A[:12]}...{B[:12]}",
        },
        (Kind.PUSH, B, (A[:12],), "", "work", ""),
        id="Travis, a push",
    ),
    pytest.param(
        {
            "TRAVIS": "true",
            "TRAVIS_EVENT_TYPE": "push",
            "TRAVIS_BRANCH": "work",
            "TRAVIS_COMMIT": B,
            "TRAVIS_COMMIT_RANGE": "",
        },
        (Kind.PUSH, B, (), "", "work", ""),
        id="Travis, the first push",
    ),
    pytest.param(
        {"TRAVIS": "true", "TRAVIS_EVENT_TYPE": "cron", "TRAVIS_COMMIT": B},
        (Kind.WHOLE, "HEAD", (), "", "", ""),
        id="Travis, each night",
    ),
]


@pytest.mark.parametrize(("environ", "known"), OTHERS)
def test_the_others(environ: dict[str, str], known: tuple[object, ...]) -> None:
    """Each has other names for the same four things."""
    assert _known(told(environ)) == known


def test_no_platform() -> None:
    """`--ci` on a desk would have to guess."""
    with pytest.raises(UsageError, match="no CI platform"):
        told({"CI": "true"})
