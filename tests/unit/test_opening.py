"""A demand becomes a case: for every answer of the registry, who is accountable, who is offered what, who is told."""

from typing import Any

import msgspec
import pytest

from hub.core.journal import ConclusionKind
from schemas.codes import Code, Reason, State
from tests.unit.case_world import TODAY, Hub, demand, view_with
from tests.unit.registry_records import act

ALL = ["DECIDER", "INSTRUIRE", "EXECUTER", "ACCOMPAGNER"]


def test_the_titulaire_is_accountable_and_offered_everything() -> None:
    """One dossier.confie to the CCAS, which is also the counter: it keeps RECEVOIR as depositor."""
    hub = Hub()
    case = hub.case(hub.opened("PROPRE"))
    assert (case.etat, case.responsable, case.titulaire, case.acte_titulaire) == (State.TRANSMISE, "ccas", "ccas", "ccas-propre")
    assert hub.held(case.id) == {"ccas": ["RECEVOIR", *ALL]}
    (offer,) = hub.inbox("ccas", "dossier.confie")
    assert (offer["etat"], offer["fonctions"], offer["role"], offer["acte"]) == ("proposee", ALL, "titulaire", "ccas-propre")
    assert (offer["depuis"], offer["raison"]) == (TODAY, "COMPETENCE_INSTITUEE")


def test_the_titulaire_stays_accountable_until_a_delegataire_accepts() -> None:
    """An offer moves nothing yet: the CCAS delegated the decision and answers for it."""
    hub = Hub()
    case = hub.case(hub.opened("CONFIEE"))
    assert case.responsable == "ccas"
    assert hub.held(case.id)["asso"] == ["DECIDER", "INSTRUIRE"]
    (offer,) = hub.inbox("asso", "dossier.confie")
    assert (offer["role"], offer["acte"], offer["raison"]) == ("delegataire", "convention-asso", "DELEGATION_EN_VIGUEUR")


def test_an_authority_that_delegated_everything_is_on_the_case() -> None:
    """It holds nothing, is accountable, and must be told."""
    whole = act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=ALL)
    hub = Hub(view_with(whole))
    case = hub.case(hub.opened("CONFIEE", "ville"))
    assert (case.responsable, case.informes) == ("ccas", ("ccas",))


def test_each_function_goes_to_its_own_holder() -> None:
    """The département decides, the CCAS instructs by convention, each told in its own capacity."""
    hub = Hub()
    case_id = hub.opened("LEGALE")
    assert hub.held(case_id) == {"ccas": ["RECEVOIR", "INSTRUIRE"], "departement": ["DECIDER", "EXECUTER", "ACCOMPAGNER"]}
    assert [offer["role"] for who in ("departement", "ccas") for offer in hub.inbox(who, "dossier.confie")] == ["titulaire", "instructeur"]


def test_an_executant_is_offered_execution_alone() -> None:
    """A market never decides."""
    hub = Hub()
    hub.opened("MARCHE")
    (offer,) = hub.inbox("operateur", "dossier.confie")
    assert (offer["fonctions"], offer["role"], offer["acte"]) == (["EXECUTER"], "executant", "marche-operateur")


def test_a_shared_competence_goes_by_the_door() -> None:
    """The agreed association decides for who knocked at it; at the CCAS, the CCAS does."""
    hub = Hub()
    assert "DECIDER" in hub.held(hub.opened("SEUIL", "asso"))["asso"]
    assert "DECIDER" in hub.held(hub.opened("SEUIL", "ccas"))["ccas"]


def test_the_counter_is_told_when_another_deposited() -> None:
    """A municipal service deposits for the CCAS's counter: the counter is offered RECEVOIR, with the least of the demand."""
    hub = Hub()
    case_id = hub.opened("LIBRE", "service", counter="ville")
    assert (hub.held(case_id)["service"], hub.held(case_id)["ville"]) == (["RECEVOIR"], ["RECEVOIR"])
    (offer,) = hub.inbox("ville", "dossier.confie")
    assert (offer["role"], offer["acte"], offer["raison"]) == ("aucun", None, "GUICHET_DE_DEPOT")
    assert offer["demande"] == {"commune": "00001", "aide": "LIBRE", "date_demande": TODAY}


