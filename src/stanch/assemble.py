"""Puts a run together: where it takes place, which policy holds there, and the parts of the plan.

Policy (configuration, ignore file, baseline) is read from where what is judged cannot forge it:
the index for `--staged`, the work tree for files, a revision that the user names otherwise.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, NamedTuple

from stanch.cache import Cache
from stanch.config import file as config_file
from stanch.config.file import Config
from stanch.config.options import ScanOptions, Typed, resolve
from stanch.engine.scan import Engine
from stanch.engine.wake import Waker
from stanch.errors import BaselineError, ConfigError, RuleError
from stanch.git import repository as repositories
from stanch.git.objects import Objects
from stanch.git.repository import Repository
from stanch.model.outcome import Summary
from stanch.model.rule import Confidence
from stanch.pipeline import Plan
from stanch.report.look import Look
from stanch.rules.packs import Packed
from stanch.rules.ruleset import Ruleset, merged_hash
from stanch.sources.base import Policy

# Imported where they are needed: a clean commit in a repository without policy needs none of them.
if TYPE_CHECKING:
    from datetime import date

    from stanch.model.finding import Finding
    from stanch.suppress.baseline import Baseline
    from stanch.suppress.decide import Suppressor
    from stanch.suppress.fingerprint import Fingerprints, Salt

IGNORE_FILE = ".stanchignore"
# Outside a repository there is no root commit to derive a salt from, and a random one would make
# the fingerprints of two reports differ.
_NO_HISTORY = b"stanch: no history to derive a salt from"

ReadPolicy = Callable[[str], bytes | None]
# The files of a pack with their names, none where there is no such file or folder.
ReadPacks = Callable[[str], Sequence[tuple[str, bytes]]]


class World(NamedTuple):
    """What only the command line may ask for: environment, folders, clock."""

    environ: Mapping[str, str]
    cwd: str
    cache: Cache
    user_config: str
    now: int

    @classmethod
    def of(cls, environ: Mapping[str, str], cache_folder: str, user_config: str) -> "World":
        """The world as it is now."""
        return cls(environ, os.getcwd(), Cache(cache_folder), user_config, int(time.time()))

    @property
    def today(self) -> "date":
        """The day, in UTC: a baseline must end at the same moment for everybody."""
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.now, UTC).date()


class Place(NamedTuple):
    """Where a run takes place: its root, the repository if there is one, and its policy files.

    Without `packs`, those that the configuration names lie below the root.
    """

    root: str
    repository: Repository | None
    read_policy: ReadPolicy
    packs: ReadPacks | None = None


class Setup(NamedTuple):
    """Everything decided: options, rules, the plan, and the summary as far as it is known.

    `look` says what of a text must not be shown, whatever the options leave out.
    """

    options: ScanOptions
    rules: Ruleset
    plan: Plan
    facts: Summary
    look: Look


def find_repository(world: World, directory: str = "", *, local: bool = True) -> Repository | None:
    """The repository round a directory, or None; a refusal by git is an error, not None.

    Raises:
        GitError: the repository is there and git will not read it.
    """
    from stanch.errors import GitError

    try:
        return repositories.find(directory or world.cwd, world.environ, local=local)
    except GitError as error:
        if "not a git repository" in str(error) or "git was not found" in str(error):
            return None
        raise


def in_work_tree(root: str) -> ReadPolicy:
    """Policy from the files below `root`; a link that leads out of it is refused."""

    def read(name: str) -> bytes | None:
        from stanch.written import files

        return files.below(root, name)

    return read


def named(world: World, name: str) -> bytes | None:
    """A file that the user named, wherever it lies."""
    path = os.path.join(world.cwd, name)
    try:
        os.stat(path)
    except FileNotFoundError:
        return None
    except OSError:
        pass  # said by who reads it
    from stanch.written import files

    return files.read(path, name)


def in_objects(objects: Objects, revision: str) -> ReadPolicy:
    """Policy from a tree; the empty revision is the index."""

    @cache
    def read(name: str) -> bytes | None:
        found = None
        if "/" not in name:  # most repositories have none of these files
            found = objects.one(f"{revision}:{name}")
            if found.data is None and not found.size:
                return None
        from stanch import treepolicy

        return treepolicy.read(objects, revision, name, found)

    return read


def tree_place(root: str, repository: Repository, objects: Objects, revision: str) -> Place:
    """A place whose policy is that of a tree; the empty revision is the index."""

    def packs_of(name: str) -> Sequence[tuple[str, bytes]]:
        from stanch import treepolicy

        return treepolicy.packs(objects, revision, name)

    return Place(root, repository, in_objects(objects, revision), packs_of)


def load_config(world: World, place: Place, typed: Typed) -> Config:
    """The user-wide file, then the repository's (or the one that was named).

    Raises:
        ConfigError: a file is wrong, or the named one is not there.
    """
    mine, own = configs(world, place, typed)
    return mine.then(own)


def configs(world: World, place: Place, typed: Typed) -> tuple[Config, Config]:
    """The user-wide configuration and the repository's, each by itself; raises as above."""
    both = user_wide(world), _own_config(world, place, typed)
    for each in both:
        if each.exclude or each.severity:
            from stanch import checked

            checked.patterns(each)
    return both


