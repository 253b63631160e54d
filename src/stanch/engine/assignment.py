"""The generic detector: `name = value` where the name says credential and the value looks like one.

A pattern of a rule with `detector: assignment` finds the syntax; here stands what is believed of
the name, of the value, and of the kind of file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stanch.engine import entropy, placeholder
from stanch.model.finding import Dropped, Reason
from stanch.model.rule import Confidence

# Names that need little: the word ends the name, or only a qualifier follows.
_STRONG = re.compile(
    rb"""(?ix)
    (?: pass(?:wor[dt]|wd|phrase|code)? | pwd | pswd | secret | token | credentials?
      | (?:api|app|access|auth|account|admin|client|consumer|crypt(?:o)?|encryption|license|master
         |private|service|session|shared|sign(?:ing)?|storage|subscription|webhook|hmac|jwt)
        [-_. ]?key
      | kennwort | passwort | mot_?de_?passe | contrase(?:n|\xc3\xb1)a | senha | wachtwoord
    )
    (?:[-_.]?(?:base64|b64|hex|value|val|str|string|text|prod|production|live|dev|test|staging
       |default|root|admin|user|db|key|v?\d{1,3}))*
    ["'\]\) ]*$
    """,
)
# Names that hold such a word and mean something else.
_OTHER = re.compile(
    rb"""(?ix)
    (?: (?:public|primary|foreign|hot|cache|sort|partition|row)[-_.]?key
      | key[-_.]?(?:id|name|type|path|file|alias|size|len(?:gth)?)
      | (?:token|secret|password|passwd|pass|key|credential)s?[-_. ]?
        (?:url|uri|endpoint|path|file|dir|name|type|field|label|hint|prompt|length|len|size|count
          |limit|policy|rule|regex|pattern|format|expir\w*|ttl|age|header|class|id|ids|kind|ref|arn
          |status|error|msg|message|title|placeholder|required|enabled|version|provider|store
          |manager|reset\w*|changed\w*|input|column|param(?:eter)?|scope|issuer|audience|budget
          |usage|strength|encoder|generator|template)
      | tokeniz\w* | max[-_.]?tokens?
      | (?:num|n|total|prompt|completion|stop|start|end|pad|eos|bos|unk|special)[-_.]?tokens?
      | (?:next|page|continuation|cancell?ation)[-_.]?token | token[-_.]?kind
      | (?:csrf|xsrf)[-_.]?token | by[-_]?pass | com?pass | pass(?:ed|ing|es|age|enger|ive|thr)
      | author | keyboard | keyword | monkey | secretar
    ) ["'\]\) ]*$
    """,
)
_IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*(?:\(.*\))?;?")
# Possessive throughout: a long value of digits and words would be tried in every division.
_WORDY = re.compile(
    rb"""(?x)
    (?:[A-Z]?[a-z]{2,}+ | [A-Z]{2,}+)
    (?:[-_ .:/]?(?:[A-Z]?[a-z]{2,}+ | [A-Z]{2,}+ | \d{1,2}+))*+
    [.:!?]?
    """
)
# Takes: https://host/path, ./a/b, C:\dir, ada@example.org, a/b/c.txt, server.pem
_PATHLIKE = re.compile(
    rb"""(?ix)
      [a-z][a-z0-9+.-]{1,20}://[^@]*$ | \.{0,2}/[\w./ -]+$ | [a-z]:\\
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+$ | arn:[\w:*/-]+$ | [\#.][a-z][\w-]*$
    | [\w-]+(?:/[\w.-]+)+$
    | [\w-]+\.(?:json|ya?ml|pem|key|crt|txt|py|js|ts|go|rb|java|html?|png|env)$
    """
)
# Takes: 2026-01-02T03:04, v1.2.3-rc1, #ff00aa
_DATED = re.compile(rb"\d{4}-\d\d-\d\d(?:[T ].*)?$|v?\d+(?:\.\d+)+(?:[-+].*)?$|#[0-9a-fA-F]{3,8}$")
_UUID = re.compile(rb"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
# Takes what is a hash, a ciphertext or public: $2b$12$…, sha256:…, ENC[…], ssh-ed25519 …, {SSHA}…
_HASHED = re.compile(
    rb"""(?ix)
      \$(?:2[abxy]?|5|6|1|argon2\w*|pbkdf2\w*|apr1|y)\$ | sha(?:1|256|384|512)[-:$] | md5[:$]
    | pbkdf2_ | ENC\[ | AGE- | age1 | -----BEGIN\ (?:PUBLIC|CERT) | ssh-(?:rsa|ed25519)[ ]
    | \{(?:SSHA|SHA|MD5|CRYPT)
    """
)
_KNOWN = frozenset(
    b"password passwd secret token admin root test guest user default none null true false "
    b"undefined changeme letmein hunter2 qwerty string str bytes object public private key value "
    b"basic bearer oauth oauth2 required optional disabled enabled username email apikey api_key "
    b"postgres mysql localhost development production empty password1 password123 passw0rd 123456 "
    b"12345678".split()
)
# Files in which a bare word behind a separator is a value.
_CONFIG = re.compile(
    r"""(?ix)
      (?:^|/)(?:\.env[\w.-]*|[\w.-]*\.env|dockerfile[\w.-]*|\.npmrc|\.pypirc|\.netrc|\.pgpass
        |credentials|config)$
    | \.(?:env|ya?ml|ini|cfg|conf|config|cnf|properties|props|toml|tfvars|sh|bash|zsh|fish|ps1|bat
        |cmd|log|txt|md|rst|service|plist|hcl)$
    """
)


class Belief(NamedTuple):
    """What the detector makes of an assignment that it does not drop."""

    confidence: Confidence
    note: str


def judge(name: bytes, value: bytes, path: str, *, quoted: bool) -> Belief | Dropped:
    """Weigh the name against the value.

    `name` is what stood before the separator, `quoted` whether the syntax marked the value as text.
    """
    name = name.strip().strip(b"\"'`[]()").strip()
    if _OTHER.search(name):
        return Dropped(Reason.OTHER_KIND, "the name means something else")
    dropped = _no_value(value) or (None if quoted else _unquoted(value, path))
    if dropped:
        return dropped
    strong = bool(_STRONG.search(name))
    return _weigh(value, strong=strong)


def is_wordy(value: bytes) -> bool:
    """Whether words, joined by signs or by capitals, make up the whole value."""
    return _WORDY.fullmatch(value) is not None


def _no_value(value: bytes) -> Dropped | None:
    for check in (placeholder.template, placeholder.placeholder, placeholder.repeated):
        dropped = check(value)
        if dropped:
            return dropped
    if value.lower() in _KNOWN:
        return Dropped(Reason.EXAMPLE, "a word that everybody uses")
    if _PATHLIKE.match(value):
        return Dropped(Reason.OTHER_KIND, "a path or an address")
    if _DATED.match(value):
        return Dropped(Reason.OTHER_KIND, "a date, a version or a colour")
    if _UUID.match(value):
        return Dropped(Reason.OTHER_KIND, "a UUID")
    if _HASHED.match(value):
        return Dropped(Reason.OTHER_KIND, "hashed, encrypted or public")
    if b" " in value and len(value.split()) > 2:
        return Dropped(Reason.WORD, "a sentence")
    return placeholder.sequence(value, whole=True)


def _unquoted(value: bytes, path: str) -> Dropped | None:
    """A bare word is a value in configuration and prose, a name in source code."""
    if not _CONFIG.search(path):
        return Dropped(Reason.WORD, "unquoted in source code: a name, not a value")
    if value[-1:] in b"([{,;" or value[:1] in b"([{$&*|>!":
        return Dropped(Reason.OTHER_KIND, "code, not a value")
    if _IDENTIFIER.fullmatch(value) and not any(48 <= c <= 57 for c in value):
        return Dropped(Reason.WORD, "an identifier")
    return None


def _weigh(value: bytes, *, strong: bool) -> Belief | Dropped:
    classes = sum(
        bool(value.translate(None, delete=rest) != value)
        for rest in (entropy.DIGITS, entropy.LOWER, entropy.UPPER)
    ) + bool(value.translate(None, entropy.DIGITS + entropy.LOWER + entropy.UPPER))
    random = entropy.randomness(value) >= 0.85 and classes >= 2 and len(value) >= 12
    if is_wordy(value) and not (random and len(value) >= 24 and classes >= 3):
        if strong and classes >= 2 and any(48 <= c <= 57 for c in value) and len(value) >= 6:
            return Belief(Confidence.LOW, "a strong name, but the value is made of words")
        return Dropped(Reason.WORD, "made of words")
    if random and len(value) >= 16:
        return Belief(Confidence.HIGH if strong else Confidence.MEDIUM, "the value looks random")
    if not strong:
        return Dropped(Reason.LOW_ENTROPY, "a weak name needs a random value")
    if len(value) < 6:
        return Belief(Confidence.LOW, "a very short value")
    return Belief(Confidence.MEDIUM if classes >= 2 else Confidence.LOW, "the name says credential")
