from __future__ import annotations

from time import perf_counter

import pytest

from stanch.suppress.decide import Suppressor
from stanch.suppress.dialects import ALL, FOREIGN, NAMES, TABLE, honoured
from stanch.suppress.inline import markers
from stanch.suppress.marker import OWN, Reach
from suppress.made import TODAY, finding_in, rule

SECRET = "hunter2-hunter2"
KEY = f"key = {SECRET}"


def accepted(text: str, *, of: str = "acme-key", by: frozenset[str] = ALL) -> bool:
    """Whether a marker of the text accepts the secret in it."""
    found = finding_in(text, SECRET, of)
    return Suppressor(TODAY, dialects=by).decide(found, markers(text.encode())) is not None


@pytest.mark.parametrize(
    ("word", "dialect"),
    [
        ("gitleaks:allow", "gitleaks"),
        ("betterleaks:allow", "betterleaks"),
        ("trufflehog:ignore", "trufflehog"),
        ("pragma: allowlist secret", "detect-secrets"),
        ("pragma: whitelist secret", "detect-secrets"),
        ("pragma:allowlist-secret", "detect-secrets"),
        ("ggignore", "ggignore"),
        ("secretlint-disable-line", "secretlint"),
        ("nosecret", "nosecret"),
        ("notsecret", "notsecret"),
    ],
)
def test_a_marker_of_another_scanner_speaks_for_its_line(word: str, dialect: str) -> None:
    """Who moves here keeps the markers; who does not want them switches them off."""
    for text in (f"{KEY}  # {word}", f"{KEY} // {word} -- why", f"/* {word} */ {KEY}"):
        assert accepted(text), text
        assert not accepted(text, by=ALL - {dialect})
        assert not accepted(text, by=frozenset())
        assert accepted(text, by=frozenset({dialect}))
    assert not accepted(f"# {word}\n{KEY}"), "the next line"
    assert not accepted(f"{KEY}\n# {word}"), "the line above"
    assert not accepted(f"{KEY}  # x{word}")
    assert not accepted(f"{KEY}  # {word}x")


@pytest.mark.parametrize(
    "word",
    ["pragma: allowlist nextline secret", "pragma: allowlist-nextline-secret",
     "secretlint-disable-next-line"],
)  # fmt: skip
def test_a_marker_for_the_next_line(word: str) -> None:
    """It does not speak for its own, nor for the one after the next."""
    assert accepted(f"# {word}\n{KEY}")
    assert accepted(f"x = 1  # {word}\n{KEY}")
    assert not accepted(f"{KEY} # {word}")
    assert not accepted(f"# {word}\n\n{KEY}")


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        pytest.param("{key} # kingfisher:ignore", True, id="its line"),
        pytest.param("{key} # KINGFISHER:Ignore", True, id="in capitals"),
        pytest.param("# kingfisher:ignore\n{key}", True, id="above"),
        pytest.param("{key}\n# kingfisher:ignore", True, id="below"),
        pytest.param("x = 1 # kingfisher:ignore\n{key}", False, id="above, behind code"),
        pytest.param("{key}\nx = 1 # kingfisher:ignore", False, id="below, behind code"),
        pytest.param("# kingfisher:ignore\n\n{key}", False, id="two lines above"),
        pytest.param("{key}\n\n# kingfisher:ignore", False, id="two lines below"),
    ],
)
def test_a_marker_of_kingfisher(text: str, *, is_accepted: bool) -> None:
    """It reads the lines beside a secret too; behind other code a marker is of that code."""
    assert accepted(text.format(key=KEY)) is is_accepted
    assert not accepted(text.format(key=KEY), by=ALL - {"kingfisher"})


@pytest.mark.parametrize("word", ["ggignore", "nosecret", "notsecret"])
@pytest.mark.parametrize("form", ["{word} = '{secret}'", "f('{word}', '{secret}')",
                                  "run --{word} {secret}", "{secret} {word}"])  # fmt: skip
