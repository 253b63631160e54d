"""Hooks of AI assistants: what is written, and what is answered to calls as they make them."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from cli.run import Ran, process, stanch
from repo import Repo
from stanch.hooks.agents import AGENTS
from tokens import stripe

KEY = stripe()


def say(repo: Repo, agent: str, call: dict[str, Any] | bytes) -> Ran:
    data = call if isinstance(call, bytes) else json.dumps(call).encode()
    return stanch("hooks", "run", "agent", agent, at=repo, stdin=data)


def tool(name: str = "PreToolUse", **given: object) -> dict[str, Any]:
    return {"hook_event_name": name, "tool_name": "x", "tool_input": given, "cwd": "/x"}


CALLS = [
    pytest.param(
        "claude-code", {"hook_event_name": "UserPromptSubmit", "prompt": "@"}, id="prompt"
    ),
    pytest.param("claude-code", tool(command="curl -H 'x: @' https://example.org"), id="command"),
    pytest.param("claude-code", tool(file_path="/x/a.py", content="k = '@'\n"), id="a file"),
    pytest.param(
        "claude-code", tool(file_path="a.py", old_string="k", new_string="@"), id="an edit"
    ),
    pytest.param(
        "claude-code", tool(edits=[{"old_string": "k", "new_string": "@"}]), id="several edits"
    ),
    pytest.param(
        "codex", {"hook_event_name": "UserPromptSubmit", "prompt": "@"}, id="codex prompt"
    ),
    pytest.param("codex", tool(command=["bash", "-lc", "echo @"]), id="codex command"),
    pytest.param("gemini", {"hook_event_name": "BeforeAgent", "prompt": "@"}, id="gemini prompt"),
    pytest.param("gemini", tool("BeforeTool", content="@"), id="gemini tool"),
    pytest.param(
        "cursor", {"hook_event_name": "beforeSubmitPrompt", "prompt": "@"}, id="cursor prompt"
    ),
    pytest.param(
        "cursor", {"hook_event_name": "beforeShellExecution", "command": "x @"}, id="cursor shell"
    ),
    pytest.param(
        "cursor",
        {"hook_event_name": "beforeMCPExecution", "tool_input": '{"query": "@"}'},
        id="cursor MCP",
    ),
    pytest.param(
        "cursor",
        {"hook_event_name": "beforeReadFile", "file_path": "/x/.env", "content": "A=@"},
        id="cursor reads",
    ),
    pytest.param("copilot", {"toolName": "bash", "toolArgs": '{"command": "x @"}'}, id="copilot"),
    pytest.param("copilot", {"toolName": "bash", "toolArgs": {"command": "x @"}}, id="its SDK"),
]


def filled(call: dict[str, Any], value: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(call).replace("@", value))
    return made


def denied(agent: str, event: str, said: dict[str, Any]) -> str:
    """The reason of a no, exactly as each assistant's page says it; empty for a yes."""
    word, no, reason = "decision", "block", "reason"
    if agent == "copilot":
        word, no, reason = "permissionDecision", "deny", "permissionDecisionReason"
    elif agent == "gemini":
        no = "deny"
    elif agent == "cursor":
        word, no, reason = "permission", "deny", "agent_message"
        if event == "beforeSubmitPrompt":
            assert isinstance(said["continue"], bool)
            return "" if said["continue"] else str(said["user_message"])
    elif event != "UserPromptSubmit":
        said = said.get("hookSpecificOutput", {})
        assert said.get("hookEventName", "PreToolUse") == "PreToolUse"
        word, no, reason = "permissionDecision", "deny", "permissionDecisionReason"
    return str(said[reason]) if said.get(word) == no else ""


@pytest.mark.parametrize(("agent", "call"), CALLS)
def test_a_call(repo: Repo, agent: str, call: dict[str, Any]) -> None:
    """A secret is a no with its reason and without its value; anything else is a yes."""
    event = call.get("hook_event_name", "")
    ran = say(repo, agent, filled(call, KEY))
    assert ran.code == 0, ran.stderr
    reason = denied(agent, event, json.loads(ran.stdout))
    assert "stripe-secret-key-live" in reason
    assert KEY not in ran.stdout + ran.stderr
    ran = say(repo, agent, filled(call, "nothing"))
    assert (ran.code, denied(agent, event, json.loads(ran.stdout))) == (0, "")


def test_taking_a_secret_out_is_no_leak(repo: Repo) -> None:
    """Otherwise the assistant could never mend what is there."""
    call = tool(file_path="a.py", old_string=f"k = '{KEY}'", new_string="k = read()")
    assert json.loads(say(repo, "claude-code", call).stdout) == {}
    call = tool(file_path="a.py", old_string=f"k = '{KEY}'", new_string=f"key = '{KEY}'")
    assert json.loads(say(repo, "claude-code", call).stdout) == {}
    call = tool(file_path="a.py", old_string=f"k = '{KEY}'", new_string=f"k = '{stripe(1)}'")
    assert json.loads(say(repo, "claude-code", call).stdout) != {}


@pytest.mark.parametrize(
    "data",
    [b"", b"no JSON", b"[1]", b"[" * 100_000, b"\xff\xfe", b'{"prompt": ' + b'"' + b"x" * 60],
    ids=["nothing", "no JSON", "a list", "too deep", "no text", "cut off"],
)
@pytest.mark.parametrize("agent", list(AGENTS))
def test_what_is_not_understood_is_a_no(repo: Repo, agent: str, data: bytes) -> None:
    """With a failure most assistants go on as if nothing were there."""
    ran = say(repo, agent, data)
    assert ran.code == 0
    event = "PreToolUse"
    assert "could not scan" in denied(agent, event, json.loads(ran.stdout))


