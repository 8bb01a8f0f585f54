"""Decisions: applied when their author was competent that day, else stopped, shown to both sides, alarmed, and settled."""

from datetime import date, datetime
from typing import Any

import pytest

from hub.core.journal import ConclusionKind
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, TOWN, Hub, decision, view_with
from tests.unit.registry_records import act, commune

TOMORROW = "2026-01-06"


def stopped_at_the_door(hub: Hub) -> str:
    """The association decides the day after its agreement ended; returns the dossier's id."""
    case_id = hub.opened("SEUIL", "asso")
    hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.later(days=1)
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "agrement-asso", date_decision=TOMORROW))
    return case_id


def test_a_competent_decision_is_applied_and_told_to_the_others() -> None:
    """The counter learns what is granted; the executant learns the sense, not the amount."""
    hub = Hub()
    case_id = hub.opened("MARCHE", "ville")
    outcome = hub.publish("ccas", "transmission.acceptee", case_id, {"date": TODAY})
    granted = decision("ccas", "ccas-marche", montant_centimes=12_000, version_reglement="v3")
    outcome = hub.publish("ccas", "decision.rendue", case_id, granted)
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.DECIDEE, "ccas")
    assert hub.told(outcome) == [("ville", "decision.communiquee"), ("operateur", "decision.communiquee")]
    told = {"sens": "accord", "date_decision": TODAY, "acteur": "ccas", "acte": "ccas-marche"}
    assert hub.inbox("operateur")[-1] == told
    assert hub.inbox("ville")[-1] == told | {"montant_centimes": 12_000, "version_reglement": "v3"}


def test_the_titulaire_that_delegated_is_told() -> None:
    """It holds no part of the decision, and answers for the convention."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    outcome = hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", montant_centimes=5))
    assert ("ccas", "decision.communiquee") in hub.told(outcome)
    assert hub.inbox("ccas", "decision.communiquee")[0]["montant_centimes"] == 5


def test_deciding_is_accepting() -> None:
    """A délégataire that decides without having answered has taken the dossier."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso"))
    case = hub.case(case_id)
    assert (case.etat, case.responsable) == (State.DECIDEE, "asso")
    assert [one.etat.value for one in case.tenues if one.acteur == "asso"] == ["acceptee"]