def test_a_word_of_the_code_is_no_marker(word: str, form: str) -> None:
    """A variable may be called so; only a comment speaks to a scanner."""
    assert not accepted(form.format(word=word, secret=SECRET))


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        pytest.param("/* secretlint-disable */\n\n{key}", True, id="to the end of the file"),
        pytest.param("{key}\n/* secretlint-disable */", False, id="above"),
        pytest.param(
            "/* secretlint-disable */\n{key}\n/* secretlint-enable */", True, id="between"
        ),
        pytest.param(
            "/* secretlint-disable */\n/* secretlint-enable */\n{key}", False, id="behind its end"
        ),
        pytest.param("Write `secretlint-disable` to switch it off.\n{key}", False, id="in prose"),
        pytest.param("// secretlint-disable @secretlint/secretlint-rule-acme\n{key}", True,
                     id="a rule of that vendor"),
        pytest.param("// secretlint-disable @secretlint/secretlint-rule-slack\n{key}", False,
                     id="a rule of another vendor"),
        pytest.param("// secretlint-disable @secretlint/secretlint-rule-preset-recommend\n{key}",
                     True, id="all rules"),
        pytest.param("{key} // secretlint-disable-line @secretlint/secretlint-rule-acme -- why",
                     True, id="a rule on the line"),
        pytest.param("{key} // secretlint-disable-line @secretlint/secretlint-rule-npm",
                     False, id="another rule on the line"),
        pytest.param(
            "// secretlint-disable acme\n// secretlint-enable slack\n{key}", True,
            id="another rule is enabled"),
        pytest.param(
            "// secretlint-disable acme, slack\n// secretlint-enable acme\n{key}", False,
            id="this rule is enabled"),
        pytest.param("{key} # nosecret: acme", True, id="nosecret with a rule"),
        pytest.param("{key} # nosecret: slack", False, id="nosecret with another rule"),
        pytest.param("{key} # nosecret since it is a sample", True, id="nosecret with words"),
    ],
)  # fmt: skip
def test_rules_and_blocks_of_other_scanners(text: str, *, is_accepted: bool) -> None:
    """What names rules speaks for those, as far as their names say which they are."""
    assert accepted(text.format(key=KEY)) is is_accepted


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        pytest.param("# stanch:allow-begin\n\n{key}\n# stanch:allow-end", True, id="inside"),
        pytest.param("# stanch:allow-begin\n# stanch:allow-end\n{key}", False, id="behind"),
        pytest.param("{key}\n# stanch:allow-begin\n# stanch:allow-end", False, id="before"),
        pytest.param("# stanch:allow-begin\n{key}", False, id="without an end"),
        pytest.param("{key}\n# stanch:allow-end", False, id="without a beginning"),
        pytest.param("# stanch:allow-begin acme-key\n{key}\n# stanch:allow-end", True, id="rule"),
        pytest.param("# stanch:allow-begin x\n{key}\n# stanch:allow-end", False, id="other rule"),
        pytest.param("# stanch:allow-begin until=2026-02-28\n{key}\n# stanch:allow-end", False,
                     id="over"),
        pytest.param("# stanch:allow-begin a b\n{key}\n# stanch:allow-end", False, id="words"),
        pytest.param("# stanch:allow-begin\n# stanch:allow-begin x\n# stanch:allow-end\n{key}\n"
                     "# stanch:allow-end", True, id="nested, behind the inner one"),
        pytest.param("# stanch:allow-begin x\n# stanch:allow-begin\n# stanch:allow-end\n{key}\n"
                     "# stanch:allow-end", False, id="nested, outside of the right one"),
        pytest.param("# stanch:allow-file\n\n{key}", True, id="the file"),
        pytest.param("{key}\n\n# stanch:allow-file -- sample", True, id="the file, below"),
        pytest.param("\n" * 19 + "# stanch:allow-file\n{key}", True, id="line 20"),
        pytest.param("\n" * 20 + "# stanch:allow-file\n{key}", False, id="line 21"),
        pytest.param("Or write stanch:allow-file.\n{key}", False, id="the file, in prose"),
        pytest.param('{{"//": "stanch:allow-file",\n"k": "{key}"}}', True, id="the file, in JSON"),
        pytest.param("# stanch:allow-file other-key\n{key}", False, id="the file, another rule"),
    ],
)  # fmt: skip
def test_blocks_and_files(text: str, *, is_accepted: bool) -> None:
    """A block that nobody ends would silence all that is ever added below it."""
    assert accepted(text.format(key=KEY)) is is_accepted


