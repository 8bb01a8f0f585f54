"""What the hub publishes for one recipient: a letter, made into a record of `to.<recipient>`.

Rules:
1. A message's id is derived from (published record, recipient, ordinal): the same for ever, whoever replays, however often.
2. `causationid` is the published event; `correlationid` is the partner's own when it gave one, else the case.
3. `sequence` counts from 1 without gaps per (recipient, subject).
4. What concerns no case its author may know has a subject of its own: `avis:<topic>/<partition>/<offset>`, sequence 1.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from hub.core.facts import Origin
from hub.core.notices import sentence
from hub.core.own_facts import Header
from schemas.codes import Code, Status
from schemas.envelope import ACTOR_URN, write_structured

HUB = ACTOR_URN + "relais"
"""The `source` of every output."""
NOTICE = "fr.relais.avis.technique.v1"
OUTSIDE = "avis:"
SHAPES_MAX = 4_096


class Letter(msgspec.Struct, frozen=True, gc=False):
    """What one recipient must be told, before it has an id and a rank; `payload` holds JSON values."""

    recipient: str
    type: str
    payload: dict[str, Any]


class Message(NamedTuple):
    """A letter as it leaves; its record's key is the subject."""

    recipient: str
    type: str
    subject: str
    value: bytes
    headers: list[Header]


class Cause(msgspec.Struct, frozen=True, gc=False):
    """The published record that makes the hub write; `recorded` is RFC 3339."""

    origin: Origin
    event_id: str | None
    correlation_id: str | None
    traceparent: str | None
    recorded: str


def outside_subject(origin: Origin) -> str:
    """The subject of a notice about an event that belongs to no case its author may know."""
    return f"{OUTSIDE}{origin.topic}/{origin.partition}/{origin.offset}"


def message_id(origin: Origin, recipient: str, ordinal: int) -> str:
    """`evt_` and 32 hexadecimal digits, derived from what caused the message and for whom it is."""
    named = f"{origin.topic}/{origin.topic_id}/{origin.partition}/{origin.offset}\0{recipient}\0{ordinal}"
    return "evt_" + hashlib.sha256(named.encode()).hexdigest()[:32]


def notice(recipient: str, cause: Cause, statut: Status, code: Code, *, champ: str | None = None, dossier: str | None = None) -> Letter:
    """The technical notice about one published record."""
    payload: dict[str, Any] = {
        "origine": {"topic": cause.origin.topic, "partition": cause.origin.partition, "offset": cause.origin.offset},
        "statut": statut,
        "code": code,
        "phrase": sentence(code, champ),
    }
    if cause.event_id is not None:
        payload["evenement_id"] = cause.event_id
    if champ is not None:
        payload["champ"] = champ
    if dossier is not None:
        payload["dossier"] = dossier
    return Letter(recipient, NOTICE, payload)


def write(letter: Letter, cause: Cause, *, subject: str, ordinal: int, sequence: int) -> Message:
    """The letter as a CloudEvent in structured mode."""
    attributes = {
        "id": message_id(cause.origin, letter.recipient, ordinal),
        "source": HUB,
        "type": letter.type,
        "subject": subject,
        "time": cause.recorded,
        "sequence": str(sequence),
        "recordedtime": cause.recorded,
    }
    if cause.correlation_id is not None:
        attributes["correlationid"] = cause.correlation_id
    if cause.event_id is not None:
        attributes["causationid"] = cause.event_id
    if cause.traceparent is not None:
        attributes["traceparent"] = cause.traceparent
    value, headers = write_structured(attributes, letter.payload)
    return Message(letter.recipient, letter.type, subject, value, headers)


def field_names(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of all fields that have a value, those of a nested object by their path."""
    shape = tuple((name, tuple(value) if isinstance(value, dict) else None) for name, value in payload.items())
    return _names(shape)


@lru_cache(SHAPES_MAX)
def _names(shape: tuple[tuple[str, tuple[str, ...] | None], ...]) -> tuple[str, ...]:
    """Few shapes exist: each is told once."""
    return tuple(path for name, below in shape for path in ((name,) if below is None else (f"{name}.{one}" for one in below)))
