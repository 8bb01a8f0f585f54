"""Legal lengths of time: months de quantième à quantième, délais francs, working days, midnights, hours."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.clock_facts import Fact, fact_at
from hub.core.deadlines import commune_day
from hub.core.legal_days import Place, Start, after_months, term
from schemas.catalogue import Delay
from schemas.catalogue_codes import FactKind
from tests.unit.clock_cases import CAYENNE, METZ, NOUMEA, PAPEETE, PARIS, PLACES, REUNION, STRASBOURG, on, utc

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
Unit = Literal["heures", "jours", "jours_ouvres", "mois"]


def delay(number: int, unit: Unit) -> Delay:
    """A length of time."""
    return Delay(nombre=number, unite=unit)


def ends(number: int, unit: Unit, day: str, place: Place = PARIS, *, franc: bool = False, carried: bool = False) -> str:
    """The last day of a delay."""
    return term(delay(number, unit), Start(on(day)), place, franc=franc, carried=carried).last_day.isoformat()


@pytest.mark.parametrize(
    ("day", "months", "last", "source"),
    [
        ("2026-02-01", 2, "2026-04-01", "domain 3.1, rule 5: filed 1 Feb, 1 April 24:00"),
        ("2025-12-31", 2, "2026-02-28", "domain 3.1, rule 5: filed 31 Dec, last day of February"),
        ("2023-12-31", 2, "2024-02-29", "the same in a leap year"),
        ("2026-01-31", 1, "2026-02-28", "domain 8.3, row 10"),
        ("2024-01-31", 1, "2024-02-29", "domain 8.3, row 10, leap year"),
        ("2024-02-29", 2, "2024-04-29", "same day of the month, not the end of it"),
        ("2024-02-29", 12, "2025-02-28", "CPC 641, second paragraph"),
        ("2026-02-28", 1, "2026-03-28", "an end of month is no rule of its own"),
        ("2026-03-31", 1, "2026-04-30", "CPC 641, second paragraph"),
        ("2026-11-30", 4, "2027-03-30", "over a year's end, MDPH"),
        ("2099-12-31", 2, "2100-02-28", "2100 is not a leap year"),
    ],
)
def test_months_go_from_a_day_to_its_like(day: str, months: int, last: str, source: str) -> None:
    """Not sixty days; where there is no such day, the last of the month."""
    assert source
    assert ends(months, "mois", day) == last


@given(DAYS, st.integers(0, 30))
def test_months_agree_with_walking_the_calendar(day: date, months: int) -> None:
    """Every month-end over leap years: the last day of the right month that is not after the same day of the month."""
    walked = day.replace(day=1)
    for _ in range(months):
        walked = (walked + timedelta(days=32)).replace(day=1)
    candidates = [walked + timedelta(days=step) for step in range(31)]
    assert after_months(day, months) == max(one for one in candidates if one.month == walked.month and one.day <= day.day)


@pytest.mark.parametrize("year", range(2019, 2033))
def test_every_end_of_january_gives_the_end_of_february(year: int) -> None:
    """The 29th, 30th and 31st meet there, in leap years or not."""
    leap = year % 4 == 0
    found = [after_months(date(year, 1, day), 1).day for day in (28, 29, 30, 31)]
    assert found == ([28, 29, 29, 29] if leap else [28, 28, 28, 28])


@given(DAYS, DAYS, st.integers(1, 24))
def test_who_came_later_never_ends_earlier(one: date, other: date, number: int) -> None:
    """In months, in days, in working days."""
    first, second = sorted((one, other))
    for unit in ("mois", "jours", "jours_ouvres"):
        found = [term(delay(number, unit), Start(day), PARIS).due for day in (first, second)]
        assert found == sorted(found)


@pytest.mark.parametrize(
    ("day", "last", "source"),
    [
        ("2025-03-20", "2025-05-21", "impots.gouv.fr, tribunal administratif: 20 March, until 21 May"),
        ("2007-10-01", "2007-12-03", "A. Icard: 1 October 2007, Sunday 2 December, Monday 3"),
        ("2024-11-12", "2025-01-13", "A. Icard: received on 12 November 2024, until 13 January"),
        ("2025-12-31", "2026-03-02", "no 31 February: 28, one day more is Sunday 1 March, Monday 2"),
        ("2026-03-10", "2026-05-11", "11 May 2026 is a Monday"),
        ("2026-03-13", "2026-05-15", "14 May 2026 is Ascension Day"),
        ("2026-06-12", "2026-08-13", "no Saturday in the way"),
        ("2026-06-13", "2026-08-14", "the eve of a holiday"),
        ("2026-06-14", "2026-08-17", "15 August 2026 is a Saturday, and a holiday"),
    ],
)
def test_two_francs_months_before_the_court(day: str, last: str, source: str) -> None:
    """Neither the first day nor the last counts, and a day off goes to the next working day (CJA R421-1)."""
    assert source
    assert ends(2, "mois", day, franc=True, carried=True) == last


def test_before_the_tribunal_judiciaire_the_last_day_counts() -> None:
    """20 March, until 20 May (impots.gouv.fr); carried all the same (CPC 642)."""
    assert ends(2, "mois", "2025-03-20", carried=True) == "2025-05-20"
    assert ends(2, "mois", "2026-03-14", carried=True) == "2026-05-15"


@pytest.mark.parametrize(
    ("place", "last"),
    [(PARIS, "2026-04-03"), (STRASBOURG, "2026-04-07"), (METZ, "2026-04-07")],
)
def test_good_friday_counts_in_alsace_and_moselle_alone(place: Place, last: str) -> None:
    """3 April 2026: a working day elsewhere; then a weekend and Easter Monday."""
    assert ends(2, "mois", "2026-02-02", place, franc=True, carried=True) == last
    assert ends(1, "jours_ouvres", "2026-04-02", place) == last


@pytest.mark.parametrize(
    ("place", "eve", "last"),
    [
        (PARIS, "2026-12-25", "2026-12-28"),
        (STRASBOURG, "2025-12-24", "2025-12-29"),
        (PARIS, "2025-12-24", "2025-12-26"),
        (REUNION, "2027-12-17", "2027-12-21"),
        (PARIS, "2027-12-17", "2027-12-20"),
        (CAYENNE, "2026-06-09", "2026-06-11"),
        (PARIS, "2026-06-09", "2026-06-10"),
        (PAPEETE, "2026-11-19", "2026-11-23"),
        (NOUMEA, "2026-09-23", "2026-09-25"),
    ],
)
def test_each_place_has_its_own_days_off(place: Place, eve: str, last: str) -> None:
    """Second day of Christmas in Alsace, abolition of slavery in La Réunion and Guyane, Matari'i in Polynésie, citizenship in Nouméa."""
    assert ends(1, "jours_ouvres", eve, place) == last


