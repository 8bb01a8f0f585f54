"""Organs: an assembly decides by itself, another by a delegation that names it, reaches the amount and outlived the elections."""

from datetime import date
from typing import Any

import pytest

from hub.core.dossier import Decision
from hub.core.organs import deciding, powers, standing
from hub.core.registry import build
from schemas.codes import Body, DecisionSense, Reason
from schemas.registry import Act, AnyRecord, Commune
from tests.unit.registry_records import act, actor, aid, commune

DAY = date(2026, 1, 5)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
ELECTIONS = {"organe": "conseil_municipal", "acteur": "ville", "objet": "élections", "du": AFTER}
FOREIGN_ELECTIONS = {"organe": "conseil_municipal", "acteur": "voisine", "objet": "élections", "du": AFTER}
ACTORS = (
    actor("ville", nature="commune"),
    actor("ccas", nature="ccas", rattache_a="ville"),
    actor("cias", nature="cias", rattache_a="epci"),
    actor("departement", nature="departement"),
    actor("preleveur", nature="operateur"),
)
LAW = (
    act("loi-president", "delegation_interne", "ccas", fonctions=[], organe="president"),
    act("loi-directeur", "delegation_signature", "ccas", fonctions=[], organe="directeur"),
)


def delegated(name: str, organ: str, kind: str = "delegation_interne", holder: str = "ccas", **fields: Any) -> Act:
    """An internal act by which an organ decides."""
    return act(name, kind, holder, fonctions=["DECIDER"], organe=organ, **fields)


def judged(*records: AnyRecord, by: str = "ccas", organ: str = "president", day: date = DAY, cents: int | None = None) -> Reason:
    """What is said of a decision by that organ."""
    towns = [one for one in records if isinstance(one, Commune)] or [commune()]
    signed = Decision(by, "acte", DecisionSense.ACCORD, day, Body(organ), cents)
    return standing(build([*ACTORS, aid(), *towns, *records]), towns[0], "AIDE", signed)


@pytest.mark.parametrize("organ", ["conseil_administration", "president", "directeur", "commission_permanente", "commission", "maire"])
def test_without_act_or_law_an_organ_is_not_judged(organ: str) -> None:
    """The registry knows nothing of how that actor decides."""
    assert judged(organ=organ) is Reason.DECISION_COMPETENTE


@pytest.mark.parametrize("organ", ["conseil_municipal", "conseil_communautaire", "president_conseil_departemental", "prefet", "cdaph"])
@pytest.mark.parametrize("by", ["ccas", "cias"])
def test_a_ccas_never_decides_through_the_organ_of_another_body(by: str, organ: str) -> None:
    """The town council is not the board of the CCAS."""
    assert judged(by=by, organ=organ) is Reason.ORGANE_NON_HABILITE
    assert judged(by="inconnu", organ=organ) is Reason.DECISION_COMPETENTE


@pytest.mark.parametrize(("organ", "said"), [("president", Reason.ORGANE_NON_HABILITE), ("commission", Reason.DECISION_COMPETENTE)])
def test_the_law_alone_judges_the_organs_it_speaks_of(organ: str, said: Reason) -> None:
    """A president decides only by delegation, though no delegation of that CCAS was ever recorded; no law speaks of another commission."""
    assert judged(*LAW, organ=organ) is said


def test_the_law_is_dated() -> None:
    """Before it, nothing is judged."""
    assert judged(*LAW, day=date(2019, 12, 31)) is Reason.DECISION_COMPETENTE


@pytest.mark.parametrize(
    ("kind", "organ", "said"),
    [
        ("delegation_signature", "directeur", Reason.DECISION_COMPETENTE),
        ("delegation_interne", "directeur", Reason.ORGANE_NON_HABILITE),
        ("delegation_interne", "president", Reason.DECISION_COMPETENTE),
        ("delegation_signature", "president", Reason.ORGANE_NON_HABILITE),
    ],
)
def test_the_law_says_by_which_kind_of_act(kind: str, organ: str, said: Reason) -> None:
    """A director decides by delegation of signature only, a president by delegation of the board only."""
    assert judged(*LAW, delegated("acte", organ, kind), organ=organ) is said


@pytest.mark.parametrize(
    ("cents", "said"), [(8_000, Reason.DECISION_COMPETENTE), (8_001, Reason.ORGANE_NON_HABILITE), (None, Reason.DECISION_COMPETENTE)]
)
def test_a_delegation_has_its_cap(cents: int | None, said: Reason) -> None:
    """Up to it, not a cent more; a decision without amount is within."""
    assert judged(delegated("cap", "president", montant_max_centimes=8_000), cents=cents) is said


def test_another_organ_is_judged_once_internal_acts_are_known() -> None:
    """The commission has a delegation: the president, who has none, does not decide."""
    assert judged(delegated("commission", "commission_permanente")) is Reason.ORGANE_NON_HABILITE


