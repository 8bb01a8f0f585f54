"""An act's account: places and money, who waits, what comes back, what is told at 80, 95 and 100 %."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hub.core.quota_account import PLACES, Account, Held, Sum, cap
from hub.core.quota_facts import Bounds, GoesOn, Placed, QuotaFact, read, write
from hub.core.quotas import SERVED_MAX, Ruling
from schemas.codes import QuotaBound, QuotaOutcome, QuotaThreshold
from tests.unit.quota_world import ACT, Till, asked, money, returned, spent

GRANTED, WAITS, SPENT_OUT = QuotaOutcome.ACCORDEE, QuotaOutcome.EN_ATTENTE, QuotaOutcome.EPUISEE


def filled(*facts: QuotaFact) -> Till:
    """An account after these facts."""
    till = Till()
    for fact in facts:
        till.take(fact)
    return till


def thresholds(ruling: Ruling) -> list[tuple[QuotaThreshold, str]]:
    """What the fact makes told."""
    return [(one.seuil, one.ligne) for one in ruling.crossed]


def test_the_last_place_goes_to_one_and_the_others_wait_in_their_order() -> None:
    """Two places, four cases; a place given back goes to who has waited longest."""
    till = Till()
    assert [till.told(asked(case)) for case in "abcd"] == [[("a", GRANTED)], [("b", GRANTED)], [("c", WAITS)], [("d", WAITS)]]
    assert till.told(returned("a")) == [("c", GRANTED)]
    assert till.told(returned("c")) == [("d", GRANTED)]
    assert (till.account.places, till.account.attente) == (2, 0)


def test_who_does_not_wait_is_told_that_nothing_is_left() -> None:
    """By its clause the act falls back: no trace is left of who asked."""
    till = filled(asked("a"), asked("b"))
    ruling = till.take(asked("c", attend=False))
    assert [(one.etat, one.manque) for one in ruling.answers] == [(SPENT_OUT, QuotaBound.PLACES)]
    assert (("c", 1) in till.held, till.account.attente) == (False, 0)


def test_what_is_asked_or_given_back_twice_counts_once() -> None:
    """A reservation is its case and number."""
    till = filled(asked("a"), asked("a"), asked("b"), asked("c"), asked("c"))
    assert (till.account.places, till.account.attente, len(till.answers)) == (2, 1, 3)
    for _ in range(2):
        till.take(returned("c"))
        till.take(returned("a"))
    assert (till.account.places, till.account.attente) == (1, 0)
    assert till.take(returned("stranger")) == Ruling(till.account)


def test_money_is_reserved_then_spent_and_the_rest_is_free_again() -> None:
    """900 of 1,000 are reserved; 300 of them are granted: 700 are free."""
    till = filled(money("a", 900))
    assert till.told(money("b", 200)) == [("b", WAITS)]
    assert till.told(spent("a", 300)) == [("b", GRANTED)]
    assert till.account.sommes["2026"] == Sum(reserve=200, consomme=300)
    assert ("a", 1) not in till.held, "nothing is left to give back"
    assert till.take(spent("a", 300)) == Ruling(till.account), "it is spent once"
    till.take(returned("b"))
    assert till.account.sommes["2026"] == Sum(reserve=0, consomme=300)


def test_a_place_is_kept_after_the_money_is_spent_and_given_back_without_it() -> None:
    """Both bounds, one reservation."""
    both = Bounds(1, 1_000)
    till = filled(asked("a", centimes=400, bornes=both), spent("a", 400))
    assert till.held["a", 1] == Held(place=True, ligne=None, centimes=0, annee=2026)
    assert till.told(asked("b", centimes=100, bornes=both)) == [("b", WAITS)]
    assert till.told(returned("a")) == [("b", GRANTED)]
    assert till.account.sommes["2026"] == Sum(100, 400)


def test_nobody_overtakes_who_waits_for_the_same_money_but_who_can_never_be_served_holds_nobody_up() -> None:
    """First come, first served; a demand above the whole envelope waits apart."""
    till = filled(money("huge", 5_000), money("a", 600), money("b", 500))
    assert [one for one, held in till.held.items() if held.waits] == [("huge", 1), ("b", 1)]
    assert till.told(money("c", 100)) == [("c", WAITS)], "400 are left, but b was there first"
    assert till.told(money("d", 100, attend=False)) == [("d", SPENT_OUT)]
    assert till.told(returned("b")) == [("c", GRANTED)]


def test_who_waits_for_money_holds_up_nobody_who_asks_for_a_place_alone() -> None:
    """The lines are apart."""
    both = Bounds(2, 1_000)
    till = filled(asked("a", centimes=1_000, bornes=both))
    ruling = till.take(asked("b", centimes=10, bornes=both))
    assert [(one.etat, one.manque) for one in ruling.answers] == [(WAITS, QuotaBound.BUDGET)]
    assert till.told(asked("c", bornes=both)) == [("c", GRANTED)]
    ruling = till.take(asked("d", bornes=both))
    assert [(one.etat, one.manque) for one in ruling.answers] == [(WAITS, QuotaBound.PLACES)]


def test_an_empty_envelope_serves_nobody_even_for_an_amount_not_known_yet() -> None:
    """Nothing is reserved where nothing was asked, but something must be left."""
    till = filled(money("a", 999))
    assert till.told(money("b", 0)) == [("b", GRANTED)]
    assert till.told(money("c", 1)) == [("c", GRANTED)]
    ruling = till.take(money("d", 0))
    assert [(one.etat, one.manque) for one in ruling.answers] == [(WAITS, QuotaBound.BUDGET)]


def test_a_year_has_its_own_envelope_and_who_waited_keeps_its_turn() -> None:
    """On 1 January those who wait ask again under the same number."""
    till = filled(money("a", 1_000), money("b", 700), money("c", 700))
    assert till.told(money("c", 700, annee=2027)) == [("c", GRANTED)], "of its own year nobody waits before it"
    assert till.told(money("b", 700, annee=2027)) == []
    assert till.told(money("d", 100, annee=2027)) == [("d", WAITS)]
    till.take(returned("c"))
    assert till.answers[-2:] == [(("b", 1), GRANTED), (("d", 1), GRANTED)]
    assert {line: one.taken for line, one in till.account.sommes.items()} == {"2026": 1_000, "2027": 800}


@pytest.mark.parametrize(
    ("bounds", "line", "bound"),
    [
        (Bounds(3), PLACES, 3),
        (Bounds(3), "2026", None),
        (Bounds(None, 1_000), PLACES, None),
        (Bounds(None, 1_000), "2026", 1_000),
        (Bounds(None, 1_000, 2026), "2026", 1_000),
        (Bounds(None, 1_000, 2026), "2027", 0),
        (Bounds(None, 1_000, report=True), "2026", 1_000),
        (Bounds(None, 1_000, report=True), "2027", 1_600),
        (Bounds(None, 300, report=True), "2027", 300),
        (Bounds(None, 1_000, report=True, fongible=False), "2027/FSL-E", 1_100),
    ],
)
def test_the_bound_of_a_line(bounds: Bounds, line: str, bound: int | None) -> None:
    """One year's envelope is empty in another; what is left passes on once where the act says so; each aid its own where it says so."""
    assert cap(Account(bornes=bounds, sommes={"2026": Sum(100, 300), "2026/FSL-E": Sum(900, 0)}), line) == bound


