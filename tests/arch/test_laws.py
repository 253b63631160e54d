"""The laws of DESIGN that no type checker knows: who may start, read and reveal what."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fakes
from arch.sources import SOURCE, Module, attributes, imports, modules

STARTS = {
    "subprocess.Popen", "subprocess.run", "subprocess.call", "subprocess.check_call",
    "subprocess.check_output", "subprocess.getoutput", "subprocess.getstatusoutput", "os.system",
    "os.popen", "os.posix_spawn", "os.posix_spawnp", "os.fork", "os.forkpty", "os.startfile",
    "pty.spawn", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell",
}  # fmt: skip
# What may look at a secret's value, and what for.
MAY_REVEAL = {
    "engine/judge.py": "entropy, checksums and placeholders are judged by the value",
    "foundmemory.py": "whether the clock decides about it",
    "engine/sensitive.py": "whether a value that nothing explains is random",
    "moving/resolve.py": "which secret another scanner's hash or value means",
    "pipeline.py": "whether an old side of a change held it",
    "report/replacements.py": "writes it where a person asks for the file",
    "report/redact.py": "hides it everywhere, and shows it with --show-secrets",
    "suppress/allowlist.py": "patterns and stopwords of the configuration",
    "suppress/fingerprint.py": "hashes it",
    "traces.py": "which versions of a file hold it",
}


def places(found: dict[str, list[str]]) -> set[str]:
    return {place for place, what in found.items() if what}


def everywhere(wanted: set[str]) -> dict[str, list[str]]:
    return {
        module.place: [name for name in attributes(module.tree) if name in wanted]
        for module in modules()
    }


FORKS = "forked.py"


def names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_only_git_starts_processes() -> None:
    """A scanner that starts programs on what it scans can be made to start any."""
    started = places(everywhere(STARTS)) | {
        module.place
        for module in modules()
        if any(name in STARTS or name.startswith("os.exec") for name in imports(module.tree))
    }
    assert started
    # It copies this process, and starts no program.
    assert places(everywhere(STARTS - {"os.fork"})) & {FORKS} == set()
    assert {place.split("/")[0] for place in started} == {"git", FORKS}
    spawners = {
        module.place
        for module in modules()
        if any(
            name.split(".")[0] in {"multiprocessing", "pty", "asyncio"}
            for name in imports(module.tree)
        )
    }
    assert spawners == {FORKS}


def test_only_the_command_line_reads_environment_and_arguments() -> None:
    """Below it the same inputs give the same result, in a test as on a worker."""
    wanted = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "sys.argv", "os.putenv"}
    reading = places(everywhere(wanted))
    assert reading
    assert {place.split("/")[0] for place in reading} == {"cli"}
    for module in modules():
        taken = {name for name in imports(module.tree) if name in wanted}
        # Copies of this process send each other what they made, through pipes nobody else has.
        assert taken <= ({"pickle"} if module.place == FORKS else set()), (module.place, taken)
        assert module.place != FORKS or "open" not in names(module.tree)


def test_only_named_places_reveal_a_secret() -> None:
    """Each of them was looked at; a new one has to be argued for here."""
    revealing = {
        module.place
        for module in modules()
        if any(name.rpartition(".")[2] == "reveal" for name in attributes(module.tree))
    }
    assert revealing == set(MAY_REVEAL)
    inside = {
        module.place
        for module in modules()
        if any(name.rpartition(".")[2] == "_value" for name in attributes(module.tree))
    }
    assert inside <= {"model/secret.py"}, "the value has one door"


# Who may write to a stream: one place for reports, one for all else.
PRINTS = {"cli/console.py", "cli/run.py", "cli/lazy.py", "report/drawing.py"}


def test_commands_print_through_one_door() -> None:
    """It hides secrets and escapes what acts on a terminal; whoever goes past it forgets both."""
    ways = {"click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write", "print"}
    printing = {
        module.place
        for module in modules()
        if any(name in ways or name.endswith("stream.write") for name in attributes(module.tree))
        or any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ways
            for node in ast.walk(module.tree)
        )
    }
    assert "cli/console.py" in printing
    assert printing <= PRINTS


def evaluates(module: Module) -> set[str]:
    names = {node.func.id for node in ast.walk(module.tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    return names & {"eval", "exec", "compile", "__import__"}


def test_nothing_that_was_written_by_others_becomes_code() -> None:
    """A configuration or cache that is unpickled or evaluated runs in each clone."""
    modules_taken = {"pickle", "marshal", "shelve", "dill", "runpy", "code"}
    for module in modules():
        assert not evaluates(module), module.place
        taken = {name.split(".")[0] for name in imports(module.tree)} & modules_taken
        # Copies of this process send each other what they made, through pipes nobody else has.
        assert taken <= ({"pickle"} if module.place == FORKS else set()), (module.place, taken)
        assert module.place != FORKS or "open" not in names(module.tree)
        unsafe = set(attributes(module.tree)) & {"yaml.load", "yaml.unsafe_load", "yaml.full_load"}
        assert not unsafe, (module.place, unsafe)


NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp"}


def test_nothing_reaches_the_network() -> None:
    """A scan tells nobody what it found; only a clone that the user names goes out."""
    allowed = {"urllib.parse"}
    for module in modules():
        taken = {
            name
            for name in imports(module.tree)
            if name.split(".")[0] in NETWORK and not any(name.startswith(a) for a in allowed)
        }
        assert taken <= {"urllib"}, (module.place, taken)


FORBIDDEN = {"log", "diff", "status", "show", "grep", "blame", "archive", "checkout", "apply"}


def test_git_is_only_asked_for_plumbing() -> None:
    """`git log` and `git diff` run what the repository's configuration names, or hide commits."""
    words = 0
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in {"run", "start", "lines", "read", "call"}:
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                words += 1
                assert first.value not in FORBIDDEN, (module.place, node.lineno)
    assert words > 5
    text = "".join(file.read_text() for file in (SOURCE / "git").rglob("*.py"))
    assert not re.findall(r"""["'](?:log|diff|status|show)["']""", text)


