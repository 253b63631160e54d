"""JSON Web Tokens: header and claims are readable; the signature is not checkable without a key.

A fit means the structure: two JSON objects and a signature as long as the algorithm makes it.
https://datatracker.ietf.org/doc/html/rfc7519 (lengths: RFC 7518)
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from stanch.engine.proof import Evidence, moments
from stanch.engine.proof.evidence import Facts, broken, dropped, facts, parsed
from stanch.engine.proof.jsontext import mapping
from stanch.engine.proof.radix import BASE64URL, decoded, encoded
from stanch.engine.proof.stem import characters
from stanch.model.finding import Reason
from stanch.model.rule import Confidence, Severity

_STRUCTURE = "the structure fits; the signature cannot be checked without the issuer's key"
_LONGEST = 65536
_SIGNATURES: Mapping[str, int] = {
    "HS256": 32,
    "HS384": 48,
    "HS512": 64,
    "ES256": 64,
    "ES384": 96,
    "ES512": 132,
    "EdDSA": 64,
}
_DER = 0x30  # some libraries sign with ECDSA and forget to unpack it
_SHORTEST = 16


def check(secret: bytes, now: int) -> Evidence:
    """Decode both objects, then look at the date, the algorithm and the role."""
    start = max(secret.find(b"eyJ"), 0)
    parts = secret[start : start + _LONGEST].split(b".", 5)
    header = _object(parts[0])
    if header is None:
        return dropped(Reason.MALFORMED, "the header is no JSON object")
    if len(parts) == 5 and "enc" in header:
        known = facts(("alg", header.get("alg")), ("enc", header.get("enc")))
        return parsed(known, "encrypted: nothing but the header can be read")
    claims = _object(parts[1]) if len(parts) > 1 else None
    if claims is None:
        return dropped(Reason.MALFORMED, "the claims are no JSON object")
    if _is_sample(claims):
        return dropped(Reason.EXAMPLE, "the token of a documentation")
    signature = parts[2] if len(parts) > 2 else b""
    return _judged(header, claims, signature, now)


def complete(stem: bytes, rng: random.Random) -> bytes:
    """A whole token, or the parts that follow those which `stem` ends with a dot."""
    moment = 1_700_000_000 + rng.randrange(10**7)
    claims = b'{"iss":"https://issuer.example","sub":"%d","iat":%d}' % (
        rng.randrange(10**9),
        moment,
    )
    parts = [b'{"alg":"HS256","typ":"JWT"}', claims]
    texts = [encoded(part, url=True).rstrip(b"=") for part in parts]
    texts.append(characters(rng, BASE64URL, 42) + b"A")
    at = stem.find(b"eyJ")
    return b".".join(texts[min(stem.count(b".", at), 2) if at >= 0 else 0 :])


def _object(part: bytes) -> Mapping[str, object] | None:
    data = decoded(part)
    return None if data is None else mapping(data)


def _is_sample(claims: Mapping[str, object]) -> bool:
    """jwt.io's, and the keys that Supabase ships for development."""
    if claims.get("iss") == "supabase-demo":
        return True
    return claims.get("sub") == "1234567890" and claims.get("name") == "John Doe"


def _judged(
    header: Mapping[str, object], claims: Mapping[str, object], signature: bytes, now: int
) -> Evidence:
    algorithm = header.get("alg")
    known = _facts(algorithm, claims)
    if not _signature_fits(algorithm, signature):
        evidence = broken("the signature is not as long as the algorithm makes it")
        if not signature:
            evidence = evidence._replace(confidence=Confidence.LOW)
    elif str(algorithm).lower() == "none":
        evidence = _worthless("not signed (alg none): anybody can make such a token")
    elif not claims:
        evidence = _worthless("without claims: it names nobody and nothing")
    else:
        evidence = parsed(note=_STRUCTURE)
    evidence = evidence._replace(facts=known)
    if claims.get("role") == "anon" and _is_supabase(claims):
        note = "meant to be published (role anon); " + evidence.note
        evidence = evidence._replace(severity=Severity.INFO, note=note)
    return _aged(evidence, claims, now)


def _worthless(note: str) -> Evidence:
    return parsed(note=note)._replace(confidence=Confidence.LOW)


def _aged(evidence: Evidence, claims: Mapping[str, object], now: int) -> Evidence:
    end = moments.seconds(claims.get("exp"))
    if end is None or end > now:
        return evidence
    note = f"expired on {moments.day(end)}"
    return evidence._replace(confidence=Confidence.LOW, note=note)


def _facts(algorithm: object, claims: Mapping[str, object]) -> Facts:
    end = claims.get("exp")
    return facts(
        ("alg", algorithm),
        *((name, claims.get(name)) for name in ("iss", "sub", "aud", "role")),
        ("exp", "never" if end is None else moments.day(moments.seconds(end))),
    )


def _is_supabase(claims: Mapping[str, object]) -> bool:
    return "supabase" in str(claims.get("iss", ""))[:200] or "ref" in claims


def _signature_fits(algorithm: object, signature: bytes) -> bool:
    if str(algorithm).lower() == "none":
        return True
    data = decoded(signature)
    if data is None:
        return False
    size = _SIGNATURES.get(algorithm) if isinstance(algorithm, str) else None
    if size is None:
        return len(data) >= _SHORTEST
    return len(data) == size or (str(algorithm).startswith("ES") and data[:1] == bytes([_DER]))
