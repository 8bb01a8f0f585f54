"""Cases for clock tests: places, facts written in one line, and schedules by the reference catalogue."""

from datetime import date, datetime
from typing import Any

from hub.core.clock import Clock
from hub.core.clock_facts import Fact
from hub.core.clocks import Schedule, schedule
from hub.core.legal_days import Place
from schemas.catalogue_codes import ClockCode, FactKind
from tests.unit.catalogue_entries import entry
from tests.unit.registry_records import commune

PARIS = Place(commune(), "00101")
STRASBOURG = Place(commune(), "67482")
METZ = Place(commune(), "57463")
REUNION = Place(commune(fuseau="Indian/Reunion"), "97411")
CAYENNE = Place(commune(fuseau="America/Cayenne"), "97302")
PAPEETE = Place(commune(fuseau="Pacific/Tahiti"), "98735")
NOUMEA = Place(commune(fuseau="Pacific/Noumea"), "98818")
WALLIS = Place(commune(fuseau="Pacific/Wallis"), "98611")
PLACES = (PARIS, STRASBOURG, REUNION, CAYENNE, PAPEETE, NOUMEA, WALLIS)


def on(day: str) -> date:
    """A date."""
    return date.fromisoformat(day)


def fact(kind: FactKind | str, day: str, **fields: Any) -> Fact:
    """What happened on a day; `until` and `recorded` are written as dates are."""
    dates: dict[str, Any] = {name: on(value) if name in {"until", "recorded"} else value for name, value in fields.items()}
    return Fact(FactKind(kind), on(day), **dates)


def case(code: str, *facts: Fact, place: Place = PARIS) -> Schedule:
    """The schedule of a case of an aid of the reference, by the entry of its first reception."""
    first = min(one.day for one in facts)
    return schedule(entry(code, first.isoformat()), place, facts)


def clock(found: Schedule, code: str) -> Clock:
    """The clock of a code, which must be there."""
    one = found.clock(ClockCode(code))
    assert one is not None, code
    return one


def last_day(found: Schedule, code: str) -> str | None:
    """The last day of a clock."""
    day = clock(found, code).last_day
    return None if day is None else day.isoformat()


def utc(instant: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(instant)