def test_an_envelope_that_is_not_one_for_all_aids_is_counted_by_aid() -> None:
    """1,000 for each."""
    apart = Bounds(None, 1_000, fongible=False)
    till = filled(money("a", 800, aide="FSL-E", bornes=apart), money("b", 800, aide="FSL-A", bornes=apart))
    assert {line: one.taken for line, one in till.account.sommes.items()} == {"2026/FSL-E": 800, "2026/FSL-A": 800}
    assert till.told(money("c", 800, aide="FSL-A", bornes=apart)) == [("c", WAITS)]


def test_more_places_free_who_waits_and_fewer_take_nothing_back() -> None:
    """The bounds of the highest version told count, whoever tells an older one afterwards."""
    till = filled(*(asked(case) for case in "abcd"))
    assert till.told(asked("d", version=2, bornes=Bounds(3))) == [("c", GRANTED)]
    assert till.told(asked("e", version=1)) == [("e", WAITS)]
    assert till.told(asked("a", version=3, bornes=Bounds(1))) == []
    assert (till.account.places, till.account.bornes) == (3, Bounds(1))
    assert [till.told(returned(case)) for case in "ab"] == [[], []]
    assert till.told(returned("c")) == [("d", GRANTED)]
    assert till.told(asked("e", version=4, bornes=Bounds())) == [("e", GRANTED)]


