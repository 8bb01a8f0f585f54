"""An offer that is not answered: the reminder, the return to the titulaire, the alert; what is seen before and after an acceptance."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.core.handshake import ANSWER_DUE
from hub.core.instants import rfc3339
from hub.core.journal import ConclusionKind
from hub.core.outcome import Outcome
from hub.core.registry import RegistryView
from schemas.codes import Code, State
from tests.unit.case_world import NOON, TODAY, Hub, decision, view_with
from tests.unit.registry_records import act

ACCEPTED = {"date": TODAY}
REFUSED = {"date": TODAY, "motif": "incompetent_matiere", "competent_selon_lui": "caf"}


def at(**delay: float) -> str:
    """An instant, so long after the demand."""
    return rfc3339(NOON + timedelta(**delay))


def rings(hub: Hub, **delay: float) -> Outcome:
    """The deadline of the answer is reached, so long after the demand."""
    due = at(**delay)
    (case_id,) = hub.dossiers
    assert hub.case(case_id).attente.rappel == due
    hub.now = datetime.fromisoformat(due)
    return hub.reach(due, ANSWER_DUE)


def steps(hub: Hub, who: str) -> list[tuple[str, str]]:
    """What an actor was told of answers that do not come: the step, and of whom."""
    return [(one["etape"], one["acteur"]) for one in hub.inbox(who, "transmission.sans_reponse")]


def patient(hours: int, days: int, version: int = 0) -> RegistryView:
    """A registry where the association's convention says how long its silence may last."""
    given = {"delegant": "ccas", "fonctions": ["DECIDER", "INSTRUIRE"], "reponse": {"rappel_heures": hours, "retour_jours": days}}
    return view_with(act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], **given), version=version)


def silent(code: str = "CONFIEE", **changes: Any) -> tuple[Hub, str]:
    """A case whose offers have all been silent for five days."""
    hub = Hub()
    case_id = hub.opened(code, "ville", **changes)
    rings(hub, hours=48)
    rings(hub, days=5)
    return hub, case_id


def test_who_is_silent_is_reminded_at_48_hours_then_the_case_goes_back_to_the_titulaire() -> None:
    """The association loses what it was offered, the CCAS gets it and is accountable as it was; the door that sent it is told."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    assert hub.told(rings(hub, hours=48)) == [("asso", "transmission.sans_reponse")]
    assert hub.inbox("asso", "transmission.sans_reponse") == [
        {"etape": "RAPPEL", "acteur": "asso", "fonctions": ["DECIDER", "INSTRUIRE"], "propose_le": at(), "reponse_avant": at(days=5)},
    ]
    outcome = rings(hub, days=5)
    case = hub.case(case_id)
    assert (case.responsable, case.etat, "asso" in hub.held(case_id)) == ("ccas", State.TRANSMISE, False)
    assert hub.inbox("asso", "dossier.retire")[0]["raison"] == "SANS_REPONSE"
    offer = hub.inbox("ccas", "dossier.confie")[-1]
    assert (offer["etat"], offer["fonctions"], offer["raison"]) == ("proposee", ["DECIDER", "INSTRUIRE"], "RETOUR_AU_TITULAIRE")
    assert (steps(hub, "ville"), steps(hub, "ccas")) == ([("RETOUR", "asso")], [("RETOUR", "asso")])
    assert outcome.entry.conclusions[0].genre is ConclusionKind.SANS_REPONSE
    assert case.demande is not None
    assert case.demande.date_demande.isoformat() == TODAY


def test_the_titulaire_that_is_silent_is_alerted_and_stays_accountable() -> None:
    """What is its own by law is taken from it by nobody's silence."""
    hub, case_id = silent("PROPRE")
    assert (hub.case(case_id).responsable, "DECIDER" in hub.held(case_id)["ccas"]) == ("ccas", True)
    assert (steps(hub, "ccas"), steps(hub, "ville")) == ([("RAPPEL", "ccas"), ("ALERTE", "ccas")], [("ALERTE", "ccas")])
    assert hub.case(case_id).attente.rappel is None


