"""What holds of every case's clocks, whatever happens to it and wherever it is."""

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.core.clock import ClockState
from hub.core.clock_facts import Fact
from hub.core.clocks import Schedule, schedule
from hub.core.deadlines import commune_day
from hub.core.legal_days import Place
from schemas.catalogue import CatalogueEntry
from schemas.catalogue_codes import ClockCode, FactKind
from tests.unit.catalogue_entries import reference
from tests.unit.clock_cases import PLACES

FIRST = date(2026, 1, 1)
ENTRIES = [entry for aid in reference().aids() if (entry := aid.entry_on(FIRST)) is not None]
DAYS = st.dates(FIRST, date(2028, 12, 31))
ENTRY, PLACE = st.sampled_from(ENTRIES), st.sampled_from(PLACES)
AFTER = [kind for kind in FactKind if kind is not FactKind.PREMIERE_RECEPTION]


@st.composite
def happened(draw: st.DrawFn) -> Fact:
    """Something that happened to the case."""
    day = draw(DAYS)
    until = draw(st.none() | st.integers(0, 60).map(lambda days: day + timedelta(days=days)))
    return Fact(draw(st.sampled_from(AFTER)), day, until=until, opposable=draw(st.booleans()))


DEMAND = st.builds(Fact, st.just(FactKind.PREMIERE_RECEPTION), DAYS, recorded=st.none() | DAYS)
HISTORY = st.lists(happened(), max_size=12)


def silence(found: Schedule) -> date | None:
    """The last day before silence decides."""
    one = found.clock(ClockCode.SILENCE)
    return None if one is None else one.last_day


@given(ENTRY, PLACE, DEMAND, HISTORY, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact], random: object) -> None:
    """A schedule is a function of a set: a replay says the same, in whatever order it learns."""
    whole = [demand, *facts, *facts]
    shuffled = list(whole)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's Random
    assert schedule(entry, place, shuffled) == schedule(entry, place, [demand, *facts]) == schedule(entry, place, whole)


@given(ENTRY, PLACE, DEMAND, HISTORY, happened())
def test_nothing_that_happens_moves_the_demand_s_day(
    entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact], more: Fact
) -> None:
    """H0 is the declared day: no transmission, adjournment, decision or appeal, and no later reception either."""
    found = schedule(entry, place, [demand, *facts])
    assert found.h0 == demand.day
    assert schedule(entry, place, [demand, *facts, more]).h0 == demand.day
    later = msgspec.structs.replace(demand, day=demand.day + timedelta(days=1))
    assert schedule(entry, place, [demand, later, *facts]).h0 == demand.day


@given(ENTRY, PLACE, DEMAND, HISTORY, st.sampled_from([FactKind.AJOURNEMENT, FactKind.TRANSMISSION, FactKind.SEANCE_PREVUE]), DAYS)
def test_adjournment_transfer_and_session_reset_no_clock(
    entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact], kind: FactKind, day: date
) -> None:
    """Silence ends the day it ended, and every start that was known stands."""
    before, after = (schedule(entry, place, [demand, *facts, *more]) for more in ([], [Fact(kind, day)]))
    assert silence(before) == silence(after)
    assert [(one.code, one.start, one.due) for one in before.clocks] == [(one.code, one.start, one.due) for one in after.clocks]


@given(ENTRY, PLACE, DEMAND, HISTORY, DAYS, st.integers(0, 60))
def test_a_request_for_pieces_never_shortens_a_delay(
    entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact], day: date, given_days: int
) -> None:
    """Silence comes later or the same day; acceptance may wait again, never come sooner."""
    others = [one for one in facts if one.kind not in {FactKind.PIECES_DEMANDEES, FactKind.DOSSIER_COMPLET}]
    asked = Fact(FactKind.PIECES_DEMANDEES, day, until=day + timedelta(days=given_days))
    before, after = silence(schedule(entry, place, [demand, *others])), silence(schedule(entry, place, [demand, *others, asked]))
    assert after is None or (before is not None and before <= after <= before + timedelta(days=given_days))


@given(ENTRY, PLACE, DEMAND, st.lists(DAYS, max_size=6), st.integers(1, 60), st.integers(0, 30))
def test_more_time_for_the_person_is_never_less_time(
    entry: CatalogueEntry, place: Place, demand: Fact, days: list[date], given_days: int, more: int
) -> None:
    """However many requests there are."""
    ends = []
    for length in (given_days, given_days + more):
        asked = [Fact(FactKind.PIECES_DEMANDEES, day, until=day + timedelta(days=length)) for day in days]
        ends.append(silence(schedule(entry, place, [demand, *asked])))
    assert ends[0] is None or (ends[1] is not None and ends[0] <= ends[1])


@given(ENTRY, PLACE, DEMAND, st.integers(0, 40), HISTORY)
def test_who_asked_later_is_answered_no_earlier(entry: CatalogueEntry, place: Place, demand: Fact, days: int, facts: list[Fact]) -> None:
    """Where nothing holds the delay."""
    others = [one for one in facts if one.kind is not FactKind.PIECES_DEMANDEES]
    later = msgspec.structs.replace(demand, day=demand.day + timedelta(days=days))
    first, second = silence(schedule(entry, place, [demand, *others])), silence(schedule(entry, place, [later, *others]))
    assert (first is None) == (second is None)
    assert first is None or second is None or first <= second


@given(ENTRY, PLACE, DEMAND, HISTORY)
def test_every_deadline_is_on_its_own_side_of_midnight(entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact]) -> None:
    """The last instant of a delay is on its last day where the commune is; warnings lie within the delay, in order."""
    for one in schedule(entry, place, [demand, *facts]).clocks:
        assert (one.due is None) == (one.last_day is None)
        if one.due is None or one.start is None:
            continue
        assert commune_day(one.due - timedelta(microseconds=1), place.commune) == one.last_day
        assert one.last_day is not None
        assert one.start <= one.last_day
        instants = [alert.due for alert in one.alerts]
        assert instants == sorted(instants)
        assert all(one.start <= commune_day(instant, place.commune) <= one.last_day for instant in instants)


@given(ENTRY, PLACE, DEMAND, HISTORY)
def test_every_clock_says_what_it_rests_on(entry: CatalogueEntry, place: Place, demand: Fact, facts: list[Fact]) -> None:
    """A text, a nature, a state that its days agree with."""
    for one in schedule(entry, place, [demand, *facts]).clocks:
        assert one.basis.article.strip()
        if one.state is ClockState.OUVERTE:
            assert one.settled_on is None
            assert one.due is not None
        elif one.state in {ClockState.TENUE, ClockState.TARDIVE}:
            assert one.settled_on is not None
        if one.state is ClockState.TARDIVE and one.settled_on is not None and one.last_day is not None:
            assert one.settled_on > one.last_day
