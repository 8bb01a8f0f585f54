"""What the coordinator decided of a transaction, read from its own log (`__transaction_state`).

Rules:
1. A commit that was written for that producer and epoch is the answer; anything else that was, and the fence since, say that it was given
   up.
2. What was not fenced since is nobody's to end, nor what the coordinator is still ending: Kafka will.
3. An epoch of which the log says nothing (it is compacted) is not decided.

Keys and values: TransactionLogKey.json and TransactionLogValue.json of Apache Kafka 4.3; an id's partition is told by Java's hash of it.
"""

import struct
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

TRANSACTION_LOG = "__transaction_state"
_KEY = struct.Struct(">hh")
_OLD_VALUE = struct.Struct(">hqhib")
"""Format 0: producer, epoch, timeout, status, and more that is not asked for."""


class Status(IntEnum):
    """Of a transactional id, as its coordinator writes it."""

    EMPTY = 0
    ONGOING = 1
    PREPARE_COMMIT = 2
    PREPARE_ABORT = 3
    COMPLETE_COMMIT = 4
    COMPLETE_ABORT = 5
    DEAD = 6
    PREPARE_EPOCH_FENCE = 7


class Known(NamedTuple):
    """One record of the log, of one id."""

    producer: int
    epoch: int
    status: Status


class Verdict(StrEnum):
    """What is to be done with what is open."""

    VALIDEE = "VALIDEE"
    ABANDONNEE = "ABANDONNEE"
    EN_COURS = "EN_COURS"
    INCONNUE = "INCONNUE"


ENDED_AS = frozenset({Verdict.VALIDEE, Verdict.ABANDONNEE})
"""What a marker may end."""
COMMITTED = frozenset({Status.PREPARE_COMMIT, Status.COMPLETE_COMMIT})
ENDING = frozenset({Status.PREPARE_COMMIT, Status.PREPARE_ABORT, Status.PREPARE_EPOCH_FENCE})


def verdict_on(history: Sequence[Known], producer: int, epoch: int) -> Verdict:
    """Of what that producer has open in that epoch; `history` is the whole of its id, oldest first."""
    if not history:
        return Verdict.INCONNUE
    last = history[-1]
    if (last.producer, last.epoch) == (producer, epoch) or last.status in ENDING:
        return Verdict.EN_COURS
    said = [one.status for one in history if (one.producer, one.epoch) == (producer, epoch)]
    if not said:
        return Verdict.INCONNUE
    return Verdict.VALIDEE if said[-1] in COMMITTED else Verdict.ABANDONNEE


def id_in(key: bytes | None) -> str | None:
    """The transactional id a key of the log speaks of; None for what is not such a key."""
    if key is None or len(key) < _KEY.size:
        return None
    version, length = _KEY.unpack_from(key)
    name = key[_KEY.size :]
    return name.decode() if version == 0 and len(name) == length else None


def known_in(value: bytes) -> Known:
    """What a value of the log says; both formats begin alike."""
    _, producer, epoch, _, status = _OLD_VALUE.unpack_from(value)
    return Known(producer, epoch, Status(status))


def coordinating_partition(transactional_id: str, partitions: int) -> int:
    """The partition of the log in which an id is written, and whose leader coordinates it: Java's hash of its letters, made positive."""
    hashed = 0
    for letter in transactional_id:
        hashed = (31 * hashed + ord(letter)) & 0xFFFF_FFFF
    signed = hashed - (1 << 32) if hashed >> 31 else hashed
    return 0 if signed == -(1 << 31) else abs(signed) % partitions
