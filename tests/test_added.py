"""Packs that the configuration names come from where the configuration does."""

from __future__ import annotations

import pytest

from cli.run import staged, stanch
from repo import Repo
from tokens import token

PACK = """\
vendor: Acme
rules:
  - id: acme-own-key
    name: Key of our own
    pattern: '\\b(?P<secret>acmeown_[0-9A-Za-z]{20})\\b'
    severity: high
    examples:
      match: ['k = acmeown_<base62:20>', 'acmeown_<base62:20>']
      ignore: ['acmeown_', 'acmeown_key']
"""
LINE = f"key = {token('acmeown_', 20)}\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [("pack.yaml", "pack.yaml"), ("packs", "packs/acme.yaml"), ("./packs/", "packs/acme.yml")],
    ids=["a file", "a folder", "a folder below this one"],
)
def test_a_pack_is_read_from_where_the_policy_is(repo: Repo, name: str, file: str) -> None:
    """A pack that is edited and not staged is no part of the commit, and of no revision either."""
    repo.commit("policy", **{".stanch.yaml": f"packs: [{name}]\n", file: PACK})
    repo.write(file, "not: [a pack")
    repo.stage("a.py", LINE)
    assert staged(repo).places == ["a.py:1"]
    repo.commit("a key", **{"a.py": LINE})
    for command in (["history"], ["scan", "a.py"], ["scan", "--range", "HEAD~..HEAD"]):
        found = stanch(*command, "--format", "json", "--config-from", "HEAD", at=repo)
        assert (found.code, found.places) == (1, ["a.py:1"]), command


def test_a_pack_that_is_not_staged(repo: Repo) -> None:
    """The work tree's serves: rather one rule more than a scan without it."""
    repo.stage(".stanch.yaml", "packs: [pack.yaml]\n")
    repo.write("pack.yaml", PACK)
    repo.stage("a.py", LINE)
    assert staged(repo).places == ["a.py:1"]
