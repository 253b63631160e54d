"""The hooks of AI assistants: where each keeps them, what it tells them, and how it hears a no.

What a hook of theirs is given is on its way to a model on somebody else's machine, or from it into
a file. All of them run a command, write JSON to it, and read JSON from it:

- Claude Code: https://code.claude.com/docs/en/hooks
- Codex: https://developers.openai.com/codex/hooks
- Cursor: https://cursor.com/docs/agent/hooks
- Gemini CLI: https://geminicli.com/docs/hooks/reference
- GitHub Copilot: https://docs.github.com/en/copilot/reference/hooks-configuration

A command that fails counts as a yes with most of them, and code 2 as a no: so every other code is
made 2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from stanch.errors import UserError

_RUN = "stanch hooks run agent"
# What was there before an edit is known to the model already; taking a secret out must work.
_OLD = frozenset({"old_string", "old_str", "old_text", "oldText", "oldString", "old"})
_PATHS = ("file_path", "path", "filePath", "notebook_path")
# The parts of a call that hold what somebody wrote; the rest is of the assistant itself.
_TOLD = ("prompt", "tool_input", "toolArgs", "command", "content", "edits")
_PROMPTS = frozenset({"UserPromptSubmit", "BeforeAgent", "beforeSubmitPrompt"})


class Agent(NamedTuple):
    """An assistant: its files below the repository and below the home, and its events.

    `events` are those that can say no, each with the matcher for all tools where it takes one.
    `nested`: an event holds groups of commands rather than commands.
    """

    name: str
    file: str
    personal: str
    events: Mapping[str, str]
    nested: bool
    note: str = ""

    @property
    def command(self) -> str:
        """What the assistant runs."""
        return f"{_RUN} {self.name} || exit 2"


_CLAUDE = MappingProxyType({"UserPromptSubmit": "", "PreToolUse": "*"})
_CURSOR = ("beforeSubmitPrompt", "preToolUse", "beforeShellExecution", "beforeMCPExecution")
AGENTS = MappingProxyType(
    {
        agent.name: agent
        for agent in (
            Agent(
                "claude-code",
                ".claude/settings.json",
                ".claude/settings.json",
                _CLAUDE,
                nested=True,
            ),
            Agent(
                "cursor",
                ".cursor/hooks.json",
                ".cursor/hooks.json",
                MappingProxyType(dict.fromkeys((*_CURSOR, "beforeReadFile"), "")),
                nested=False,
            ),
            Agent(
                "codex",
                ".codex/hooks.json",
                ".codex/hooks.json",
                MappingProxyType({"UserPromptSubmit": "", "PreToolUse": ".*"}),
                nested=True,
                note="older versions of Codex run hooks only with `codex_hooks = true` under "
                "[features] in config.toml",
            ),
            Agent(
                "copilot",
                ".github/hooks/stanch.json",
                ".copilot/hooks/stanch.json",
                MappingProxyType({"preToolUse": ""}),
                nested=False,
                note="Copilot lets no hook stop a prompt, so only tool calls are scanned",
            ),
            Agent(
                "gemini",
                ".gemini/settings.json",
                ".gemini/settings.json",
                MappingProxyType({"BeforeAgent": "", "BeforeTool": ".*"}),
                nested=True,
            ),
        )
    }
)


class Told(NamedTuple):
    """What a call of the hook is about: texts that are new, and texts that were there before.

    Each with the path of the file it is meant for, or a word for what it is.
    """

    event: str
    new: tuple[tuple[str, str], ...]
    old: tuple[tuple[str, str], ...]


def added(agent: Agent, before: str) -> str:
    """The assistant's file with our commands in it, once.

    Raises:
        UserError: the file is not what the assistant reads.
    """
    settings = _without(_parsed(agent, before), agent)
    if not agent.nested:
        settings.setdefault("version", 1)
    hooks = settings.setdefault("hooks", {})
    for event, matcher in agent.events.items():
        hooks.setdefault(event, []).append(_entry(agent, matcher))
    return _written(settings, before)


def removed(agent: Agent, before: str) -> str:
    """The file without our commands; empty where nothing of anybody is left."""
    settings = _without(_parsed(agent, before), agent)
    if not settings or settings == {"version": 1}:
        return ""
    return _written(settings, before)


def _written(settings: dict[str, Any], before: str) -> str:
    """As its writer indents it, so that a difference shows our lines only."""
    indent = re.search(r"\n([ \t]+)\S", before)
    text = json.dumps(settings, indent=indent[1] if indent else 2, ensure_ascii=False)
    return text if before and not before.endswith("\n") else text + "\n"


def _entry(agent: Agent, matcher: str) -> dict[str, Any]:
    if agent.name == "copilot":
        shells = {"bash": agent.command, "powershell": f"{_RUN} {agent.name}"}
        return {"type": "command", **shells, "timeoutSec": 30}
    if agent.name == "cursor":
        return {"command": agent.command, "failClosed": True}
    group: dict[str, Any] = {"matcher": matcher} if matcher else {}
    return group | {"hooks": [{"type": "command", "command": agent.command}]}


def _parsed(agent: Agent, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        value = None
    hooks = value.get("hooks", {}) if isinstance(value, dict) else None
    if not isinstance(hooks, dict) or not all(isinstance(rows, list) for rows in hooks.values()):
        raise UserError(
            f"{agent.file} is not the JSON that {agent.name} reads, so it is left alone",
            hint=f"add the command by hand: {agent.command}",
        )
    return dict(value)


def _without(settings: dict[str, Any], agent: Agent) -> dict[str, Any]:
    mark = f"{_RUN} {agent.name}"
    hooks = {
        event: [row for row in rows if mark not in json.dumps(row)]
        for event, rows in settings.get("hooks", {}).items()
    }
    kept = {event: rows for event, rows in hooks.items() if rows}
    whole = settings | {"hooks": kept}  # in the order of its writer
    return {key: value for key, value in whole.items() if key != "hooks" or kept}


def told(data: bytes) -> Told:
    """What the assistant said.

    Raises:
        UserError: it is no JSON of a hook.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UserError("standard input is not the JSON of an assistant's hook")
    event = str(value.get("hook_event_name") or "")
    new: list[tuple[str, str]] = []
    old: list[tuple[str, str]] = []
    for key in _TOLD:
        part = _opened(value.get(key))
        for path, text, is_old in _texts(part, _path(value, key), is_old=False):
            (old if is_old else new).append((path, text))
    return Told(event, tuple(new), tuple(old))