@pytest.mark.parametrize("organ", ["president", "vice_president", "vice_president_delegue", "directeur"])
@pytest.mark.parametrize(("policy", "said"), [("a_confirmer", Reason.A_CONFIRMER_APRES_ELECTIONS), ("survit", Reason.DECISION_COMPETENTE)])
@pytest.mark.parametrize("end", [None, AFTER])
def test_a_delegation_to_a_person_from_before_the_elections(organ: str, policy: str, said: Reason, end: date | None) -> None:
    """Ended with the mandate or left without end: the commune's policy says whether it survives until it is voted anew."""
    town = commune(mandats=[ELECTIONS], politique_apres_elections=policy)
    old = delegated("ancienne", organ, au=end)
    assert judged(town, old, organ=organ) is said
    assert judged(town, old, organ=organ, day=BEFORE) is Reason.DECISION_COMPETENTE


def test_a_commission_outlives_the_elections_unless_its_act_ended() -> None:
    """It is not a person; its act without end goes on, one that ended with the mandate is to be confirmed."""
    town = commune(mandats=[ELECTIONS])
    assert judged(town, delegated("commission", "commission_permanente"), organ="commission_permanente") is Reason.DECISION_COMPETENTE
    ended = delegated("commission", "commission_permanente", au=AFTER)
    assert judged(town, ended, organ="commission_permanente") is Reason.A_CONFIRMER_APRES_ELECTIONS


@pytest.mark.parametrize("policy", ["a_confirmer", "survit"])
@pytest.mark.parametrize("end", [None, AFTER])
def test_what_was_voted_anew_replaces_what_elections_put_in_question(policy: str, end: date | None) -> None:
    """The new cap is the only one."""
    town = commune(mandats=[ELECTIONS], politique_apres_elections=policy)
    acts = (
        delegated("ancienne", "president", au=end, montant_max_centimes=15_000),
        delegated("nouvelle", "president", du=AFTER, montant_max_centimes=8_000),
    )
    assert judged(town, *acts, cents=8_000) is Reason.DECISION_COMPETENTE
    assert judged(town, *acts, cents=9_000) is Reason.ORGANE_NON_HABILITE


@pytest.mark.parametrize("by", ["departement", "cias", "preleveur"])
def test_elections_concern_those_whose_assembly_was_renewed(by: str) -> None:
    """The municipal elections put in question nothing that a département or an intercommunality gave."""
    assert judged(commune(mandats=[ELECTIONS]), delegated("acte", "president", holder=by), by=by) is Reason.DECISION_COMPETENTE


def test_the_board_of_an_intercommunality_concerns_its_cias() -> None:
    """Its own assembly, or the one it is attached to."""
    renewed = {"organe": "conseil_communautaire", "acteur": "epci", "objet": "installation", "du": AFTER}
    town = commune(mandats=[renewed])
    assert judged(town, delegated("acte", "president", holder="cias"), by="cias") is Reason.A_CONFIRMER_APRES_ELECTIONS


def test_an_act_of_an_actor_nobody_described_gives_nothing() -> None:
    """The registry's check refuses such an act; here it is never in force."""
    assert (
        judged(commune(mandats=[ELECTIONS]), delegated("acte", "president", holder="inconnu"), by="inconnu") is Reason.ORGANE_NON_HABILITE
    )


def test_an_act_that_simply_ended_is_over() -> None:
    """Not on the day of elections: nothing is to be confirmed."""
    town = commune(mandats=[ELECTIONS])
    assert judged(town, delegated("finie", "president", au=BEFORE)) is Reason.ORGANE_NON_HABILITE


def test_the_organs_that_may_decide_are_named_the_assembly_last() -> None:
    """Within the amount and beyond doubt."""
    town = commune(mandats=[ELECTIONS])
    view = build(
        [
            *ACTORS, town, aid(), *LAW, delegated("president", "president", du=date(2024, 1, 1)),
            delegated("commission", "commission_permanente", montant_max_centimes=100), act("sans-organe", "delegation_interne", "ccas"),
        ]
    )  # fmt: skip
    assert deciding(view, town, "ccas", ("AIDE", DAY, 100)) == (Body.COMMISSION_PERMANENTE, Body.CONSEIL_ADMINISTRATION)
    assert deciding(view, town, "ccas", ("AIDE", DAY, 101)) == (Body.CONSEIL_ADMINISTRATION,)
    assert deciding(view, town, "preleveur", ("AIDE", DAY, 1)) == ()
    assert deciding(view, town, "inconnu", ("AIDE", DAY, 1)) == ()
    assert [one.act.id for one in powers(view, town, "ccas", "AIDE", DAY) if one.is_doubtful] == ["president"]
    assert powers(view, town, "inconnu", "AIDE", DAY) == ()
