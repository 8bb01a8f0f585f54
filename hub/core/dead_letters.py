"""What lands on `hub.rejected`: the bytes as they came, the key and the headers untouched, and why, in headers beside them (as KIP-1034).

Rules:
1. The headers of this page all begin with `__relais.errors.`; those of the record itself stand before them, unchanged.
2. `topic`, `partition` and `offset` are the published record's; `destination` tells a message of the hub that could not leave.
3. What was refused for identity has no dead letter: only the journal tells where it stood, how long it was and its SHA-256.
4. Bytes too large even for this topic are replaced by their length and their SHA-256.
"""

import hashlib
import zlib
from typing import NamedTuple

from hub.core.facts import Origin, Received, Refused
from hub.core.instants import rfc3339
from hub.core.messages import Message
from hub.core.notices import sentence
from hub.core.outcome import Refusal
from hub.core.own_facts import Header
from schemas.codes import IDENTITY_CODES, Code
from schemas.topics import inbox

PREFIX = "__relais.errors."
TOPIC = PREFIX + "topic"
PARTITION = PREFIX + "partition"
OFFSET = PREFIX + "offset"
CODE = PREFIX + "code"
FIELD = PREFIX + "champ"
SENTENCE = PREFIX + "phrase"
ACTOR = PREFIX + "acteur"
INSTANT = PREFIX + "instant"
DESTINATION = PREFIX + "destination"
LENGTH = PREFIX + "longueur"
SHA256 = PREFIX + "sha256"


class DeadLetter(NamedTuple):
    """A record of `hub.rejected`; `acteur` is the partner it concerns, and chooses the partition."""

    acteur: str
    key: bytes | None
    value: bytes | None
    headers: list[Header]

    def partition(self, partitions: int) -> int:
        """The partner's partition among `partitions`: the key is the published record's own and cannot choose."""
        return zlib.crc32(self.acteur.encode()) % partitions


def of_event(event: Received, refusal: Refusal, recorded: str) -> DeadLetter:
    """An event that its case refused."""
    why = _why(event.origin, refusal.code, refusal.champ, event.actor, recorded)
    return DeadLetter(event.actor, event.original_key, event.original_value, [*event.original_headers, *why])


def of_refused(refused: Refused) -> DeadLetter | None:
    """A record that intake refused; None when not a byte of it may be kept."""
    if refused.code in IDENTITY_CODES:
        return None
    why = _why(refused.origin, refused.code, refused.field, refused.actor, rfc3339(refused.instant))
    return DeadLetter(refused.actor, refused.original_key, refused.original_value, [*refused.original_headers, *why])


def of_message(message: Message, origin: Origin, code: Code, recorded: str, value_bytes_max: int) -> DeadLetter:
    """A message of the hub that cannot reach its recipient; it can be sent again as it is."""
    why = [*_why(origin, code, None, message.recipient, recorded), (DESTINATION, inbox(message.recipient).encode())]
    value: bytes | None = message.value
    if len(message.value) > value_bytes_max:
        why += [(LENGTH, str(len(message.value)).encode()), (SHA256, hashlib.sha256(message.value).hexdigest().encode())]
        value = None
    return DeadLetter(message.recipient, message.subject.encode(), value, [*message.headers, *why])


def _why(origin: Origin, code: Code, field: str | None, actor: str, recorded: str) -> list[Header]:
    texts = {
        TOPIC: origin.topic,
        PARTITION: str(origin.partition),
        OFFSET: str(origin.offset),
        CODE: code.value,
        FIELD: field,
        SENTENCE: sentence(code, field),
        ACTOR: actor,
        INSTANT: recorded,
    }
    return [(name, text.encode()) for name, text in texts.items() if text is not None]
