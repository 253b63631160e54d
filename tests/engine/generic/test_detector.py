"""`name = value` by the real rules: in pairs of what is a credential and what has its syntax."""

from __future__ import annotations

from functools import cache

import pytest

import fakes
from stanch.engine.scan import Engine, examine
from stanch.model.blob import Blob
from stanch.model.finding import Verdict
from stanch.model.rule import Confidence
from stanch.rules.authored import load
from tokens import HEX, body

LOW, MEDIUM, HIGH = Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH


@cache
def engine() -> Engine:
    """The generic rules and no other."""
    return fakes.engine(fakes.only(*load(fakes.ROOT / "rules/generic.yaml")))


def best(text: str, path: str = "app.py") -> Confidence | None:
    """The confidence of the surest finding in a text."""
    judged = [one for seen in examine(engine(), Blob(path, text.encode())) for one in seen.judged]
    kept = [one.result.confidence for one in judged if isinstance(one.result, Verdict)]
    return max(kept, default=None)


KEY = body(32, seed=5)
SPACED = " ".join(body(4, "abcdefghijklmnopqrstuvwxyz234567", seed) for seed in range(8))
PASSWORD = "kJ8#mQ2x" + "vT"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f'password = "{PASSWORD}"'),
        ("a.py", f'self.token: str = "{KEY}"'),
        ("a.js", f'const c = {{ clientSecret: "{KEY}" }};'),
        ("a.go", f"apiKey := `{KEY}`"),
        ("a.rb", f':password => "{PASSWORD}"'),
        ("a.rb", f"refute login(password: '{PASSWORD}')"),
        ("a.java", f'connection.setPassword("{PASSWORD}");'),
        ("a.java", f'new AccessToken("{KEY}")'),
        ("a.java", f'props.setProperty("db.password", "{PASSWORD}");'),
        ("a.scala", f'password = Some("{PASSWORD}"),'),
        ("a.rs", f'let secret: &str = "{KEY}";'),
        ("a.c", f'static const char password[] = "{PASSWORD}";'),
        ("a.c", f'#define API_TOKEN "{KEY}"'),
        ("a.vb", f'Dim password As String = "{PASSWORD}"'),
        ("a.cs", f'if (password == "{PASSWORD}")'),
        ("a.php", f"$config['password'] = '{PASSWORD}';"),
        ("a.js", f'const secret = process.env.SECRET || "{KEY}";'),
        ("a.py", f'secret = os.getenv("APP_SECRET", "{KEY}")'),
        ("a.js", f'body = "{{\\"access_token\\":\\"{KEY}\\"}}"'),
        ("a.html", f"data-x='{{&quot;password&quot;:&quot;{PASSWORD[:5]}9Kq&quot;}}'"),
        ("a.xml", f"<password>{PASSWORD}</password>"),
        ("a.config", f'<add key="ApiSecret" value="{KEY}" />'),
        ("a.plist", f"<key>client_secret</key>\n<string>{KEY}</string>"),
        (".env", f"APP_SECRET={KEY}"),
        (".env", f"export DB_PASSWORD={PASSWORD[:5]}9Kq"),
        ("a.yaml", f"database:\n  password: {PASSWORD[:4]}9Kq"),
        ("a.yaml", f"- name: DB_PASSWORD\n  value: {KEY}"),
        ("a.yaml", f"client_secret: |\n  {KEY}"),
        ("a.ini", f"[db]\npasswd = {KEY}"),
        ("a.properties", f"app.keystore.password={KEY}"),
        ("Dockerfile", f"ENV API_TOKEN={KEY}"),
        ("a.sh", f"docker run -e MYSQL_PASSWORD={KEY} mysql"),
        ("a.sh", f"tool --user ada --password {KEY}"),
        ("a.sh", f"sshpass -p {KEY} ssh root@db"),
        ("a.log", f"+ TOKEN={KEY}"),
        ("a.md", f"the password is `{PASSWORD[:4]}9Kq`"),
        ("a.md", f"- **password**: {PASSWORD[:4]}9Kq"),
        ("a.txt", f"Kennwort: {KEY}"),
        ("a.txt", f"密码\uff1a{KEY}"),
        ("a.txt", f"пароль: {KEY}"),
        ("a.java", f'String u = "https://a.io/x?access_token={KEY}&b=1";'),
        ("a.js", f'"redirect=%2Fx%3Ftoken%3D{KEY}%26y"'),
        ("a.py", f'requests.get(u, auth=("ada", "{PASSWORD}"))'),
        ("a.py", f"b64encode(b'ada:{PASSWORD[:4]}9Kq')"),
        ("a.php", f"'key' => '{body(64, HEX)}',"),
        ("a.py", f'cookie_salt = "{KEY}"'),
        ("a.go", "authData := []byte{87, 12, 201, 44, 9, 150, 231, 65, 78, 3, 117, 240, 33, 91}"),
        ("a.tf", f'master_password = "{PASSWORD}"'),
        ("a.js", f"const secret = '{SPACED}';"),
    ],
)  # fmt: skip
def test_syntaxes(path: str, text: str) -> None:
    """Wherever a credential is written down, it is found, and reported by default."""
    found = best(text, path)
    assert found is not None
    assert found >= MEDIUM


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f'token_url = "{KEY}"'),
        ("a.py", 'password = os.environ["DB_PASSWORD_MAIN"]'),
        ("a.py", "password = get_password_from_vault"),
        ("a.py", f"password = {PASSWORD[:4]}"),
        ("a.py", 'password = "Please enter your password"'),
        ("a.js", 'token: "application_access_token"'),
        ("a.js", 'password: "auth/wrong-password"'),
        ("a.go", 'Secret: "/run/secrets/db"'),
        ("a.yml", "password: ${DB_PASSWORD}"),
        ("a.yml", "password: !vault |"),
        ("a.yml", "token_endpoint: https://login.acme.io/oauth2/token"),
        ("a.json", '"password": "Passwort"'),
        ("a.json", '"password": "\u015eifre"'),
        ("a.json", '"key": "network_access_profiles"'),
        ("a.json", '[\n "ClientToken",\n "VpcSettings",\n "Qwxz"\n]'),
        ("a.xml", "<password>${db.password}</password>"),
        ("a.storyboard", '<modifierMask key="keyEquivalentModifierMask"/>'),
        ("a.py", "keys = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"),
        ("a.md", "the password is required for all users"),
        ("a.py", 'foo("password", "checkbox", "radio")'),
        ("a.py", "# first pass: look for names"),
        ("a.sh", "mysql -u root -p $PASSWORD"),
        ("a.c", "static int primary_key = 0x7f3a9b21;"),
        ("a.py", f'primary_key = "{KEY}"'),
        ("a.py", 'type Token = "ERC20" | "ERC721"'),
    ],
)
def test_what_only_has_the_syntax(path: str, text: str) -> None:
    """Each of these stands in real code that holds no credential."""
    found = best(text, path)
    assert found is None or found < MEDIUM, found


