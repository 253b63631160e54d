"""One run that has some of everything, for the golden files."""

from __future__ import annotations

from report.outcomes import (
    PASSWORD,
    PEM,
    PUBLISHABLE,
    STRIPE,
    location,
    outcome,
    rule,
)
from stanch.model.blob import Skipped
from stanch.model.finding import Proof, Reason
from stanch.model.outcome import Outcome, Summary, Suppression
from stanch.model.place import Commit
from stanch.model.rule import Confidence, Environment, Severity
from tokens import BASE62, body, stripe, token

AWS = rule(
    "aws-secret-access-key",
    name="AWS secret access key",
    vendor="AWS",
    severity=Severity.CRITICAL,
    why="It acts as the user it belongs to, in every service that user may use.",
    docs="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
)
COMMIT = Commit(
    "5b1d" * 10,
    "Ada Lovelace",
    "ada@example.org",
    "2026-01-02T03:04:05+00:00",
    "Add the payment settings",
)


def _stripe() -> list[Outcome]:
    first, second = stripe("one"), stripe("two")
    line = f'pay = connect("{first}", fallback="{second}", retries=3)  # from the wiki\n'
    settings = ("import os\n\n    " + line).encode()
    old = ("KEY=" + second + "\n").encode()
    places = [location(f"deploy/env.{n}", old, second.encode(), commit=COMMIT) for n in range(7)]
    facts = (("account", "acct_1042"),)
    return [
        outcome(
            STRIPE,
            first,
            location("src/shop/settings.py", settings, first.encode()),
            facts=facts,
            notes=("the name before it says that it is a credential",),
        ),
        outcome(STRIPE, second, *places),
    ]


def _others() -> list[Outcome]:
    secret, key_id = body(40, BASE62 + "/+", "aws"), token("AK" + "IA", 16, seed="aws")
    config = f"[default]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n".encode()
    lines = "\n".join(body(64, seed=n) for n in range(4))
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----"
    long = "var a=1;" * 60 + 'password="' + "tulip7" + '";' + "b();" * 60
    published = token("pk" + "_live_", 24)
    return [
        outcome(
            AWS,
            secret,
            location("infra/credentials", config, secret.encode()),
            companions=(location("infra/credentials", config, key_id.encode()),),
            facts=(("account", "123456789012"),),
            proof=Proof.FITS,
            confidence=Confidence.PROVEN,
        ),
        outcome(PEM, pem, location("certs/server key.pem", f"{pem}\n".encode(), pem.encode())),
        outcome(
            PASSWORD,
            "tulip7",
            location("web/bundle.min.js", long.encode(), b"tulip7"),
            weak=True,
            confidence=Confidence.MEDIUM,
        ),
        outcome(
            PUBLISHABLE,
            published,
            location("web/index.html", f"<p>{published}</p>".encode(), published.encode()),
            environment=Environment.LIVE,
        ),
    ]


def _suppressed() -> list[Outcome]:
    reasons = [
        Suppression(Reason.BASELINE, ".stanch-baseline:4", "revoked in March"),
        Suppression(Reason.INLINE, "tests/keys.py:9", "a fixture"),
        Suppression(Reason.BASELINE, ".stanch-baseline:5"),
    ]
    found = []
    for number, reason in enumerate(reasons):
        key = stripe(f"old {number}")
        place = location(f"tests/keys{number}.py", f'K = "{key}"'.encode(), key.encode())
        found.append(outcome(STRIPE, key, place, suppressed=reason))
    return found


def sample() -> Summary:
    """The run."""
    return Summary(
        source="worktree",
        blobs=1214,
        size=5_250_000,
        skipped=(
            Skipped("assets/film.mp4", "larger than 10 MB", by_policy=True),
            Skipped("secret/\x1b[31mnot.txt", "permission denied"),
        ),
        outcomes=(*_stripe(), *_others(), *_suppressed()),
        warnings=("entry 7 of .stanch-baseline has expired",),
        rules=81,
        rules_hash="sha256:" + "ab" * 8,
        config_hash="sha256:" + "cd" * 8,
    )
