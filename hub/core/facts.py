"""The facts of `hub.events` and `hub.refus` as their lanes read them; the hub's own are in `own_facts`.

Rules:
1. What stands on these topics was written by the hub: a record that breaks its layout is a bug, and reading it raises.
2. A fact has one place (`partition`, `offset`) and one instant, its recordedtime; a published event keeps the place it came from
   (`origin`).
3. Equal contents have equal `content_sha256`: type, subject and data with sorted keys, however the event was written.
"""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from hub.core import wire
from hub.core.accepted import Accepted, read_again
from hub.core.own_facts import READERS, Header, HubFact
from schemas import strict_json
from schemas.codes import Code
from schemas.inbound import INBOUND
from schemas.payload import Payload
from schemas.topics import EVENTS


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a published event stands; `topic_id` tells a re-created topic from the one before."""

    topic: str
    topic_id: str
    partition: int
    offset: int


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's event that intake accepted; `original_*` are what it published, for the dead letter."""

    dossier: str
    actor: str
    event_id: str
    type: str
    subject: str
    payload: Payload
    origin: Origin
    instant: datetime
    content_sha256: str
    correlation_id: str | None
    traceparent: str | None
    original_key: bytes | None
    original_value: bytes
    original_headers: tuple[Header, ...]
    partition: int
    offset: int


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A published record that intake refused; for identity (`IDENTITY_CODES`) nothing of it is there."""

    actor: str
    code: Code
    field: str | None
    event_id: str | None
    origin: Origin
    instant: datetime
    length: int
    sha256: str
    original_key: bytes | None
    original_value: bytes | None
    original_headers: tuple[Header, ...]
    partition: int
    offset: int


Fact = Received | HubFact


def origin_in(headers: Any) -> Origin | None:
    """Where the published event of a record stands; None for a fact of the hub's own."""
    stamps, _ = _split(headers)
    return _origin(stamps) if wire.ORIGIN in stamps else None


def origin_of(fact: Fact) -> Origin:
    """The record that made the hub act: what was published, or the hub's own fact."""
    return fact.origin if isinstance(fact, Received) else Origin(EVENTS, "-", fact.partition, fact.offset)


def read(key: bytes | None, value: bytes | None, headers: Any, partition: int, offset: int) -> Fact:
    """Read one record of `hub.events`; `headers` are its (name, bytes or None) pairs."""
    stamps, original = _split(headers)
    assert value is not None
    instant = _instant(stamps)
    genre = stamps[wire.GENRE]
    own = READERS.get(genre)
    if own is not None:
        return own(value, instant, partition, offset)
    assert genre == wire.GENRE_RECEIVED, "a fact of a kind this version does not know"
    assert key is not None
    event = read_again(value, original)
    return Received(
        dossier=key.decode(),
        actor=stamps[wire.ACTOR].decode(),
        event_id=event.id,
        type=event.type,
        subject=event.subject,
        payload=INBOUND[event.type].model_validate(event.data),
        origin=_origin(stamps),
        instant=instant,
        content_sha256=_content_sha256(event),
        correlation_id=event.correlation_id,
        traceparent=event.traceparent,
        original_key=stamps.get(wire.ORIGINAL_KEY),
        original_value=value,
        original_headers=original,
        partition=partition,
        offset=offset,
    )


def read_refused(value: bytes | None, headers: Any, partition: int, offset: int) -> Refused:
    """Read one record of `hub.refus`."""
    stamps, original = _split(headers)
    field = stamps.get(wire.FIELD)
    event_id = stamps.get(wire.EVENT_ID)
    return Refused(
        actor=stamps[wire.ACTOR].decode(),
        code=Code(stamps[wire.CODE].decode()),
        field=None if field is None else field.decode(),
        event_id=None if event_id is None else event_id.decode(),
        origin=_origin(stamps),
        instant=_instant(stamps),
        length=int(stamps[wire.LENGTH]),
        sha256=stamps[wire.SHA256].decode(),
        original_key=stamps.get(wire.ORIGINAL_KEY),
        original_value=value,
        original_headers=original,
        partition=partition,
        offset=offset,
    )


def _split(headers: Any) -> tuple[dict[str, bytes], tuple[Header, ...]]:
    """The hub's headers by name, and those of the published record in order, which stand before them (hub/core/wire.py)."""
    for own, (name, _) in enumerate(headers):
        if name == wire.FORMAT:
            return dict(headers[own:]), tuple(headers[:own])
    return {}, tuple(headers)


def _content_sha256(event: Accepted) -> str:
    """The hash of what an event says, to tell a repeat from another event under the same id."""
    said = b"\0".join((event.type.encode(), event.subject.encode(), strict_json.canonical(event.data)))
    return hashlib.sha256(said).hexdigest()


def _instant(stamps: dict[str, bytes]) -> datetime:
    return datetime.fromisoformat(stamps[wire.INSTANT].decode())


def _origin(stamps: dict[str, bytes]) -> Origin:
    topic, topic_id, partition, offset = stamps[wire.ORIGIN].decode().rsplit("/", 3)
    return Origin(topic, topic_id, int(partition), int(offset))
