"""When something is due, in the commune's own days, and how a lane keeps it.

Rules:
1. A delay in working days counts the commune's days: neither Saturday, Sunday nor public holiday there. The event's own day does
   not count; the delay ends at midnight, local, after its last day.
2. A deadline stands in the lane's state under `_echeance/<RFC 3339 instant>/<dossier>/<code>`: sorted by key is sorted by time.
3. When one is due the lane appends `echeance.atteinte` to its own partition; the effect belongs to that fact, never to the clock.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays
import msgspec

from hub.core.instants import REMEMBERED_MAX
from schemas.registry import Commune

PREFIX = b"_echeance/"
DECISION_TO_SETTLE = "DECISION_A_VERIFIER"
"""Rings when a stopped decision was neither regularised, withdrawn nor confirmed in time."""
WORKING_DAYS_TO_SETTLE = 2
ACT_BOUNDARY = "ACTE_CHANGE"
"""An act on the case's aid begins, ends, stops or resumes: the case is examined again."""

_SATURDAY = 5
_CALENDARS = {"57": "57", "67": "6AE", "68": "6AE", "975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"} | {
    code: code for code in ("971", "972", "973", "974", "976")
}
"""The départements whose public holidays are not those of the others, by the start of a COG code."""


class Deadline(msgspec.Struct, frozen=True, order=True, gc=False):
    """At `due` (RFC 3339, UTC) something must be looked at on `dossier`; `code` says what."""

    due: str
    dossier: str
    code: str

    def key(self) -> bytes:
        """Where it stands in a lane's state."""
        return PREFIX + f"{self.due}/{self.dossier}/{self.code}".encode()


def read_key(key: bytes) -> Deadline:
    """The deadline that a state key names."""
    due, dossier, code = key[len(PREFIX) :].decode().split("/")
    return Deadline(due, dossier, code)


@lru_cache(REMEMBERED_MAX)
def due_at(key: bytes) -> datetime:
    """When the deadline of a state key falls due."""
    return datetime.fromisoformat(read_key(key).due)


def local_day(instant: datetime, zone: str) -> date:
    """The day it is in `zone`: midnight is the commune's."""
    return _day_in(instant.astimezone(UTC), zone)


def start_of(day: date, commune: Commune) -> datetime:
    """The instant at which `day` begins in the commune."""
    return _midnight(day, commune.fuseau_on(day))


def commune_day(instant: datetime, commune: Commune) -> date:
    """The day it is in the commune, by its zone of that day; until the new zone's midnight a day that both leave out is the old one's."""
    if isinstance(commune.fuseau, str):
        return local_day(instant, commune.fuseau)
    day = instant.astimezone(UTC).date()
    for near in (day - timedelta(days=1), day, day + timedelta(days=1)):
        if local_day(instant, commune.fuseau_on(near)) == near:
            return near
    return local_day(instant, commune.fuseau_on(day - timedelta(days=1)))


class Here(msgspec.Struct, frozen=True, gc=False):
    """An instant in a commune, and the day it is there."""

    commune: Commune
    instant: datetime
    today: date


def here(commune: Commune, instant: datetime) -> Here:
    """That instant, with its day."""
    return Here(commune, instant, commune_day(instant, commune))


def after_working_days(instant: datetime, days: int, *, commune: Commune, cog: str) -> datetime:
    """The first instant after `days` whole working days of the commune (by its COG code) that follow `instant`."""
    day = commune_day(instant, commune)
    while days > 0:
        day = next_working_day(day + timedelta(days=1), cog)
        days -= 1
    return start_of(day + timedelta(days=1), commune)


def next_working_day(day: date, cog: str) -> date:
    """`day`, or the first after it that is neither a Saturday, a Sunday nor a public holiday of that COG code."""
    closed = _public_holidays(cog)
    while day.weekday() >= _SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


@lru_cache(REMEMBERED_MAX)
def _day_in(instant: datetime, zone: str) -> date:
    """In UTC two instants are equal only when they are the same: in a zone, an hour that comes twice would be remembered once."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(REMEMBERED_MAX)
def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


@cache
def _calendar(subdivision: str | None) -> "holidays.HolidayBase":
    return holidays.country_holidays("FR", subdiv=subdivision)


def _public_holidays(cog: str) -> "holidays.HolidayBase":
    return _calendar(_CALENDARS.get(cog[:3], _CALENDARS.get(cog[:2])))
