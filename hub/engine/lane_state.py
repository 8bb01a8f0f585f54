"""What the engine knows of a lane: what it keeps in the lane's own state, where the lane stands, how much it may take."""

from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import Protocol

import msgspec

from hub.engine.batch import Partition

POSITION_KEY = b"_engine/position"
CRASH_KEY = b"_engine/crash"
CRASHES_BEFORE_BLOCK = 3
RELEASE = version("relais")
"""A fact that crashed under another release is tried anew: the upgrade may be the cure."""


class Watch(Protocol):
    """What a lane tells of itself (metrics)."""

    def transaction(self, partition: Partition, facts: int, seconds: float) -> None:
        """One transaction was committed."""


class Position(msgspec.Struct, frozen=True):
    """The lane's own position: the offset of the next fact to apply."""

    position: int
    format: int = 1


class Crash(msgspec.Struct, frozen=True):
    """How often the fact at `offset` crashed the stage of `release`; `error` is the exception's type, never its text."""

    offset: int
    count: int
    error: str
    dossier: str | None = None
    release: str = ""
    format: int = 1


class LaneStatus(StrEnum):
    """Where a lane stands; shown by `hub lanes` and /readyz."""

    OUVERTURE = "OUVERTURE"
    EN_MARCHE = "EN_MARCHE"
    SUSPENDUE = "SUSPENDUE"
    BLOQUEE = "BLOQUEE"


REST_S = 0.02
"""Between two transactions of a lane: the broker is still writing the markers of the last one (asked earlier, it makes the client wait as
long), and thin traffic gathers meanwhile."""
READY = frozenset({LaneStatus.EN_MARCHE, LaneStatus.BLOQUEE})
"""Where a lane that was restored stands while its partition is ours."""


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """Bounds of one lane: `pending_max` is in records, `thin_rest_s` in seconds."""

    facts_per_transaction_max: int = 500
    pending_max: int = 1_000
    thin_rest_s: float = REST_S

    def rest_s(self, waiting: int) -> float:
        """How long to rest between two transactions while so many facts wait: a whole transaction's worth waits no longer than it must."""
        return self.thin_rest_s if waiting < self.facts_per_transaction_max else REST_S
