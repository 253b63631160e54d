"""Environment, folders and clock: nobody below the command line asks for them."""

from __future__ import annotations

import os
import sys

from stanch.assemble import World


def world() -> World:
    """Where and when the program runs."""
    environ = dict(os.environ)
    return World.of(environ, cache_folder(environ), _user_config(environ))


def cache_folder(environ: dict[str, str]) -> str:
    """Where compiled rules are kept; `STANCH_CACHE_DIR`, empty for nowhere."""
    named = environ.get("STANCH_CACHE_DIR")
    return _folder(environ, "cache") if named is None else named


def _user_config(environ: dict[str, str]) -> str:
    named = environ.get("STANCH_USER_CONFIG")
    if named is not None:
        return named
    folder = _folder(environ, "config")
    return os.path.join(folder, "config.yaml") if folder else ""


def hooks_folder() -> str:
    """Where hooks for all repositories are kept; empty when there is no home."""
    folder = _folder(dict(os.environ), "config")
    return os.path.join(folder, "hooks") if folder else ""


def _folder(environ: dict[str, str], kind: str) -> str:
    """The user's folder of a kind (`cache` or `config`), empty when there is no home."""
    if sys.platform == "linux":  # what platformdirs says there, without its 7 ms
        base = environ.get(f"XDG_{kind.upper()}_HOME", "")
        if not os.path.isabs(base):
            home = environ.get("HOME", "")
            base = os.path.join(home, f".{kind}") if os.path.isabs(home) else ""
        return os.path.join(base, "stanch") if base else ""
    import platformdirs

    if kind == "cache":
        return platformdirs.user_cache_dir("stanch", appauthor=False)
    return platformdirs.user_config_dir("stanch", appauthor=False)
