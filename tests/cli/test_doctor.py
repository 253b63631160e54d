"""`stanch doctor` and `stanch hooks doctor`: each problem by itself, with its fix."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from cli.run import stanch
from repo import Repo
from stanch.cli.doctor import is_env, is_example
from stanch.git.setup import hooks_path
from stanch.hooks.install import install
from tokens import body, stripe

LINE = f"key = {stripe()}\n"
IGNORE = ".env\n.env.*\n!.env.example\n"
CI = {".github/workflows/x.yml": "run: stanch scan --ci\n", ".gitignore": IGNORE}


@pytest.fixture
def well(repo: Repo) -> Repo:
    """A repository in which there is nothing to mend."""
    repo.commit("start", **CI)
    install(hooks_path(str(repo.path)), sys.executable)
    return repo


def test_nothing_to_mend(well: Repo) -> None:
    """Without this no other test here would prove anything."""
    ran = stanch("doctor", at=well)
    assert (ran.code, ran.stdout) == (0, "nothing to mend\n"), ran.stdout
    assert stanch("hooks", "doctor", at=well).code == 0


def _ignore(repo: Repo) -> None:
    repo.commit("less", **{".gitignore": ".env\n"})


def _remote(repo: Repo) -> None:
    repo.git("remote", "add", "origin", f"https://me:{body(24)}@example.org/a.git")


def _token(repo: Repo) -> None:
    repo.git("config", "remote.origin.pushurl", f"https://{body(30)}@example.org/a.git")


def _expired(repo: Repo) -> None:
    repo.stage(
        ".stanch.yaml",
        "allow:\n- {reason: old, until: '2020-01-01', secrets: [x], rules: [private-key-pem]}\n",
    )


def _accepted(repo: Repo) -> None:
    repo.stage(".stanch-baseline", f"private-key-pem aaaaaaaa:h:{'0' * 32} until=2020-01-01 old\n")


def _unhooked(repo: Repo) -> None:
    (repo.path / ".git/hooks/pre-commit").unlink()


def _no_gate(repo: Repo) -> None:
    repo.stage(".github/workflows/x.yml", "run: make test\n")


def _uninstalled(repo: Repo) -> None:
    _unhooked(repo)
    repo.stage(".pre-commit-config.yaml", "repos:\n  - hooks:\n      - id: stanch\n")


def _without(repo: Repo) -> None:
    repo.write(".git/hooks/pre-commit", 'call_lefthook run "pre-commit" "$@"\n').chmod(0o755)


def _untracked(repo: Repo) -> None:
    repo.git("rm", "-q", "--cached", ".github/workflows/x.yml")


def _run_bit(repo: Repo) -> None:
    (repo.path / ".git/hooks/pre-commit").chmod(0o644)


def _shadowed(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", ".husky")


def _other(repo: Repo) -> None:
    (repo.path / "python").symlink_to(sys.executable)
    install(hooks_path(str(repo.path)), str(repo.path / "python"))


def _passed(repo: Repo) -> None:
    repo.commit("in a hurry", **{"b.py": LINE})
    repo.commit("cleaned", **{"b.py": "key = read()\n"})


ALL = [
    pytest.param(
        lambda r: r.stage(".env", "A=1\n"), ".env is tracked", "git rm --cached .env", id="a .env"
    ),
    pytest.param(_ignore, "does not hold .env.local, .env.production", "stanch init", id="ignored"),
    pytest.param(
        lambda r: r.stage(".env.example", LINE), ".env.example:1 holds a real", "placeholder",
        id="an example with a value",
    ),
    pytest.param(
        lambda r: r.stage("my id_rsa.pem", LINE), "is a tracked private key", "'my id_rsa.pem'",
        id="a key",
    ),
    pytest.param(
        _remote, "the remote origin holds a credential", "set-url origin https://example.org/a.git",
        id="an address with a password",
    ),
    pytest.param(_token, "holds a credential", "set-url --push origin", id="one with a token"),
    pytest.param(_expired, "ended on 2020-01-01", "decide anew", id="an entry that ended"),
    pytest.param(_accepted, ".stanch-baseline:1", "stanch baseline update", id="an acceptance"),
    pytest.param(_unhooked, "no pre-commit hook", "stanch hooks install", id="no hook"),
    pytest.param(_uninstalled, "no pre-commit hook", "pre-commit install", id="not installed"),
    pytest.param(
        _without, "lefthook runs what is in its configuration", "stanch hooks install",
        id="a manager without it",
    ),
    pytest.param(_no_gate, "none of 1 CI files runs stanch", "stanch init", id="no job"),
    pytest.param(
        _untracked, ".github/workflows/x.yml runs stanch, and is in no commit", "git add .github",
        id="a job that is not committed",
    ),
    pytest.param(_run_bit, "has no run bit", "stanch hooks install", id="no run bit"),
    pytest.param(_shadowed, "is never run: core.hooksPath", "--unset", id="a hook git passes over"),
    pytest.param(_other, "runs stanch with", "the stanch that is to stay", id="another Python"),
    pytest.param(_passed, "(in a hurry) by Ada brought a secret", "revoke it", id="past the hook"),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "what", "fix"), ALL)
def test_a_problem(well: Repo, harm: Callable[[Repo], None], what: str, fix: str) -> None:
    """What is wrong and how to mend it, and no value of anything."""
    harm(well)
    ran = stanch("doctor", at=well)
    assert ran.code == 1, ran.stderr
    problems = [line for line in ran.stdout.splitlines() if line.startswith("problem: ")]
    fixes = [line for line in ran.stdout.splitlines() if line.startswith("    fix: ")]
    assert any(what in line for line in problems), ran.stdout
    assert any(fix in line for line in fixes), ran.stdout
    assert len(problems) == len(fixes)
    for secret in (stripe(), body(24), body(30)):
        assert secret not in ran.stdout + ran.stderr


@pytest.mark.parametrize("harm", [_unhooked, _run_bit, _shadowed, _other, _passed])
def test_problems_of_hooks(well: Repo, harm: Callable[[Repo], None]) -> None:
    """The smaller doctor sees what concerns it."""
    harm(well)
    assert stanch("hooks", "doctor", at=well).code == 1


@pytest.mark.parametrize(
    ("path", "env", "example"),
    [
        (".env", True, False),
        ("a/.env.production", True, False),
        (".env.example", False, True),
        ("a/example.env", False, True),
        (".env.sample", False, True),
        ("env.py", False, False),
        (".envrc", False, False),
    ],
)
def test_names(path: str, *, env: bool, example: bool) -> None:
    """`.env.example` is there to be committed."""
    assert (is_env(path), is_example(path)) == (env, example)


def test_where_there_is_no_repository(repo: Repo) -> None:
    """Nothing can be said, which is not health."""
    assert stanch("doctor", at=repo.path.parent).code == 3
    assert stanch("doctor", at=repo.path / ".git").code in {2, 3}
