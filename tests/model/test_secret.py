from __future__ import annotations

import copy
import logging
import traceback

import pytest

from stanch.model.secret import Secret

VALUE = b"correct-horse-battery"
SECRET = Secret(VALUE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(str(SECRET), id="str"),
        pytest.param(repr(SECRET), id="repr"),
        pytest.param(f"{SECRET}", id="a format string"),
        pytest.param(f"{SECRET:>60}", id="a width"),
        pytest.param(f"{SECRET!s} {SECRET!r} {SECRET!a}", id="conversions"),
        pytest.param("%s %r" % (SECRET, SECRET), id="the old way"),  # noqa: UP031  # the point
        pytest.param(str([SECRET]) + str({"a": (SECRET,)}), id="inside other values"),
    ],
)
def test_it_does_not_print(text: str) -> None:
    """A log line or a traceback would otherwise be the leak."""
    assert "horse" not in text
    assert "21 characters" in text


def test_it_does_not_show_in_logs_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    """CI keeps both for years."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("dropped %r %s", SECRET, SECRET)
    shown = "".join(traceback.format_exception(ValueError(SECRET)))
    assert "horse" not in caplog.text + shown


def test_it_is_its_value() -> None:
    """The same secret in two files is one finding."""
    assert Secret(VALUE) == SECRET
    assert hash(Secret(VALUE)) == hash(SECRET)
    assert Secret(b"other") != SECRET
    assert SECRET != VALUE
    assert len(SECRET) == 21
    assert SECRET.reveal() == VALUE
    assert copy.copy(SECRET) == SECRET


def test_it_has_no_other_door() -> None:
    """Whoever wants the value has to be on the list of those who may call `reveal`."""
    assert not hasattr(SECRET, "__dict__")
    with pytest.raises(TypeError):
        bytes(SECRET)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        b"" + SECRET  # type: ignore[operator]
    with pytest.raises(TypeError):
        list(SECRET)  # type: ignore[call-overload]
