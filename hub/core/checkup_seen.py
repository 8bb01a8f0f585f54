"""What was seen of a hub when somebody asked whether to get up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Unknown(NamedTuple):
    """It could not be seen."""

    why: str


class Topics(NamedTuple):
    """How many were looked at; which of the hub's own are wrong, which of the partners' are missing or differ."""

    looked_at: int
    wrong: tuple[str, ...] = ()
    to_apply: tuple[str, ...] = ()


class LaneSeen(NamedTuple):
    """One lane; `late_s` is the age of what waits, 0 when nothing does."""

    name: str
    late_s: float
    is_blocked: bool


class Workers(NamedTuple):
    """Who works: members of the lanes' group and of intake's; restarts as the worker asked tells them, with the age of its process.

    `waiting_s`: topic of a partner -> age of the oldest of its records that is not relayed.
    """

    lanes: int
    intake: int
    restarts: int | None = None
    age_s: float = 0.0
    waiting_s: Mapping[str, float] = {}


class RegistrySeen(NamedTuple):
    """The version in force, and the newest that was written."""

    applied: int
    newest: int


class Passed(NamedTuple):
    """Deadlines: age of the oldest that passed untold, and how many were told late in the last day."""

    overdue_s: float
    told_late: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was looked at."""

    kafka: str
    topics: Topics | Unknown
    lanes: tuple[LaneSeen, ...] | Unknown
    workers: Workers | Unknown
    registry: RegistrySeen | Unknown
    model_lag: int | Unknown
    deadlines: Passed | Unknown
    unread_s: Mapping[str, float] | Unknown
    letters: Mapping[str, int] | Unknown
    free_ratio: float
    is_kafka_silent: bool = False
