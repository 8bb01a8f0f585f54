"""How long a legal delay lasts, in the days of a commune.

Rules:
1. The day a delay starts from does not count; the delay ends at midnight, local, after its last day.
2. Months go de quantième à quantième; where the last month has no such day, its last day (CPC 641; CE, "de quantième à quantième").
3. A délai franc lasts one day more: neither its first day nor its last counts (CJA R421-1 as courts read it).
4. A delay that is carried ends on a working day of the commune: neither Saturday, Sunday nor public holiday there (CPC 642).
5. Hours count from the instant; where only the day is known, from the end of that day.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, assert_never

from hub.core.deadlines import commune_day, next_working_day, start_of
from schemas.catalogue import Delay
from schemas.registry import Commune

DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)
_MONTHS_A_YEAR: Final = 12


class Place(NamedTuple):
    """Where a case is: the commune, for its zone, and the COG code of its day, for its public holidays."""

    commune: Commune
    cog: str


class Start(NamedTuple):
    """What a delay counts from: a day, and the instant where it is known."""

    day: date
    at: datetime | None = None


class Term(NamedTuple):
    """The last day of a delay, and the first instant after it (UTC)."""

    last_day: date
    due: datetime


def after_months(day: date, months: int) -> date:
    """The same day of the month, `months` later, or the last of that month."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term(delay: Delay, start: Start, place: Place, *, franc: bool = False, carried: bool = False) -> Term:
    """When a delay ends."""
    match delay.unite:
        case "mois":
            last = after_months(start.day, delay.nombre)
        case "jours":
            last = start.day + timedelta(days=delay.nombre)
        case "jours_ouvres":
            last = start.day
            for _ in range(delay.nombre):
                last = next_working_day(last + DAY, place.cog)
        case "heures":
            due = (start.at or end_of(start.day, place)) + timedelta(hours=delay.nombre)
            return Term(commune_day(due - _INSTANT, place.commune), due)
        case _:
            assert_never(delay.unite)
    return closing(last + DAY if franc else last, place, carried=carried)


def closing(last: date, place: Place, *, carried: bool = False) -> Term:
    """The term of a delay whose last day is `last`, carried to a working day where it must be."""
    kept = next_working_day(last, place.cog) if carried else last
    return Term(kept, end_of(kept, place))


def end_of(day: date, place: Place) -> datetime:
    """The first instant after `day` in the commune."""
    return start_of(day + DAY, place.commune)