def test_after_the_return_the_titulaire_is_waited_for_in_its_turn() -> None:
    """From the instant it was offered the case: reminded, then alerted, and nothing more."""
    hub, case_id = silent()
    rings(hub, days=7)
    rings(hub, days=10)
    assert steps(hub, "ccas")[1:] == [("RAPPEL", "ccas"), ("ALERTE", "ccas")]
    assert (hub.case(case_id).attente.rappel, hub.case(case_id).responsable) == (None, "ccas")


@pytest.mark.parametrize("answer", ["transmission.acceptee", "ar.emis", "dossier.clos"])
def test_an_answer_in_time_ends_the_waiting(answer: str) -> None:
    """By a word, by an act, or by the end of the case."""
    hub = Hub()
    case_id = hub.opened("PROPRE", "ville")
    contents: dict[str, dict[str, Any]] = {"ar.emis": {"mentions_completes": True}, "dossier.clos": {"motif": "desistement"}}
    outcome = hub.publish("ccas", answer, case_id, {**ACCEPTED, **contents.get(answer, {})})
    assert [one.due for one in outcome.settled if one.code == ANSWER_DUE] == [at(hours=48)]
    assert (hub.case(case_id).attente.offres, hub.case(case_id).attente.rappel) == ((), None)
    assert hub.reach(at(hours=48), ANSWER_DUE).entry.conclusions == (), "a deadline that no longer stands says nothing"


def test_a_decision_by_another_ends_the_waiting() -> None:
    """The titulaire decided: nothing is to be answered any more."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-confiee"))
    if hub.case(case_id).etat is State.DECIDEE:
        assert hub.case(case_id).attente.offres == ()


def test_the_act_says_how_long() -> None:
    """Reminded after 24 hours, back after two days."""
    hub = Hub(view=patient(24, 2))
    case_id = hub.opened("CONFIEE", "ville")
    rings(hub, hours=24)
    rings(hub, days=2)
    assert "asso" not in hub.held(case_id)


def test_no_reminder_where_the_return_comes_first() -> None:
    """The case goes back at once."""
    hub = Hub(view=patient(72, 1))
    case_id = hub.opened("CONFIEE", "ville")
    rings(hub, days=1)
    assert ("asso" in hub.held(case_id), steps(hub, "asso")) == (False, [])


def test_an_instructeur_that_is_silent_gives_back_the_preparation_alone() -> None:
    """The département decides, and prepares from then on; it is reminded and alerted at the same instants for what is its own."""
    hub, case_id = silent("LEGALE")
    assert hub.held(case_id)["departement"].count("INSTRUIRE") == 1
    assert "INSTRUIRE" not in hub.held(case_id).get("ccas", [])
    assert hub.case(case_id).responsable == "departement"


def test_who_deposited_the_demand_is_not_waited_for() -> None:
    """Nothing was transmitted to it: its own delays run, no answer does."""
    hub = Hub()
    case_id = hub.opened("PROPRE", "ccas")
    assert (hub.case(case_id).attente.offres, hub.case(case_id).attente.rappel) == ((), None)


def test_who_only_executes_is_not_waited_for() -> None:
    """A contract obliges: there is nothing to accept before the decision."""
    hub = Hub()
    case_id = hub.opened("MARCHE", "ville")
    hub.publish("ccas", "transmission.acceptee", case_id, ACCEPTED)
    assert hub.case(case_id).attente.offres == ()


def test_a_registry_that_knows_another_delay_moves_the_deadline() -> None:
    """From the same offer."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    (outcome,) = hub.under(patient(72, 9, version=2))
    assert [one.due for one in outcome.deadlines if one.code == ANSWER_DUE] == [at(hours=72)]
    assert hub.case(case_id).attente.rappel == at(hours=72)


