"""Whether a schema of the contract may take the place of one that was published: what it breaks, and for whom.

Rules:
1. Inbound: whatever was valid stays valid. No new compulsory field, no field removed (unknown ones are refused), no list, pattern, length,
   bound or type made narrower. Two different patterns are taken for narrower: nothing here can compare them.
2. Outbound: whatever is written can be read by who read the published one. No field disappears, what was always there stays so, no type,
   pattern, length or bound made wider. New fields are let pass by readers.
3. A list of values only grows, in both directions: a value that was published keeps its meaning, and a reader holds one that it does not
   know for a code to be learnt, not for a fault. That is the one thing an outbound schema may widen.
4. What is said about a field (`title`, `description`, `default`) breaks nothing. A keyword that no rule here knows is refused.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

Schema = Mapping[str, Any]

SAID: Final = frozenset({"$schema", "$id", "$defs", "title", "description", "default"})
"""Keywords that judge nothing."""
_LEAST: Final = ("minimum", "minLength", "minItems")
_MOST: Final = ("maximum", "maxLength", "maxItems")
_SAME: Final = ("pattern", "format")
JUDGING: Final = frozenset(
    {"type", "properties", "required", "additionalProperties", "enum", "const", "items", "anyOf", "$ref", *_LEAST, *_MOST, *_SAME}
)
_DEFINITIONS: Final = "#/$defs/"


class Direction(StrEnum):
    """Who writes what the schema describes."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Break(NamedTuple):
    """What would no longer hold: where, by which rule, and what to do instead."""

    path: str
    rule: str
    cure: str


class UnknownKeywordError(ValueError):
    """A schema holds a keyword that no rule compares: add its rule before it is published."""


class _Pair(NamedTuple):
    """Two schemas of one place: whatever `inner` lets pass, `outer` must; `outer` is today's when partners write."""

    inner: Schema
    outer: Schema
    path: str
    direction: Direction

    def below(self, inner: Schema, outer: Schema, step: str) -> "_Pair":
        """The same comparison of two parts."""
        return _Pair(inner, outer, f"{self.path}{step}", self.direction)

    def broken(self, rule: str, cure: str) -> Break:
        """A break here."""
        return Break(self.path or ".", rule, cure)


def breaks(published: Schema, today: Schema, direction: Direction) -> list[Break]:
    """All that `today` breaks of `published`; raises UnknownKeywordError."""
    before, after = judged(published), judged(today)
    inner, outer = (before, after) if direction is Direction.INBOUND else (after, before)
    return list(_breaks(_Pair(inner, outer, "", direction)))


def judged(schema: Schema) -> dict[str, Any]:
    """What of a schema judges: references followed, words left out; two schemas that judge alike are one version."""
    written: dict[str, Any] = _judged(schema, schema.get("$defs", {}), "")
    return written


def _judged(node: Schema, definitions: Schema, path: str) -> dict[str, Any]:
    unknown = sorted(node.keys() - SAID - JUDGING)
    if unknown:
        reason = f"{path or '.'}: no rule compares the keyword `{unknown[0]}`: write one in schemas/comparing.py"
        raise UnknownKeywordError(reason)
    if not isinstance(node.get("additionalProperties", True), bool):
        reason = f"{path or '.'}: `additionalProperties` is open or closed, no rule compares a schema there"
        raise UnknownKeywordError(reason)
    found = {name: value for name, value in node.items() if name not in SAID and name != "$ref"}
    if "$ref" in node:
        found |= _judged(definitions[node["$ref"].removeprefix(_DEFINITIONS)], definitions, path)
    if "properties" in found:
        found["properties"] = {name: _judged(one, definitions, f"{path}.{name}") for name, one in found["properties"].items()}
    if "items" in found:
        found["items"] = _judged(found["items"], definitions, f"{path}[]")
    if "anyOf" in found:
        if found.keys() != {"anyOf"}:
            reason = f"{path or '.'}: `anyOf` beside other rules is compared by none: write one in schemas/comparing.py"
            raise UnknownKeywordError(reason)
        found["anyOf"] = [_judged(one, definitions, path) for one in found["anyOf"]]
    return found


