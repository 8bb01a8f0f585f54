"""Contradictions that only resolution can see: two holders of one decision, a delegation of what is not held."""

from datetime import date
from typing import Any

import pytest

from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from schemas.codes import Function
from schemas.registry import AnyRecord
from tests.unit.registry_records import EXECUTION, INSTITUTION, act, ground

LAW = act("loi", "loi", "departement")
DELEGATION = act("delegation", "delegation_competence", "asso", delegant="ccas", du=date(2021, 1, 1))


def found(*records: AnyRecord) -> list[tuple[Rule, tuple[str, ...], date | None]]:
    """The rules broken, the acts named, and the first day."""
    return [(finding.rule, tuple(name for _, name in finding.records), finding.day) for finding in check(ground(*records))]


def test_two_titulaires_of_one_day_are_a_fault() -> None:
    """Named once, with both acts, on the first day they meet."""
    rival = act("rivale", "institution", "ville", du=date(2023, 5, 1), au=date(2024, 1, 1))
    (finding,) = check(ground(INSTITUTION, rival))
    assert (finding.rule, finding.commune, finding.aid, finding.day) == (Rule.DEUX_TITULAIRES, "ville", "AIDE", date(2023, 5, 1))
    assert finding.records == (("acte", "instituee"), ("acte", "rivale"))
    assert "ccas et ville décident tous deux" in finding.explanation


def test_titulaires_that_follow_each_other_are_no_fault() -> None:
    """The day one ends is the day the other begins."""
    before = act("avant", "institution", "ville", du=date(2010, 1, 1), au=date(2020, 1, 1))
    assert found(before, INSTITUTION) == []


@pytest.mark.parametrize(
    "bounds",
    [
        {"publics": ["jeunes"]},
        {"territoire": ["quartier"]},
        {"montant_max_centimes": 5_000},
        {"montant_min_centimes": 5_000},
        {"urgence_seulement": True},
    ],
)
def test_two_titulaires_that_meet_within_a_bound_are_a_fault(bounds: dict[str, Any]) -> None:
    """Each is precise in the same way: the public, place, amount or emergency they share is found."""
    one, two = act("une", "institution", "ccas", **bounds), act("deux", "institution", "ville", **bounds)
    assert found(one, two) == [(Rule.DEUX_TITULAIRES, ("deux", "une"), date(2020, 1, 1))]
    assert found(INSTITUTION, two) == []


def test_two_titulaires_that_share_an_amount_are_a_fault() -> None:
    """Up to 50 euros and from 40 euros on: 40 to 50 belong to both."""
    low = act("petits", "institution", "ccas", montant_max_centimes=5_000)
    assert found(low, act("grands", "institution", "ville", montant_min_centimes=4_000))[0][0] is Rule.DEUX_TITULAIRES


def test_a_rival_that_may_settle_is_still_a_rival() -> None:
    """An act with ARBITRER answers for now; the contradiction is named all the same."""
    rival = act("rivale", "institution", "ville", fonctions=[Function.DECIDER, Function.ARBITRER])
    assert found(INSTITUTION, rival) == [(Rule.DEUX_TITULAIRES, ("instituee", "rivale"), date(2020, 1, 1))]


def test_several_authorised_bodies_are_no_fault() -> None:
    """Each holds its own admissions."""
    assert found(act("une", "autorisation", "asso"), act("deux", "autorisation", "autre")) == []


def test_two_equal_delegates_are_a_fault() -> None:
    """On the first day they meet; a suspension leaves room for the other."""
    stretches = [{"du": date(2021, 1, 1), "au": date(2022, 1, 1)}]
    other = act("autre", "delegation_competence", "autre", delegant="ccas", suspensions=stretches)
    assert found(INSTITUTION, DELEGATION, other) == [(Rule.DEUX_DELEGATAIRES, ("autre", "delegation"), date(2022, 1, 1))]
    for_execution = act("execution", "delegation_competence", "autre", delegant="ccas", fonctions=EXECUTION)
    assert found(INSTITUTION, DELEGATION, for_execution) == []


def test_nobody_delegates_what_it_does_not_hold() -> None:
    """Not yet, not any more, or never."""
    never = act("jamais", "delegation_competence", "asso", delegant="epci")
    assert found(INSTITUTION, never) == [(Rule.DELEGANT_INCOMPETENT, ("jamais",), date(2020, 1, 1))]
    transfer = act("transfert", "transfert", "cias", delegant="ccas", du=date(2024, 1, 1))
    assert found(INSTITUTION, DELEGATION, transfer) == [(Rule.DELEGANT_INCOMPETENT, ("delegation",), date(2024, 1, 1))]
    ended = DELEGATION.model_copy(update={"au": date(2024, 1, 1)})
    assert found(INSTITUTION, ended, transfer) == []


def test_a_suspended_title_is_no_power_to_delegate() -> None:
    """While the delegator's own act is suspended its delegation rests on nothing."""
    eclipsed = INSTITUTION.model_copy(update={"suspensions": act("x", "loi", "x", suspensions=[{"du": date(2022, 1, 1)}]).suspensions})
    assert found(eclipsed, DELEGATION) == [(Rule.DELEGANT_INCOMPETENT, ("delegation",), date(2022, 1, 1))]


