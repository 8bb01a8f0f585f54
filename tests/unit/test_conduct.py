"""Delivering, closing, orienting with consent, collective actions."""

from typing import Any

import pytest

from hub.core.journal import ConclusionKind
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, Hub, action, decision, demand, view_with
from tests.unit.registry_records import act

DELIVERED = {"date": TODAY, "montant_centimes": 4_000}
CLOSED = {"date": TODAY, "motif": "aide_servie"}


def granted(hub: Hub, **changes: Any) -> str:
    """A dossier of MARCHE on which the CCAS decided; returns its id."""
    case_id = hub.opened("MARCHE", "ville")
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-marche", **changes))
    return case_id


def test_an_executant_delivers_what_was_granted() -> None:
    """Delivering is accepting; the journal names its act."""
    hub = Hub()
    case_id = granted(hub)
    outcome = hub.publish("operateur", "aide.mise_en_oeuvre", case_id, DELIVERED)
    assert hub.case(case_id).etat is State.MISE_EN_OEUVRE
    assert [one.etat.value for one in hub.case(case_id).tenues if one.acteur == "operateur"] == ["acceptee"]
    made = outcome.entry.conclusions[-1]
    assert (made.genre, made.acteur, made.acte, made.details["montant_centimes"]) == (
        ConclusionKind.AIDE_MISE_EN_OEUVRE, "operateur", "marche-operateur", 4_000,
    )  # fmt: skip


def test_delivering_again_stays_possible() -> None:
    """An aid is served every week."""
    hub = Hub()
    case_id = granted(hub)
    for _ in range(2):
        assert hub.publish("operateur", "aide.mise_en_oeuvre", case_id, {"date": TODAY}).refusal is None


@pytest.mark.parametrize("changes", [{"sens": "refus", "motif": "hors_reglement"}, {"sens": "ajournement"}, None])
def test_nothing_is_delivered_without_a_grant(changes: dict[str, Any] | None) -> None:
    """After a refusal, an adjournment or no decision at all."""
    hub = Hub()
    case_id = hub.opened("MARCHE") if changes is None else granted(hub, **changes)
    assert hub.publish("operateur", "aide.mise_en_oeuvre", case_id, DELIVERED).refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_a_counter_does_not_deliver() -> None:
    """RECEVOIR is not EXECUTER."""
    hub = Hub()
    assert hub.publish("ville", "aide.mise_en_oeuvre", granted(hub), DELIVERED).refusal == (Code.FONCTION_NON_TENUE, None)


def test_who_is_accountable_closes() -> None:
    """And then nothing more is taken, but a repeat is still a repeat."""
    hub = Hub()
    case_id = granted(hub)
    hub.publish("ccas", "dossier.clos", case_id, CLOSED, event_id="fin")
    assert (hub.case(case_id).etat, str(hub.case(case_id).clos_le)) == (State.CLOS, TODAY)
    assert hub.publish("ccas", "dossier.clos", case_id, CLOSED).refusal == (Code.DOSSIER_CLOS, None)
    assert (
        hub.publish("ccas", "dossier.clos", case_id, CLOSED, event_id="fin").entry.conclusions[0].genre is ConclusionKind.EVENEMENT_DOUBLON
    )


def test_who_decides_may_close_before_it_is_accountable() -> None:
    """A délégataire that was offered the decision learns that the person gave up."""
    hub = Hub()
    assert hub.publish("asso", "dossier.clos", hub.opened("CONFIEE"), CLOSED).refusal is None


@pytest.mark.parametrize(("motive", "allowed"), [("desistement", True), ("deces", True), ("sans_suite", False)])
def test_a_counter_closes_only_for_what_the_person_decides_or_meets(motive: str, *, allowed: bool) -> None:
    """Withdrawal and death are told at the counter; the rest belongs to who decides."""
    hub = Hub()
    refusal = hub.publish("ville", "dossier.clos", granted(hub), {"date": TODAY, "motif": motive}).refusal
    assert refusal == (None if allowed else (Code.FONCTION_NON_TENUE, None))


def test_an_executant_does_not_close() -> None:
    """It serves; it does not decide that nothing more is due."""
    hub = Hub()
    assert hub.publish("operateur", "dossier.clos", granted(hub), CLOSED).refusal == (Code.FONCTION_NON_TENUE, None)


def test_an_association_without_mandate_learns_three_things_and_only_after_consent() -> None:
    """The aid, the date, the household's size; it is not on the dossier and cannot speak on it."""
    hub = Hub()
    case_id = hub.opened("SUPPLETIVE", taille_foyer=3, personne_ref="per_" + "c" * 26)
    hub.publish("ccas", "orientation.consentie", case_id, {"date": TODAY, "acteur": "secours"})
    assert hub.inbox("secours") == [{"aide": "SUPPLETIVE", "date": TODAY, "taille_foyer": 3}]
    case = hub.case(case_id)
    assert (case.etat, case.responsable, hub.held(case_id)) == (State.ORIENTEE, "ccas", {"ccas": ["RECEVOIR"]})
    assert hub.publish("secours", "dossier.clos", case_id, CLOSED).refusal == (Code.DOSSIER_INCONNU, None)


def test_the_only_association_proposed_need_not_be_named() -> None:
    """There is no other it could be."""
    hub = Hub(view_with(act("subvention-papier", "subvention", "papier", aides=["COLL"], fonctions=["EXECUTER"])))
    case_id = hub.opened("SUPPLETIVE")
    assert hub.inbox("ccas", "orientation.proposee")[0]["suppletifs"] == ["secours"]
    hub.publish("ccas", "orientation.consentie", case_id, {"date": TODAY})
    assert hub.inbox("secours") == [{"aide": "SUPPLETIVE", "date": TODAY}]


