"""How a lane's outputs leave: messages to inboxes, entries to the journal, dead letters to `hub.rejected`.

Rules:
1. A message to an inbox that does not exist or is forbidden, or too large for it, is a dead letter and an alarm, in the journal and in
   the figures; it never blocks a lane.
2. The journal's partition is the lane's; the key is the case, or the partner when no case is concerned.
"""

from dataclasses import dataclass
from typing import Protocol

import msgspec

from hub.core import conclusions as said
from hub.core.dead_letters import DeadLetter, of_message
from hub.core.facts import Origin
from hub.core.journal import Conclusion, JournalEntry
from hub.core.messages import Message
from hub.engine.ports import LaneTransaction
from schemas.codes import Code
from schemas.topics import JOURNAL, REJECTED, inbox

HEADERS_BYTES = 4_096
"""Left free on `hub.rejected` for key, headers and the batch's own."""

_entry = msgspec.json.Encoder()


class Tally(Protocol):
    """What a stage counts (`hub.telemetry.Metrics`)."""

    def event_handled(self, topic: str, outcome: str) -> None:
        """One fact handled; `outcome` is a code of the contract."""
        ...

    def event_refused(self, reason: str) -> None:
        """One published event refused, or one message that could not leave."""
        ...

    def lane_version(self, topic: str, partition: int, version: int) -> None:
        """The registry version a partition decides with."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What the broker takes: partitions of `hub.rejected`, bytes of a message of `to.*` and of a record of `hub.*`."""

    rejected_partitions: int
    to_bytes_max: int
    hub_bytes_max: int


def send(lane: LaneTransaction, message: Message, origin: Origin, recorded: str, limits: Limits) -> Conclusion | None:
    """Send one message; an alarm when it could not leave."""
    topic = inbox(message.recipient)
    if not lane.inbox_exists(topic):
        code = Code.BOITE_ABSENTE
    elif len(message.value) + HEADERS_BYTES > limits.to_bytes_max:
        code = Code.MESSAGE_TROP_GRAND
    else:
        lane.emit(topic, message.subject.encode(), message.value, message.headers)
        return None
    bury(lane, of_message(message, origin, code, recorded, limits.hub_bytes_max - HEADERS_BYTES), limits)
    return said.undelivered(message.recipient, code, message.type)


def bury(lane: LaneTransaction, letter: DeadLetter, limits: Limits) -> None:
    """Write one dead letter."""
    lane.emit(REJECTED, letter.key, letter.value, letter.headers, letter.partition(limits.rejected_partitions))


def write_entry(lane: LaneTransaction, key: bytes, entry: JournalEntry, alarms: list[Conclusion], tally: Tally) -> None:
    """Write one journal entry, with what happened on the way out, which is counted."""
    for alarm in alarms:
        tally.event_refused(alarm.raison)
    if alarms:
        entry = msgspec.structs.replace(entry, conclusions=(*entry.conclusions, *alarms))
    lane.emit(JOURNAL, key, _entry.encode(entry), (), lane.partition)