@pytest.mark.parametrize(
    "bounds",
    [
        {"publics": ["jeunes"]},
        {"territoire": ["quartier"]},
        {"montant_max_centimes": 5_000},
        {"montant_min_centimes": 5_000},
        {"urgence_seulement": True},
    ],
)
def test_a_bounded_delegation_is_judged_within_its_bounds(bounds: dict[str, Any]) -> None:
    """The question asked is one that the act fits."""
    bounded = act("bornee", "delegation_competence", "asso", delegant="epci", **bounds)
    assert [rule for rule, _, _ in found(INSTITUTION, bounded)] == [Rule.DELEGANT_INCOMPETENT]


def test_a_delegation_of_a_delegation_names_its_origin() -> None:
    """The second link says on what act it rests, even once a third one passed it on."""
    first = act("convention", "delegation_competence", "ville", delegant="departement", subdelegation=True)
    second = act("exercice", "delegation_competence", "ccas", delegant="ville", subdelegation=True)
    third = act("suite", "delegation_competence", "asso", delegant="ccas", origine="exercice")
    for chain in ((LAW, first, second), (LAW, first, second, third)):
        assert found(*chain) == [(Rule.SOUS_DELEGATION_SANS_ORIGINE, ("exercice",), date(2020, 1, 1))]
    named = second.model_copy(update={"origine": "convention"})
    assert found(LAW, first, named, third) == []


def test_a_delegation_that_fits_nothing_that_day_is_not_judged() -> None:
    """Suspended from its first day, it is no second link; without a delegator or a function there is nothing to judge."""
    first = act("convention", "delegation_competence", "ville", delegant="departement")
    asleep = act("exercice", "delegation_competence", "ccas", delegant="ville", suspensions=[{"du": date(2020, 1, 1)}])
    assert found(LAW, first, asleep) == []
    assert (
        found(
            LAW, act("libre", "delegation_competence", "ccas"), act("vide", "delegation_competence", "asso", delegant="epci", fonctions=[])
        )
        == []
    )


@pytest.mark.parametrize(("function", "what"), [(Function.PAYER, "paient"), (Function.ORDONNANCER, "ordonnancent")])
def test_one_pays_and_one_orders_payment(function: Function, what: str) -> None:
    """Two holders of one of these functions are a fault; two that instruct or carry out side by side are none."""
    one, two = (act(name, "delegation_competence", name, delegant="departement", fonctions=[function]) for name in ("asso", "autre"))
    (finding,) = check(ground(LAW, one, two))
    assert (finding.rule, what in finding.explanation) == (Rule.DEUX_DELEGATAIRES, True)
    for shared in (Function.INSTRUIRE, Function.EXECUTER, Function.ACCOMPAGNER):
        beside = [one.model_copy(update={"fonctions": (shared,)}), two.model_copy(update={"fonctions": (shared,)})]
        assert found(LAW, *beside) == []


@pytest.mark.parametrize(("cap", "is_above"), [(None, True), (30_001, True), (30_000, False), (100, False)])
def test_nobody_delegates_above_its_own_ceiling(cap: int | None, *, is_above: bool) -> None:
    """Not a cent more than the delegator may decide; without a bound of its own an act is above any."""
    small = act("petite", "institution", "ccas", montant_max_centimes=30_000)
    given = act("donnee", "delegation_competence", "asso", delegant="ccas", montant_max_centimes=cap)
    expected = [(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, ("donnee", "petite"), date(2020, 1, 1))]
    assert found(small, given) == (expected if is_above else [])
    executes = given.model_copy(update={"fonctions": (Function.EXECUTER,)})
    assert found(small, executes.model_copy(update={"montant_max_centimes": None})) == []


def test_a_ceiling_that_falls_is_said_of_its_day() -> None:
    """The delegation is above its delegator's ceiling from the day that one was lowered."""
    wide = act("large", "institution", "ccas", au=date(2022, 1, 1))
    narrow = act("etroite", "institution", "ccas", montant_max_centimes=5_000, du=date(2022, 1, 1))
    given = act("donnee", "delegation_competence", "asso", delegant="ccas", montant_max_centimes=6_000)
    assert found(wide, narrow, given) == [(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, ("donnee", "etroite"), date(2022, 1, 1))]


@pytest.mark.parametrize(
    ("cap", "end", "is_above"), [(5_001, None, True), (5_000, None, False), (None, None, False), (9_999, "2021-01-01", False)]
)
def test_an_organ_has_no_more_than_its_body(cap: int | None, end: str | None, *, is_above: bool) -> None:
    """A president's ceiling above that of the centre it presides is a fault, on a day when both count."""
    small = act("petite", "institution", "ccas", montant_max_centimes=5_000, du=date(2021, 1, 1))
    organ = act("interne", "delegation_interne", "ccas", organe="president", montant_max_centimes=cap, au=end)
    expected = [(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, ("interne", "petite"), date(2021, 1, 1))]
    assert found(small, organ) == (expected if is_above else [])
