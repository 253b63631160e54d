"""Key files: what is inside, however the file around them mangles their lines."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from stanch.engine.proof import Evidence, keymaker, pem_base64, validator
from stanch.engine.proof.radix import encoded
from stanch.model.finding import Proof, Reason
from stanch.model.rule import Confidence, Severity

NOW = 1_780_000_000
PEM = validator("pem")
RNG = random.Random(5)
DASHES = b"-" * 5
HEADS = (b"LS0tLS1CRUdJTi", b"0tLS0tQkVHSU4g", b"tLS0tLUJFR0lOI")
RSA = keymaker.armored("RSA PRIVATE KEY", keymaker.rsa(RNG))
EC_PARAMETERS = keymaker.armored("EC PARAMETERS", b"\x06\x05\x2b\x81\x04\x00\x0a")
PGP = keymaker.pgp(RNG)
PGP_ENCRYPTED = keymaker.pgp(RNG, usage=254)


def pgp(data: bytes, total: bytes) -> bytes:
    return keymaker.armored("PGP PRIVATE KEY BLOCK", data, tail=total)


def traditional(lines: bytes) -> bytes:
    first, rest = RSA.split(b"\n", 1)
    return first + b"\n" + lines + b"\n\n" + rest


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        pytest.param(RSA, {"type": "RSA", "bits": "2048"}, id="PKCS#1"),
        pytest.param(
            keymaker.armored("PRIVATE KEY", keymaker.pkcs8_rsa(RNG)),
            {"type": "RSA", "bits": "2048"},
            id="RSA in PKCS#8",
        ),
        pytest.param(
            keymaker.armored("PRIVATE KEY", keymaker.ed25519(RNG)),
            {"type": "Ed25519"},
            id="Ed25519 in PKCS#8",
        ),
        pytest.param(
            EC_PARAMETERS + keymaker.armored("EC PRIVATE KEY", keymaker.ec(RNG)),
            {"type": "EC P-256", "bits": "256"},
            id="SEC 1 behind its parameters",
        ),
        pytest.param(
            keymaker.armored("DSA PRIVATE KEY", keymaker.dsa(RNG)),
            {"type": "DSA", "bits": "1024"},
            id="DSA",
        ),
        pytest.param(
            keymaker.armored("OPENSSH PRIVATE KEY", keymaker.ssh(RNG), 70),
            {"type": "Ed25519"},
            id="OpenSSH",
        ),
        pytest.param(
            keymaker.armored("RSA PRIVATE KEY", keymaker.ssh(RNG), 70),
            {"type": "Ed25519"},
            id="OpenSSH under the label of RSA",
        ),
        pytest.param(pgp(PGP, keymaker.pgp_sum(PGP)), {"type": "EdDSA"}, id="OpenPGP"),
        pytest.param(pgp(PGP, b""), {"type": "EdDSA"}, id="OpenPGP without its sum"),
        pytest.param(
            RSA.split(b"\n", 1)[1].rsplit(b"\n", 2)[0], {"type": "RSA"}, id="a body without label"
        ),
    ],
)
def test_keys_in_clear_are_proven(text: bytes, facts: dict[str, str]) -> None:
    """A whole private key would be reported with no more certainty than a password."""
    evidence = PEM.check(text, NOW)
    assert evidence.proof is Proof.FITS
    assert dict(evidence.facts).items() >= (facts | {"encrypted": "no"}).items()
    assert evidence.severity is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            keymaker.armored("ENCRYPTED PRIVATE KEY", keymaker.encrypted(RNG)), id="PKCS#8"
        ),
        pytest.param(
            traditional(b"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC," + b"0F" * 16),
            id="OpenSSL's header lines",
        ),
        pytest.param(
            keymaker.armored("OPENSSH PRIVATE KEY", keymaker.ssh(RNG, b"aes256-ctr")), id="OpenSSH"
        ),
        pytest.param(pgp(PGP_ENCRYPTED, keymaker.pgp_sum(PGP_ENCRYPTED)), id="OpenPGP"),
    ],
)
def test_encrypted_keys_are_lower(text: bytes) -> None:
    """A key that needs its pass phrase would be as urgent as one that does not."""
    evidence = PEM.check(text, NOW)
    assert evidence.dropped is None
    assert evidence.proof is not Proof.FAILS
    assert evidence.severity is Severity.MEDIUM
    assert ("encrypted", "yes") in evidence.facts
    assert "pass phrase" in evidence.note


def each_line(before: bytes, after: bytes = b"\n") -> Callable[[bytes], bytes]:
    return lambda text: b"".join(before + line + after for line in text.splitlines())


@pytest.mark.parametrize(
    "mangled",
    [
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="Windows line ends"),
        pytest.param(lambda text: text.replace(b"\n", b"\\n"), id="a JSON string"),
        pytest.param(lambda text: text.replace(b"\n", b"\\r\\n"), id="a JSON string from Windows"),
        pytest.param(
            lambda text: text.replace(b"\n", b"\\\\n").replace(b"/", b"\\/"), id="JSON in JSON"
        ),
        pytest.param(lambda text: text.replace(b"\n", b"&#10;"), id="an XML attribute"),
        pytest.param(lambda text: text.replace(b"\n", b"<br>\n"), id="a page in HTML"),
        pytest.param(lambda text: quote(text).encode(), id="a URL"),
        pytest.param(lambda text: quote_plus(text).encode(), id="a form"),
        pytest.param(lambda text: text.replace(b"-----", b"----"), id="four hyphens"),
        pytest.param(
            lambda text: text.replace(b"N ", b"N_").replace(b" K", b"_K"), id="underlines"
        ),
        pytest.param(lambda text: text.replace(b"\n", b" "), id="one line with spaces"),
        pytest.param(lambda text: text.replace(b"\n", b""), id="one line without anything"),
        pytest.param(each_line(b"    "), id="indented in YAML"),
        pytest.param(each_line(b"\t"), id="indented by tabs"),
        pytest.param(each_line(b"# "), id="commented out"),
        pytest.param(each_line(b"// "), id="commented out with slashes"),
        pytest.param(each_line(b" * "), id="in a block comment"),
        pytest.param(each_line(b"+"), id="in a patch"),
        pytest.param(each_line(b'  "', b'\\n" +\n'), id="Java strings joined by plus"),
        pytest.param(each_line(b'+ "', b'"\n'), id="plus in front"),
        pytest.param(each_line(b"'", b"\\n'.\n"), id="PHP strings joined by dots"),
        pytest.param(each_line(b'"', b'\\n"\n'), id="strings side by side"),
        pytest.param(each_line(b"'", b"',\n"), id="a list of lines"),
        pytest.param(each_line(b"", b" \\\n"), id="continued lines"),
        pytest.param(each_line(b"", b"\\n\\\n"), id="continued lines with escapes"),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_tolerates_what_files_do_to_lines(mangled: Callable[[bytes], bytes], seed: int) -> None:
    """Keys pasted into code and configuration would be dropped as malformed."""
    for name in ("pem-rsa", "pem-pgp", "pem-openssh", "pem-ec"):
        whole = validator(name).complete(b"", random.Random(seed))
        assert PEM.check(mangled(whole), NOW) == PEM.check(whole, NOW), name


def block(body: bytes, label: bytes = b"RSA PRIVATE KEY") -> bytes:
    begin, end = (DASHES + word + label + DASHES for word in (b"BEGIN ", b"END "))
    return begin + b"\n" + body + b"\n" + end


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", Reason.MALFORMED, id="nothing between"),
        pytest.param(b"...", Reason.PLACEHOLDER, id="three dots"),
        pytest.param(b"MIIEvQIBADAN" + b"...", Reason.PLACEHOLDER, id="a few signs and three dots"),
        pytest.param(b"${KEY}", Reason.PLACEHOLDER, id="a variable"),
        pytest.param(b"<your key>", Reason.PLACEHOLDER, id="words in brackets"),
        pytest.param(b"super secret private key here", Reason.MALFORMED, id="words"),
        pytest.param(b"x" * 64, Reason.PLACEHOLDER, id="one character"),
        pytest.param(b"Put the contents of your key file here", Reason.MALFORMED, id="a request"),
        pytest.param(b"AAAA=AAAA" * 12, Reason.MALFORMED, id="padding in the middle"),
        pytest.param(b"not a key! " * 12, Reason.MALFORMED, id="no base 64"),
    ],
)
def test_samples_are_dropped(body: bytes, reason: Reason) -> None:
    """Every README that shows how to set a key would block a commit."""
    dropped = PEM.check(block(body), NOW).dropped
    assert dropped is not None
    assert dropped.reason is reason


FIRST = b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
ODD = b"\n".join(line[: 7 * n] for n, line in enumerate(RSA.splitlines()[1:9], 1)) + b"A"
LOCKED = b"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC," + b"0F" * 16 + b"\n\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(FIRST, id="the first line"),
        pytest.param(FIRST + b"...", id="the first line and three dots"),
        pytest.param(FIRST + b"\n" + b"x" * 64, id="the first line and a mask"),
        pytest.param(ODD, id="lines of odd length"),
        pytest.param(LOCKED + ODD + b"\nAA=AA", id="the same, encrypted"),
        pytest.param(ODD + b"\n!", id="a sign that base 64 has not"),
    ],
)
def test_the_remains_of_a_key_have_the_lowest_confidence(body: bytes) -> None:
    """A key that was altered before it was published would not be seen at all."""
    evidence = PEM.check(block(body), NOW)
    assert evidence.dropped is None
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.LOW
    assert evidence.note


def cut(text: bytes) -> bytes:
    lines = text.splitlines()
    return b"\n".join(lines[:-4] + lines[-1:])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(cut(RSA), id="lines missing"),
        pytest.param(block(b"MIIE" + b"QUJD" * 60), id="other content"),
        pytest.param(
            cut(keymaker.armored("X PRIVATE KEY", keymaker.ssh(RNG), 40)), id="OpenSSH cut"
        ),
        pytest.param(cut(pgp(PGP * 3, b"")), id="packets missing"),
    ],
)
def test_a_broken_structure_is_said_and_lowers(text: bytes) -> None:
    """A key with a line missing would be proven, or not be seen at all."""
    evidence = PEM.check(text, NOW)
    assert evidence.dropped is None
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.MEDIUM


def test_unequal_check_numbers_are_no_openssh_key() -> None:
    """A masked OpenSSH key would be proven."""
    data = bytearray(keymaker.ssh(random.Random(1)))
    at = data.rindex(b"\0\0\0\x0bssh-ed25519") - 1
    data[at] ^= 1
    assert PEM.check(keymaker.armored("OPENSSH PRIVATE KEY", bytes(data)), NOW).proof is Proof.FAILS


def test_a_wrong_armor_sum_lowers() -> None:
    """An altered PGP key would be proven."""
    evidence = PEM.check(pgp(PGP, b"=AAAA"), NOW)
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.LOW


@pytest.mark.parametrize("before", [b"", b"\n", b"a:", b"key: |\n"], ids=repr)
@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param(lambda text: text, id="one line"),
        pytest.param(lambda text: b"\n  ".join(text[n : n + 60] for n in range(0, len(text), 60)),
                     id="wrapped and indented"),
        pytest.param(lambda text: b"\\n".join(text[n : n + 76] for n in range(0, len(text), 76)),
                     id="wrapped in JSON"),
        pytest.param(lambda text: text.rstrip(b"="), id="not padded"),
        pytest.param(lambda text: text.translate(bytes.maketrans(b"+/", b"-_")), id="for URLs"),
    ],
)  # fmt: skip
def test_a_key_inside_base_64_is_read(before: bytes, wrapped: Callable[[bytes], bytes]) -> None:
    """Keys reach variables and Kubernetes in base 64, alone or in the middle of a file."""
    whole = encoded(before + RSA + b"more: text of the file\n")
    start = next(whole.index(head) for head in HEADS if head in whole)
    assert pem_base64.check(wrapped(whole[start:]), NOW) == PEM.check(RSA, NOW)


def test_base_64_of_words_is_no_key() -> None:
    """Every chart that shows where a key goes would block a commit."""
    evidence = pem_base64.check(encoded(block(b"your private key goes here, please")), NOW)
    assert evidence.dropped is not None
    assert pem_base64.check(encoded(b"-----BEGIN CERTIFICATE-----")[3:], NOW) == Evidence()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        pytest.param(b"c29tZSB3b3Jkcw0KI", True, id="a short line"),
        pytest.param(b"super hidden thing", True, id="words that may be anything"),
        pytest.param(b"YOUR_PRIVATE_KEY_HERE", False, id="a name for a key"),
        pytest.param(b"paste your private key here", False, id="a request"),
        pytest.param(b"MIIEpAIBAAKC...", False, id="a few characters and three dots"),
        pytest.param(b"xxxxxxxxxxxxxxxx", False, id="a mask"),
        pytest.param(b"[REDACTED]", False, id="brackets"),
    ],
)
def test_what_follows_a_head(line: bytes, kept: bool) -> None:  # noqa: FBT001  # a row of the table
    """What cannot be told apart from an altered key is kept, as low as its rule is."""
    for gap in (b"\n", b"\\n", b"\r\n    "):
        text = b"-" * 5 + b"BEGIN RSA PRIVATE KEY" + b"-" * 5 + gap + line
        evidence = validator("pem-remains").check(text, NOW)
        assert (evidence.dropped is None) is kept
        assert bool(evidence.note) is kept


PPK = validator("putty-key")
FILE = PPK.complete(b"", random.Random(2))


def version_2(text: bytes) -> bytes:
    import hashlib
    import hmac
    from base64 import b64decode

    lines = text.replace(b"File-3", b"File-2").splitlines()
    fields = [b"ssh-ed25519", b"none", b"example"]
    fields += [b64decode(lines[4] + lines[5]), b64decode(lines[7])]
    message = b"".join(len(f).to_bytes(4, "big") + f for f in fields)
    key = hashlib.sha1(b"putty-private-key-file-mac-key", usedforsecurity=False).digest()
    return b"\r\n".join(
        [*lines[:8], b"Private-MAC: " + hmac.new(key, message, "sha1").hexdigest().encode()]
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FILE, id="version 3"),
        pytest.param(version_2(FILE), id="version 2"),
        pytest.param(FILE.replace(b"\n", b"\r\n"), id="Windows line ends"),
        pytest.param(b"\n".join(b"  " + line for line in FILE.splitlines()), id="indented"),
        pytest.param(FILE.replace(b"\n", b"\\n"), id="a JSON string"),
        pytest.param(FILE.replace(b"\n", b"\\\\n"), id="JSON in JSON"),
        pytest.param(FILE.replace(b"\n", b"<br>\n"), id="a page in HTML"),
        pytest.param(each_line(b'"', b'\\n" +\n')(FILE).replace(b" +", b""), id="Java strings"),
        pytest.param(each_line(b"# ")(FILE), id="commented out"),
    ],
)
def test_putty_keys_in_clear_are_proven(text: bytes) -> None:
    """PuTTY's keys would never be more than a guess."""
    evidence = PPK.check(text, NOW)
    assert evidence.proof is Proof.FITS
    assert evidence.facts == (("type", "ssh-ed25519"), ("encrypted", "no"))


