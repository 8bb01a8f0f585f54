"""A right that runs is revised, owed back, contested; and each time the dossier finds its way on."""

from typing import Any

import pytest

from schemas.codes import Code, State
from tests.unit.case_world import Hub, decision
from tests.unit.life_world import DELEGATE, DOOR, TITLE, Life


def lowered() -> Life:
    """The right was lowered."""
    life = Life().running()
    life.goes(DELEGATE, "contradictoire.ouvert", date_limite="2026-01-20")
    assert life.revised("baisse").refusal is None
    return life


def test_a_revised_right_runs_on_once_told() -> None:
    """REVISEE is left by the person's having it."""
    life = lowered()
    life.goes(DELEGATE, "notification.envoyee", mode="courrier", voies_et_delais=True)
    life.goes(DELEGATE, "notification.recue")
    assert life.stands() is State.DROIT_OUVERT
    life.goes(DELEGATE, "droit.renouvele")
    assert life.stands() is State.DROIT_OUVERT


def test_a_right_that_ended_does_not_run_on() -> None:
    """Told, it waits for its closing, and nothing is paid under it."""
    life = Life().running()
    life.goes(DELEGATE, "contradictoire.ouvert", date_limite="2026-01-20")
    assert life.revised("fin").refusal is None
    life.goes(DELEGATE, "notification.recue")
    assert life.stands() is State.REVISEE
    assert life.does(DELEGATE, "paiement.effectue", montant_centimes=1).refusal == (Code.ETAT_INCOMPATIBLE, None)
    life.goes(DELEGATE, "dossier.clos", motif="droit_fini")
    assert life.stands() is State.CLOS


def test_a_revision_by_who_is_not_competent_is_stopped_like_any_decision() -> None:
    """And confirmed it leads where it would have led."""
    life = Life().running()
    signed = decision(TITLE, "ccas-confiee", sens="hausse", montant_centimes=20_000)
    life.goes(TITLE, "decision.revisee", **signed)
    assert (life.stands(), len(life.case.arretees)) == (State.DROIT_OUVERT, 1)
    life.goes(DELEGATE, "decision.confirmee")
    assert (life.stands(), life.case.arretees) == (State.REVISEE, ())


def test_a_debt_is_settled_and_the_right_goes_on() -> None:
    """Wherever it was asked back."""
    life = lowered()
    life.goes(DELEGATE, "indu.notifie", montant_centimes=6_000)
    assert (life.stands(), life.case.vie.indu_centimes) == (State.INDU, 6_000)
    assert life.does(DELEGATE, "dossier.clos", motif="droit_fini").refusal == (Code.ETAT_INCOMPATIBLE, None)
    life.goes(DELEGATE, "indu.solde", issue="retenue")
    assert (life.stands(), life.case.vie.indu_centimes, life.case.vie.avant) == (State.REVISEE, None, ())
    assert life.does(DELEGATE, "indu.solde", issue="retenue").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_a_debt_settled_while_contested_ends_the_appeal() -> None:
    """It has no object any more."""
    life = Life().running()
    life.goes(DELEGATE, "indu.notifie", montant_centimes=6_000)
    life.goes(DOOR, "recours.depose", voie="gracieux")
    life.goes(DELEGATE, "indu.solde", issue="remise_gracieuse")
    assert (life.stands(), life.case.vie.avant, life.case.vie.recours[0].issue) == (State.DROIT_OUVERT, (), "indu.solde")


def test_a_debt_is_not_settled_by_an_appeal_against_something_else() -> None:
    """There is none to settle."""
    life = Life().running()
    life.goes(DOOR, "recours.depose", voie="gracieux")
    assert life.does(DELEGATE, "indu.solde", issue="annulation").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_an_appeal_upheld_gives_the_dossier_back_to_where_it_was() -> None:
    """It stopped neither the right nor its payment."""
    life = Life().running()
    life.goes(DOOR, "recours.depose", voie="gracieux")
    assert life.stands() is State.EN_RECOURS
    life.goes(DELEGATE, "paiement.effectue", montant_centimes=1_000)
    assert life.stands() is State.EN_RECOURS
    assert life.does(DOOR, "recours.depose", voie="gracieux").refusal == (Code.ETAT_INCOMPATIBLE, "voie")
    life.goes(DELEGATE, "decision.maintenue")
    assert (life.stands(), life.case.vie.avant) == (State.DROIT_OUVERT, ())
    assert life.does(DELEGATE, "decision.maintenue").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_two_appeals_are_both_waited_for() -> None:
    """The last one to end gives the dossier back."""
    life = Life().decided(sens="refus", motif="hors_reglement").notified()
    life.goes(DOOR, "recours.depose", voie="rapo")
    life.goes(DOOR, "recours.depose", voie="contentieux")
    life.goes(DELEGATE, "decision.maintenue")
    assert life.stands() is State.EN_RECOURS
    life.goes(DELEGATE, "jugement.rendu", sens="rejet")
    assert life.stands() is State.NOTIFIEE