@pytest.mark.parametrize("place", PLACES)
@given(day=DAYS, number=st.integers(1, 12), unit=st.sampled_from(["mois", "jours", "jours_ouvres"]))
def test_a_delay_ends_at_the_commune_s_midnight(place: Place, day: date, number: int, unit: Unit) -> None:
    """The last instant is on the last day there, the next one on the day after, whatever the zone and the season."""
    end = term(delay(number, unit), Start(day), place, franc=True, carried=True)
    assert commune_day(end.due - timedelta(microseconds=1), place.commune) == end.last_day
    assert commune_day(end.due, place.commune) == end.last_day + timedelta(days=1)
    local = end.due.astimezone(ZoneInfo(place.commune.fuseau_on(end.last_day)))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


@pytest.mark.parametrize(
    ("place", "due"),
    [
        (PARIS, "2026-03-31T22:00:00+00:00"),
        (REUNION, "2026-03-31T20:00:00+00:00"),
        (CAYENNE, "2026-04-01T03:00:00+00:00"),
        (PAPEETE, "2026-04-01T10:00:00+00:00"),
        (NOUMEA, "2026-03-31T13:00:00+00:00"),
    ],
)
def test_two_months_from_the_last_of_january_end_with_march_there(place: Place, due: str) -> None:
    """The same law, five instants."""
    assert term(delay(2, "mois"), Start(on("2026-01-31")), place) == (on("2026-03-31"), utc(due))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-03-27", "2026-03-28T23:00:00+00:00"),
        ("2026-03-28", "2026-03-29T22:00:00+00:00"),
        ("2026-10-23", "2026-10-24T22:00:00+00:00"),
        ("2026-10-24", "2026-10-25T23:00:00+00:00"),
    ],
)
def test_both_nights_of_summer_time_end_at_midnight(day: str, due: str) -> None:
    """The last Sundays of March and of October have 23 and 25 hours; a day's delay is a day's delay."""
    assert term(delay(1, "jours"), Start(on(day)), PARIS).due == utc(due)


def test_hours_are_counted_from_the_instant_through_the_night_of_summer_time() -> None:
    """48 hours are 48 hours; from a day without an hour they count from its end."""
    saturday = utc("2026-03-28T09:00:00+01:00")
    end = term(delay(48, "heures"), Start(on("2026-03-28"), saturday), PARIS)
    assert end == (on("2026-03-30"), utc("2026-03-30T10:00:00+02:00"))
    whole = term(delay(24, "heures"), Start(on("2026-01-10")), PARIS)
    assert whole == (on("2026-01-11"), utc("2026-01-11T23:00:00+00:00"))


def test_an_instant_is_dated_where_the_commune_is() -> None:
    """A quarter to midnight in Paris is already tomorrow in La Réunion, and not yet in Cayenne."""
    instant = datetime(2026, 1, 31, 22, 45, tzinfo=UTC)
    days = {place.cog: fact_at(FactKind.RECEPTION_COMPETENTE, instant, place.commune).day for place in (PARIS, REUNION, CAYENNE)}
    assert days == {"00101": on("2026-01-31"), "97411": on("2026-02-01"), "97302": on("2026-01-31")}
    assert fact_at(FactKind.CONTACT, instant, PARIS.commune) == Fact(FactKind.CONTACT, on("2026-01-31"), at=instant)
