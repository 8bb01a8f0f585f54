"""How many working days somebody has let pass, in days of its own.

Rules:
1. Only whole days count: neither the day it begins nor the day it is.
2. An actor's days are those of its commune: the first, by name, whose relations name it that day, or name who it is attached to; else the
   first that an act in its hands names. An actor without one has the days of metropolitan France.
"""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from hub.core.deadlines import local_day, next_working_day
from hub.core.registry import RegistryView
from schemas.registry import DEFAULT_ZONE, Commune, covers

DAY: Final = timedelta(days=1)
COUNTED_MAX: Final = 366
"""Silence longer than that is told as that long."""


class Calendar(NamedTuple):
    """A zone, and the COG code whose public holidays count."""

    zone: str
    cog: str


METROPOLITAN: Final = Calendar(DEFAULT_ZONE, "")


def whole_workdays(since: datetime, now: datetime, calendar: Calendar) -> int:
    """Whole working days between two instants (rule 1)."""
    today = local_day(now, calendar.zone)
    day = next_working_day(local_day(since, calendar.zone) + DAY, calendar.cog)
    counted = 0
    while day < today and counted < COUNTED_MAX:
        counted += 1
        day = next_working_day(day + DAY, calendar.cog)
    return counted


def calendar_of_commune(commune: Commune | None, day: date) -> Calendar:
    """The days of a commune; those of metropolitan France for one that is not known."""
    if commune is None:
        return METROPOLITAN
    code = next((one.code for one in commune.cog if covers(one.du, one.au, day)), commune.cog[-1].code)
    return Calendar(commune.fuseau_on(day), code)


def calendar_of(view: RegistryView, actor_id: str, day: date) -> Calendar:
    """The days of an actor (rule 2)."""
    named = view.once(("named by a commune", day), lambda: _named_by(view, day))
    asked: str | None = actor_id
    seen: set[str] = set()
    while asked is not None and asked not in named and asked not in seen:
        seen.add(asked)
        actor = view.actor(asked)
        asked = None if actor is None else actor.rattache_a
    slug = named.get(asked or "") or _named_by_act(view, actor_id)
    return calendar_of_commune(None if slug is None else view.commune(slug, day), day)


def _named_by(view: RegistryView, day: date) -> dict[str, str]:
    """Each actor that a relation names that day, with the first commune that does."""
    found: dict[str, str] = {}
    for commune in view.communes():
        for relation in commune.relations:
            if covers(relation.du, relation.au, day):
                found.setdefault(relation.acteur, commune.slug)
    return found


def _named_by_act(view: RegistryView, actor_id: str) -> str | None:
    holders = view.once(
        "communes by holder", lambda: {act.beneficiaire: act.communes[0] for act in reversed(view.all_acts()) if act.communes}
    )
    return holders.get(actor_id)
