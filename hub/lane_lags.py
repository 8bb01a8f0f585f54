"""How far each lane has come, by what it committed: position, what waits, and the note a blocked lane leaves.

Rules:
1. A lane that stands on a fact it cannot handle commits its position with the note `BLOQUEE <offset> <dossier>`; any other note is none.
2. A lane that never committed is where its partition begins.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from hub.positions import Commit, Lag, Place, Positions
from schemas.topics import EVENTS, PERSONNES, QUOTAS, REFUS

BLOCKED_WORDS = 3


class LaneState(StrEnum):
    """What an operator must know of a lane."""

    A_JOUR = "A_JOUR"
    EN_RETARD = "EN_RETARD"
    BLOQUEE = "BLOQUEE"


class LaneLag(NamedTuple):
    """One lane as it stands."""

    topic: str
    partition: int
    position: int
    retard_enregistrements: int
    retard_secondes: float
    etat: LaneState
    bloquee_offset: int | None = None
    bloquee_dossier: str | None = None


def measure_lanes(positions: Positions, group: str, now: datetime) -> list[LaneLag]:
    """Every lane, in the order of topic and partition, with the ages of that instant (blocking)."""
    places = positions.places([EVENTS, REFUS, QUOTAS, PERSONNES])
    committed = positions.committed(group, places)
    starts = positions.starts(places)
    lags = positions.lags({place: max(starts[place], committed[place].offset if place in committed else 0) for place in places}, now)
    return [lane_lag(place, starts[place], committed.get(place), lags[place]) for place in places]


def lane_lag(place: Place, start: int, commit: Commit | None, lag: Lag) -> LaneLag:
    """One lane from what it committed and what waits."""
    position = start if commit is None else commit.offset
    waiting = lag.records, round(lag.seconds, 1)
    blocked = None if commit is None else _blocked(commit.note)
    if blocked is not None:
        return LaneLag(*place, position, *waiting, LaneState.BLOQUEE, *blocked)
    return LaneLag(*place, position, *waiting, LaneState.EN_RETARD if lag.records else LaneState.A_JOUR)


def _blocked(note: str) -> tuple[int, str] | None:
    """The offset and the dossier a blocked lane names."""
    words = note.split(" ")
    if len(words) != BLOCKED_WORDS or words[0] != LaneState.BLOQUEE or not words[1].isdigit():
        return None
    return int(words[1]), words[2]
