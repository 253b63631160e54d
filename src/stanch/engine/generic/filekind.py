"""What kind of file a text is: whether a bare word behind `password =` is a value or a name."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from types import MappingProxyType


class Kind(Enum):
    """How a file's lines are to be read."""

    CONFIG = "configuration"
    SHELL = "a shell script"
    PROSE = "prose"
    MARKUP = "markup"
    LOG = "a log"
    SOURCE = "source code"
    UNKNOWN = "unknown"


_EXTENSIONS = MappingProxyType(
    {
        extension: kind
        for kind, extensions in (
            (
                Kind.CONFIG,
                """env yaml yml ini cfg conf config cnf properties props prop toml tfvars tfstate
                json json5 jsonc jsonl ndjson hcl service plist ldif reg inf netrc npmrc pypirc
                pgpass htpasswd editorconfig gitconfig settings secret secrets credentials keys
                example dist sample template tmpl tpl j2 bundle_config rc ovpn rdp desktop
                manifest nomad http rest lock sql test prefs dsn pem key""",
            ),
            (Kind.SHELL, "sh bash zsh fish ksh csh ps1 psm1 psd1 bat cmd dockerfile mk make bats"),
            (
                Kind.PROSE,
                """txt md markdown mdx rst adoc asciidoc org textile wiki rdoc pod tex csv tsv rtf
                mail eml nfo""",
            ),
            (
                Kind.MARKUP,
                """xml html htm xhtml svg xaml storyboard xib resx csproj vbproj vcxproj pom gpx
                wsdl xsd xsl xslt jelly ftl vm hbs mustache ejs erb haml slim pug jsp aspx cshtml
                razor vue svelte iml nuspec resjson""",
            ),
            (Kind.LOG, "log out trace dump har pcap"),
            (
                Kind.SOURCE,
                """py pyi pyx ipynb js mjs cjs jsx ts tsx mts cts java kt kts scala sc groovy gradle
                go rs rb php phtml c h cc cpp cxx hpp hh hxx m mm cs vb fs fsx swift dart lua pl pm
                t r jl ex exs erl hrl hs lhs ml mli clj cljs cljc el lisp scm rkt pas dpr pp asm s
                f f90 v sv vhd vhdl sol zig nim cr d coffee ls elm purs proto thrift graphql gql
                tf bicep bundle map vbs as cls tcl awk sed cmake gn bzl bazel""",
            ),
        )
        for extension in extensions.split()
    }
)
_NAMES = MappingProxyType(
    {
        "dockerfile": Kind.SHELL,
        "containerfile": Kind.SHELL,
        "makefile": Kind.SHELL,
        "gnumakefile": Kind.SHELL,
        "vagrantfile": Kind.SOURCE,
        "jenkinsfile": Kind.SOURCE,
        "rakefile": Kind.SOURCE,
        "gemfile": Kind.SOURCE,
        "podfile": Kind.SOURCE,
        "fastfile": Kind.SOURCE,
        "procfile": Kind.SHELL,
        "credentials": Kind.CONFIG,
        "config": Kind.CONFIG,
        "readme": Kind.PROSE,
        "changelog": Kind.PROSE,
        "license": Kind.PROSE,
    }
)
# Behind one of these the extension before it tells more: settings.py.example
_WRAPPERS = frozenset("example sample dist template tmpl tpl j2 erb bak orig old save in".split())
_SHEBANG = re.compile(rb"#![^\n]{0,120}\b(sh|bash|zsh|ksh|dash|fish|python|node|ruby|perl|php|lua)")
_HEAD = 4000
_DEFINES = re.compile(
    rb"(?m)^[ \t]*(?:def |class |import |from \w+ import|func |fn |package |public |private "
    rb"|function |const |let |#include|using |namespace |end$|return\b|\}\)?;?$)"
)
_PAIRS = re.compile(rb"(?m)^[ \t]*(?:- |export )?[\w.-]+[ \t]*[=:][ \t]*\S")
_TESTS = re.compile(
    r"(?i)(?:^|[/_.-])(?:tests?|specs?|__tests__|testdata|fixtures?|mocks?|e2e|testing"
    r"|[\w-]*[_.-](?:test|spec))(?=[/_.-]|$)|(?-i:[a-z]Tests?\.\w+$)"
)
_DOCS = re.compile(
    r"(?i)(?:^|/)(?:docs?|documentation|examples?|samples?|tutorials?|demos?)/"
    r"|(?:^|[/._-])(?:examples?|samples?|demo)[\d._-][^/]*$"
)
_LOCALES = re.compile(
    r"(?i)(?:^|[/_.-])(?:locales?|i18n|l10n|lang|langs|languages?|translations?|lc_messages"
    r"|messages|strings)(?=[/_.-])|\.(?:po|pot|mo|xlf|xliff|strings|resx|arb)$"
)


def kind(path: str, data: bytes = b"") -> Kind:
    """The kind by name and extension, else by a shebang, else by what the first lines look like."""
    name = path.rpartition("/")[2]
    return _by_name(name) or _by_content(data[:_HEAD], dotfile=name.startswith("."))


def reads(path: str) -> int:
    """How many bytes of a file of that name decide its kind."""
    return 0 if _by_name(path.rpartition("/")[2]) else _HEAD


@lru_cache(maxsize=64)
def _by_name(name: str) -> Kind | None:
    name = name.lower()
    if name.startswith(".env") or name.endswith(".env"):
        return Kind.CONFIG
    stem, _, extension = name.rpartition(".")
    while stem and extension in _WRAPPERS and "." in stem:
        stem, _, extension = stem.rpartition(".")
    for known in (_NAMES.get(name), _NAMES.get(stem), _EXTENSIONS.get(extension)):
        if known is not None and (stem or extension == name.lstrip(".")):
            return known
    if name in _NAMES or name.partition(".")[0] in {"dockerfile", "readme"}:
        return _NAMES[name.partition(".")[0]]
    return None


@lru_cache(maxsize=8)
def _by_content(head: bytes, *, dotfile: bool) -> Kind:
    shebang = _SHEBANG.match(head)
    if shebang:
        return Kind.SHELL if shebang[1].endswith(b"sh") else Kind.SOURCE
    if head.lstrip()[:1] in {b"{", b"["} or dotfile:
        return Kind.CONFIG
    if head.lstrip()[:1] == b"<":
        return Kind.MARKUP
    defines, pairs = len(_DEFINES.findall(head)), len(_PAIRS.findall(head))
    if defines > 2 and defines * 2 > pairs:
        return Kind.SOURCE
    return Kind.CONFIG if pairs > 1 else Kind.UNKNOWN


@lru_cache(maxsize=64)
def signs(path: str) -> tuple[str, ...]:
    """What the path says of how seriously its values are meant."""
    said = (
        (is_test, "path of tests"),
        (is_translation, "path of translations"),
        (is_documentation, "path of documentation"),
    )
    return tuple(sign for says, sign in said if says(path))


def is_test(path: str) -> bool:
    """Whether the path says that the file is a test or serves one."""
    return _TESTS.search(path) is not None


def is_translation(path: str) -> bool:
    """Whether the path says that the file holds texts for people."""
    return _LOCALES.search(path) is not None


def is_documentation(path: str) -> bool:
    """Whether the path lies among documentation, samples or tutorials."""
    return _DOCS.search(path) is not None
