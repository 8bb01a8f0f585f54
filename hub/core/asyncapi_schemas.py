"""The schemas of a partner's AsyncAPI document: of each type's data, of its CloudEvents envelope, of its Kafka headers.

Rules:
1. AsyncAPI reads its own dialect of JSON Schema, where a `$ref` starts at the root of the document and says all: definitions are written
   where they are used. The published JSON Schema (2020-12) is named in `x-relais-schema`.
2. A field that this partner never receives is left out of what it reads.
3. An attribute that has one value for this partner is a constant; what messages have in common is written once.
4. An envelope that is sent is closed, as at intake; one that the hub writes is open: what is added later is let pass.
"""

from collections.abc import Mapping
from typing import Any, Final

from schemas.envelope import BINARY_PREFIX, CONTENT_TYPE, REQUIRED, STRUCTURED_UTF8

Schema = dict[str, Any]

DEFINITIONS: Final = "#/$defs/"
BINARY_DATA: Final = "application/json"
SENT: Final = "enveloppe"
RECEIVED: Final = "enveloppe-du-hub"
STRUCTURED_HEADERS: Final = "entetes-structures"
BINARY_HEADERS: Final = "entetes-binaires"
BY_THE_HUB: Final = ("time", "sequence", "recordedtime")
"""The attributes that every message of the hub bears beside the compulsory ones."""


def of_type(schema: Mapping[str, Any], withheld: frozenset[str] = frozenset()) -> Schema:
    """The data of one type, without the fields of those paths."""
    body = {name: rule for name, rule in schema.items() if name not in {"$schema", "$id", "$defs"}}
    written: Schema = _pruned(_written_out(body, schema.get("$defs", {})), withheld, "")
    return {**written, "x-relais-schema": schema["$id"]}


def shared(envelope: Mapping[str, Any]) -> dict[str, Schema]:
    """What messages have in common, by the names by which they refer to it."""
    whole = {"type": "object", "properties": envelope["properties"], "required": envelope["required"]}
    described = {"type": "string", "const": STRUCTURED_UTF8.decode(), "description": "tout l'événement est dans la valeur"}
    return {
        SENT: whole | {"additionalProperties": False},
        RECEIVED: whole | {"required": [*envelope["required"], *BY_THE_HUB]},
        STRUCTURED_HEADERS: {"type": "object", "properties": {CONTENT_TYPE: described}, "required": [CONTENT_TYPE]},
        BINARY_HEADERS: _binary_headers(envelope["properties"]),
    }


def structured(envelope: str, source: str, kind: str) -> Schema:
    """One event in one JSON object: what the envelope of that name says, and what is this type's own."""
    own = _constants("", source, kind) | {"data": named(kind)}
    return {"allOf": [named(envelope), {"type": "object", "properties": own}]}


def binary(source: str, kind: str) -> Schema:
    """The Kafka headers of one event whose value is its data alone."""
    return {"allOf": [named(BINARY_HEADERS), {"type": "object", "properties": _constants(BINARY_PREFIX, source, kind)}]}


def named(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def _binary_headers(attributes: Mapping[str, Any]) -> Schema:
    properties = {f"{BINARY_PREFIX}{name}": rule for name, rule in attributes.items() if name not in {"data", "datacontenttype"}}
    described = {"type": "string", "const": BINARY_DATA, "description": "la valeur est le contenu de l'événement, en JSON"}
    required = [f"{BINARY_PREFIX}{name}" for name in (*REQUIRED, "subject")]
    return {"type": "object", "properties": {CONTENT_TYPE: described, **properties}, "required": required}


def _constants(prefix: str, source: str, kind: str) -> Schema:
    return {f"{prefix}source": {"type": "string", "const": source}, f"{prefix}type": {"type": "string", "const": kind}}


def _written_out(node: Any, definitions: Mapping[str, Any]) -> Any:
    """The same, each reference replaced by what it names; what stands beside it is kept."""
    if isinstance(node, list):
        return [_written_out(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    beside = {name: _written_out(value, definitions) for name, value in node.items() if name != "$ref"}
    if "$ref" not in node:
        return beside
    return _written_out(definitions[node["$ref"].removeprefix(DEFINITIONS)], definitions) | beside


def _pruned(node: Any, withheld: frozenset[str], above: str) -> Any:
    """The same without the properties of those paths, at any depth."""
    if isinstance(node, list):
        return [_pruned(one, withheld, above) for one in node]
    if not isinstance(node, dict):
        return node
    left = {name: _pruned(value, withheld, above) for name, value in node.items() if name != "properties"}
    if isinstance(node.get("properties"), dict):
        left["properties"] = {
            name: _pruned(rule, withheld, f"{above}{name}.") for name, rule in node["properties"].items() if above + name not in withheld
        }
    return left