@pytest.mark.parametrize("text", ["# stanch:allow-begin\n{key}", "{key}\n# stanch:allow-end",
                                  "\n" * 30 + "{key} # stanch:allow-file"])  # fmt: skip
def test_a_block_that_does_not_hold_is_told(text: str) -> None:
    """Else its author believes that it does."""
    found = markers(text.format(key=KEY).encode())
    (told,) = Suppressor(TODAY).marker_warnings("a", found)
    assert "does not hold" in told


@pytest.mark.parametrize(
    "text",
    [
        f'url = "https://ada:{SECRET}@example.org/?x=gitleaks:allow"',
        f'url = "https://ada:{SECRET}@example.org/ stanch:allow"',
        f"k = 'pragma: allowlist secret {SECRET}'",
        f"k = `x stanch:allow-file {SECRET} y`",
        f'{{"k": "{SECRET} stanch:allow -- x"}}',
    ],
)
def test_a_marker_in_the_string_of_the_secret_is_none(text: str) -> None:
    """A value that comes from elsewhere must not excuse itself."""
    assert not accepted(text)


@pytest.mark.parametrize(
    "text",
    [
        f'k = "{SECRET}"  # gitleaks:allow',
        f'{{"k": "{SECRET}", "//": "stanch:allow"}}',
        f'{{"//": "stanch:allow", "k": "{SECRET}"}}',
        f"\"key = '{SECRET}'  # stanch:allow\\n\",",
        f"// don't: {SECRET} gitleaks:allow",
        f"k = {SECRET} # stanch:allow -- it's mine, isn't it",
    ],
)
def test_a_marker_in_another_string_counts(text: str) -> None:
    """JSON and notebooks have no other place for it."""
    assert accepted(text)


def test_switches() -> None:
    """Each by its name, those of others at once, or every one."""
    assert honoured((), strict=False) == ALL
    assert honoured(("gitleaks", "ggignore"), strict=False) == ALL - {"gitleaks", "ggignore"}
    assert honoured((FOREIGN,), strict=False) == {OWN}
    assert honoured((), strict=True) == frozenset()
    assert set(NAMES) == ALL | {FOREIGN}


def test_the_hint_of_a_row_stands_in_what_it_finds() -> None:
    """A hint that does not would switch the row off."""
    for row in TABLE:
        text = row.pattern.replace(b"(?:allow|white)", b"allow").replace(b" ?", b" ")
        text = text.replace(b"[ -]", b" ").replace(b"(?i:", b"").replace(b"re)", b"re")
        assert row.hint in text
        found = {m.reach for m in markers(b"# " + text) if m.dialect == row.name}
        assert row.reach in found or row.reach is Reach.END


@pytest.mark.parametrize(
    "line",
    [b"# stanch:allow-begin\n", b"/* secretlint-disable */\n",
     b"# secretlint-disable\n# secretlint-enable a\n", b"# gitleaks:allow ggignore\n"],
)  # fmt: skip
def test_many_markers_take_no_time(line: bytes) -> None:
    """A hostile file must not stall a commit."""
    data = line * 20_000 + SECRET.encode()
    found = finding_in(data.decode(), SECRET)
    start = perf_counter()
    marked = markers(data)
    by = Suppressor(TODAY)
    for _ in range(1000):
        by.decide(found, marked)
    assert perf_counter() - start < 5


def test_rules_of_others_are_ours_by_vendor_or_id() -> None:
    """A name that means nothing here must not speak for everything."""
    (marker,) = markers(b"# nosecret: private-key")
    assert marker.names(rule("private-key-rsa"))
    assert not marker.names(rule("acme-private-key"))