def user_wide(world: World) -> Config:
    """The user-wide file, which says how its owner likes reports, too.

    Raises:
        ConfigError: it is wrong.
    """
    data = named(world, world.user_config) if world.user_config else None
    if data is None:
        return Config()
    return _load(world, data, world.user_config, personal=True)


def _load(world: World, data: bytes, where: str, *, personal: bool = False) -> Config:
    look = sight(world.cache, world.now)
    return config_file.load(
        data, where, world.cache, lambda text: bool(look(text)), personal=personal
    )


def _own_config(world: World, place: Place, typed: Typed) -> Config:
    if typed.config:
        data = named(world, typed.config)
        if data is None:
            raise ConfigError("no such configuration file", where=typed.config)
        if typed.config.endswith(".toml"):
            found = config_file.load_pyproject(data, typed.config)
            if found is None:
                raise ConfigError("has no [tool.stanch]", where=typed.config)
            return found
        return _load(world, data, typed.config)
    data = place.read_policy(config_file.NAME)
    if data is not None:
        return _load(world, data, config_file.NAME)
    table = place.read_policy(config_file.PYPROJECT)
    return (table and config_file.load_pyproject(table, config_file.PYPROJECT)) or Config()


def set_up(world: World, place: Place, typed: Typed, *, fingerprints: bool, source: str) -> Setup:
    """Resolve the options and build the plan.

    Raises:
        UserError: configuration, rules or baseline are wrong.
    """
    options = resolve(typed, load_config(world, place, typed))
    rules = load_rules(world, options, place)
    if options.config.allow or options.config.severity:
        from stanch import checked

        checked.used(rules, options.config)
    data = baseline_data(world, place, options, is_named=typed.baseline is not None)
    held = cache(partial(_held, world, options.baseline, data))
    names = named_by(world, place, held, options.jobs) if fingerprints else _unnamed
    ignored = place.read_policy(IGNORE_FILE)

    def accepting(baseline: "Baseline | None") -> "Suppressor":
        from stanch import acceptance

        where = acceptance.Policy(place.read_policy, partial(_load, world))
        return acceptance.suppressor(options, baseline, rules, where, world.today)

    suppressor = cache(lambda: accepting(held()))
    # What is wrong in them must be said by each run, and not by the first that finds something.
    accepted = ignored is not None or options.config.allow or options.disable_markers
    warnings = accepting(None).warnings if accepted else ()
    warnings += _warnings(world, data, held)
    plan = Plan(
        engine=engine(world, options, rules),
        suppressor=suppressor,
        minimum=options.minimum,
        regrade=_regrading(options.config),
        fingerprints=names,
    )
    facts = Summary(
        source=source,
        blobs=0,
        size=0,
        rules=len(rules),
        rules_hash=merged_hash(rules) if fingerprints else "",
        config_hash=options.config.digest[:32],
        warnings=(*_misnamed(place, typed), *warnings),
    )
    return Setup(options, rules, plan, facts, sight(world.cache, world.now, rules))


