"""From the reception to the closing: what each event makes of a dossier, for whom, and what no event may do."""

from typing import Any

import pytest

from hub.core.dossier import HoldingState
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, Hub
from tests.unit.life_world import DELEGATE, DOOR, TITLE, Life

PIECES = {"pieces": ["RESSOURCES", "RIB"], "date_limite": "2026-01-30"}


def notice(life: Life, who: str) -> dict[str, Any]:
    """The last notice to `who`."""
    return life.hub.inbox(who, "avis.technique")[-1]


def test_an_acknowledgement_is_sent_by_who_is_competent() -> None:
    """Acting on the offer accepts it, and who takes DECIDER is accountable; the counter is told, the executing CCAS is not."""
    life = Life()
    outcome = life.goes(DELEGATE, "ar.emis", mentions_completes=True)
    assert (life.stands(), life.case.responsable, life.case.vie.ar_complet) == (State.AR_EMIS, DELEGATE, True)
    assert [one.etat for one in life.case.tenues if one.acteur == DELEGATE] == [HoldingState.ACCEPTEE]
    assert life.hub.told(outcome) == [(DOOR, "dossier.suivi"), (DELEGATE, "dossier.confie")]
    assert life.does(DOOR, "ar.emis", mentions_completes=True).refusal == (Code.FONCTION_NON_TENUE, None)


def test_a_second_acknowledgement_changes_the_state_no_more() -> None:
    """The dossier is at study."""
    life = Life()
    life.goes(DELEGATE, "transmission.acceptee")
    life.goes(DELEGATE, "ar.emis", mentions_completes=False)
    assert (life.stands(), life.case.vie.ar_complet) == (State.EN_INSTRUCTION, False)


def test_pieces_are_asked_come_in_and_the_dossier_is_complete() -> None:
    """What is missing is kept until it comes; the day of the demand does not move."""
    life = Life()
    life.goes(DELEGATE, "pieces.demandees", **PIECES)
    assert (life.stands(), life.case.vie.manquent) == (State.INCOMPLETE, ("RESSOURCES", "RIB"))
    outcome = life.goes(DOOR, "piece.recue", piece="RIB")
    assert (life.stands(), life.case.vie.manquent) == (State.INCOMPLETE, ("RESSOURCES",))
    assert life.hub.inbox(DELEGATE, "dossier.suivi")[-1] | {"pieces": ["RIB"], "fait": "piece.recue"} == life.hub.inbox(DELEGATE)[-1]
    assert life.hub.told(outcome) == [(DELEGATE, "dossier.suivi")]
    life.goes(DELEGATE, "dossier.complet")
    assert (life.stands(), life.case.vie.manquent, life.case.vie.pieces_avant) == (State.EN_INSTRUCTION, (), None)
    assert life.case.demande is not None
    assert life.case.demande.date_demande.isoformat() == TODAY


def test_a_holder_that_accepts_while_pieces_are_missing_waits_for_them() -> None:
    """An acceptance does not complete a dossier."""
    life = Life()
    life.goes(DELEGATE, "pieces.demandees", **PIECES)
    life.goes(DELEGATE, "incompetence.constatee", motif="incompetent_matiere")
    assert (life.stands(), life.case.responsable) == (State.TRANSMISE, TITLE)
    life.goes(TITLE, "transmission.acceptee")
    assert life.stands() is State.INCOMPLETE


def test_a_last_day_does_not_come_before_the_event() -> None:
    """For pieces, for the person's answer, for a right."""
    life = Life()
    bad = life.does(DELEGATE, "pieces.demandees", pieces=["RIB"], date_limite="2026-01-04")
    assert bad.refusal == (Code.VALEUR_INVALIDE, "date_limite")
    life.decided().notified()
    assert life.does(DELEGATE, "droit.ouvert", du="2026-02-01", au="2026-01-31").refusal == (Code.VALEUR_INVALIDE, "au")


def test_what_the_state_does_not_allow_is_told_with_what_is_expected_and_until_when() -> None:
    """To who has a part in it."""
    life = Life()
    life.goes(DELEGATE, "pieces.demandees", **PIECES)
    assert life.does(DELEGATE, "notification.recue").refusal == (Code.ETAT_INCOMPATIBLE, None)
    told = notice(life, DELEGATE)
    assert (told["etat"], told["attendu"], told["jusqu_au"]) == ("INCOMPLETE", ["piece.recue", "dossier.complet"], "2026-01-30")
    assert "docs/reference/lifecycle.md" in told["phrase"]


def test_who_has_no_part_any_more_learns_nothing_of_the_state() -> None:
    """A former holder gets the bare word, and so does every other fault."""
    life = Life()
    life.goes(DELEGATE, "transmission.refusee", motif="capacite_atteinte")
    life.does(DELEGATE, "decision.retiree")
    assert notice(life, DELEGATE)["code"] == "ETAT_INCOMPATIBLE"
    assert "etat" not in notice(life, DELEGATE)
    life.does(DELEGATE, "dossier.complet")
    assert (notice(life, DELEGATE)["code"], "etat" in notice(life, DELEGATE)) == ("FONCTION_NON_TENUE", False)


