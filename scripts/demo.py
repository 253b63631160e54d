#!/usr/bin/env python3
"""What stanch does, in a minute: a small leaky repository, a commit blocked, a history read.

Everything happens in a temporary folder, with no configuration of yours. The tokens are made when
this runs: none is live, and none stands in this repository. The demonstration checks itself: when
something does not end as it says, it stops with an error.
"""

from __future__ import annotations

import os
import random
import string
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from stanch.engine.proof import validator

FOUND = 1

SERVER = """\
import os

from flask import Flask

app = Flask(__name__)
app.config["DEBUG"] = os.environ.get("DEBUG") == "1"
"""
DEPLOY = """\
#!/bin/sh
# Fetches the release that is to be deployed.
curl -H "Authorization: token {}" https://api.github.com/repos/acme/shop/releases/latest
"""
PAYMENT = """\
import stripe

stripe.api_key = "{}"
"""
MENDED = """\
import os

import stripe

stripe.api_key = os.environ["STRIPE_API_KEY"]
"""


class Shop(NamedTuple):
    """The repository of the demonstration, and the environment that its commands run in."""

    folder: Path
    environ: dict[str, str]

    def write(self, name: str, text: str) -> None:
        """Write a file of the work tree."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def quietly(self, *command: str) -> None:
        """Run a command that is not worth showing."""
        subprocess.run(
            command, cwd=self.folder, env=self.environ, check=True, stdout=subprocess.DEVNULL
        )

    def show(self, *command: str, code: int) -> None:
        """Show a command and what it prints; it must end with this code."""
        words = " ".join(f"'{word}'" if " " in word else word for word in command)
        say(f"$ {words}", "1")
        done = subprocess.run(
            command, cwd=self.folder, env=self.environ, check=False, stderr=subprocess.STDOUT
        )
        say(f"(exit code {done.returncode})", "2")
        if done.returncode != code:
            sys.exit(f"this was meant to end with code {code}: please report it")


def main() -> None:
    """Tell the story."""
    with tempfile.TemporaryDirectory(prefix="stanch-demo-") as folder:
        shop = Shop(Path(folder, "shop"), environment(Path(folder)))
        past(shop)
        heading("1. A repository, and the hook")
        shop.show("stanch", "hooks", "install", code=0)

        heading("2. A commit that would leak a payment key")
        shop.write("payment.py", PAYMENT.format(stripe()))
        shop.quietly("git", "add", "payment.py")
        shop.show("git", "commit", "-m", "take payments", code=FOUND)
        say("The commit was stopped: nothing has left this machine, nothing needs revoking.")

        heading("3. The same commit, with the key in the environment")
        shop.write("payment.py", MENDED)
        shop.quietly("git", "add", "payment.py")
        shop.show("git", "commit", "-m", "take payments", code=0)

        heading("4. The files are clean")
        shop.show("stanch", "scan", code=0)

        heading("5. The history is not: what was deleted is still in it")
        shop.show("stanch", "history", code=FOUND)
        say("Next: `stanch hooks install` in a repository of yours. README.md has the rest.")
        say(f"stanch is installed here: {Path(sys.executable).parent / 'stanch'}")


def past(shop: Shop) -> None:
    """Three commits, of which the second brings a token and the third takes it away."""
    shop.folder.mkdir()
    shop.quietly("git", "init", "--quiet", "--initial-branch=main")
    commits = (
        ("server.py", SERVER, "a web shop"),
        ("deploy.sh", DEPLOY.format(github()), "deploy from releases"),
        ("deploy.sh", DEPLOY.format("$GITHUB_TOKEN"), "token from the environment"),
    )
    for name, text, message in commits:
        shop.write(name, text)
        shop.quietly("git", "add", name)
        shop.quietly("git", "commit", "--quiet", "-m", message)


def environment(folder: Path) -> dict[str, str]:
    """This Python's `stanch` first, and no configuration, hook or cache of the user's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "STANCH_"))}
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "STANCH_CACHE_DIR": str(folder / "cache"),
        "STANCH_USER_CONFIG": "",
    }


def stripe() -> str:
    """A key in the form of Stripe's, random and of no use."""
    alphabet = string.digits + string.ascii_letters
    body = random.Random(1).choices(alphabet, k=32)  # noqa: S311  # a sample
    return "sk_live_" + "".join(body)


def github() -> str:
    """A token in the form of GitHub's, with the checksum that theirs end in."""
    rest = validator("github-crc32").complete(b"ghp_", random.Random(1))  # noqa: S311  # a sample
    return "ghp_" + rest.decode()


def heading(text: str) -> None:
    """Begin a part of the story."""
    say(f"\n== {text}\n", "1;36")


def say(text: str, style: str = "") -> None:
    """A line of the story, in colour where a person reads it; at once, between commands' own."""
    if style and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        text = f"\033[{style}m{text}\033[0m"
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