@pytest.mark.parametrize("other", [False, True])
def test_an_author_decides_otherwise(*, other: bool) -> None:
    """A decision on appeal is applied; another open appeal is waited for, and goes back to that decision."""
    life = Life().decided(sens="refus", motif="hors_reglement").notified()
    life.goes(DOOR, "recours.depose", voie="gracieux")
    if other:
        life.goes(DOOR, "recours.depose", voie="contentieux")
    life.goes(DELEGATE, "decision.reformee", **decision(DELEGATE, "convention-asso", montant_centimes=5_000))
    assert life.stands() is (State.EN_RECOURS if other else State.DECIDEE)
    assert life.hub.inbox(DOOR, "decision.communiquee")[-1]["sur_recours"] is True
    if other:
        life.goes(DELEGATE, "jugement.rendu", sens="non_lieu")
    assert (life.stands(), life.case.vie.avant) == (State.DECIDEE, ())
    life.goes(DELEGATE, "liquidation.ordonnee")


def test_nobody_decides_on_an_appeal_that_is_not_there() -> None:
    """Nor on a debt: that one is settled."""
    signed = decision(DELEGATE, "convention-asso", montant_centimes=5_000)
    assert Life().running().does(DELEGATE, "decision.reformee", **signed).refusal == (Code.ETAT_INCOMPATIBLE, None)
    life = Life().running()
    life.goes(DELEGATE, "indu.notifie", montant_centimes=6_000)
    life.goes(DOOR, "recours.depose", voie="gracieux")
    assert life.does(DELEGATE, "decision.reformee", **signed).refusal == (Code.ETAT_INCOMPATIBLE, None)


@pytest.mark.parametrize("sense", ["annulation", "reformation"])
def test_a_judgment_sends_the_dossier_back_to_be_decided(sense: str) -> None:
    """Every appeal is over; the day of the demand is what it was."""
    life = Life().decided(sens="refus", motif="hors_reglement").notified()
    life.goes(DOOR, "recours.depose", voie="gracieux")
    life.goes(DOOR, "recours.depose", voie="contentieux")
    life.goes(DELEGATE, "jugement.rendu", sens=sense)
    assert (life.stands(), life.case.vie.avant) == (State.EN_INSTRUCTION, ())
    assert {one.issue for one in life.case.vie.recours} == {"jugement.rendu"}
    life.decided()
    assert life.stands() is State.DECIDEE


def test_a_judgment_on_a_debt_leaves_it_to_be_settled() -> None:
    """`indu.solde` says how."""
    life = Life().running()
    life.goes(DELEGATE, "indu.notifie", montant_centimes=6_000)
    life.goes(DOOR, "recours.depose", voie="contentieux")
    life.goes(DELEGATE, "jugement.rendu", sens="annulation")
    assert life.stands() is State.INDU


MONEY: list[tuple[str, dict[str, Any]]] = [
    ("indu.notifie", {"montant_centimes": 1}),
    ("indu.solde", {"issue": "retenue"}),
    ("decision.maintenue", {}),
    ("jugement.rendu", {"sens": "rejet"}),
]


@pytest.mark.parametrize(("kind", "content"), MONEY)
def test_a_counter_neither_asks_back_nor_answers_an_appeal(kind: str, content: dict[str, Any]) -> None:
    """It lacks the function."""
    assert Life().running().does(DOOR, kind, **content).refusal == (Code.FONCTION_NON_TENUE, None)


def test_who_lost_every_function_lodges_no_appeal() -> None:
    """It learns nothing of it either."""
    life = Life()
    life.goes(DELEGATE, "transmission.refusee", motif="capacite_atteinte")
    assert life.does(DELEGATE, "recours.depose", voie="gracieux").refusal == (Code.FONCTION_NON_TENUE, None)


def test_an_appeal_against_a_rejection_by_silence() -> None:
    """Silence is contested as a decision is."""
    life = Life(Hub()).silent(State.REJET_IMPLICITE)
    life.goes(DOOR, "recours.depose", voie="rapo")
    life.goes(life.case.responsable, "decision.maintenue")
    assert life.stands() is State.REJET_IMPLICITE
