"""What is answered to a record that intake refused: one notice, one journal entry, and a dead letter unless it is for identity.

Rules:
1. The notice's subject is its own (`avis:...`), sequence 1: intake knows no case.
2. The journal keeps the place, the length, the SHA-256, the field's path and the reason: never a byte of what was sent.
"""

from datetime import datetime
from typing import NamedTuple

from hub.core import conclusions as said
from hub.core.dead_letters import DeadLetter, of_refused
from hub.core.facts import Refused
from hub.core.instants import rfc3339
from hub.core.journal import JournalEntry
from hub.core.messages import Cause, Message, notice, outside_subject, write
from schemas.codes import Status

TYPE = "evenement.refuse"
"""What stands as the type of an entry about a record that may not even be an event."""


class Answer(NamedTuple):
    """All that a lane writes for one refused record."""

    message: Message
    entry: JournalEntry
    dead_letter: DeadLetter | None


def answer(refused: Refused, recorded: datetime) -> Answer:
    """The one answer to a record that intake refused."""
    origin, instant = refused.origin, rfc3339(recorded)
    cause = Cause(origin, refused.event_id, refused.event_id, None, instant)
    letter = notice(refused.actor, cause, Status.NON_CONFORME, refused.code, champ=refused.field)
    place = f"{origin.topic}/{origin.topic_id}/{origin.partition}/{origin.offset}"
    entry = JournalEntry(
        id=place,
        cause=refused.event_id or place,
        type=TYPE,
        source=refused.actor,
        instant=instant,
        conclusions=(said.record_refused(refused),),
    )
    return Answer(write(letter, cause, subject=outside_subject(origin), ordinal=0, sequence=1), entry, of_refused(refused))