@pytest.mark.parametrize("value", ["changeme", "password1", "hunter2", "letmein123", "secret"])
def test_a_convention_is_a_class_of_its_own(value: str) -> None:
    """A default that went to production is a leak; in a test it is none: low, and not dropped."""
    assert best(f'db_password = "{value}"') is LOW


@pytest.mark.parametrize("value", ["canela", "rosebud", "sommerwind"])
def test_a_word_is_possible(value: str) -> None:
    """People do choose words; what the name says is not enough to interrupt somebody for."""
    assert best(f'password: "{value}"', "a.js") is LOW


def test_a_weak_name_needs_a_random_value() -> None:
    """`salt` says little; the value has to speak for itself."""
    assert best(f'salt = "{KEY}"') in {MEDIUM, HIGH}
    assert best('salt = "a pinch of it"') is None


def test_tests_and_translations_count_less() -> None:
    """The same line weighs less where people make values up."""
    text = f'password = "{PASSWORD[:6]}"'
    plain, in_test = best(text, "src/a.py"), best(text, "tests/test_a.py")
    assert plain is not None
    assert in_test is None or in_test <= plain
    assert (best('"password": "Hasło"', "locales/pl.json") or LOW) is LOW


def test_the_evidence_is_told() -> None:
    """`stanch explain` shows for each candidate what spoke for and against it."""
    made = fakes.result(fakes.engine(fakes.only(load(fakes.ROOT / "rules/generic.yaml")[0])),
                        f'password = "{KEY}"')  # fmt: skip
    assert isinstance(made, Verdict)
    assert any(note.startswith("+") and "password" in note for note in made.notes)
    assert made.notes[-1].endswith("in all")
    points = [int(note.split()[0]) for note in made.notes]
    assert sum(points[:-1]) == points[-1]
    assert KEY not in repr(made)