def test_an_adjournment_puts_off_and_resets_nothing() -> None:
    """It is told; who answers for the dossier, who holds what and the day of the demand stand as they stood."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    before = hub.case(case_id)
    outcome = hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", sens="ajournement"))
    after = hub.case(case_id)
    assert (after.etat, after.vie.ajournements) == (State.AJOURNEE, 1)
    assert (after.demande, after.responsable, after.tenues, after.decisions) == (before.demande, before.responsable, before.tenues, ())
    assert ("ccas", "decision.communiquee") in hub.told(outcome)


def test_a_decision_the_day_after_an_agreement_expired_is_stopped() -> None:
    """Neither applied nor ignored: both sides see it, with who was competent and by which act."""
    hub = Hub()
    case_id = stopped_at_the_door(hub)
    case = hub.case(case_id)
    assert (case.etat, case.decisions, len(case.arretees)) == (State.TRANSMISE, (), 1)
    seen = {
        "date_decision": TOMORROW, "acteur": "asso", "acte": "agrement-asso", "raison": "AUTEUR_INCOMPETENT",
        "competent": "ccas", "acte_competent": "ccas-seuil", "constat": "incompetence", "organes": ["conseil_administration"],
    }  # fmt: skip
    assert [hub.inbox(who, "decision.a_verifier") for who in ("asso", "ccas")] == [[seen], [seen]]
    made = hub.journal[-1].conclusions[-1]
    assert (made.genre, made.details["raison_ecart"]) == (ConclusionKind.DECISION_ARRETEE, "ACTE_EXPIRE")


def test_the_notice_of_a_stopped_decision_says_it_was_received() -> None:
    """It is not bad input."""
    hub = Hub()
    stopped_at_the_door(hub)
    assert hub.inbox("asso", "avis.technique")[-1]["statut"] == "pris_en_compte"


@pytest.mark.parametrize(
    ("case", "signed", "reason"),
    [
        ("PROPRE", decision(by="acte-jamais-vu"), "ACTE_NON_PRODUIT"),
        ("PROPRE", decision(by="ccas-marche"), "ACTE_NON_PRODUIT"),
        ("PROPRE", decision("ville", "ccas-propre"), "AUTEUR_INCOMPETENT"),
        ("PLAFOND", decision("asso", "plafond-asso", montant_centimes=30_001), "AUTEUR_INCOMPETENT"),
        ("LITIGE", decision("asso", "litige-asso"), "COMPETENCE_A_TRANCHER"),
        ("SUPPLETIVE", decision("secours", "subvention-secours"), "AUTEUR_INCOMPETENT"),
        ("SECOURS", decision(by="ccas-secours", organe="vice_president"), "ORGANE_NON_HABILITE"),
        ("SECOURS", decision(by="ccas-secours", organe="president"), "A_CONFIRMER_APRES_ELECTIONS"),
        ("SECOURS", decision(by="delegation-commission", organe="commission_permanente", montant_centimes=50_001), "ORGANE_NON_HABILITE"),
    ],
)
def test_what_is_stopped_and_why(case: str, signed: dict[str, Any], reason: str) -> None:
    """An unknown act, another's act, an author without competence, above its cap, a dispute, an organ without a delegation of now."""
    hub = Hub()
    case_id = hub.opened(case)
    hub.publish("ccas", "decision.rendue", case_id, signed)
    assert [one.raison.value for one in hub.case(case_id).arretees] == [reason]
    assert hub.case(case_id).decisions == ()


@pytest.mark.parametrize(
    "signed",
    [
        decision(by="ccas-secours"),
        decision(by="delegation-commission", organe="commission_permanente", montant_centimes=50_000),
        decision(by="ccas-secours", organe="president", date_decision="2025-06-30", montant_centimes=8_000),
        decision(by="delegation-president", organe="president", date_decision="2025-06-30"),
    ],
)
def test_an_organ_decides_by_its_delegation(signed: dict[str, Any]) -> None:
    """The assembly itself, or an organ whose delegation is in force that day and reaches the amount."""
    hub = Hub(now=datetime.fromisoformat(f"{signed['date_decision']}T12:00:00+00:00"))
    case_id = hub.opened("SECOURS", date_demande="2025-06-01")
    hub.publish("ccas", "decision.rendue", case_id, signed)
    assert len(hub.case(case_id).decisions) == 1


def test_an_act_that_only_permits_judges_no_organ() -> None:
    """Where no internal delegation was ever recorded, the organ is not judged."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "decision.rendue", case_id, decision(organe="president"))
    assert len(hub.case(case_id).decisions) == 1


def test_a_delegation_survives_elections_only_where_the_commune_says_so() -> None:
    """The mandate changed on 1 July 2025: under the policy `survit` the president's delegation holds until it is voted anew."""
    surviving = commune(mandats=TOWN.mandats, politique_apres_elections="survit")
    hub = Hub(view_with(surviving))
    case_id = hub.opened("SECOURS")
    hub.publish("ccas", "decision.rendue", case_id, decision(by="delegation-president", organe="president", montant_centimes=8_000))
    assert len(hub.case(case_id).decisions) == 1


def test_a_stopped_decision_is_not_shown_to_an_alleged_author_that_is_not_on_the_dossier() -> None:
    """The counter says that an association signed: the association, which holds nothing, learns nothing."""
    hub = Hub()
    case_id = hub.opened("SUPPLETIVE")
    outcome = hub.publish("ccas", "decision.rendue", case_id, decision("secours", "subvention-secours"))
    assert hub.told(outcome) == [("ccas", "decision.a_verifier")]