def test_an_association_without_kafka_is_told_by_a_person() -> None:
    """The journal says so; the household was not known."""
    hub = Hub()
    case_id = hub.opened("SUPPLETIVE")
    outcome = hub.publish("ccas", "orientation.consentie", case_id, {"date": TODAY, "acteur": "papier"})
    assert [one.genre for one in outcome.entry.conclusions[1:]] == [ConclusionKind.ORIENTATION_TRANSMISE, ConclusionKind.REMISE_HORS_KAFKA]
    hub.publish("ccas", "orientation.consentie", case_id, {"date": TODAY, "acteur": "secours"})
    assert hub.inbox("secours") == [{"aide": "SUPPLETIVE", "date": TODAY}]


@pytest.mark.parametrize(
    ("case", "who", "chosen", "code", "field"),
    [
        ("SUPPLETIVE", "ccas", None, Code.CHAMP_MANQUANT, "acteur"),
        ("SUPPLETIVE", "ccas", "maraude", Code.VALEUR_INVALIDE, "acteur"),
        ("ABSENTE", "ccas", None, Code.ETAT_INCOMPATIBLE, None),
        ("PROPRE", "ccas", None, Code.ETAT_INCOMPATIBLE, None),
        ("MARCHE", "operateur", None, Code.FONCTION_NON_TENUE, None),
    ],
)
def test_what_cannot_be_consented_to(case: str, who: str, chosen: str | None, code: Code, field: str | None) -> None:
    """None named of several, another than those proposed, nothing proposed, no orientation at all, somebody else than the counter."""
    hub = Hub()
    content = {"date": TODAY} if chosen is None else {"date": TODAY, "acteur": chosen}
    assert hub.publish(who, "orientation.consentie", hub.opened(case), content).refusal == (code, field)


def test_a_person_is_oriented_once_to_each_association() -> None:
    """The association was told already."""
    hub = Hub()
    case_id = hub.opened("SUPPLETIVE")
    for expected in (None, (Code.ETAT_INCOMPATIBLE, None)):
        outcome = hub.publish("ccas", "orientation.consentie", case_id, {"date": TODAY, "acteur": "secours"})
        assert outcome.refusal == expected


def test_a_service_opens_a_collective_action_reports_and_closes_it() -> None:
    """A case without a person: its author is accountable; the last report stands."""
    hub = Hub()
    opened = hub.publish("service", "action.ouverte", "ATELIER-1", action(places=12, au="2026-06-30", financeurs=["caf"]))
    assert opened.dossier is not None
    case_id = opened.dossier.id
    details = opened.entry.conclusions[1].details
    assert (details["commune_slug"], details["places"], details["au"], details["financeurs"]) == ("ville", 12, "2026-06-30", ["caf"])
    for count in (7, 9):
        hub.publish("service", "action.bilan", case_id, {"participants": count})
    case = hub.case(case_id)
    assert case.action is not None
    assert (case.action.participants, case.responsable, case.etat) == (9, "service", State.MISE_EN_OEUVRE)
    hub.publish("service", "dossier.clos", case_id, {"date": TODAY, "motif": "droit_fini"})
    assert hub.case(case_id).etat is State.CLOS


@pytest.mark.parametrize(
    ("who", "changes", "code", "field"),
    [
        ("service", {"territoire": ["QPV-1"]}, Code.COMMUNE_INCONNUE, "territoire.0"),
        ("etranger", {}, Code.ACTEUR_INCONNU, "source"),
        ("asso", {}, Code.FONCTION_NON_TENUE, None),
        ("service", {"aide": "INCONNUE"}, Code.AIDE_INCONNUE, "aide"),
        ("service", {"acte": "jamais-vu"}, Code.ACTE_INCONNU, "acte"),
        ("service", {"au": "2026-01-31"}, Code.VALEUR_INVALIDE, "au"),
        ("service", {"financeurs": ["caf", "personne"]}, Code.ACTEUR_INCONNU, "financeurs.1"),
    ],
)
def test_a_collective_action_that_cannot_be(who: str, changes: dict[str, Any], code: Code, field: str | None) -> None:
    """The commune, the body that opens it, the aid, the act and who pays must be known; it cannot end before it begins."""
    hub = Hub()
    assert hub.publish(who, "action.ouverte", "ATELIER-1", action(**changes)).refusal == (code, field)
    assert hub.dossiers == {}


def test_a_report_is_for_an_action_and_a_decision_for_a_demand() -> None:
    """What belongs to one kind of case does not fit the other."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    assert hub.publish("ccas", "action.bilan", case_id, {"participants": 1}).refusal == (Code.ETAT_INCOMPATIBLE, None)
    opened = hub.publish("service", "action.ouverte", "ATELIER-1", action())
    assert opened.dossier is not None
    assert hub.publish("service", "decision.rendue", opened.dossier.id, decision("service")).refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_a_reference_is_one_demand() -> None:
    """A second demand or an action under the same reference is refused, with the case's own notice."""
    hub = Hub()
    hub.publish("ccas", "demande.deposee", "REF", demand())
    outcome = hub.publish("ccas", "demande.deposee", "REF", demand("CONFIEE"))
    assert outcome.refusal == (Code.DEMANDE_DEJA_DEPOSEE, None)
    assert hub.inbox("ccas", "avis.technique")[-1]["dossier"] == outcome.entry.dossier
