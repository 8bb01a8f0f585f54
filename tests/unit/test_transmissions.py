"""Acceptances and refusals: who becomes accountable, who gets a dossier back, who cannot give it away."""

import pytest

from hub.core.journal import ConclusionKind
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, Hub, decision

ACCEPTED = {"date": TODAY}
REFUSED = {"date": TODAY, "motif": "incompetent_matiere", "competent_selon_lui": "caf"}


def test_a_delegataire_that_accepts_becomes_accountable() -> None:
    """The convention gave it the decision; from its acceptance on it answers for the dossier."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    case = hub.case(case_id)
    assert (case.etat, case.responsable) == (State.EN_INSTRUCTION, "asso")
    assert [one.etat for one in case.tenues if one.acteur == "asso"] == ["acceptee"]
    assert hub.journal[-1].conclusions[1].genre is ConclusionKind.FONCTIONS_ACCEPTEES


def test_who_accepts_to_instruct_does_not_become_accountable() -> None:
    """The département decides and stays accountable; the examination has begun."""
    hub = Hub()
    case_id = hub.opened("LEGALE")
    hub.publish("ccas", "transmission.acceptee", case_id, ACCEPTED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.EN_INSTRUCTION, "departement")


def test_who_accepts_to_execute_begins_no_examination() -> None:
    """The dossier is still waiting for who decides."""
    hub = Hub()
    case_id = hub.opened("MARCHE")
    hub.publish("operateur", "transmission.acceptee", case_id, ACCEPTED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.TRANSMISE, "ccas")


def test_a_refusal_returns_the_dossier_to_the_titulaire() -> None:
    """Not to the next association: the titulaire is offered what was refused, the refuser is told that it holds nothing more."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    outcome = hub.publish("asso", "transmission.refusee", case_id, REFUSED)
    case = hub.case(case_id)
    assert (case.responsable, case.etat, "asso" in hub.held(case_id)) == ("ccas", State.TRANSMISE, False)
    assert hub.told(outcome) == [("asso", "dossier.retire"), ("ccas", "dossier.confie")]
    assert hub.inbox("asso", "dossier.retire") == [
        {"fonctions": ["DECIDER", "INSTRUIRE"], "depuis": TODAY, "raison": "RETOUR_AU_TITULAIRE"},
    ]
    offer = hub.inbox("ccas", "dossier.confie")[-1]
    assert (offer["fonctions"], offer["raison"], offer["acte"]) == (["DECIDER", "INSTRUIRE"], "RETOUR_AU_TITULAIRE", "ccas-confiee")
    refused = next(one for one in hub.journal[-1].conclusions if one.genre is ConclusionKind.FONCTIONS_REFUSEES)
    assert (refused.raison, refused.details["competent_selon_lui"]) == ("incompetent_matiere", "caf")


def test_the_timeline_keeps_what_was_refused() -> None:
    """Who held what from when to when stays readable."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.refusee", case_id, REFUSED)
    held = [(one.acteur, one.etat.value, one.jusqua and one.jusqua.isoformat()) for one in hub.case(case_id).tenues]
    assert held == [
        ("ccas", "acceptee", None),
        ("asso", "retiree", TODAY),
        ("ccas", "proposee", None),
        ("ccas", "proposee", None),
    ]


def test_a_titulaire_cannot_give_back_its_own() -> None:
    """It stays accountable, and the competence is to be settled."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    outcome = hub.publish("ccas", "transmission.refusee", case_id, REFUSED)
    case = hub.case(case_id)
    assert (case.etat, case.responsable, "DECIDER" in hub.held(case_id)["ccas"]) == (State.COMPETENCE_A_TRANCHER, "ccas", True)
    assert hub.told(outcome) == []
    assert hub.journal[-1].conclusions[-1].genre is ConclusionKind.COMPETENCE_A_TRANCHER


def test_a_titulaire_may_take_it_after_all() -> None:
    """The dispute ends when who may decide accepts to."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "transmission.refusee", case_id, REFUSED)
    hub.publish("ccas", "transmission.acceptee", case_id, ACCEPTED)
    assert hub.case(case_id).etat is State.EN_INSTRUCTION


def test_accepting_to_settle_does_not_settle() -> None:
    """Who holds ARBITRER has taken the dispute, not the decision."""
    hub = Hub()
    case_id = hub.opened("ARBITRE")
    hub.publish("ville", "transmission.acceptee", case_id, ACCEPTED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "ville")


def test_without_titulaire_a_refusal_is_to_be_settled() -> None:
    """Nobody to return it to: the refuser is relieved, who was accountable stays so."""
    hub = Hub()
    case_id = hub.opened("SEULE")
    assert (hub.case(case_id).titulaire, hub.case(case_id).responsable) == (None, "maraude")
    outcome = hub.publish("operateur", "transmission.refusee", case_id, REFUSED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "maraude")
    told = [("operateur", "dossier.retire"), ("maraude", "dossier.suivi"), ("ccas", "dossier.suivi")]
    assert ("operateur" in hub.held(case_id), hub.told(outcome)) == (False, told)


def test_without_titulaire_who_is_accountable_cannot_leave() -> None:
    """The agreed body that refuses stays accountable until somebody else may be."""
    hub = Hub()
    case_id = hub.opened("SEULE")
    hub.publish("maraude", "transmission.refusee", case_id, REFUSED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "maraude")


def test_a_refusal_after_the_decision_does_not_undo_it() -> None:
    """An executant refuses once the aid is granted, and there is no titulaire to return it to: the decision stands."""
    hub = Hub()
    case_id = hub.opened("SEULE")
    hub.publish("maraude", "decision.rendue", case_id, decision("maraude", "agrement-seul"))
    hub.publish("operateur", "transmission.refusee", case_id, REFUSED)
    assert hub.case(case_id).etat is State.DECIDEE


@pytest.mark.parametrize("kind", ["transmission.acceptee", "transmission.refusee"])
def test_an_offer_is_answered_once(kind: str) -> None:
    """Nothing waits any more: the second answer does not fit the dossier's state."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    content = ACCEPTED if kind == "transmission.acceptee" else REFUSED
    assert hub.publish("asso", kind, case_id, content).refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_who_holds_nothing_any_more_cannot_accept() -> None:
    """After its refusal the association holds no function here; it may still be told so, since it did."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.refusee", case_id, REFUSED)
    assert hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED).refusal == (Code.FONCTION_NON_TENUE, None)


def test_who_would_be_competent_must_exist() -> None:
    """An actor that the registry does not know cannot be named."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    refusal = hub.publish("asso", "transmission.refusee", case_id, REFUSED | {"competent_selon_lui": "personne"}).refusal
    assert refusal == (Code.ACTEUR_INCONNU, "competent_selon_lui")