def _breaks(pair: _Pair) -> Iterator[Break]:
    if "anyOf" in pair.inner or "anyOf" in pair.outer:
        yield from _choices(pair)
        return
    before, after = _in_time(pair)
    if "type" in pair.outer and before.get("type") != after.get("type"):
        yield pair.broken(f"type: {before.get('type')} became {after.get('type')}", "keep the type; add another field for another one")
        return
    yield from _values(pair)
    yield from _bounds(pair)
    yield from _fields(pair)
    if "items" in pair.outer:
        yield from _breaks(pair.below(pair.inner.get("items", {}), pair.outer["items"], "[]"))


def _in_time(pair: _Pair) -> tuple[Schema, Schema]:
    """The published one, then today's."""
    return (pair.inner, pair.outer) if pair.direction is Direction.INBOUND else (pair.outer, pair.inner)


def _choices(pair: _Pair) -> Iterator[Break]:
    """Each form of the inner one must fit a form of the outer one; where none does, those of the nearest are told."""
    for inner in pair.inner.get("anyOf", [pair.inner]):
        found = [list(_breaks(pair.below(inner, outer, ""))) for outer in pair.outer.get("anyOf", [pair.outer])]
        yield from min(found, key=lambda broken: (any(one.rule.startswith("type:") for one in broken), len(broken)))


def _values(pair: _Pair) -> Iterator[Break]:
    before, after = (_listed(one) for one in _in_time(pair))
    if before is None:
        if after is not None and pair.direction is Direction.INBOUND:
            yield pair.broken("enum: a list where any value was allowed", "leave the field open, or add another field")
    elif after is None:
        if pair.direction is Direction.OUTBOUND:
            yield pair.broken("enum: any value where there was a list", "keep the list, and add to it")
    elif gone := [value for value in before if value not in after]:
        yield pair.broken(f"enum: {', '.join(map(str, gone))} removed", "a list only grows: keep the value, and stop using it")


def _listed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _bounds(pair: _Pair) -> Iterator[Break]:
    inner, outer = pair.inner, pair.outer
    how = "narrower" if pair.direction is Direction.INBOUND else "wider"
    for name in (*_LEAST, *_MOST, *_SAME):
        if name in outer and not _is_within(name, inner.get(name), outer[name]):
            before, after = _in_time(pair)
            yield pair.broken(f"{name}: {before.get(name)} became {after.get(name)}, {how}", f"keep {name} as it was published")


def _is_within(name: str, inner: Any, outer: Any) -> bool:
    if inner is None or name in _SAME:
        return bool(inner == outer)
    return bool(inner >= outer) if name in _LEAST else bool(inner <= outer)


def _fields(pair: _Pair) -> Iterator[Break]:
    inner, outer = pair.inner.get("properties", {}), pair.outer.get("properties", {})
    inbound = pair.direction is Direction.INBOUND
    closed = pair.outer.get("additionalProperties") is False
    if closed and pair.inner.get("additionalProperties") is not False:
        yield pair.broken("additionalProperties: closed where it was open, or open where readers close", "leave it as it was published")
    for name in sorted(inner.keys() - outer.keys()) if closed else ():
        rule = "removed: what partners send with it would be refused" if inbound else "added where readers refuse what they do not know"
        yield pair.below({}, {}, f".{name}").broken(f"field {rule}", "keep the field as it was published")
    for name in sorted(outer.keys() - inner.keys()):
        at = pair.below({}, {}, f".{name}")
        if not inbound:
            yield at.broken("field removed: a reader may rely on it", "keep the field, and go on filling it")
        elif pair.inner.get("additionalProperties") is not False:
            yield at.broken("field given a rule where anything was let pass", "add it to a new version of the type")
    for name in sorted(set(pair.outer.get("required", ())) - set(pair.inner.get("required", ()))):
        if inbound or name in inner:
            rule = "required: compulsory where it was not" if inbound else "required: not always there where it was"
            yield pair.below({}, {}, f".{name}").broken(rule, "make it optional" if inbound else "go on sending it always")
    for name in sorted(inner.keys() & outer.keys()):
        yield from _breaks(pair.below(inner[name], outer[name], f".{name}"))
