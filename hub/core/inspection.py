"""Where a published record betrays a person: in its value, read or unreadable, in its key, in its headers.

Rules:
1. `is_suspect` is quick and errs on the side of suspicion: what it lets through is an event of the contract's own names and characters,
   in which `inspect` would find nothing.
2. A place is a path of names the contract knows; below a name it does not know there is only `?`, since that name could itself be an
   identity.
3. Names of fields, and documents that cannot be read, are looked at like values.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hub.core import identity
from schemas import envelope, strict_json
from schemas.codes import Code
from schemas.framing import unframed
from schemas.inbound import FIELDS

Headers = Sequence[tuple[str, bytes | None]]

_ATTRIBUTE_HEADERS = {envelope.BINARY_PREFIX + name: name for name in envelope.ATTRIBUTES}
_HEADERS = frozenset({*_ATTRIBUTE_HEADERS, envelope.CONTENT_TYPE, "traceparent", "tracestate"})
_NAMES = FIELDS | envelope.ATTRIBUTES | {"data", "data_base64"}
_REFERENCE_LIKE = re.compile(r"per_|[0-9A-F]{16,64}$", re.IGNORECASE)
"""A person's reference, or a slip in writing one; anything else in its place may be the person's name."""
_DAYS = ("date_demande", "date_decision", "date", "du")
_ROOTS = (None, "data", "data_base64")
_UNUSUAL = (b"\\", b"%", b"@", b'"IP"', b"base64")
_CORSICA = re.compile(rb"2[ABab][ .\-_/\t]{0,3}[0-9]{3}")
_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_BETWEEN_DIGITS = b" .-_/\t()"
_TEN_DIGITS = b"0" * 10
DOCUMENT_BYTES_MAX = 256 * 1024
"""A longer one is refused whatever it says: it is searched, not read."""
_FLOAT_EXACT_MAX = 2**53
_RANK = (Code.INFORMATION_PREOCCUPANTE, Code.NIR_INTERDIT, Code.IDENTITE_INTERDITE, Code.TEXTE_LIBRE_INTERDIT)


class Finding(NamedTuple):
    """What was found, and where, as far as the place can be named without naming the person."""

    code: Code
    place: str | None


class _Unreadable:
    """Stands for a value that is not one JSON document."""


_UNREADABLE = _Unreadable()


def is_suspect(value: bytes, key: bytes | None, headers: Headers) -> bool:
    """Whether an event the contract accepts must be inspected: it holds a character, a name or a run of digits of no ordinary event."""
    around = [key or b""]
    for name, raw in headers:
        if name not in _HEADERS:
            return True
        if name != envelope.CONTENT_TYPE:
            around.append(raw or b"")
    beside = b"\n".join(around)
    whole = unframed(value) + b"\n" + beside
    if not whole.isascii() or b" " in beside or any(sign in whole for sign in _UNUSUAL):
        return True
    if _TEN_DIGITS not in whole.translate(_TO_ZERO, _BETWEEN_DIGITS) and _CORSICA.search(whole) is None:
        return False
    return identity.in_characters(whole.decode("ascii"), None) is not None


def inspect(value: bytes, key: bytes | None, headers: Headers) -> Finding | None:
    """The gravest thing a record betrays, with its place."""
    findings = [Finding(code, place) for code, place in _found(value, key, headers) if code is not None]
    return min(findings, key=lambda finding: _RANK.index(finding.code), default=None)


def _found(value: bytes, key: bytes | None, headers: Headers) -> Iterator[tuple[Code | None, str | None]]:
    """Everything that is looked at, and what it betrays."""
    document = _read(unframed(value)) if len(value) <= DOCUMENT_BYTES_MAX else _UNREADABLE
    time = _time(document, headers)
    if key is not None:
        yield identity.in_text(_text(key), time), "cle"
    for name, raw in headers:
        yield from _in_header(name, _text(raw or b""), time)
    if isinstance(document, _Unreadable):
        yield identity.in_unreadable(value), None
    else:
        yield from _in_document(document, None if _is_envelope(document) else "data", time)


def _in_header(name: str, text: str, time: datetime | None) -> Iterator[tuple[Code | None, str]]:
    """A header's name, unless the contract knows it, and its value, unless it is a plain content type."""
    lowered = name.lower()
    place = _ATTRIBUTE_HEADERS.get(lowered, f"entetes.{lowered}" if lowered in _HEADERS else "entetes.?")
    if lowered not in _HEADERS:
        yield identity.in_name(name), place
    if lowered != envelope.CONTENT_TYPE or not envelope.is_content_type(text):
        yield identity.in_text(text, time), place