def test_who_waited_and_waits_no_more_by_a_new_clause_is_told() -> None:
    """The act now falls back."""
    till = filled(*(asked(case) for case in "abc"))
    assert till.told(asked("c", version=2, attend=False)) == [("c", SPENT_OUT)]
    assert (till.account.attente, ("c", 1) in till.held) == (0, False)


def test_thresholds_are_told_once_a_year_and_anew_when_the_bound_changes() -> None:
    """80, 95, 100 % of twenty places."""
    twenty = Bounds(20)
    till = Till()
    told = [thresholds(till.take(asked(f"case-{number}", bornes=twenty))) for number in range(20)]
    assert {number + 1: one for number, one in enumerate(told) if one} == {
        16: [(QuotaThreshold.SEUIL_80, PLACES)],
        19: [(QuotaThreshold.SEUIL_95, PLACES)],
        20: [(QuotaThreshold.SEUIL_100, PLACES)],
    }
    till.take(returned("case-3"))
    assert thresholds(till.take(asked("again", bornes=twenty))) == []
    till.take(returned("again"))
    assert thresholds(till.take(asked("again", 2, annee=2027, bornes=twenty)))[-1] == (QuotaThreshold.SEUIL_100, PLACES)
    assert thresholds(till.take(asked("more", version=2, bornes=Bounds(27), annee=2027))) == []
    rest = [thresholds(till.take(asked(f"more-{number}", annee=2027))) for number in range(6)]
    assert {number + 22: one for number, one in enumerate(rest) if one} == {
        22: [(QuotaThreshold.SEUIL_80, PLACES)],
        26: [(QuotaThreshold.SEUIL_95, PLACES)],
        27: [(QuotaThreshold.SEUIL_100, PLACES)],
    }


def test_an_envelope_that_is_taken_at_once_tells_every_threshold() -> None:
    """With what is taken and the bound, in cents."""
    (first, *_, last) = filled().take(money("a", 1_000)).crossed
    assert (first.seuil, first.ligne, first.pris, first.borne) == (QuotaThreshold.SEUIL_80, "2026", 1_000, 1_000)
    assert last.seuil is QuotaThreshold.SEUIL_100
    assert filled().take(money("a", 0, bornes=Bounds(None, 0))).crossed == ()


def test_one_fact_serves_a_bounded_number_and_the_rest_goes_on() -> None:
    """Many waited, and the bound is gone."""
    till = filled(*(asked(f"case-{number:03}") for number in range(SERVED_MAX + 5)))
    ruling = till.take(asked("case-004", version=2, bornes=Bounds()))
    assert (len(ruling.answers), ruling.goes_on) == (SERVED_MAX, True)
    rest = till.take(GoesOn(acte=ACT))
    assert (len(rest.answers), rest.goes_on, till.account.attente) == (3, False, 0)


@pytest.mark.parametrize(
    "fact", [asked("a", bornes=Bounds(2, 5, 2026, report=True, fongible=False)), spent("a", 3), returned("a", 7), GoesOn(acte=ACT)]
)
def test_a_fact_is_read_as_it_was_written(fact: Any) -> None:
    """Value, instant and place; the key is the act."""
    instant = datetime(2026, 1, 5, 11, tzinfo=UTC)
    key, value, headers = write(fact, instant)
    assert key == ACT.encode()
    assert read(value, headers, 3, 7) == Placed(fact, instant, 3, 7)
