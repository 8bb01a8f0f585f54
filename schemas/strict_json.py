"""JSON as the contract reads it: UTF-8, no NaN, no repeated key, bounded nesting; anything else is a `ValueError`.

orjson gives all of it but one: a repeated key is silently the last one, and two readers could then see two different events.
"""

import re
from collections.abc import Iterable
from typing import Any

import orjson

_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?')
"""Every text of a valid JSON document; the group holds the colon when it is a key."""


def loads(raw: bytes) -> Any:
    """Read one JSON document; raise `ValueError` for what is not JSON or repeats a key."""
    parsed = orjson.loads(raw)
    # Most clients write JSON as orjson does, or with a blank after each sign: what comes back so, byte for byte, cannot have lost a key.
    again = _written_again(parsed)
    if again != raw and again != _packed(raw) and _keys_written(raw) != _keys_kept(parsed):
        raise ValueError("a key is repeated")
    return parsed


def dumps(value: Any) -> bytes:
    """Write `value` as compact JSON, keys in their order."""
    return orjson.dumps(value)


def canonical(value: Any) -> bytes:
    """Write `value` with sorted keys, so that equal contents have equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _written_again(parsed: Any) -> bytes:
    try:
        return orjson.dumps(parsed)
    except TypeError as too_deep:  # orjson reads deeper than it writes
        raise ValueError("nested too deep") from too_deep


def _packed(raw: bytes) -> bytes:
    """The document without the blank that many clients put after a colon or a comma."""
    return raw.replace(b": ", b":").replace(b", ", b",")


def _keys_written(raw: bytes) -> int:
    """How many keys stand in the text of a valid document."""
    return sum(1 for colon in _TEXT.findall(raw) if colon)


def _keys_kept(parsed: Any) -> int:
    """How many keys were kept in the parsed document (without recursion: nesting is the sender's choice)."""
    count = 0
    waiting = [parsed]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            count += len(node)
        waiting.extend(_children(node))
    return count


def _children(node: Any) -> Iterable[Any]:
    """What a node holds: nothing for a scalar."""
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()
