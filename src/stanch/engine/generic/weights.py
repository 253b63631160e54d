"""How much each sign weighs: the table that makes evidence a confidence.

Ten points are one step of the natural logarithm of the odds; the sum says how probable it is that
the value is a credential. `scripts/fit_generic.py` fits the points on a labelled corpus (logistic
regression, D. R. Cox, 1958) and rounds them; who changes one by hand says why.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Weight(NamedTuple):
    """Points of a sign, and the sentence that says it to a person."""

    points: int
    says: str


# The sum from which on a finding has this confidence.
LOW, MEDIUM, HIGH = -35, 10, 25

WEIGHTS = MappingProxyType(
    {
        "base": Weight(9, "every candidate"),
        # the name
        "name password": Weight(10, "the name says password"),
        "name secret": Weight(3, "the name says secret"),
        "name token": Weight(0, "the name says token"),
        "name key": Weight(3, "the name says key of an API or the like"),
        "name login": Weight(0, "the name says credentials"),
        "name none": Weight(9, "the syntax itself says credential"),
        "name weak": Weight(0, "the name says little"),
        "name fair": Weight(-9, "the name goes on behind the word"),
        "name exact": Weight(-3, "the word is the whole name"),
        # the value
        "value up to 5": Weight(-4, "a very short value"),
        "value up to 7": Weight(-4, "a short value"),
        "value up to 11": Weight(1, "a value of up to 11 characters"),
        "value up to 19": Weight(6, "a value of up to 19 characters"),
        "value up to 31": Weight(3, "a value of up to 31 characters"),
        "value over 31": Weight(3, "a long value"),
        "value convention": Weight(-50, "a value that everybody uses in tests and samples"),
        "value holds convention": Weight(-40, "a part of the value says what it is for"),
        "value echoes the name": Weight(-2, "the value repeats its name"),
        "value digits": Weight(-5, "digits alone"),
        "value few digits": Weight(-6, "as many digits as a code for once"),
        "value digits and signs": Weight(0, "digits and signs alone"),
        "value words": Weight(-30, "the letters follow each other as in words"),
        "value plain word": Weight(-12, "letters alone, and as in words"),
        "value between": Weight(2, "the letters might be words"),
        "value random": Weight(15, "the letters follow each other as by chance"),
        "value few letters": Weight(2, "too few letters to tell words by"),
        "value long and random": Weight(9, "long, and as by chance"),
        "value mixed": Weight(0, "letters of both cases or signs, with digits"),
        "value letters and digits": Weight(0, "letters and digits"),
        "value letters and signs": Weight(0, "letters and signs"),
        "value two cases": Weight(-3, "letters of both cases"),
        "value identifier": Weight(-9, "words joined like an identifier"),
        "value blank": Weight(-3, "blanks in the value"),
        "value uuid": Weight(-14, "a UUID"),
        "value hash length": Weight(-1, "as long as a hash"),
        "value bytes": Weight(4, "bytes as by chance"),
        "value decoded": Weight(3, "decoded, and judged by what is inside"),
        # the syntax
        "bare at the start of a line": Weight(1, "a line of its own"),
        "bare in a query": Weight(0, "a parameter of a query"),
        "bare in an option": Weight(4, "an option of a command"),
        "bare in a text": Weight(-4, "unquoted in a text"),
        "bare in a line": Weight(-2, "unquoted within a line"),
        "in a call": Weight(-3, "the argument of some call"),
        "compared": Weight(0, "compared with the name"),
        "in a comment": Weight(1, "in a comment"),
        "in a sentence": Weight(0, "in a sentence"),
        "beside a user or a host": Weight(8, "a user or a host stands near"),
        "syntax generic-call-argument": Weight(-5, "passed to a function of this name"),
        "syntax generic-pair": Weight(-12, "behind its name in a list"),
        "syntax generic-escaped-secret": Weight(3, "in escaped text"),
        "syntax generic-escaped-key": Weight(3, "a key in escaped text"),
        "syntax generic-element-secret": Weight(-1, "in an element or an attribute"),
        "syntax generic-command-option": Weight(1, "on a command line"),
        "syntax generic-byte-array": Weight(4, "a list of bytes"),
        "syntax generic-block-secret": Weight(-1, "in a block of lines"),
        "syntax generic-named-value": Weight(0, "a pair of name and value"),
        "syntax generic-told-secret": Weight(0, "told in a sentence"),
        "syntax generic-login-pair": Weight(-1, "beside a user name"),
        "syntax generic-fallback-secret": Weight(0, "the default of a look-up"),
        # the file
        "file configuration": Weight(9, "in configuration"),
        "file a shell script": Weight(0, "in a shell script"),
        "file prose": Weight(2, "in prose"),
        "file markup": Weight(-1, "in markup"),
        "file a log": Weight(0, "in a log"),
        "file source code": Weight(2, "in source code"),
        "file unknown": Weight(-2, "in a file of unknown kind"),
        "path of tests": Weight(-8, "the path says test"),
        "path of translations": Weight(-25, "the path says translation"),
        "path of documentation": Weight(-10, "the path says documentation or sample"),
    }
)