def _misnamed(place: Place, typed: Typed) -> tuple[str, ...]:
    """Files that somebody took for the configuration, and nobody reads."""
    if typed.config:
        return ()
    found = []
    for name in config_file.MISNAMED:
        try:
            is_there = place.read_policy(name) is not None
        except ConfigError:  # such as a folder: whatever it is, it is no configuration
            is_there = False
        if is_there:
            found.append(f"{name}: not read; the configuration is {config_file.NAME}")
    return tuple(found)


def engine(world: World, options: ScanOptions, rules: Ruleset) -> Engine:
    """The engine for a set of rules."""
    return Engine(
        partial(Waker, rules, world.cache, oracle=options.oracle),
        rules,
        world.cache,
        seconds=options.time_limit,
        now=world.now,
        applies=_applies,
    )


def sight(kept: Cache, now: int, rules: Ruleset | None = None) -> Look:
    """What must not be shown of a text: all rules look, also those that a run does without.

    Without `rules` the built-in ones do. Nothing is loaded before there is a text to look at.
    """

    def made() -> Look:
        from stanch.sight import looking

        every = load_builtin() if rules is None else rules.unmasked()
        return looking(every, kept, now, _applies)

    once = cache(made)
    return lambda data, path="": once()(data, path)


def load_builtin() -> Ruleset:
    """The rules that come with the program.

    Raises:
        RuleError: the installation lacks them.
    """
    path = os.path.join(os.path.dirname(__file__), "_builtin", "rules.jsonl")
    try:
        with open(path, "rb") as file:
            # Of megabytes a clean commit needs the first line: the rest is never read.
            return Ruleset(Packed(mmap(file.fileno(), 0, access=ACCESS_READ)))
    except (FileNotFoundError, ValueError):  # or the file is empty
        raise RuleError(
            "the built-in rules are missing from this installation",
            hint="install the package again; from a checkout run `make rules`",
        ) from None


def load_rules(world: World, options: ScanOptions, place: Place | None = None) -> Ruleset:
    """Built-in rules, then packs, the configuration's own rules, overrides, and what is off.

    Packs that the configuration names are the place's, and must lie there; those of `--rules` lie
    where the user is, those of the user-wide file beside it, or wherever they say.

    Raises:
        RuleError: a rule is wrong, an id is unknown, or none is left.
    """
    config, rules = options.config, load_builtin()
    if config.packs or options.rules or config.rules or config.override:
        from stanch import added

        folder, texts = (place.root, place.packs) if place else (world.cwd, None)
        mine = [pack for pack in config.packs if pack[0] == world.user_config]
        theirs = [pack for pack in config.packs if pack[0] != world.user_config]
        own = added.packs(mine, os.path.dirname(world.user_config), anywhere=True)
        own += added.packs(theirs, folder, texts)
        own += added.packs([("--rules", path) for path in options.rules], world.cwd, anywhere=True)
        own += added.written(config.rules)
        rules = added.overridden(Ruleset(rules.builtin, own) if own else rules, config.override)
    return _chosen(rules, options)


def _chosen(rules: Ruleset, options: ScanOptions) -> Ruleset:
    """Masked by `only`, `disable` (ids or `tag:NAME`) and by the confidence asked for."""
    if options.only or options.disable:
        from stanch import checked

        checked.chosen(rules, (*options.only, *options.disable))
    off = frozenset(options.disable)
    guessing = frozenset() if options.minimum is Confidence.LOW else rules.guessing()
    if not options.only and not off and not guessing:
        return rules

    def is_off(index: int, rule_id: str) -> bool:
        if index in guessing:
            return True
        if options.only and not _is_named(rules, index, rule_id, options.only):
            return True
        return bool(off) and _is_named(rules, index, rule_id, off)

    return rules.masked(is_off)