def test_git_is_always_told_what_not_to_run() -> None:
    """A repository's `core.fsmonitor` runs even under `ls-files`."""
    text = (SOURCE / "git" / "plumbing.py").read_text()
    for word in (
        "core.fsmonitor=false",
        "core.hooksPath",
        "GIT_NO_LAZY_FETCH",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OPTIONAL_LOCKS",
        "GIT_TERMINAL_PROMPT",
    ):
        assert word in text, word


def test_every_module_says_why_it_exists() -> None:
    """Who opens a file reads that first."""
    assert [m.place for m in modules() if not ast.get_docstring(m.tree)] == []


def test_files_stay_small() -> None:
    """A long file has two reasons to change."""
    long = {m.place: len((SOURCE / m.place).read_text().splitlines()) for m in modules()}
    assert {place for place, size in long.items() if size > 500} == set()


def test_nothing_mutable_lives_in_a_module() -> None:
    """Workers share modules; what one writes another would read."""
    kinds = ast.List | ast.Set | ast.ListComp | ast.SetComp
    mutable = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, kinds)
        if "__all__" not in ast.unparse(node)
    ]
    assert mutable == []


def test_nothing_is_left_open() -> None:
    """A stub that ships is a promise that is not kept."""
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X:|HACK|NotImplementedError)\b")
    looked = 0
    for file in sorted(SOURCE.rglob("*.py")):
        looked += 1
        assert not words.findall(file.read_text()), file
    assert looked > 80


def test_layers_point_down() -> None:
    """A lower layer that knows a higher one can no longer be tested or moved alone."""
    program = Path(sys.executable).with_name("lint-imports")
    found = str(program) if program.exists() else shutil.which("lint-imports")
    if not found:
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [found, "--no-cache"],
        cwd=fakes.ROOT,
        env={"PYTHONPATH": str(fakes.ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "KEPT" in done.stdout