def test_a_counter_that_may_keep_nothing_by_law_is_told_who_has_the_demand() -> None:
    """The aid is the département's alone: both doors learn who, of which day and aid, and nothing else; it is no case of theirs."""
    alone = act("loi-enfance", "loi", "departement", aides=["LEGALE"], fonctions=[*ALL, "RECEVOIR"], exclusif=True)
    hub = Hub(view_with(alone))
    case = hub.case(hub.opened("LEGALE", "service", counter="ville", urgence=True, montant_demande_centimes=9_000, taille_foyer=4))
    told = {"fait": "demande.deposee", "etat": "TRANSMISE", "date": TODAY, "aide": "LEGALE", "responsable": "departement"}
    assert hub.inbox("service", "dossier.suivi") == hub.inbox("ville", "dossier.suivi") == [told]
    assert (hub.inbox("departement", "dossier.suivi"), hub.inbox("ccas")) == ([], [])
    assert hub.held(case.id) == {"service": ["RECEVOIR"], "ville": ["RECEVOIR"], "departement": ALL}
    hub.opened("LEGALE", "departement")
    assert hub.inbox("departement", "dossier.suivi") == []


def test_acts_that_contradict_each_other_are_for_the_titulaire_to_settle() -> None:
    """Never first come: nobody is offered DECIDER, the titulaire is offered ARBITRER and is accountable."""
    hub = Hub()
    case = hub.case(hub.opened("LITIGE"))
    assert (case.etat, case.responsable) == (State.COMPETENCE_A_TRANCHER, "ccas")
    assert not any("DECIDER" in functions for functions in hub.held(case.id).values())
    assert "ARBITRER" in hub.held(case.id)["ccas"]
    settling = hub.journal[-1].conclusions[-1]
    assert settling.genre is ConclusionKind.COMPETENCE_A_TRANCHER
    assert {one[1] for one in settling.details["ecartes"]} >= {"litige-asso", "litige-secours"}


def test_a_named_arbiter_settles() -> None:
    """Where an act gives ARBITRER its holder is accountable meanwhile, in its own role."""
    hub = Hub()
    case = hub.case(hub.opened("ARBITRE"))
    assert (case.etat, case.responsable, hub.held(case.id)["ville"]) == (State.COMPETENCE_A_TRANCHER, "ville", ["ARBITRER"])


def test_a_dispute_about_execution_does_not_stop_the_decision() -> None:
    """The CCAS decides; it also has to settle who executes."""
    hub = Hub()
    case = hub.case(hub.opened("BRANCHES"))
    assert case.etat is State.TRANSMISE
    assert hub.held(case.id) == {"ccas": ["RECEVOIR", "DECIDER", "INSTRUIRE", "ACCOMPAGNER", "ARBITRER"]}


def test_titulaires_that_contradict_each_other_leave_it_to_the_counter() -> None:
    """Nobody may settle: the counter is accountable, in no role of its own."""
    other = act("autre-titre", "institution", "ville", aides=["PROPRE"])
    hub = Hub(view_with(other))
    case = hub.case(hub.opened("PROPRE", "service"))
    assert (case.etat, case.responsable, case.titulaire) == (State.COMPETENCE_A_TRANCHER, "service", None)
    (offer,) = hub.inbox("service", "dossier.confie")
    assert (offer["role"], offer["acte"], offer["fonctions"]) == ("aucun", None, ["ARBITRER"])


def test_an_association_without_mandate_is_proposed_to_the_counter_and_holds_nothing() -> None:
    """The counter is accountable; nothing leaves for the association."""
    hub = Hub()
    case = hub.case(hub.opened("SUPPLETIVE"))
    assert (case.etat, case.responsable, hub.held(case.id)) == (State.DEPOSEE, "ccas", {"ccas": ["RECEVOIR"]})
    (offer,) = hub.inbox("ccas", "orientation.proposee")
    assert (offer["aide"], offer["raison"], sorted(offer["suppletifs"])) == ("SUPPLETIVE", "ORIENTATION_SUPPLETIF", ["papier", "secours"])
    assert hub.inbox("secours") == []


def test_an_aid_never_instituted_is_recorded_with_what_exists_instead() -> None:
    """The demand and its date are kept; the collective action of the same domain is named with who runs it."""
    hub = Hub()
    case = hub.case(hub.opened("ABSENTE"))
    assert case.demande is not None
    assert (case.etat, case.demande.date_demande.isoformat()) == (State.DEPOSEE, TODAY)
    assert case.orientation is not None
    assert case.orientation.raison is Reason.AIDE_NON_INSTITUEE
    (offer,) = hub.inbox("ccas", "orientation.proposee")
    assert (offer["actions"], offer["services"], offer["aides"]) == (["COLL"], ["service"], ["LIBRE"])


def test_an_individual_demand_for_a_collective_action_is_redirected() -> None:
    """A collective action is joined, not asked for."""
    hub = Hub()
    case = hub.case(hub.opened("COLL"))
    assert case.orientation is not None
    assert case.orientation.raison is Reason.ACTION_COLLECTIVE
    (offer,) = hub.inbox("ccas", "orientation.proposee")
    assert (offer["raison"], offer["services"]) == ("ACTION_COLLECTIVE", ["service"])


