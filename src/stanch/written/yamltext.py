"""YAML by libyaml's safe loader. Imported where YAML is met, which a warm hook never does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from stanch.errors import ConfigError, UserError

if TYPE_CHECKING:
    from yaml import SafeLoader
    from yaml.events import Event
    from yaml.nodes import Node, ScalarNode

# The built-in packs have some ten thousand nodes in half a megabyte.
_LARGEST = 4_000_000
_MOST_NODES = 200_000
# The composer calls itself for each level, in C, and would end the process with a stack overflow.
_DEEPEST = 100


def parse(text: bytes, where: str, error: type[UserError] = ConfigError) -> object:
    """The document; an empty one is None.

    Raises:
        UserError: of the class `error`, with line and column.
    """
    import yaml

    if len(text) > _LARGEST:
        raise error(f"more than {_LARGEST:,} bytes of YAML", where=where)
    kind = _kind()
    loader = kind(text)
    try:
        if _is_deep(yaml.parse(text, kind)):
            raise error("not usable YAML: too deeply nested", where=where)
        node = loader.get_single_node()
        if node is None:
            return None
        if _is_bomb(node):
            raise error("not usable YAML: its aliases multiply without end", where=where)
        twice = _twice(node)
        if twice is not None:
            mark = twice.start_mark
            place = f"{where}:{mark.line + 1}:{mark.column + 1}"
            raise error(f"the key {_shown(twice.value)} stands twice in one mapping", where=place)
        return loader.construct_document(node)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        problem = getattr(wrong, "problem", None) or "cannot be read"
        raise error(f"not valid YAML: {problem}", where=place) from None
    except RecursionError:
        raise error("not usable YAML: too deeply nested", where=where) from None
    finally:
        loader.dispose()


@cache
def _kind() -> type[SafeLoader]:
    """The safe loader, for which a date is text and `1e-9` a number, as in YAML 1.2.

    Whoever wants a date checks the text: then a day that does not exist has a key, and not only a
    file. A value that its own tag does not fit has a line.
    """
    import yaml

    base: type[SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[valid-type, misc]
        def construct_object(self, node: Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
            try:
                return super().construct_object(node, deep)
            except (ValueError, LookupError, AttributeError, TypeError):
                kind = node.tag.rpartition(":")[2]
                raise yaml.constructor.ConstructorError(
                    None, None, f"a value that is no {kind}", node.start_mark
                ) from None

    date, float_ = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float"
    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != date]
        for first, pairs in base.yaml_implicit_resolvers.items()
    }
    number = re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+\Z")
    Loader.add_implicit_resolver(float_, number, list("-+0123456789"))
    return Loader


def _shown(key: str) -> str:
    """A key as messages name it: what is no plain word may be anything, even a secret."""
    return repr(key) if re.fullmatch("[A-Za-z_-]{1,20}", key) else "that begins here"


def _is_deep(events: Iterable[Event]) -> bool:
    depth = 0
    for event in events:
        name = type(event).__name__
        depth += name.endswith("StartEvent")
        depth -= name.endswith("EndEvent")
        if depth > _DEEPEST:
            return True
    return False


def _is_bomb(root: Node) -> bool:
    """Whether the document has too many nodes when each alias is what it stands for."""
    from yaml.nodes import MappingNode, SequenceNode

    left, seen = [root], 0
    while left:
        node = left.pop()
        seen += 1
        if seen > _MOST_NODES:
            return True
        if isinstance(node, MappingNode):
            left.extend(part for pair in node.value for part in pair)
        elif isinstance(node, SequenceNode):
            left.extend(node.value)
    return False


def _twice(root: Node) -> ScalarNode | None:
    """A key that its mapping has already: YAML forbids it, the loader would forget the first."""
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode

    left, done = [root], {id(root)}
    while left:
        node = left.pop()
        parts: list[Node] = []
        if isinstance(node, MappingNode):
            keys: set[tuple[str, str]] = set()
            for key, _ in node.value:
                if isinstance(key, ScalarNode) and (key.tag, key.value) in keys:
                    return key
                keys.add((key.tag, str(key.value)))
            parts = [value for _, value in node.value]
        elif isinstance(node, SequenceNode):
            parts = node.value
        left += [part for part in parts if id(part) not in done]
        done.update(map(id, parts))
    return None