def _opened(part: object) -> object:
    """Arguments may come as JSON in a text."""
    if isinstance(part, str) and part.lstrip().startswith(("{", "[")):
        try:
            return [part, json.loads(part)]
        except (ValueError, RecursionError):
            return part
    return part


def _path(value: Mapping[str, object], key: str) -> str:
    named = next((value[k] for k in _PATHS if isinstance(value.get(k), str)), "")
    return str(named) or ("prompt" if key == "prompt" else "tool call")


def _texts(part: object, path: str, *, is_old: bool) -> Iterator[tuple[str, str, bool]]:
    if isinstance(part, str):
        yield path, part, is_old
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item, path, is_old=is_old)
    elif isinstance(part, dict):
        path = next((part[k] for k in _PATHS if isinstance(part.get(k), str)), path)
        for key, item in part.items():
            yield from _texts(item, path, is_old=is_old or key in _OLD)


def answer(agent: Agent, event: str, reason: str) -> Mapping[str, object]:
    """A no with its reason, or a yes where there is none, in the assistant's words."""
    if agent.name == "cursor":
        if event == "beforeSubmitPrompt":
            return {"continue": False, "user_message": reason} if reason else {"continue": True}
        no = {"permission": "deny", "user_message": reason, "agent_message": reason}
        return no if reason else {"permission": "allow"}
    if not reason:
        return {}
    if agent.name == "copilot":
        return {"permissionDecision": "deny", "permissionDecisionReason": reason}
    if agent.name == "gemini":
        return {"decision": "deny", "reason": reason}
    if event in _PROMPTS:
        return {"decision": "block", "reason": reason}
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": reason,
        }
    }
