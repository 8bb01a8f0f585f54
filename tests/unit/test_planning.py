"""One need, several funders: each demand its own way, and the whole told to who answers, in the amounts its act allows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.amounts import amount_class
from hub.core.facts import read
from hub.core.links import Part, Totals
from hub.core.own_facts import plan_advanced
from hub.core.person_facts import Planned, plan_id, write
from hub.core.person_facts import read as read_fact
from hub.core.plans import PARTS_MAX, Plan, PlanRuling, advance
from schemas.codes import State
from schemas.life_codes import AmountClass
from tests.unit.case_world import NOON, TODAY, decision
from tests.unit.person_world import Doors

REF = "plan_" + "k2" * 13
WHICH = plan_id(REF)
LATER = datetime(2026, 1, 9, 11, 0, tzinfo=UTC)


@pytest.fixture
def hub() -> Doors:
    """A few days later."""
    return Doors(now=LATER)


def asks(name: str, cents: int, granted: int | None = None, *, clos: bool = False) -> Planned:
    """A part of the plan."""
    return Planned(plan=WHICH, part=Part(f"dos_{name}", cents, granted), clos=clos)


def after(*facts: Planned) -> PlanRuling:
    """The plan after these facts, and whom the last one tells."""
    ruling = PlanRuling(Plan())
    for fact in facts:
        ruling = advance(ruling.plan, fact)
    return ruling


def test_a_plan_counts_what_is_asked_and_granted() -> None:
    """The others are told when an amount is granted, who joins when something is granted already; a refusal tells nobody."""
    assert after(asks("a", 200), asks("b", 300)) == PlanRuling(Plan((Part("dos_a", 200), Part("dos_b", 300))))
    granted = after(asks("a", 200), asks("b", 300), asks("a", 200, 150))
    assert (granted.plan.total, granted.told) == (Totals(2, 500, 150), ("dos_b",))
    assert granted.plan.total.reste_centimes == 350
    joined = advance(granted.plan, asks("c", 100))
    assert (joined.told, joined.plan.total) == (("dos_c",), Totals(3, 600, 150))
    assert advance(joined.plan, asks("b", 300, 0)).told == ()
    assert Totals(1, 100, 150).reste_centimes == 0


def test_two_grants_are_no_conflict_and_a_closed_demand_asks_nothing() -> None:
    """Both count; what is closed without a grant leaves, whoever never joined too."""
    both = after(asks("a", 200, 200), asks("b", 300, 300), asks("b", 300, None, clos=True))
    assert both.plan == Plan((Part("dos_a", 200, 200),))
    assert advance(both.plan, asks("z", 1, clos=True)) == PlanRuling(both.plan)


def test_a_plan_is_bounded() -> None:
    """One more than that joins nothing."""
    full = after(*(asks(f"{number:02}", 1) for number in range(PARTS_MAX + 3)))
    assert full.plan.total == Totals(PARTS_MAX, PARTS_MAX, 0)


facts = st.builds(asks, st.sampled_from("abc"), st.integers(0, 500), st.none() | st.integers(0, 500), clos=st.booleans())


@given(st.lists(facts, max_size=10), facts)
def test_what_is_told_twice_changes_nothing(before: list[Planned], fact: Planned) -> None:
    """The same plan, and nobody is told."""
    once = after(*before, fact)
    assert advance(once.plan, fact) == PlanRuling(once.plan)


@given(st.permutations([asks("a", 200, 150), asks("b", 300), asks("c", 100, 100)]))
def test_the_order_makes_no_other_total(order: list[Planned]) -> None:
    """Whoever joins first."""
    assert after(*order).plan.total == Totals(3, 600, 250)


def test_a_fact_is_read_as_it_was_written() -> None:
    """Keyed by a name that is not the reference."""
    key, value, headers = write(asks("a", 200, 3), NOON)
    assert read_fact(value, headers) == (asks("a", 200, 3), NOON)
    assert (key, REF.encode() in key + value) == (WHICH.encode(), False)
    told = read(*plan_advanced("dos_a", Totals(2, 500, 150), NOON), 4, 9)
    assert (getattr(told, "dossier", ""), getattr(told, "total", None), getattr(told, "offset", 0)) == ("dos_a", Totals(2, 500, 150), 9)


def test_a_grant_is_told_to_who_answers_for_the_others(hub: Doors) -> None:
    """Asked, granted, remaining; not which demand, nor by whom; each demand keeps its day, its titulaire and its state."""
    first = hub.opened(plan_ref=REF, montant_demande_centimes=20_000)
    second = hub.opened("LEGALE", plan_ref=REF, montant_demande_centimes=30_000, date_demande="2026-01-02")
    before = hub.case(second)
    hub.meet()
    assert hub.inbox("departement", "plan.avance") == []
    hub.publish("ccas", "decision.rendue", first, decision(montant_centimes=15_000))
    hub.meet()
    whole = {"demande_centimes": 50_000, "accorde_centimes": 15_000, "reste_centimes": 35_000}
    assert hub.inbox("departement", "plan.avance") == [{"plan_ref": REF, "nombre_demandes": 2, **whole}]
    assert hub.inbox("ccas", "plan.avance") == []
    now = hub.case(second)
    assert (now.demande, now.titulaire, now.etat, now.delais) == (before.demande, before.titulaire, before.etat, before.delais)
    concluded = [one.details for one in hub.journal[-1].conclusions if one.genre == "PLAN_AVANCE"]
    assert concluded == [{"plan": WHICH, "demandes": 2, **whole}]
    hub.publish("departement", "decision.rendue", second, decision("departement", "loi-departement", montant_centimes=30_000))
    hub.meet()
    assert hub.inbox("ccas", "plan.avance")[0]["reste_centimes"] == 5_000
    again = hub.take(hub.whole(first, hub.plans[WHICH]))
    assert (again.messages, again.entry.conclusions) == ((), ())


def test_a_refusal_tells_nobody_and_a_closing_without_a_grant_leaves_the_plan(hub: Doors) -> None:
    """Nobody learns the other's reasons."""
    first = hub.opened(plan_ref=REF, montant_demande_centimes=20_000)
    second = hub.opened("LEGALE", plan_ref=REF, montant_demande_centimes=30_000)
    hub.publish("ccas", "decision.rendue", first, decision(sens="refus", motif="hors_reglement"))
    hub.meet()
    hub.publish("ccas", "dossier.clos", first, {"date": TODAY, "motif": "refus_definitif"})
    hub.meet()
    assert [one for one in hub.messages if one.type == "plan.avance"] == []
    assert hub.plans[WHICH].total == Totals(1, 30_000, 0)
    assert hub.case(second).plan is None