def test_silence_that_takes_effect_ends_the_waiting() -> None:
    """Nothing is left that could ring: the deadline goes with the state."""
    hub, case_id = silent("PROPRE")
    hub.later(days=80)
    assert hub.case(case_id).attente.rappel is None


def test_two_refusals_are_to_be_settled_and_an_urgent_one_within_a_day() -> None:
    """The association, then the titulaire: who is accountable and the door are told, and told again after 24 hours."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville", urgence=True)
    hub.publish("asso", "transmission.refusee", case_id, {"date": TODAY, "motif": "capacite_atteinte"})
    refused = hub.publish("ccas", "transmission.refusee", case_id, REFUSED)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "ccas")
    assert ("ville", "dossier.suivi") in hub.told(refused)
    rings(hub, hours=24)
    assert ("ARBITRAGE", "ccas") in steps(hub, "ccas")
    settled = {"date": TODAY, "acteur": "asso", "acte": "convention-asso"}
    hub.now += timedelta(hours=1)
    assert hub.publish("ccas", "arbitrage.rendu", case_id, settled).refusal is None
    assert (hub.case(case_id).responsable, hub.case(case_id).attente.litige) == ("asso", None)


def test_a_dispute_that_is_not_urgent_has_no_legal_instant() -> None:
    """Only what waits for an answer rings."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "transmission.refusee", case_id, REFUSED)
    assert (hub.case(case_id).etat, hub.case(case_id).attente.litige) == (State.COMPETENCE_A_TRANCHER, None)


def test_who_was_silent_may_take_it_after_all_while_nobody_else_has() -> None:
    """The titulaire has not answered yet: it is relieved, the association is accountable."""
    hub, case_id = silent()
    outcome = hub.publish("asso", "transmission.acceptee", case_id, {"date": "2026-01-10"})
    assert outcome.refusal is None
    case = hub.case(case_id)
    assert (case.etat, case.responsable, "DECIDER" in hub.held(case_id)["asso"]) == (State.EN_INSTRUCTION, "asso", True)
    assert "DECIDER" not in hub.held(case_id)["ccas"]
    assert ("ccas", "dossier.retire") in hub.told(outcome)
    assert hub.inbox("asso", "dossier.confie")[-1]["etat"] == "acceptee"
    assert hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", date_decision="2026-01-10")).refusal is None
    assert hub.case(case_id).etat is State.DECIDEE


def test_two_acceptances_are_to_be_settled() -> None:
    """The titulaire has taken it meanwhile and stays accountable; the arbitration ends it."""
    hub, case_id = silent()
    hub.publish("ccas", "transmission.acceptee", case_id, {"date": "2026-01-10"})
    outcome = hub.publish("asso", "transmission.acceptee", case_id, {"date": "2026-01-10"})
    assert outcome.refusal is None
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "ccas")
    assert "asso" not in hub.held(case_id)
    assert [one.raison for one in outcome.entry.conclusions[1:]] == ["ACCEPTATION_TARDIVE", "COMPETENCE_A_TRANCHER"]
    again = hub.publish("asso", "transmission.acceptee", case_id, {"date": "2026-01-10"})
    assert again.refusal == (Code.FONCTION_NON_TENUE, None)
    settled = {"date": "2026-01-10", "acteur": "ccas", "acte": "ccas-confiee"}
    assert hub.publish("ccas", "arbitrage.rendu", case_id, settled).refusal is None
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.TRANSMISE, "ccas")


def test_what_hangs_on_places_or_money_is_not_taken_after_all() -> None:
    """It was counted out: another may have the place."""
    hub = Hub()
    case_id = hub.opened("PLACES", "ville")
    hub.count()
    rings(hub, hours=48)
    rings(hub, days=5)
    assert "asso" not in hub.held(case_id)
    outcome = hub.publish("asso", "transmission.acceptee", case_id, {"date": "2026-01-10"})
    assert outcome.refusal is not None
