"""Names in pairs: what says credential, and what only sounds like it."""

from __future__ import annotations

import pytest

from stanch.engine.generic import names
from stanch.engine.generic.names import Grade

STRONG = """
    password db_password DB_PASSWORD dbPassword userPasswd passphrase pwd client_secret clientSecret
    secret api_key apiKey API-KEY x-api-key access_key private_key auth_token self.token jwt_secret
    signing_key password_prod token_v2 encryptionKey app.secret_key kennwort senha credentials
    PGPASSWORD requirepass dbpass dbpassword accesstoken wachtwoord contrasena hasło пароль 密码
    passwordConfirmation
    mot_de_passe consumer_key AppSecret MYSQL_ROOT_PASSWORD password2 SecretKey license_key
""".split()  # fmt: skip
WEAK = (
    "key auth sid cookie session_key2x salt nonce ticket signature seed nkey TSIG session".split()
)
OTHER = """
    public_key publicKey primary_key foreign_key key_id password_url tokenEndpoint token_uri
    password_field secret_name passwordHint token_type password_file token_length max_tokens
    total_tokens csrf_token secretArn passwordLabel token_expiry next_page_token cache_key sort_key
    compass password_policy secret_version token_count passwordPlaceholder tokenizer author
    keyboard password_reset_expires bypass hasPassword get_token isSecret passwordEncoder
    PublicKeyToken io.jsonwebtoken KeyId encrypted_key clientRequestToken showPassword PWD
    passValue session_uuid tokenUuid monkey hotkey username secretManager token_url
""".split()


@pytest.mark.parametrize("name", STRONG)
def test_a_name_that_says_credential(name: str) -> None:
    """Under these names keys leak; each has a right to a finding with little more."""
    assert names.judge(name.encode()).grade in {Grade.STRONG, Grade.FAIR}


@pytest.mark.parametrize("name", WEAK)
def test_a_name_that_says_little(name: str) -> None:
    """`salt` names as much kitchen as cryptography."""
    assert names.judge(name.encode()).grade in {Grade.WEAK, Grade.STRONG}
    assert names.judge(b"session").grade is Grade.WEAK


@pytest.mark.parametrize("name", OTHER)
def test_a_name_that_means_something_else(name: str) -> None:
    """Each of these is a false alarm that some scanner is known for."""
    judged = names.judge(name.encode())
    assert judged.grade is Grade.OTHER, judged
    assert judged.says, "every no has a reason"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X-apiKey2", ["x", "api", "key", "2"]),
        ("dbPasswordField", ["db", "password", "field"]),
        ("HTTPServerToken", ["http", "server", "token"]),
        ("MYSQL_ROOT_PASSWORD", ["mysql", "root", "password"]),
        ("dbpassword", ["db", "password"]),
        ("compass", ["compass"]),
        ("", []),
    ],
)
def test_a_name_is_read_as_words(text: str, expected: list[str]) -> None:
    """All styles of writing a name are one."""
    assert names.words(text) == expected


@pytest.mark.parametrize(
    ("value", "is_one"),
    [("Password:", True), ("Contraseña", True), ("Jelszó", True), ("Wachtwoord", True),
     ("kf83jKq", False), ("", False)],
)  # fmt: skip
def test_a_label_of_a_form(value: str, *, is_one: bool) -> None:
    """Translations pair `password` with the word for it."""
    assert names.is_label(value.encode()) is is_one


def test_any_bytes_are_a_name() -> None:
    """A name may be cut out of anything."""
    assert names.judge(b"\xff\xfe\x00").grade is Grade.OTHER
    assert names.judge(b"a" * 10_000 + b"_password").grade is Grade.STRONG