def test_what_is_granted_stays_granted_when_its_case_is_closed_or_put_off(hub: Doors) -> None:
    """Closed after a grant it counts; a grant without an amount counts nothing; an adjournment is no decision."""
    first = hub.opened(plan_ref=REF, montant_demande_centimes=20_000)
    hub.publish("ccas", "decision.rendue", first, decision(sens="ajournement"))
    hub.publish("ccas", "decision.rendue", first, decision())
    hub.meet()
    assert hub.plans[WHICH].parts == (Part(first, 20_000, 0),)
    hub.publish("ccas", "aide.mise_en_oeuvre", first, {"date": TODAY})
    hub.publish("ccas", "dossier.clos", first, {"date": TODAY, "motif": "aide_servie"})
    hub.meet()
    assert hub.plans[WHICH].parts == (Part(first, 20_000, 0),)
    late = hub.take(hub.whole(first, hub.plans[WHICH]))
    assert (late.messages, hub.case(first).etat) == ((), State.CLOS)


def test_a_counter_that_answers_for_want_of_anybody_gets_classes(hub: Doors) -> None:
    """Neither titulaire nor examiner: no cents."""
    hub.opened("ABSENTE", who="service", plan_ref=REF, montant_demande_centimes=9_000)
    granting = hub.opened(plan_ref=REF, montant_demande_centimes=20_000)
    hub.publish("ccas", "decision.rendue", granting, decision(montant_centimes=15_000))
    hub.meet()
    classes = {"demande_classe": "jusqu_a_300", "accorde_classe": "jusqu_a_300", "reste_classe": "jusqu_a_300"}
    assert hub.inbox("service", "plan.avance") == [{"plan_ref": REF, "nombre_demandes": 2, **classes}]


def test_an_amount_has_one_class() -> None:
    """To the cent."""
    assert [amount_class(cents) for cents in (0, 1, 10_000, 10_001, 30_001, 100_000, 100_001)] == [
        AmountClass.AUCUN,
        AmountClass.JUSQU_A_100,
        AmountClass.JUSQU_A_100,
        AmountClass.JUSQU_A_300,
        AmountClass.JUSQU_A_1000,
        AmountClass.JUSQU_A_1000,
        AmountClass.PLUS_DE_1000,
    ]


def test_a_demand_without_a_plan_tells_its_plan_nothing(hub: Doors) -> None:
    """One record to its person, none to a plan."""
    hub.opened()
    assert len(hub.reports) == 1
    hub.meet()
    assert hub.plans == {}
