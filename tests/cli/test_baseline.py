"""What `stanch baseline` accepts stays accepted, ends when it says, and gives nothing away."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from cli.run import scan, staged, stanch
from repo import Repo
from stanch.engine.proof import keymaker

KEY = keymaker.armored("RSA PRIVATE KEY", keymaker.rsa(random.Random(5))).decode()


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda key: key.replace("\n", "\r\n"), id="with CRLF"),
        pytest.param(lambda key: "key: |\n  " + key.replace("\n", "\n  "), id="indented"),
        pytest.param(lambda key: '{"k": "' + key.replace("\n", "\\n") + '"}', id="in JSON"),
        pytest.param(lambda key: "# " + key.replace("\n", "\n# "), id="in a comment"),
        pytest.param(lambda key: '"' + key.strip().replace("\n", '\\n" +\n "') + '"', id="quoted"),
    ],
)
def test_a_key_that_is_written_otherwise_stays_accepted(
    repo: Repo, form: Callable[[str], str]
) -> None:
    """A formatter or a checkout on another system must not bring a finding back."""
    repo.stage("k.pem", KEY)
    assert stanch("baseline", "create", at=repo).code == 0
    repo.stage(".stanch-baseline", (repo.path / ".stanch-baseline").read_bytes())
    repo.stage("k.pem", form(KEY))
    assert len(staged(repo, "--baseline", "none").report["findings"]) == 1
    for ran in (staged(repo), scan(at=repo)):
        assert ran.code == 0, ran.stdout
        assert [one["status"] for one in ran.report["findings"]] == ["suppressed"]