def test_an_altered_putty_key_lowers() -> None:
    """A masked key file would be proven."""
    altered = FILE.replace(b"Comment: example", b"Comment: masked")
    evidence = PPK.check(altered, NOW)
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.LOW


def test_an_encrypted_putty_key_is_lower() -> None:
    """A key that needs its pass phrase would be as urgent as one that does not."""
    evidence = PPK.check(FILE.replace(b"Encryption: none", b"Encryption: aes256-cbc"), NOW)
    assert evidence.proof is Proof.NONE
    assert evidence.severity is Severity.MEDIUM
    assert ("encrypted", "yes") in evidence.facts


def test_a_putty_header_alone_is_not_proven() -> None:
    """The first line of a key file in a document would be a proven key."""
    evidence = PPK.check(FILE.split(b"\n")[0], NOW)
    assert evidence.proof is Proof.FAILS
    assert evidence.confidence is Confidence.MEDIUM


def test_a_service_account_is_named() -> None:
    """Whoever has to revoke the key would have to look for its account."""
    module = validator("google-service-account")
    text = module.complete(b"", random.Random(4))
    evidence = module.check(text, NOW)
    facts = dict(evidence.facts)
    assert evidence.proof is Proof.FITS
    assert facts["account"].endswith(".iam.gserviceaccount.com")
    assert facts["project"].startswith("project-")
    assert len(facts["key id"]) == 40
    assert (facts["type"], facts["bits"]) == ("RSA", "2048")
    escaped = module.check(text.replace(b"\\n", b"\\\\n").replace(b'"', b'\\"'), NOW)
    assert escaped == evidence


def test_a_sample_service_account_is_dropped() -> None:
    """Every set-up guide of a Google library would block a commit."""
    text = b'{"project_id": "your-project", "private_key": "' + block(b"...") + b'"}'
    dropped = validator("google-service-account").check(text, NOW).dropped
    assert dropped is not None
    assert dropped.reason is Reason.PLACEHOLDER
