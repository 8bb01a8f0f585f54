"""An event that intake accepted, read again from `hub.events` without being judged again.

Rules:
1. What was accepted once is a fact for ever: a rule that the contract gains later never stops a replay.
2. What is read is what `schemas.envelope.read` read when the event came in (a test holds it).
"""

from base64 import b64decode
from collections.abc import Iterable
from typing import Any

import msgspec
import orjson

from schemas.envelope import BINARY_PREFIX, CONTENT_TYPE, STRUCTURED
from schemas.framing import unframed

_ID, _TYPE, _SUBJECT, _CORRELATION, _TRACE = (
    BINARY_PREFIX + attribute for attribute in ("id", "type", "subject", "correlationid", "traceparent")
)
_STRUCTURED = STRUCTURED.encode()


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """What a fact needs of an event's envelope, and its data."""

    id: str
    type: str
    subject: str
    data: dict[str, Any]
    correlation_id: str | None
    traceparent: str | None


def read_again(value: bytes, headers: Iterable[tuple[str, bytes | None]]) -> Accepted:
    """Read the value and the headers of an event that intake accepted."""
    document = orjson.loads(unframed(value))
    raws = {name.lower(): raw for name, raw in headers if raw is not None}
    if raws.get(CONTENT_TYPE, b"")[: len(_STRUCTURED)].lower() == _STRUCTURED:
        return _structured(document)
    correlation, trace = raws.get(_CORRELATION), raws.get(_TRACE)
    return Accepted(
        id=raws[_ID].decode(),
        type=raws[_TYPE].decode(),
        subject=raws[_SUBJECT].decode(),
        data=document,
        correlation_id=None if correlation is None else correlation.decode(),
        traceparent=None if trace is None else trace.decode(),
    )


def _structured(document: dict[str, Any]) -> Accepted:
    encoded, optional = document.get("data_base64"), document.get
    data = document["data"] if encoded is None else orjson.loads(b64decode(encoded))
    return Accepted(document["id"], document["type"], document["subject"], data, optional("correlationid"), optional("traceparent"))
