"""What silence granted, or what a right gives, is only taken back after the person was heard, and in time."""

from datetime import timedelta
from typing import Any

import pytest

from hub.core.rejudging import rejudge
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, decision, view_with
from tests.unit.life_world import DELEGATE, Life
from tests.unit.registry_records import act


def decides(life: Life, **changes: Any) -> Any:
    """The delegate decides expressly."""
    signed = decision(DELEGATE, "convention-asso", **{"montant_centimes": 20_000, **changes})
    return life.does(DELEGATE, "decision.rendue", **signed).refusal


LESS = [
    {"sens": "refus", "motif": "hors_reglement"},
    {"sens": "accord_partiel"},
    {"sens": "accord", "montant_centimes": 19_999},
]


@pytest.mark.parametrize("less", LESS)
def test_less_than_silence_granted_needs_that_the_person_was_heard(less: dict[str, Any]) -> None:
    """Refused with the way to go; once heard it is a decision like another."""
    life = Life().silent(State.ACCORD_IMPLICITE)
    assert decides(life, **less) == (Code.RETRAIT_IRREGULIER, "sens")
    assert life.stands() is State.ACCORD_IMPLICITE
    assert "contradictoire.ouvert" in life.hub.inbox(DELEGATE, "avis.technique")[-1]["phrase"]
    life.goes(DELEGATE, "contradictoire.ouvert", date_limite="2026-01-20")
    assert decides(life, **less) is None
    assert (life.stands(), life.case.vie.accord_acquis, life.case.vie.contradictoire_jusqu_au) == (State.DECIDEE, False, None)


@pytest.mark.parametrize("as_much", [{"sens": "accord"}, {"sens": "accord", "montant_centimes": None}, {"sens": "ajournement"}])
def test_as_much_needs_nothing(as_much: dict[str, Any]) -> None:
    """Confirming what silence gave takes nothing from anybody, and putting off changes nothing."""
    life = Life().silent(State.ACCORD_IMPLICITE)
    assert decides(life, **as_much) is None
    assert life.stands() is (State.ACCORD_IMPLICITE if as_much["sens"] == "ajournement" else State.DECIDEE)


def test_without_an_amount_asked_any_grant_is_as_much() -> None:
    """There is nothing to compare with."""
    life = Life()
    life.id = life.hub.opened("CONFIEE")
    life.silent(State.ACCORD_IMPLICITE)
    assert decides(life, montant_centimes=1) is None


def test_after_four_months_nothing_is_withdrawn() -> None:
    """From quantième to quantième: an acceptance of 31 October holds from 1 March on (CRPA L242-1)."""
    for day, refusal in (("2026-02-28", None), ("2026-03-01", (Code.RETRAIT_IRREGULIER, "date_decision"))):
        life = Life()
        life.hub.now += timedelta(days=(life.hub.now.date().fromisoformat(day) - life.hub.now.date()).days)
        life.hub.view = view_with(act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas"))
        life.silent(State.ACCORD_IMPLICITE, "2025-10-31")
        life.goes(DELEGATE, "contradictoire.ouvert", date_limite=day)
        assert decides(life, sens="refus", motif="hors_reglement", date_decision=day) == refusal


def test_a_decision_of_before_the_silence_is_no_withdrawal() -> None:
    """It came first, whenever it was told."""
    life = Life().silent(State.ACCORD_IMPLICITE)
    assert decides(life, sens="refus", motif="hors_reglement", date_decision="2026-01-04") is None


def test_after_a_rejection_by_silence_any_decision_is_free() -> None:
    """Nothing was acquired; an express refusal too."""
    life = Life().silent(State.REJET_IMPLICITE)
    assert decides(life, sens="refus", motif="hors_reglement") is None
    assert life.stands() is State.DECIDEE


def test_what_silence_granted_is_carried_out() -> None:
    """Without a decision."""
    life = Life().silent(State.ACCORD_IMPLICITE)
    life.goes(DELEGATE, "liquidation.ordonnee")
    assert life.stands() is State.MISE_EN_OEUVRE
    assert Life().silent(State.REJET_IMPLICITE).does(DELEGATE, "aide.mise_en_oeuvre").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_a_stopped_refusal_is_not_confirmed_over_an_acceptance() -> None:
    """Settling later takes no other way; nor is it set free by a newer registry."""
    life = Life()
    life.goes(DELEGATE, "decision.rendue", **decision(DELEGATE, "convention-tardive", sens="refus", motif="hors_reglement"))
    assert len(life.case.arretees) == 1
    life.silent(State.ACCORD_IMPLICITE)
    assert life.does(DELEGATE, "decision.confirmee").refusal == (Code.RETRAIT_IRREGULIER, "sens")
    late = view_with(
        act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", revoque_le=TODAY),
        act("convention-tardive", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas"),
        version=2,
    )
    assert rejudge(life.case, late, life.hub.now) is None


def test_a_right_is_lowered_only_after_the_person_was_heard() -> None:
    """With its reason; raising or keeping it needs neither."""
    life = Life().running()
    assert life.revised("baisse").refusal == (Code.RETRAIT_IRREGULIER, "sens")
    assert life.revised("fin").refusal == (Code.RETRAIT_IRREGULIER, "sens")
    life.goes(DELEGATE, "revision.demandee", motif="controle")
    life.goes(DELEGATE, "contradictoire.ouvert", date_limite="2026-01-20")
    assert life.revised("baisse", motif=None).refusal == (Code.CHAMP_MANQUANT, "motif")
    assert life.revised("baisse").refusal is None
    assert life.stands() is State.REVISEE
    assert life.hub.inbox("ville", "decision.communiquee")[-1]["revision"] == "baisse"
    assert Life().running().revised("hausse", motif=None).refusal is None