def test_the_demand_is_routed_on_its_own_date() -> None:
    """Recorded in March, asked in February: the convention that ended on 1 March was in force."""
    hub = Hub()
    hub.later(days=60)
    assert "DECIDER" in hub.held(hub.opened("CONFIEE", date_demande="2026-02-28"))["asso"]
    assert "DECIDER" in hub.held(hub.opened("CONFIEE", date_demande="2026-03-01"))["ccas"]


def test_the_amount_asked_counts() -> None:
    """Above the delegation's cap the titulaire decides."""
    hub = Hub()
    assert "DECIDER" in hub.held(hub.opened("PLAFOND", montant_demande_centimes=30_000))["asso"]
    assert "DECIDER" in hub.held(hub.opened("PLAFOND", montant_demande_centimes=30_001))["ccas"]


@pytest.mark.parametrize(
    ("who", "changes", "code", "field"),
    [
        ("ccas", {"commune": "00009"}, Code.COMMUNE_INCONNUE, "commune"),
        ("ccas", {"aide": "INCONNUE"}, Code.AIDE_INCONNUE, "aide"),
        ("ccas", {"aide": "FINIE"}, Code.AIDE_INCONNUE, "aide"),
        ("ccas", {"guichet": "personne"}, Code.ACTEUR_INCONNU, "guichet"),
        ("ccas", {"guichet": "ancien"}, Code.ACTEUR_INCONNU, "guichet"),
        ("etranger", {}, Code.ACTEUR_INCONNU, "source"),
        ("ccas", {"date_demande": "2026-01-06"}, Code.DATE_FUTURE, "date_demande"),
    ],
)
def test_a_demand_that_cannot_be_is_refused_without_a_case(who: str, changes: dict[str, Any], code: Code, field: str) -> None:
    """A notice outside any case, with sequence 1, and nothing is kept."""
    hub = Hub()
    outcome = hub.publish(who, "demande.deposee", "REF", demand(**changes))
    assert outcome.refusal == (code, field)
    assert (outcome.dossier, hub.dossiers) == (None, {})
    (message,) = hub.messages
    assert (message.to, message.document["subject"], message.document["sequence"]) == (who, f"avis:from.{who}/0/0", "1")
    assert (message.said["code"], message.said["champ"], message.said["statut"]) == (code, field, "non_conforme")
    assert "dossier" not in message.said


def test_the_day_is_the_communes() -> None:
    """At 23:30 UTC it is already tomorrow in Paris."""
    hub = Hub()
    hub.later(hours=12, minutes=30)
    assert hub.publish("ccas", "demande.deposee", "REF", demand(date_demande="2026-01-06")).refusal is None


def test_a_person_has_another_reference_for_each_recipient() -> None:
    """Two recipients cannot compare what they know, nor can either find the depositor's reference."""
    hub = Hub()
    case_id = hub.opened("MARCHE")
    for who in ("ccas", "operateur"):
        hub.publish(who, "transmission.acceptee", case_id, {"date": TODAY})
    seen = [hub.inbox(who, "dossier.confie")[-1]["demande"]["personne_ref"] for who in ("ccas", "operateur")]
    assert len({*seen, "per_" + "b" * 26}) == 3


def test_an_actor_without_kafka_is_told_by_a_person() -> None:
    """Nothing is sent and no rank is spent; the journal says who must be told of what."""
    paper = act("convention-asso", "delegation_competence", "papier", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER"])
    hub = Hub(view_with(paper))
    case = hub.case(hub.opened("CONFIEE"))
    assert (hub.inbox("papier"), "papier" in case.sequences) == ([], False)
    by_hand = [one for one in hub.journal[-1].conclusions if one.genre is ConclusionKind.REMISE_HORS_KAFKA]
    assert [(one.acteur, one.details) for one in by_hand] == [("papier", {"type": "fr.relais.dossier.confie.v1"})]


def test_the_journal_tells_the_opening_without_the_person() -> None:
    """Who, by which act, who else and why not; neither the person's reference nor the household."""
    hub = Hub()
    hub.opened("CONFIEE", public="familles", montant_demande_centimes=100, taille_foyer=4)
    entry = hub.journal[-1]
    opened = next(one for one in entry.conclusions if one.genre is ConclusionKind.DOSSIER_OUVERT)
    assert (opened.acteur, opened.acte, opened.raison) == ("ccas", "convention-asso", Reason.DELEGATION_EN_VIGUEUR)
    assert (opened.details["titulaire"], opened.details["public"], opened.details["montant_demande_centimes"]) == ("ccas", "familles", 100)
    assert ("ccas", "ccas-confiee", "TITULAIRE_QUI_A_DELEGUE") in opened.details["ecartes"]
    assert b"per_" not in msgspec.json.encode(entry)
    assert b"taille_foyer" not in msgspec.json.encode(entry)
