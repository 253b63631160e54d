"""ggshield: `.gitguardian.yaml`, of version 2 and before.

https://docs.gitguardian.com/ggshield-docs/configuration
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stanch.errors import ConfigError
from stanch.model.secret import Secret
from stanch.moving import globs
from stanch.moving.item import Claim, Digest, Fate, Item, refused, taken
from stanch.moving.ours import Theirs
from stanch.moving.text import yaml
from stanch.written.fields import Reader

_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
_FLAGS = {
    "exit_zero": "`--exit-zero`, or `STANCH_EXIT_ZERO` in CI; a file cannot say it",
    "show_secrets": "`--show-secrets`; a file cannot say it",
    "verbose": "`verbose:` in your user-wide file",
}


def config(file: Theirs) -> Iterator[Item]:
    """What the file says about secrets.

    Raises:
        ConfigError: it is no mapping in YAML.
    """
    top = Reader(yaml(file.data, file.where), file.where)
    yield from _part(top, file)
    secret = top.child("secret")
    if secret is not None:
        yield from _part(secret, file)


def _part(reader: Reader, file: Theirs) -> Iterator[Item]:
    for key in reader.names():
        name = key.replace("-", "_")
        where = f"{reader.where}: {key}"
        try:
            if name in {"ignored_paths", "paths_ignore"}:
                yield from globs.ignored(where, reader.texts(key))
            elif name in {"ignored_matches", "matches_ignore"}:
                yield from _matches(reader, key)
            elif name in {"ignored_detectors", "banlisted_detectors"}:
                yield from _detectors(where, reader.texts(key), file)
            elif name in _FLAGS:
                said = reader.flag(key)
                yield refused(where, _FLAGS[name]) if said else taken(where, "that is the default")
            elif name not in {"version", "secret"}:
                yield refused(where, "nothing is sent anywhere here, so there is nothing to set")
        except ConfigError as error:
            yield refused(where, str(error))


def _matches(reader: Reader, key: str) -> Iterator[Item]:
    """The secret itself, or SHA-256 over it and its type."""
    for where, value in reader.items(key):
        match: object = value
        name = ""
        if not isinstance(value, str):
            one = Reader(value, where)
            match, name = one.get("match"), str(one.get("name") or "")
        if not isinstance(match, str) or not match:
            yield refused(where, "match must be text")
            continue
        reason = " ".join(["imported from ggshield", *name.split()])
        claim = Claim(where, reason=reason)
        if _SHA256.match(match):
            claim = claim._replace(digest=Digest("ggshield", match.lower()))
        else:
            claim = claim._replace(value=Secret(match.encode("utf-8", "surrogatepass")))
        yield Item(where, Fate.TRANSLATED, claim=claim)


def _detectors(where: str, names: tuple[str, ...], file: Theirs) -> Iterator[Item]:
    for name in names:
        own = file.ours.single(name)
        if own:
            how = f"disable: {own}"
            yield Item(f"{where} {name!r}", Fate.TRANSLATED, how, disable=(own,))
            continue
        near = file.ours.of(name)
        shown = ", ".join(near[:4]) + (", …" if len(near) > 4 else "")
        why = f"several rules find it here ({shown}); put those you mean under `disable:`"
        yield refused(f"{where} {name!r}", why if near else "no rule here has such a name")
