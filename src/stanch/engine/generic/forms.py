"""Forms that are never a secret, whatever the name: code, paths, dates, hashes, sentences.

Each form is a row of the table: what it takes stands beside it. What may be either is not dropped
here but weighed (`values.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from stanch.engine import placeholder
from stanch.engine.generic import conventions, randomness
from stanch.model.finding import Dropped, Reason


class Form(NamedTuple):
    """A pattern that is looked for in the value, and what a value with it is."""

    pattern: re.Pattern[bytes]
    reason: Reason
    says: str


def _form(pattern: bytes, reason: Reason, says: str) -> Form:
    return Form(re.compile(rb"(?x)" + pattern), reason, says)


_FORMS = (
    _form(rb"[\x00-\x08\x0e-\x1f]", Reason.OTHER_KIND, "bytes of a binary file"),
    # Takes: $2b$12$…, sha256:…, {SSHA}…
    _form(
        rb"""(?i)^(?:
          \$[\w-]{1,16}\$ | \\u0024(?:2[aby]|6)\\u0024
        | (?:sha-?(?:1|2|224|256|384|512)|md5|blake2\w*|crc32)[-:$=/@]
        | pbkdf2[_:] | scrypt: | bcrypt[_$:+] | \{(?:SSHA|SHA|MD5|CRYPT|PBKDF2)
        )""",
        Reason.OTHER_KIND,
        "a hash",
    ),
    # Takes: ENC[…] (SOPS), Ansible's vault, vault:v1:…, Jasypt's ENC(…), AWS KMS, sealed secrets,
    # Fernet, openssl enc, git-crypt, age
    _form(
        rb"""^(?:
          ENC[\[(] | AGE- | age1 | \{(?:cipher|aes)\} | \$ANSIBLE_VAULT | !vault | vault:v\d+:
        | AQICAH | Ag[A-D][A-Za-z0-9+/]{200} | gAAAAA[A-Za-z0-9_-]{60} | U2FsdGVkX1 | \x00GITCRYPT
        )""",
        Reason.OTHER_KIND,
        "encrypted",
    ),
    _form(
        rb"^(?:kms|awskms|secretsmanager|keychain|keyring|pass|op):/{0,2} | ^\{\{?resolve:",
        Reason.TEMPLATE,
        "kept elsewhere",
    ),
    # Takes: PEM headers, ssh-ed25519 AAAA…, the beginning of a certificate in base 64
    _form(
        rb"""^(?:
          -----BEGIN\ (?:PUBLIC|CERT|PGP\ PUB|SSH2\ PUB|AGE) | ssh-(?:rsa|dss|ed25519)[ ]
        | ecdsa-sha2 | AAAAB3NzaC1 | AAAAC3NzaC1 | AAAAE2Vj | MII[BCD][A-Za-z0-9+/]{3}CC[AB]
        )""",
        Reason.OTHER_KIND,
        "public",
    ),
    # Takes: 2026-01-02T03:04, 12:30:00, v1.2.3-rc1, 1.5em, 30s, 0x1F
    _form(
        rb"""(?i)^(?:
          \d{4}[-/.]\d\d?[-/.]\d\d?(?:[T\ ].*)? | \d\d?:\d\d(?::\d\d)?
        | v?\d+(?:\.\d+)+(?:[-+][\w.]*)? | [-~]?0x[0-9a-f]{1,8}
        | -?\d+(?:\.\d+)?(?:px|em|rem|vh|vw|ms|min|days?|hours?|[smhd]|%|[kmg]i?b)
        | (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\ \d.*
        )$""",
        Reason.OTHER_KIND,
        "a date, a version or a number with its unit",
    ),
    # Takes: #ff00aa, rgb(…, text/html, aes-256-cfb, HS256
    _form(
        rb"""(?i)^(?:
          \#[0-9a-f]{3,8}$ | rgba?\(
        | (?:text|application|image|audio|video|multipart|font)/[\w.+*-]+$
        | (?:aes|des|3des|rsa|sha|hmac|ecdsa|ed|chacha|hs|rs|es|ps|x|curve)[-_]?\d{2,5}
            [a-z_-]{0,20}$
        )""",
        Reason.OTHER_KIND,
        "a colour, a type of media or an algorithm",
    ),
    # Takes: latin1, utf-16-le, windows-1252, a-zA-Z0-9, AGPL-3.0, CVE-2024-56201
    _form(
        rb"""(?i)^(?:
          latin-?\d | iso-?8859-?\d+ | utf-?(?:8|16|32)(?:-?[lb]e)? | (?:us-)?ascii | cp-?\d{3,4}
        | windows-125\d | shift_?jis | euc-(?:jp|kr) | gb(?:2312|k|18030) | big5 | koi8-[ru]
        | (?:a-z|a-f|0-9){2,3} | (?:[al]?gpl|mpl|epl|apache|bsd|cve|cwe|rfc|iso)-\d[\d.]*(?:-\d+)?
        )$""",
        Reason.OTHER_KIND,
        "a character set, a licence or a number of a register",
    ),
    # Takes: https://host/path, ./a/b, C:\dir, ada@example.org, a/b/c.txt, server.pem, 10.0.0.1
    # Not: a password with a slash in it, a base 64 key
    _form(
        rb"""(?i)^(?:
          [a-z][a-z0-9+.-]{1,20}:// | //[\w.]+/ | (?:jdbc|mailto|urn|data|classpath|file|env):[\w/:]
        | (?:~|\.{1,2}|%[a-z]+%|[a-z]:)?[/\\][\w.@-]+(?:[/\\][\w.@ -]*)*$
        | [\w.+-]+@[\w-]+(?:\.[\w-]+)+$ | arn:[\w:*/-]+$
        | (?:[\w.-]+/)*+[\w-]+(?:\.[\w-]+)*\.(?:json|ya?ml|pem|key|crt|cer|pub|txt|py|js|ts|go|rb
            |java|html?|png|svg|env|p12|pfx|jks|xml|md|sh|cs|php|css|conf|cfg|ini|toml|log|gif
            |jpe?g|csv|tsx|jsx|vue)$
        | (?:[\w-]+\.)++(?:com|org|net|io|dev|local|internal)(?:[:/][\w./:?=&%-]*)?$
        | \d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$ | localhost(?::\d+)?\b
        )""",
        Reason.OTHER_KIND,
        "a path or an address",
    ),
    # Takes: settings.SECRET, req.body, self->key, getToken(), new Foo(, a => b, f"{x}", %{macro},
    # &anchor, $VAR, `command`, user['password'], a + b(
    _form(
        rb"""
          ^(?:process|import\.meta|os|sys|System|Deno|Bun|ENV|Env|env|config|Config|cfg|conf|settings
            |options|opts|args|argv|params|props|state|self|this|ctx|context|req|request|res
            |response|event|data|user|account|body|form|session|secrets|vars?|local|module|inputs?
            |each|item|values|Values|steps|github|needs|matrix|node|facter|hiera|app|window
            |document|model|row|attrs?|kwargs|scope|\$scope|vm|builder|payload|result|obj|it
            |parent|super|cls|std)(?:\.|->|::|\[|\?\.)\w
        | ^[\w.$:>-]+\([^()]*\)?[;,]?$ | ^[\w.:$]+\([\w(*&] | \bnew\ \w+\( | => | \)\s*\{
        | ^\s*(?:function|lambda)\b | \$\{ | \#\{ | \{\{ | ^\w+\[['"]?\w+['"]?\]$
        | ^&[a-z*] | ^\*\w+$ | ^!\w+ | ^@\w+[./]\w | ^\\[A-Z]\w+\\ | ^<[\w?!%/] | ^\$\w+$ | ^\$\(
        | ^%[\w.-]*[sdrvqx@]$ | %[({]\w+[)}]s? | ^`[^`]*`$ | ^\w+\s*[-+*/]\s*\w+\s*\(
        """,
        Reason.TEMPLATE,
        "code that yields a value",
    ),
    # Takes: acme_<id>, kf{n}, kf{{ n }}, kf%(n)s, 257 "%s"
    # Not: a bracket or a brace alone
    _form(
        rb"""
          (?:^|[-_.:/@])<[A-Za-z][\w.: -]{1,60}> | \{[a-z_]\w*\} | %\([\w.]+\)[sdr] | \$\{
        | (?:^|["'\s(=])%[sdr](?:["'\s)]|$)
        """,
        Reason.TEMPLATE,
        "a template with a hole",
    ),
    # Takes: glpat-, xoxb-, Bearer_
    _form(rb"^[A-Za-z]{2,12}[-_.:=]$", Reason.WORD, "a prefix without what follows it"),
    # Takes: .button, #login-form, color: red, ^[a-z]+$, (?i)abc, \d+
    _form(
        rb"""
          ^[.\#][a-zA-Z][\w-]*(?:[ >.:\#][\w.\#:()-]+)*$
        | ^[a-z-]+\s*:(?:\s+[\w\#.-]+;?|[\w\#.-]+;)$
        | ^(?:input|div|span|button|form|label|a|p)[\[.\#: ]
        | ^\^ | \^.*\$$ | \[\^[^\w\s]
        | \[\^?[\w\\-]+-[\w\\-]+\] | \(\?[:!=<P] | \\[dwsSWDb][+*{]? | \.\* | \{\d+,\d*\}
        """,
        Reason.OTHER_KIND,
        "a selector or a regular expression",
    ),
    _form(rb"^[a-z]+(?:\.[a-z-]+)+$", Reason.WORD, "a dotted name"),
    _form(rb"(.)\1{7}", Reason.REPEATED, "one character in a long row"),
)
_PATH_WORDS = re.compile(rb"[/\\.:#]+")
_WORDS = re.compile(rb"[A-Za-z]{2,}")
# Groups of four: how a seed for one-time passwords is shown.
SPACED = re.compile(rb"[A-Za-z2-7]{4}(?:[ -][A-Za-z0-9]{4}){3,15}")


# Floods repeat one value; a few are enough to remember.
@lru_cache(maxsize=16)
def none(value: bytes) -> Dropped | None:
    """The form of something that is never a secret."""
    convention = conventions.is_one(value)
    dropped = (
        placeholder.template(value)
        or (None if convention else placeholder.placeholder(value))
        or placeholder.repeated(value)
    )
    if dropped:
        return dropped
    for form in _FORMS:
        if form.pattern.search(value):
            return Dropped(form.reason, form.says)
    if _is_path(value):
        return Dropped(Reason.OTHER_KIND, "a path of words")
    if _is_sentence(value):
        return Dropped(Reason.WORD, "a sentence")
    if value.lower() in conventions.NO_VALUES:
        return Dropped(Reason.WORD, "a word that stands for no value")
    return None if convention else placeholder.sequence(value, whole=True)


def _is_path(value: bytes) -> bool:
    """Words with slashes or double colons between them."""
    if b"/" not in value and b"::" not in value:
        return False
    pieces = [piece for piece in _PATH_WORDS.split(value) if len(piece) > 1]
    return len(pieces) > 1 and all(
        piece.isdigit() or (piece.isalpha() and randomness.surprise(piece) < 4.9)
        for piece in pieces
    )


def _is_sentence(value: bytes) -> bool:
    """Words with blanks between them, or a text of another script."""
    if sum(byte > 127 for byte in value) * 2 > len(value):
        return True
    if b" " not in value.strip() or SPACED.fullmatch(value):
        return False
    pieces = _WORDS.findall(value)
    wordy = sum(randomness.surprise(piece) < 5.2 for piece in pieces)
    if len(pieces) < 2 or wordy * 4 < len(pieces) * 3:
        return False
    return wordy >= 3 or (value[:1].isupper() and wordy == len(pieces))
