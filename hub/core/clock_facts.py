"""What happened to a case, dated: the only thing, with the catalogue and the calendar, that its clocks depend on.

Rules:
1. Facts are a set: their order and their repetition change nothing.
2. The demand's date is the one declared for the first authority that received it. Of several (two doors, one need) the earliest counts,
   and nothing that happens later moves it (CRPA L114-3).
3. A date declared more than DECLARED_LATE_DAYS_MAX days after is accepted, and flagged.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from hub.core.deadlines import commune_day
from hub.core.legal_days import Start
from schemas.catalogue_codes import FactKind
from schemas.registry import Commune

DECLARED_LATE_DAYS_MAX: Final = 5
_RECURRENT: Final = frozenset({FactKind.CONTACT, FactKind.DROIT_OUVERT, FactKind.PIECES_DEMANDEES})
"""What starts its clock anew each time it happens."""


class Flag(StrEnum):
    """What somebody must look at."""

    DECLAREE_TARDIVEMENT = "DECLAREE_TARDIVEMENT"
    PLUSIEURS_RECEPTIONS = "PLUSIEURS_RECEPTIONS"
    SEANCE_APRES_SILENCE = "SEANCE_APRES_SILENCE"
    SANS_REGLE = "SANS_REGLE"


class Fact(msgspec.Struct, frozen=True, gc=False):
    """Something that happened on `day` in the commune, at `at` where the instant is known (aware).

    `until`: the last day given to send missing pieces. `recorded`: the day the demand was made known to the hub. `opposable`: what was sent
    to the person said before whom and until when to appeal (CRPA R112-5, CJA R421-5).
    """

    kind: FactKind
    day: date
    at: datetime | None = None
    until: date | None = None
    recorded: date | None = None
    opposable: bool = False


def fact_at(kind: FactKind, instant: datetime, commune: Commune) -> Fact:
    """A fact known by its instant: its day is the commune's."""
    return Fact(kind, commune_day(instant, commune), at=instant)


class History:
    """The facts of a case, by kind and in order."""

    __slots__ = ("_by_kind",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_kind: dict[FactKind, tuple[Fact, ...]] = {}
        for fact in sorted(set(facts), key=_rank):
            self._by_kind[fact.kind] = (*self._by_kind.get(fact.kind, ()), fact)

    def all(self, *kinds: FactKind) -> tuple[Fact, ...]:
        """Every fact of these kinds, earliest first."""
        found = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
        if len(found) > 1:
            return tuple(sorted((fact for some in found for fact in some), key=_rank))
        return found[0] if found else ()

    def first(self, *kinds: FactKind) -> Fact | None:
        """The earliest fact of these kinds."""
        return next(iter(self.all(*kinds)), None)

    def start(self, origin: FactKind) -> Start | None:
        """What a clock of that origin counts from: the first such fact, or the last one where each starts it anew."""
        found = self.all(origin)
        if not found:
            return None
        chosen = found[-1] if origin in _RECURRENT else found[0]
        return Start(chosen.day, chosen.at)

    def demand_flags(self) -> tuple[Flag, ...]:
        """What is to be looked at in how the demand was declared."""
        received = self.all(FactKind.PREMIERE_RECEPTION)
        late = timedelta(days=DECLARED_LATE_DAYS_MAX)
        flags = [Flag.DECLAREE_TARDIVEMENT] if any(one.recorded and one.recorded - one.day > late for one in received) else []
        return (*flags, Flag.PLUSIEURS_RECEPTIONS) if len({one.day for one in received}) > 1 else tuple(flags)


def _rank(fact: Fact) -> tuple[date, float, str, date, date, bool]:
    """An order in which no two different facts are equal."""
    instant = fact.at.timestamp() if fact.at is not None else 0.0
    return fact.day, instant, fact.kind, fact.until or date.min, fact.recorded or date.min, fact.opposable