def _in_document(document: Any, root: str | None, time: datetime | None) -> Iterator[tuple[Code | None, str | None]]:
    """Every name and every scalar of a document, without recursion: nesting is the sender's choice."""
    waiting: list[tuple[Any, str | None]] = [(document, root)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, dict):
            for name, child in node.items():
                below = _below(place, name)
                yield _in_field(name, child), below
                waiting.append((_decoded(child) if name == "data_base64" else child, below))
        elif isinstance(node, list):
            waiting.extend((child, _element(place, rank)) for rank, child in enumerate(node))
        elif isinstance(node, bytes):
            yield identity.in_unreadable(node), place
        else:
            yield identity.in_text(_scalar(node), time), place


def _in_field(name: str, child: Any) -> Code | None:
    """What a field betrays by its name, by naming a person where a reference stands, or by warning of a child in danger (CASF L226-2-1)."""
    if name == "personne_ref" and isinstance(child, str) and _REFERENCE_LIKE.match(child) is None:
        return Code.IDENTITE_INTERDITE
    if name == "plan_ref" and isinstance(child, str) and not child.lower().startswith("plan_"):
        return Code.IDENTITE_INTERDITE
    if name == "aide" and isinstance(child, str) and child.strip().upper() == "IP":
        return Code.INFORMATION_PREOCCUPANTE
    return None if name in _NAMES else identity.in_name(name)


def _decoded(encoded: Any) -> Any:
    """The document behind `data_base64`, its bytes when they are no document, or what was sent when it is not base64."""
    try:
        raw = b64decode(encoded, validate=True)
    except (TypeError, ValueError):
        return encoded
    document = _read(raw)
    return raw if isinstance(document, _Unreadable) else document


def _read(raw: bytes) -> Any:
    """The document, or the mark of one that cannot be read (a repeated key hides its first value: nothing may stay unseen)."""
    try:
        return strict_json.loads(raw)
    except ValueError:
        return _UNREADABLE


def _is_envelope(document: Any) -> bool:
    """Whether a document is a structured event rather than the data of a binary one."""
    return isinstance(document, dict) and "specversion" in document


def _time(document: Any, headers: Headers) -> datetime | None:
    """The event's own time, from its attributes, or else the day its data speaks of."""
    stated: list[Any] = [_text(raw or b"") for name, raw in headers if name.lower() == "ce_time"]
    content = document
    if _is_envelope(document):
        stated.append(document.get("time"))
        content = document.get("data")
    if isinstance(content, dict):
        stated += [f"{content[name]}T12:00:00Z" for name in _DAYS if isinstance(content.get(name), str)]
    instants = (envelope.instant(text) for text in stated if isinstance(text, str))
    return next((instant for instant in instants if instant is not None), None)


def _below(place: str | None, name: str) -> str:
    """The path of a field, from the data or the envelope down, which stops at the first name the contract does not know."""
    if place is not None and place.endswith("?"):
        return place
    shown = name if name in _NAMES else "?"
    return shown if place in _ROOTS else f"{place}.{shown}"


def _element(place: str | None, rank: int) -> str | None:
    """The path of an element of a list."""
    return place if place is None or place.endswith("?") else f"{place}.{rank}"


def _scalar(node: Any) -> str:
    """A scalar as its digits would be read: a number may hide in an exponent."""
    if isinstance(node, float) and abs(node) <= _FLOAT_EXACT_MAX and node.is_integer():
        return str(int(node))
    return str(node)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
