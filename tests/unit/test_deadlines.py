"""Working days are the commune's: its weekends, its public holidays, its midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.deadlines import Deadline, after_working_days, commune_day, local_day, read_key
from hub.core.instants import rfc3339
from tests.unit.registry_records import commune

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("instant", "cog", "zone", "due"),
    [
        ("2026-01-05T10:00:00Z", "00101", PARIS, "2026-01-07T23:00:00.000Z"),
        ("2026-01-09T10:00:00Z", "00101", PARIS, "2026-01-13T23:00:00.000Z"),
        ("2026-01-10T10:00:00Z", "00101", PARIS, "2026-01-13T23:00:00.000Z"),
        ("2026-04-30T10:00:00Z", "00101", PARIS, "2026-05-05T22:00:00.000Z"),
        ("2026-01-05T23:30:00Z", "00101", PARIS, "2026-01-08T23:00:00.000Z"),
        ("2026-12-24T10:00:00Z", "00101", PARIS, "2026-12-29T23:00:00.000Z"),
        ("2026-12-24T10:00:00Z", "67482", PARIS, "2026-12-29T23:00:00.000Z"),
        ("2026-04-02T10:00:00Z", "67482", PARIS, "2026-04-08T22:00:00.000Z"),
        ("2026-04-02T10:00:00Z", "57463", PARIS, "2026-04-08T22:00:00.000Z"),
        ("2026-04-02T10:00:00Z", "00101", PARIS, "2026-04-07T22:00:00.000Z"),
        ("2026-12-18T10:00:00Z", "97411", "Indian/Reunion", "2026-12-22T20:00:00.000Z"),
        ("2026-12-17T10:00:00Z", "97411", "Indian/Reunion", "2026-12-21T20:00:00.000Z"),
    ],
)
def test_two_working_days(instant: str, cog: str, zone: str, due: str) -> None:
    """A Monday, a Friday, a Saturday, May Day, late evening, Christmas, Good Friday in Alsace-Moselle, overseas."""
    assert rfc3339(after_working_days(datetime.fromisoformat(instant), 2, commune=commune(fuseau=zone), cog=cog)) == due


def test_a_holiday_of_an_island_counts_there_alone() -> None:
    """20 December is the abolition of slavery in La Réunion; in 2027 it is a Monday."""
    friday = datetime(2027, 12, 17, 8, tzinfo=UTC)
    there = after_working_days(friday, 1, commune=commune(fuseau="Indian/Reunion"), cog="97411")
    here = after_working_days(friday, 1, commune=commune(), cog="00101")
    assert (local_day(there, "Indian/Reunion"), local_day(here, PARIS)) == (date(2027, 12, 22), date(2027, 12, 21))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), st.integers(1, 30))  # noqa: DTZ001 -- bounds are naive
def test_a_delay_never_shrinks(instant: datetime, days: int) -> None:
    """It lasts at least that many days after the event's own, one more working day is later, and it ends at a local midnight."""
    due = after_working_days(instant, days, commune=commune(), cog="00101")
    assert (local_day(due, PARIS) - local_day(instant, PARIS)).days > days
    assert after_working_days(instant, days + 1, commune=commune(), cog="00101") > due
    assert rfc3339(due)[11:] in {"22:00:00.000Z", "23:00:00.000Z"}


def test_a_deadline_reads_back_from_its_key_and_keys_sort_by_time() -> None:
    """A lane finds its deadlines again from keys alone, the next one first."""
    late = Deadline("2026-01-07T23:00:00.000Z", "dos_a", "B")
    early = Deadline("2026-01-06T23:00:00.000Z", "dos_z", "A")
    assert [read_key(key) for key in sorted((late.key(), early.key()))] == [early, late]
    assert late.key() == b"_echeance/2026-01-07T23:00:00.000Z/dos_a/B"


def test_a_zone_that_changes_counts_from_its_day() -> None:
    """The commune's day is told by the zone of that day, and a delay ends at the midnight of its own last day."""
    moved = commune(fuseau=[{"nom": "America/Cayenne", "au": "2026-01-07"}, {"nom": PARIS, "du": "2026-01-07"}])
    assert commune_day(datetime(2026, 1, 2, 1, tzinfo=UTC), moved) == date(2026, 1, 1)
    assert commune_day(datetime(2026, 2, 1, 23, 30, tzinfo=UTC), moved) == date(2026, 2, 2)
    assert rfc3339(after_working_days(datetime(2026, 1, 5, 10, tzinfo=UTC), 2, commune=moved, cog="00101")) == "2026-01-07T23:00:00.000Z"
    assert moved.fuseau_on(date(2026, 1, 6)) == "America/Cayenne"
    assert commune(fuseau=[{"nom": "America/Cayenne", "au": "2026-01-07"}]).fuseau_on(date(2026, 1, 7)) == PARIS


@pytest.mark.parametrize(("before", "after"), [("Pacific/Pago_Pago", "Pacific/Wallis"), ("Pacific/Wallis", "Pacific/Pago_Pago")])
def test_days_never_go_back_where_a_zone_changes(before: str, after: str) -> None:
    """From one side of the date line to the other a day may be twice as long, or begin in neither zone: it is some day all the same."""
    crossed = commune(fuseau=[{"nom": before, "au": "2026-01-02"}, {"nom": after, "du": "2026-01-02"}])
    days = [commune_day(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours), crossed) for hours in range(72)]
    assert days == sorted(days)
    assert set(days) >= {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
