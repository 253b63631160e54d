"""Our lines in a file of somebody else's, where a manager runs what stands in files of its own.

A hook of ours in git's folder does not last there: lefthook renames it at the next change of its
configuration, and runs it no more. husky runs `.husky/pre-commit`, which is committed and has
commands of its own. So the lines go into those files, between two marks, and out again byte for
byte.

https://lefthook.dev/configuration/#config-file-name, https://typicode.github.io/husky/
"""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stanch.errors import UsageError, UserError
from stanch.hooks import managers, template
from stanch.hooks.slot import Kind, Slot, look

if TYPE_CHECKING:
    from stanch.git.setup import HooksPlace
    from stanch.hooks.managers import Manager

_LEFTHOOK = re.compile(r"(?P<dot>\.?)lefthook(?P<local>-local)?\.(?P<kind>ya?ml|toml|jsonc?)")
_FRAMEWORK = ".pre-commit-config.yaml"
# The hook ids of `.pre-commit-hooks.yaml` that do the work of each hook.
_IDS = {
    "pre-commit": "stanch(?:-files|-system)?",
    "commit-msg": "stanch-message",
    "pre-push": "stanch-files",
    "post-merge": "stanch-merge",
}


class Entry(NamedTuple):
    """A file of a manager's, and what to write into it so that the manager runs the scan."""

    path: Path
    lines: str
    manager: Manager
    name: str

    @property
    def found(self) -> bytes:
        """What the file holds; nothing where there is none."""
        return look(self.path).data

    @property
    def there(self) -> bool:
        """Our lines are in it, in whatever version."""
        return self.before is not None

    @property
    def before(self) -> bytes | None:
        """The file without our lines; None when they are not in it."""
        data = self.found
        first, last = (re.escape(mark) for mark in self._marks)
        ours = re.search(first + rb"(?s:.*?)" + last + rb"(\n?)", data)
        if ours is None:
            return None
        # The file ended without a line end, so ours does too, and the one before us is ours.
        start = ours.start() if ours[1] else max(ours.start() - 1, 0)
        return data[:start] + data[ours.end() :]

    @property
    def after(self) -> bytes:
        """The file with our lines at its end.

        Raises:
            UsageError: they would not mean there what they should.
        """
        without = self.before
        before = self.found if without is None else without
        first, last = self._marks
        ours = first + b"\n" + self.lines.encode("utf-8", "surrogateescape") + last
        data = before + b"\n" + ours if before and before[-1:] != b"\n" else before + ours + b"\n"
        if self.manager is managers.LEFTHOOK:
            self._check(before, data)
        return data

    @property
    def notes(self) -> tuple[str, ...]:
        """What somebody whose file this is should know."""
        if self.manager is managers.HUSKY:
            said = "husky runs these lines, with the stanch on PATH; committed, they are shared"
            return (said,)
        return (
            f"{self.path.name} is for you alone: keep it out of commits",
            self.manager.advice(self.name),
        )

    @property
    def _marks(self) -> tuple[bytes, bytes]:
        return (f"# stanch {self.name}, by `stanch hooks install`".encode(),
                f"# end of stanch {self.name}".encode())  # fmt: skip

    def _check(self, before: bytes, after: bytes) -> None:
        """A key that stands twice, or braces around it all: the file would not be read at all."""
        from stanch.written.yamltext import parse

        name = self.path.name
        try:
            old, new = parse(before, name) or {}, parse(after, name)
        except UserError:
            old, new = {}, None
        if not isinstance(old, dict) or not isinstance(new, dict) or new.keys() <= old.keys():
            raise UsageError(
                f"{self.path} has something for {self.name} already, or cannot be added to",
                hint=self.manager.advice(self.name),
            )


def entry(place: HooksPlace, slot: Slot, python: str = "") -> Entry | None:
    """Where our lines go, or are; None where a hook of our own lasts.

    Without `python` they are only looked for.
    """
    if slot.caller is managers.HUSKY:
        # Not a hook of our own: the file is committed, and it would hold a path of this machine.
        if slot.found.kind in {Kind.NOTHING, Kind.FILE} and slot.found.hook is None:
            line = f"stanch {template.command(slot.name)} || exit $?\n"
            return Entry(slot.path, line, managers.HUSKY, slot.name)
        return None
    path = _local(place.top)
    if path is None:
        return None
    made = Entry(path, _job(slot.name, python), managers.LEFTHOOK, slot.name)
    # Our lines outlast lefthook's own hook, and have to be taken out all the same.
    here = managers.recognise(slot.found.data) is managers.LEFTHOOK
    return made if here or (not python and made.there) else None


def _job(name: str, python: str) -> str:
    command = template.command(name).replace('"$@"', managers.LEFTHOOK.arguments)
    run = json.dumps(f"{shlex.quote(python)} -E -P -m stanch {command}", ensure_ascii=False)
    heard = "      use_stdin: true\n" if name in template.TOLD else ""
    return f"{name}:\n  jobs:\n    - name: stanch\n      run: {run}\n{heard}"


def _local(top: str) -> Path | None:
    """Lefthook's file for one person, beside the one for everybody; None without either."""
    found = {path: form for path, form in _of_lefthook(top) if not form["local"]}
    local = [(path, form) for path, form in _of_lefthook(top) if form["local"]]
    for path, form in local:
        if form["kind"] in {"yml", "yaml"}:
            return path
    if not found or local:
        return None
    path, form = next(iter(found.items()))
    return path.with_name(f"{form['dot']}lefthook-local.yml")


def _of_lefthook(top: str) -> list[tuple[Path, re.Match[str]]]:
    found = []
    for folder in (top, os.path.join(top, ".config")) if top else ():
        try:
            # A repository could have the link lead to any folder of the user's.
            names = [] if os.path.islink(folder) else sorted(os.listdir(folder))
        except OSError:
            continue
        forms = ((name, _LEFTHOOK.fullmatch(name)) for name in names)
        found += [(Path(folder, name), form) for name, form in forms if form]
    return found


def running(place: HooksPlace, slot: Slot) -> tuple[str, str]:
    """The file of somebody else's that runs the scan as this hook, and what is wrong with that."""
    by = slot.caller or managers.recognise(slot.found.data)
    # git passes over a file without it; husky's files need none.
    if by is not managers.HUSKY and not look(Path(place.path, slot.name)).runs:
        return "", ""
    if by is managers.PRE_COMMIT:
        return in_framework(place.top, slot.name), ""
    if by is managers.LEFTHOOK:
        for path, _ in _of_lefthook(place.top):
            data = look(path).data
            if _runs(data, slot.name):
                deaf = slot.name in template.TOLD and b"use_stdin" not in data
                why = f"{path}: without `use_stdin: true` lefthook does not say what is pushed"
                return str(path), why if deaf else ""
        return "", ""
    if slot.found.hook is None and _runs(slot.found.data, slot.name):
        return str(slot.path), ""
    return "", ""


def in_framework(top: str, name: str) -> str:
    """pre-commit's configuration where it runs the scan as this hook, else nothing."""
    path = Path(top, _FRAMEWORK)
    form = rb"(?m)^[^#\n]*\bid:\s*[\"']?" + _IDS.get(name, "(?!)").encode() + rb"\b(?!-)"
    return str(path) if top and re.search(form, look(path).data) else ""


def _runs(data: bytes, name: str) -> bool:
    """A line that is no comment and starts the scan of this hook."""
    words = r"scan\s[^#\n]*--staged" if name == template.NAME else rf"hooks\s+run\s+{name}"
    return re.search(rf"(?m)^[^#\n]*\bstanch\b\S*\s+{words}\b".encode(), data) is not None
