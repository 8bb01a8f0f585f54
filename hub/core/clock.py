"""One clock of a case: what runs, since when, until when, by which text, and when to warn.

Rules:
1. A clock is in time when one of the facts that end it happened by its last day (before its instant, where both are known to the hour).
2. Warnings come at half and at nine tenths of the delay, and as the 15th and the 5th day before its last day begin; only those that fall
   within the delay are given.
3. `nature` tells what the law sets from what the service sets itself; nobody can invoke the second.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from hub.core.clock_facts import Fact
from hub.core.deadlines import start_of
from hub.core.legal_days import Place, Start, Term, end_of
from schemas.catalogue_codes import ClockCode, FactKind

Effect = Literal["rejet", "accord", "aucun"]
Nature = Literal["legale", "interne"]


class ClockState(StrEnum):
    """Where a clock stands, by the facts alone: whether its instant has passed is for who knows the time.

    `EN_ATTENTE`: what starts it has not happened. `NON_OPPOSABLE`: the delay does not run against the person, who was not told of it.
    """

    EN_ATTENTE = "EN_ATTENTE"
    OUVERTE = "OUVERTE"
    TENUE = "TENUE"
    TARDIVE = "TARDIVE"
    NON_OPPOSABLE = "NON_OPPOSABLE"


class Prealert(StrEnum):
    """The instants at which the responsible actor is warned."""

    MOITIE = "MOITIE"
    NEUF_DIXIEMES = "NEUF_DIXIEMES"
    J_15 = "J_15"
    J_5 = "J_5"


class Alert(NamedTuple):
    """A warning, and when it is due (UTC)."""

    due: datetime
    code: Prealert


class Basis(NamedTuple):
    """What the rule of a clock says of itself."""

    code: ClockCode
    origin: FactKind
    article: str
    nature: Nature = "legale"
    effect: Effect = "aucun"
    to_verify: bool = False
    by_notification: bool = False
    """A decision ends it once the person has it, and not before."""


class Clock(NamedTuple):
    """A clock as the facts leave it; `start`, `last_day` and `due` are None while it waits for what starts it."""

    basis: Basis
    state: ClockState
    start: date | None = None
    last_day: date | None = None
    due: datetime | None = None
    settled_on: date | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def code(self) -> ClockCode:
        """Which clock it is."""
        return self.basis.code


_DAYS_BEFORE: Final = ((Prealert.J_15, 15), (Prealert.J_5, 5))
_TENTHS: Final = ((Prealert.MOITIE, 5), (Prealert.NEUF_DIXIEMES, 9))


def waiting(basis: Basis, settled: Fact | None = None) -> Clock:
    """A clock whose start has not happened; what would end it may have."""
    return Clock(basis, ClockState.EN_ATTENTE) if settled is None else Clock(basis, ClockState.TENUE, settled_on=settled.day)


def running(basis: Basis, start: Start, end: Term, place: Place, settled: Fact | None = None) -> Clock:
    """A clock that has started; nobody is warned of one that is settled."""
    if settled is None:
        return Clock(basis, ClockState.OUVERTE, start.day, end.last_day, end.due, None, prealerts(start, end, place))
    in_time = settled.at < end.due if settled.at is not None else settled.day <= end.last_day
    state = ClockState.TENUE if in_time else ClockState.TARDIVE
    return Clock(basis, state, start.day, end.last_day, end.due, settled.day)


def prealerts(start: Start, end: Term, place: Place) -> tuple[Alert, ...]:
    """When to warn of a delay, earliest first."""
    begins = start.at or end_of(start.day, place)
    whole = end.due - begins
    alerts = [Alert((begins + whole * tenths / 10).replace(microsecond=0), code) for code, tenths in _TENTHS]
    alerts += [Alert(start_of(end.last_day - timedelta(days=days), place.commune), code) for code, days in _DAYS_BEFORE]
    return tuple(sorted(one for one in alerts if begins < one.due < end.due))
