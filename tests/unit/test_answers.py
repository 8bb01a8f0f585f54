"""What is answered to an offer: who may take it back, how an authority refuses, what is seen before and after an acceptance."""

import pytest

from hub.core.journal import ConclusionKind
from schemas.codes import Code
from tests.unit.case_world import TODAY, Hub, action

ACCEPTED = {"date": TODAY}


@pytest.mark.parametrize("who", ["ville", "ccas"])
def test_the_sender_takes_back_what_nobody_answered(who: str) -> None:
    """The door that sent it, or who is accountable: the titulaire has it again, under the reason the association is told."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    content = {"date": TODAY, "acteur": "asso", "motif": "erreur_de_destinataire"}
    outcome = hub.publish(who, "transmission.retiree", case_id, content)
    assert (outcome.refusal, hub.case(case_id).responsable, "asso" in hub.held(case_id)) == (None, "ccas", False)
    assert hub.inbox("asso", "dossier.retire")[0]["raison"] == "TRANSMISSION_RETIREE"
    assert hub.inbox("ccas", "dossier.confie")[-1]["raison"] == "RETOUR_AU_TITULAIRE"
    said = outcome.entry.conclusions[1]
    assert (said.genre, said.raison, said.details["expediteur"]) == (ConclusionKind.TRANSMISSION_RETIREE, "erreur_de_destinataire", who)
    late = hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    assert late.refusal == (Code.FONCTION_NON_TENUE, None)


@pytest.mark.parametrize(
    ("code", "who", "acteur", "refusal"),
    [
        ("CONFIEE", "asso", "asso", (Code.FONCTION_NON_TENUE, None)),
        ("CONFIEE", "ville", "ccas", (Code.ETAT_INCOMPATIBLE, "acteur")),
        ("CONFIEE", "ville", "secours", (Code.ETAT_INCOMPATIBLE, "acteur")),
        ("PROPRE", "ville", "ccas", (Code.ETAT_INCOMPATIBLE, "acteur")),
    ],
)
def test_what_cannot_be_taken_back(code: str, who: str, acteur: str, refusal: tuple[Code, str | None]) -> None:
    """Not one's own offer, not what is the titulaire's, not what nobody was offered."""
    hub = Hub()
    case_id = hub.opened(code, "ville")
    outcome = hub.publish(who, "transmission.retiree", case_id, {"date": TODAY, "acteur": acteur, "motif": "dossier_deja_transmis"})
    assert outcome.refusal == refusal


def test_what_was_accepted_is_not_taken_back_by_its_sender() -> None:
    """It has been answered."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    outcome = hub.publish("ville", "transmission.retiree", case_id, {"date": TODAY, "acteur": "asso", "motif": "dossier_deja_transmis"})
    assert outcome.refusal == (Code.ETAT_INCOMPATIBLE, "acteur")


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ({}, (Code.CHAMP_MANQUANT, "competent_selon_lui")),
        ({"competent_selon_lui": "ccas"}, (Code.VALEUR_INVALIDE, "competent_selon_lui")),
        ({"competent_selon_lui": "ancien"}, (Code.ACTEUR_INCONNU, "competent_selon_lui")),
        ({"competent_selon_lui": "caf"}, None),
    ],
)
def test_an_authority_refuses_by_naming_who_it_thinks_competent(named: dict[str, str], refusal: tuple[Code, str] | None) -> None:
    """CRPA L114-2; another one that exists."""
    hub = Hub()
    case_id = hub.opened("PROPRE", "ville")
    outcome = hub.publish("ccas", "transmission.refusee", case_id, {"date": TODAY, "motif": "incompetent_matiere", **named})
    assert outcome.refusal == refusal


def test_an_association_may_refuse_without_naming_anybody() -> None:
    """It holds no power that it could send elsewhere."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    outcome = hub.publish("asso", "transmission.refusee", case_id, {"date": TODAY, "motif": "capacite_atteinte"})
    assert outcome.refusal is None


def test_the_person_is_known_once_the_case_is_taken() -> None:
    """The offer says what is asked; the whole comes with the acceptance, once."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville", montant_demande_centimes=900)
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    offered, whole = hub.inbox("asso", "dossier.confie")
    assert (offered["etat"], "personne_ref" in offered["demande"], offered["demande"]["montant_demande_centimes"]) == (
        "proposee",
        False,
        900,
    )
    assert (whole["etat"], whole["raison"], "personne_ref" in whole["demande"]) == ("acceptee", "ACCEPTATION", True)
    assert (whole["fonctions"], whole["acte"]) == (offered["fonctions"], offered["acte"])
    hub.publish("asso", "dossier.complet", case_id, ACCEPTED)
    assert len(hub.inbox("asso", "dossier.confie")) == 2


def test_accepting_by_doing_gives_the_whole_too() -> None:
    """Whoever acts has taken it."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "pieces.demandees", case_id, {"date": TODAY, "pieces": ["RIB"], "date_limite": TODAY})
    assert [one["etat"] for one in hub.inbox("asso", "dossier.confie")] == ["proposee", "acceptee"]


def test_nothing_is_revealed_of_a_collective_action() -> None:
    """There is no person in it."""
    hub = Hub()
    outcome = hub.publish("service", "action.ouverte", "REF", action())
    assert outcome.refusal is None
    assert hub.inbox("service", "dossier.confie") == []