def _is_named(
    rules: Ruleset, index: int, rule_id: str, names: tuple[str, ...] | frozenset[str]
) -> bool:
    if rule_id in names:
        return True
    tags = [name.removeprefix("tag:") for name in names if name.startswith("tag:")]
    return bool(tags) and not set(tags).isdisjoint(rules.rule(index).tags)


def baseline_data(
    world: World, place: Place, options: ScanOptions, *, is_named: bool
) -> bytes | None:
    """The text of the baseline in force.

    Raises:
        BaselineError: the file that was named is not there.
    """
    name = options.baseline
    if name == "none":
        return None
    data = named(world, name) if is_named else place.read_policy(name)
    if data is None and is_named:
        raise BaselineError(
            "no such baseline", where=name, hint="make one with `stanch baseline create`"
        )
    return data


def _held(world: World, name: str, data: bytes | None) -> "Baseline | None":
    """The baseline; `BaselineError` when it is none."""
    if data is None:
        return None
    from stanch import quiet

    return quiet.baseline(world.cache, data, name, world.now)


def _warnings(
    world: World, data: bytes | None, held: Callable[[], "Baseline | None"]
) -> tuple[str, ...]:
    """What is to be said of the baseline; one that was checked before is not parsed for it."""
    if data is None:
        return ()
    from stanch import quiet

    baseline = None if quiet.remembered(world.cache, data, world.now) else held()
    return baseline.warnings if baseline else ()


def _regrading(config: Config) -> "Callable[[Finding], Finding]":
    if not config.severity:
        return lambda finding: finding
    from stanch import configured

    return configured.regrading(config.severity)


def policy(options: ScanOptions) -> Policy:
    """What the sources leave out because the user said so."""
    if not options.config.exclude:
        return Policy(options.max_size)
    from stanch.suppress.globs import Globs

    patterns = options.config.exclude
    globs = Globs(patterns)

    def excluded(path: str) -> str:
        index = globs.deciding(path)
        return "" if index is None else f"excluded by {patterns[index]!r}"

    return Policy(options.max_size, excluded)


def named_by(
    world: World, place: Place, held: Callable[[], "Baseline | None"], jobs: int
) -> "Callable[[Sequence[Finding]], Sequence[str]]":
    """Fingerprints under the baseline's salt, or the one derived from the repository."""
    from stanch.suppress.baseline import Baseline
    from stanch.suppress.fingerprint import Salt

    @cache
    def prints() -> "Fingerprints":
        salt = derived_salt(place.repository) or Salt.of(_NO_HISTORY)
        return (held() or Baseline.parse("", "", world.today)).fingerprints(salt)

    return lambda findings: prints().of_all(findings, jobs)


def _unnamed(findings: "Sequence[Finding]") -> Sequence[str]:
    return [""] * len(findings)


def derived_salt(repository: Repository | None) -> "Salt | None":
    """The salt that all branches agree on; None without the whole history."""
    if repository is None or not repository.head:
        return None
    from stanch.errors import GitError
    from stanch.suppress.fingerprint import Salt

    if repository.git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        return None
    try:
        roots = repository.git.run("rev-list", "--max-parents=0", "--reverse", "HEAD").split()
    except GitError:  # damaged: no root is known
        return None
    return Salt.from_root(roots[0].decode()) if roots else None


@lru_cache(maxsize=1024)
def _applies(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of a rule's globs fits the path. Rules' globs are simple, so `fnmatch` serves."""
    from fnmatch import fnmatchcase

    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    whole = f"/{lowered}"  # `**/` stands for no folder, too
    return any(
        fnmatchcase(whole if p.startswith("**/") else lowered if "/" in p else name, p.lower())
        for p in patterns
    )