def test_a_dossier_is_put_on_an_agenda_adjourned_and_decided() -> None:
    """No delay is reset by an adjournment: nothing but the state, the count and the next session changes."""
    life = Life()
    life.goes(DELEGATE, "dossier.complet")
    life.goes(DELEGATE, "visite.planifiee", date_visite="2026-01-08")
    proposal = life.goes(DELEGATE, "proposition.etablie", sens="accord_partiel", montant_centimes=9_000, motif="plafond_atteint")
    assert life.hub.told(proposal) == []
    life.goes(DELEGATE, "ordre_du_jour.inscrit", seance="2026-01-15", organe="commission")
    before = life.case
    life.goes(DELEGATE, "decision.ajournee", motif="avis_attendu", seance="2026-01-29")
    after = life.case
    assert (before.etat, after.etat, after.vie.ajournements) == (State.EN_COMMISSION, State.AJOURNEE, 1)
    assert (after.demande, after.responsable, after.tenues, after.vie.complet_le) == (
        before.demande,
        before.responsable,
        before.tenues,
        before.vie.complet_le,
    )
    life.does(DELEGATE, "notification.recue")
    assert notice(life, DELEGATE)["jusqu_au"] == "2026-01-29"
    life.decided()
    assert life.stands() is State.DECIDEE


def test_nothing_is_carried_out_without_a_grant() -> None:
    """After a refusal neither payment nor right."""
    life = Life().decided(sens="refus", motif="hors_reglement").notified()
    assert life.stands() is State.NOTIFIEE
    for kind, more in (("liquidation.ordonnee", {}), ("paiement.effectue", {"montant_centimes": 1}), ("droit.ouvert", {"du": TODAY})):
        assert life.does(DELEGATE, kind, **more).refusal == (Code.ETAT_INCOMPATIBLE, None)
    assert life.does(DELEGATE, "aide.mise_en_oeuvre").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_what_was_granted_is_ordered_paid_and_may_come_back() -> None:
    """Who executes is told without a reason or an amount."""
    life = Life().decided().notified()
    life.goes(DELEGATE, "liquidation.ordonnee", montant_centimes=18_000)
    assert life.stands() is State.MISE_EN_OEUVRE
    assert "montant_centimes" not in life.hub.inbox(TITLE, "dossier.suivi")[-1]
    life.goes(DELEGATE, "paiement.rejete", motif="compte_clos")
    life.goes(DELEGATE, "paiement.effectue", montant_centimes=18_000)
    life.goes(TITLE, "service.demarre")
    life.goes(TITLE, "service.suspendu", motif="absence_temporaire")
    life.goes(TITLE, "aide.mise_en_oeuvre")
    assert life.stands() is State.MISE_EN_OEUVRE


def test_a_right_runs_and_goes_on() -> None:
    """A renewal is asked and given; the CAF's yearly quotient changes no state."""
    life = Life().running()
    assert life.stands() is State.DROIT_OUVERT
    life.does(DELEGATE, "ordre_du_jour.inscrit", seance=TODAY, organe="commission")
    assert notice(life, DELEGATE)["jusqu_au"] == "2027-01-05"
    told = life.hub.told(life.goes(DOOR, "situation.changee", nature="quotient_familial", quotient_familial_centimes=64_200))
    assert told == [(DELEGATE, "dossier.suivi")]
    assert life.hub.inbox(DELEGATE)[-1]["quotient_familial_centimes"] == 64_200
    life.goes(DOOR, "renouvellement.demande")
    life.goes(DELEGATE, "droit.renouvele", au="2028-01-05")
    assert life.case.vie.droit is not None
    assert (life.case.vie.droit.du.isoformat(), str(life.case.vie.droit.au)) == (TODAY, "2028-01-05")
    assert life.stands() is State.DROIT_OUVERT


def test_a_delivery_while_a_right_runs_leaves_it_running() -> None:
    """An aid served every week is served under the right."""
    life = Life().running()
    life.goes(TITLE, "aide.mise_en_oeuvre")
    assert life.stands() is State.DROIT_OUVERT


def test_closing_is_told_to_everyone_and_a_motive_needs_its_state() -> None:
    """Who pays or serves must stop; only an incomplete demand lapses."""
    life = Life()
    assert life.does(TITLE, "dossier.clos", motif="caducite").refusal == (Code.ETAT_INCOMPATIBLE, None)
    life.goes(DELEGATE, "pieces.demandees", **PIECES)
    assert life.does(DELEGATE, "dossier.clos", motif="caducite").refusal == (Code.ETAT_INCOMPATIBLE, "date")
    life.hub.later(days=26)
    outcome = life.goes(DELEGATE, "dossier.clos", motif="caducite", date="2026-01-31")
    assert life.stands() is State.CLOS
    assert life.hub.told(outcome) == [(DOOR, "dossier.suivi"), (TITLE, "dossier.suivi")]
    assert "motif" not in life.hub.inbox(DOOR)[-1]


def test_a_thousand_quotients_at_once_cost_a_line_each() -> None:
    """The holder's own burst writes one conclusion and no letter a dossier."""
    hub = Hub()
    cases = [hub.opened("PROPRE") for _ in range(20)]
    for case_id in cases:
        content = {"date": TODAY, "nature": "quotient_familial", "quotient_familial_centimes": 64_200}
        outcome = hub.publish("ccas", "situation.changee", case_id, content)
        assert (len(outcome.messages), len(outcome.entry.conclusions)) == (1, 2)


@pytest.mark.parametrize("kind", ["ar.emis", "recours.depose", "situation.changee"])
def test_nobody_else_publishes_on_it(kind: str) -> None:
    """A stranger gets the answer of an unknown dossier."""
    contents: dict[str, dict[str, Any]] = {
        "ar.emis": {"mentions_completes": True},
        "recours.depose": {"voie": "rapo"},
        "situation.changee": {"nature": "emploi"},
    }
    assert Life().does("caf", kind, **contents[kind]).refusal == (Code.DOSSIER_INCONNU, None)