def test_a_broken_configuration_is_a_no(repo: Repo) -> None:
    """And so is a text that is too long to be scanned."""
    repo.commit("broken", **{".stanch.yaml": "nonsense: 1\n"})
    ran = say(repo, "claude-code", tool(command="ls"))
    assert "could not scan" in denied("claude-code", "PreToolUse", json.loads(ran.stdout))
    repo.commit("small", **{".stanch.yaml": "max_size: 1KB\n"})
    ran = say(repo, "claude-code", tool(command="ls " * 1000))
    assert "could not scan" in denied("claude-code", "PreToolUse", json.loads(ran.stdout))


def test_the_policy_is_not_the_assistant_s(repo: Repo) -> None:
    """What it writes into the work tree has no say; what a person committed has."""
    call = tool(file_path=str(repo.path / "tests" / "a.py"), content=f"k = '{KEY}'\n")
    allow = "allow:\n- {reason: tests, paths: ['tests/**'], rules: [stripe-secret-key-live]}\n"
    repo.write(".stanch.yaml", allow)
    assert json.loads(say(repo, "claude-code", call).stdout) != {}
    repo.commit("allowed", **{".stanch.yaml": allow})
    assert json.loads(say(repo, "claude-code", call).stdout) == {}


@pytest.mark.parametrize("name", list(AGENTS))
def test_installed_and_taken_away(repo: Repo, name: str) -> None:
    """Beside what others wrote into the same file; twice is once."""
    agent = AGENTS[name]
    mine = {"other": {"a": 1}, "hooks": {"Stop": [{"command": "x"}]}}
    file = repo.write(agent.file, json.dumps(mine))
    assert stanch("hooks", "install", "--agent", name, at=repo).code == 0
    made = json.loads(file.read_text())
    assert made["other"] == {"a": 1}
    assert made["hooks"]["Stop"] == [{"command": "x"}]
    assert set(made["hooks"]) == {"Stop", *agent.events}
    assert stanch("hooks", "install", "--agent", name, at=repo).stdout.startswith("unchanged")
    assert stanch("hooks", "uninstall", "--agent", name, at=repo).code == 0
    left = json.loads(file.read_text())
    left.pop("version", None)
    assert left == mine
    file.unlink()
    stanch("hooks", "install", "--agent", name, at=repo)
    stanch("hooks", "uninstall", "--agent", name, at=repo)
    assert not file.exists()


@pytest.mark.parametrize("name", list(AGENTS))
def test_the_command_fails_closed(repo: Repo, name: str) -> None:
    """Without stanch on PATH the shell fails, which must be a no: code 2."""
    stanch("hooks", "install", "--agent", name, at=repo)
    text = (repo.path / AGENTS[name].file).read_text()
    assert f"stanch hooks run agent {name} || exit 2" in text


def test_a_file_that_is_no_json(repo: Repo) -> None:
    """It may have comments; nobody wants to lose them."""
    file = repo.write(".claude/settings.json", "{ // mine\n}\n")
    ran = stanch("hooks", "install", "--agent", "claude-code", at=repo)
    assert (ran.code, "by hand: stanch hooks run agent" in ran.stderr) == (2, True)
    assert file.read_text() == "{ // mine\n}\n"


def test_a_link_is_not_followed(repo: Repo) -> None:
    """A repository could have it lead to the user's own settings."""
    target = repo.path.parent / "settings.json"
    target.write_text("{}")
    (repo.path / ".claude").mkdir()
    (repo.path / ".claude/settings.json").symlink_to(target)
    assert stanch("hooks", "install", "--agent", "claude-code", at=repo).code == 2
    assert target.read_text() == "{}"


def test_for_all_projects(repo: Repo) -> None:
    """In the user's own file."""
    home = {"HOME": str(repo.path.parent / "home")}
    ran = stanch("hooks", "install", "--agent", "codex", "--global", at=repo, env=home)
    assert ran.code == 0
    assert os.path.isfile(os.path.join(home["HOME"], ".codex", "hooks.json"))
    assert not (repo.path / ".codex").exists()


@pytest.mark.parametrize("indent", ["\t", "    "])
def test_a_file_stays_as_its_owner_keeps_it(repo: Repo, indent: str) -> None:
    """Its indent, who may read it, and the link that a folder of settings is made of."""
    home = repo.path.parent / "home"
    kept, file = repo.path.parent / "kept.json", home / ".claude/settings.json"
    before = json.dumps({"env": {"A": "b"}}, indent=indent)
    kept.write_text(before)
    kept.chmod(0o600)
    file.parent.mkdir(parents=True)
    file.symlink_to(kept)
    for command in ("install", "uninstall"):
        words = ("hooks", command, "--agent", "claude-code", "--global")
        assert stanch(*words, at=repo, env={"HOME": str(home)}).code == 0
        assert file.is_symlink()
        assert kept.stat().st_mode & 0o777 == 0o600
        assert kept.read_text().startswith(before[:-2])
    assert kept.read_text() == before
    assert not [*kept.parent.glob("*.part")]


def test_in_a_process_of_its_own(repo: Repo) -> None:
    """As an assistant runs it, outside of a repository too."""
    call = json.dumps({"hook_event_name": "UserPromptSubmit", "prompt": KEY}).encode()
    ran = process("hooks", "run", "agent", "claude-code", at=repo.path.parent, stdin=call)
    assert json.loads(ran.stdout)["decision"] == "block"
    assert ran.stderr == ""
