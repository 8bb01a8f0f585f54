"""The verdict of intake on one published record: from its bytes and its topic's name alone, without state, clock or registry."""

from typing import NamedTuple

from schemas.codes import Code


class Published(NamedTuple):
    """A record as the broker gave it; `topic_id` tells a re-created topic from the one before."""

    topic: str
    topic_id: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Relayed(NamedTuple):
    """What the relay must send: to `hub.events` under the dossier's key, or to `hub.refus` under the partner's."""

    topic: str
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    code: Code