def test_an_accountable_author_is_not_alone_to_know_where_nobody_is_competent_any_more() -> None:
    """The convention ended and the aid with it: the authority that had delegated has the case again, and sees the decision."""
    over = {"aides": ["CONFIEE"], "au": date(2026, 1, 6)}
    view = view_with(
        act("ccas-confiee", "institution", "ccas", **over),
        act("convention-asso", "delegation_competence", "asso", delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"], **over),
    )
    hub = Hub(view)
    case_id = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.later(days=1)
    outcome = hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", date_decision=TOMORROW))
    assert {who for who, kind in hub.told(outcome) if kind == "decision.a_verifier"} == {"asso", "ccas"}
    assert hub.inbox("ccas", "decision.a_verifier")[0]["competent"] is None
    assert (hub.case(case_id).responsable, hub.inbox("ccas", "dossier.confie")[-1]["raison"]) == ("ccas", "RETOUR_AU_TITULAIRE")


def test_the_competent_authority_joins_the_dossier() -> None:
    """It was not on it: from the stopped decision on it is told, and may settle it."""
    hub = Hub()
    case_id = hub.opened("PLAFOND", "ville", montant_demande_centimes=100)
    whole = [one for one in hub.case(case_id).tenues if one.acteur == "ccas"]
    assert whole
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "plafond-asso", montant_centimes=40_000))
    assert hub.inbox("ccas", "decision.a_verifier")[0]["competent"] == "ccas"


def test_a_signatory_that_does_not_exist_is_bad_input() -> None:
    """An identifier the registry does not know that day is refused, unlike a competence that is missing."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    for unknown in ("personne", "ancien"):
        refusal = hub.publish("ccas", "decision.rendue", case_id, decision(unknown)).refusal
        assert refusal == (Code.ACTEUR_INCONNU, "signataire.acteur")


def test_a_refusal_gives_its_reason() -> None:
    """Compulsory by law for a refusal, and only for it."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    assert hub.publish("ccas", "decision.rendue", case_id, decision(sens="refus")).refusal == (Code.CHAMP_MANQUANT, "motif")
    assert hub.publish("ccas", "decision.rendue", case_id, decision(sens="refus", motif="hors_reglement")).refusal is None


def test_the_authority_that_decides_relieves_the_delegataire() -> None:
    """The convention ended meanwhile: the CCAS decides, holds DECIDER, is accountable; the association's dossier is taken back."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.later(days=60)
    outcome = hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-confiee", date_decision="2026-03-02"))
    case = hub.case(case_id)
    assert (case.responsable, "asso" in hub.held(case_id), "DECIDER" in hub.held(case_id)["ccas"]) == ("ccas", False, True)
    assert hub.told(outcome) == [("asso", "dossier.retire"), ("ccas", "dossier.confie"), ("ccas", "dossier.confie")]
    assert [one["etat"] for one in hub.inbox("ccas", "dossier.confie")][-2:] == ["proposee", "acceptee"]
    assert hub.inbox("asso", "dossier.retire")[0]["raison"] == "ACTE_EXPIRE"


@pytest.mark.parametrize("answered", [True, False])
def test_a_delegataire_above_its_cap_keeps_the_rest(*, answered: bool) -> None:
    """Its act is alive: only the decision was beyond it; what it had not accepted yet still waits."""
    hub = Hub()
    case_id = hub.opened("PLAFOND")
    if answered:
        hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-plafond", montant_centimes=40_000))
    assert hub.held(case_id)["asso"] == ["INSTRUIRE"]
    assert hub.case(case_id).tenues[-2].etat.value == ("acceptee" if answered else "proposee")
    assert hub.inbox("asso", "dossier.retire") == [{"fonctions": ["DECIDER"], "depuis": TODAY, "raison": "MONTANT_AU_DESSUS_DU_PLAFOND"}]
    assert hub.inbox("asso", "decision.communiquee")
