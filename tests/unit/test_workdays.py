"""Silence is counted in the working days of whoever is silent."""

from datetime import UTC, date, datetime

import pytest

from hub.core.workdays import COUNTED_MAX, METROPOLITAN, Calendar, calendar_of, calendar_of_commune, whole_workdays
from tests.unit.registry_records import act, actor, commune, registry

ALSACE = Calendar("Europe/Paris", "67001")
REUNION = Calendar("Indian/Reunion", "97401")
MONDAY = date(2026, 1, 5)


def at(text: str) -> datetime:
    """An instant (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "now", "calendar", "days"),
    [
        ("2026-01-05T10:00", "2026-01-05T18:00", METROPOLITAN, 0),
        ("2026-01-05T10:00", "2026-01-06T18:00", METROPOLITAN, 0),
        ("2026-01-05T10:00", "2026-01-07T01:00", METROPOLITAN, 1),
        ("2026-01-09T10:00", "2026-01-12T10:00", METROPOLITAN, 0),
        ("2026-01-09T10:00", "2026-01-13T10:00", METROPOLITAN, 1),
        ("2026-12-24T10:00", "2026-12-29T10:00", METROPOLITAN, 1),
        ("2026-12-24T10:00", "2026-12-29T10:00", ALSACE, 1),
        ("2026-04-01T10:00", "2026-04-07T10:00", METROPOLITAN, 2),
        ("2026-04-01T10:00", "2026-04-07T10:00", ALSACE, 1),
        ("2026-01-05T19:30", "2026-01-07T19:30", METROPOLITAN, 1),
        ("2026-01-05T20:30", "2026-01-07T19:30", REUNION, 0),
        ("2020-01-01T10:00", "2026-01-07T10:00", METROPOLITAN, COUNTED_MAX),
        ("2026-01-08T10:00", "2026-01-05T10:00", METROPOLITAN, 0),
    ],
)
def test_only_whole_working_days_count(since: str, now: str, calendar: Calendar, days: int) -> None:
    """Neither the day of the event nor today, no Saturday, no Sunday, no public holiday there; in the zone's own days; within a bound."""
    assert whole_workdays(at(since), at(now), calendar) == days


def test_an_actor_has_the_days_of_its_commune() -> None:
    """By a relation of that day, else of who it is attached to, else by an act in its hands, else those of metropolitan France."""
    alsace = commune("alpha", cogs=({"code": "67001"},), relations=[{"nom": "ccas", "acteur": "ccas"}])
    island = commune(
        "beta",
        cogs=({"code": "97401"},),
        fuseau="Indian/Reunion",
        relations=[
            {"nom": "ccas", "acteur": "ccas"},
            {"nom": "commune", "acteur": "ville"},
            {"nom": "epci", "acteur": "epci", "au": "2020-01-01"},
        ],
    )
    view = registry(
        alsace,
        island,
        actor("service", rattache_a="antenne"),
        actor("antenne", rattache_a="ville"),
        actor("tourne", rattache_a="tourne"),
        act("convention", "delegation_competence", "asso", communes=["beta"]),
    )
    found = {name: calendar_of(view, name, MONDAY) for name in ("ccas", "ville", "service", "epci", "asso", "tourne", "inconnu")}
    assert found == {
        "ccas": ALSACE,
        "ville": REUNION,
        "service": REUNION,
        "epci": METROPOLITAN,
        "asso": REUNION,
        "tourne": METROPOLITAN,
        "inconnu": METROPOLITAN,
    }


def test_a_commune_has_the_code_of_that_day() -> None:
    """The last one for a day that none covers; a commune that is not known has the days of metropolitan France."""
    moved = commune(
        cogs=({"code": "00001", "du": "2000-01-01", "au": "2010-01-01"}, {"code": "67001", "du": "2010-01-01", "au": "2020-01-01"})
    )
    assert calendar_of_commune(moved, date(2005, 1, 1)).cog == "00001"
    assert calendar_of_commune(moved, MONDAY) == ALSACE
    assert calendar_of_commune(None, MONDAY) == METROPOLITAN
