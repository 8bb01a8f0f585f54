"""What happened on a dossier, told event by event, and what became of its decisions."""

from dataclasses import replace
from typing import Any

import pytest

from hub.core.chronicle import chronicle
from hub.core.journal_reading import ReadConclusion
from schemas.life_codes import AnswerStep
from tests.unit.told_pages import CODE, NAMES, conclusion, entry, opened, page


def test_a_stopped_decision_is_told_at_length() -> None:
    """Why it was stopped, who could have decided, and that it is neither applied nor ignored."""
    said = {"sens": "accord", "date_decision": "2026-05-12", "organe": "conseil_association", "raison_ecart": "ACTE_EXPIRE"}
    more = {"competent": "ccas", "acte_competent": "loi"}
    stopped = conclusion("DECISION_ARRETEE", "AUTEUR_INCOMPETENT", "seuil", "agrement-2", **said, **more)
    settled = conclusion("DECISION_REGLEE", "REGULARISEE", "ccas", "loi", date_decision="2026-05-12", date="2026-05-15")
    text = page(opened(), entry(stopped), entry(settled))
    assert "La décision du 12 mai 2026 signée par Le Seuil est arrêtée pour vérification, car l'organisme qui l'a signée" in text
    assert "Ce jour-là, le texte qui lui confiait cette mission avait pris fin." in text
    assert "Pouvait décider : le CCAS d'Aubrelle, par la loi" in text
    assert "Elle n'est ni appliquée ni ignorée" in text
    assert "par le CCAS d'Aubrelle : l'autorité compétente l'a reprise à son compte, le 15 mai 2026." in text


def test_a_decision_to_be_confirmed_is_told_as_such() -> None:
    """Nobody calls it incompetent; who may confirm it is named, and by which of its organs."""
    said = {"sens": "accord", "date_decision": "2026-05-01", "constat": "a_confirmer", "competent": "ccas"}
    organs = {"organes": ["commission_permanente", "conseil_administration"]}
    text = page(opened(), entry(conclusion("DECISION_ARRETEE", "DECISION_ANTIDATEE", "ccas", "loi", **said, **organs)))
    assert "car elle a été reçue après le délai que la commune laisse pour saisir une décision." in text
    assert "Peut la confirmer : le CCAS d'Aubrelle." in text
    assert "Y décident : la commission permanente et le conseil d'administration." in text


def test_a_stopped_decision_that_nobody_could_take_is_told_too() -> None:
    """Without a competent authority the page does not invent one."""
    stopped = conclusion("DECISION_ARRETEE", "ACTE_NON_PRODUIT", "seuil", "inconnu", sens="accord", date_decision="2026-05-12")
    text = page(opened(), entry(stopped))
    assert "le texte enregistré sous « inconnu »" in text
    assert "Pouvait décider" not in text
    by_law = conclusion("DECISION_ARRETEE", "ACTE_NON_PRODUIT", "seuil", None, sens="accord", date_decision="2026-05-12", competent="cd")
    assert "Pouvait décider : le Département de la Haute-Oriane." in page(opened(), entry(by_law))


def test_a_decision_that_stands_is_told_with_its_motive() -> None:
    """Compulsory for a refusal; an amount when there is one."""
    refusal = conclusion(
        "DECISION_RETENUE", "DECISION_COMPETENTE", "ccas", None, sens="refus", date_decision="2026-05-14", motif="hors_reglement"
    )
    grant = conclusion(
        "DECISION_RETENUE", "DECISION_COMPETENTE", "ccas", "loi", sens="accord", date_decision="2026-05-15", montant_centimes=9900
    )
    text = page(opened(), entry(refusal), entry(grant))
    assert "Décision du 14 mai 2026 par le CCAS d'Aubrelle : refus, car le règlement ne prévoit pas cette situation." in text
    assert "accord, 99 €. Elle est prise en compte : l'organisme qui l'a signée était compétent ce jour-là." in text


def test_the_day_told_is_the_commune_s() -> None:
    """Half past eleven in Greenwich is tomorrow in a French summer."""
    text = page(
        opened(), entry(conclusion("FONCTIONS_ACCEPTEES", "ACCEPTATION", fonctions=["DECIDER"]), instant="2026-05-12T22:30:00.000Z")
    )
    assert "• 13 mai 2026 : le CCAS d'Aubrelle accepte : décider." in text


RULES = [
    ({"reglement_applicable": "v7", "reglement_selon": "date_demande"}, "Règlement applicable : version v7, celle du jour de la demande."),
    (
        {"reglement_applicable": "v7", "reglement_selon": "date_demande", "version_reglement": "v8"},
        "version v7, celle du jour de la demande ; la décision cite la version v8.",
    ),
    (
        {"reglement_applicable": "v8", "reglement_selon": "date_decision", "version_reglement": "v8"},
        "version v8, celle du jour de la décision, qui en dispose ainsi.",
    ),
]


@pytest.mark.parametrize(("said", "told"), RULES)
def test_the_version_of_the_rules_that_applies_is_told_with_the_decision(said: dict[str, str], told: str) -> None:
    """And that the decision cites another one."""
    kept = conclusion("DECISION_RETENUE", "DECISION_COMPETENTE", "ccas", "loi", sens="accord", date_decision="2026-05-15", **said)
    assert told in page(opened(), entry(kept))


def test_a_commune_far_away_has_its_own_days() -> None:
    """Nine in the evening in Greenwich is tomorrow in La Réunion."""
    accepted = entry(conclusion("FONCTIONS_ACCEPTEES", "ACCEPTATION", fonctions=["DECIDER"]), instant="2026-05-12T21:00:00.000Z")
    there = replace(NAMES, zones={"aubrelle": "Indian/Reunion"})
    lines = {names.zone("aubrelle"): chronicle([opened(), accepted], {1: names}) for names in (NAMES, there)}
    assert [line.split(" : ")[0] for (*_, line) in lines.values()] == ["• 12 mai 2026", "• 13 mai 2026"]
    assert list(lines) == ["Europe/Paris", "Indian/Reunion"]


def reserved(raison: str, *, place: bool = False, **details: Any) -> ReadConclusion:
    """Where a reservation stands."""
    return ReadConclusion(genre="RESERVATION", raison=raison, acte="agrement-2", details={"n": 1, "annee": 2026, "place": place, **details})


EVENTS: list[tuple[ReadConclusion, str]] = [
    (
        conclusion("FONCTIONS_REFUSEES", "incompetent_matiere", fonctions=["DECIDER"]),
        "n'accepte pas, car cette aide n'est pas de son ressort",
    ),
    (
        conclusion("FONCTIONS_REFUSEES", "capacite_atteinte", fonctions=["DECIDER"], competent_selon_lui="cd"),
        "d'après cette réponse, le Département de la Haute-Oriane",
    ),
    (conclusion("FONCTIONS_RETIREES", "ACTE_EXPIRE", fonctions=["DECIDER"]), "n'a plus à décider, car le texte qui lui confiait"),
    (
        conclusion("COMPETENCE_A_TRANCHER", "COMPETENCE_A_TRANCHER"),
        "il reste à dire qui est compétent ; le CCAS d'Aubrelle répond du dossier",
    ),
    (conclusion("ORIENTATION_TRANSMISE", "ORIENTATION_SUPPLETIF", "seuil"), "avec l'accord de la personne, Le Seuil"),
    (conclusion("AIDE_MISE_EN_OEUVRE", "AIDE_MISE_EN_OEUVRE", montant_centimes=1000), "mise en œuvre par le CCAS d'Aubrelle, pour 10 €"),
    (conclusion("AIDE_MISE_EN_OEUVRE", "AIDE_MISE_EN_OEUVRE"), "mise en œuvre par le CCAS d'Aubrelle."),
    (conclusion("DOSSIER_REEXAMINE", "ACTE_CHANGE"), "un texte a pris effet ou a pris fin : le dossier est examiné de nouveau"),
    (conclusion("DOSSIER_REEXAMINE", "REGISTRE_CHANGE"), "le registre des compétences a changé : le dossier est examiné de nouveau"),
    (conclusion("DOSSIER_CLOS", "aide_servie"), "ferme le dossier, car l'aide a été servie"),
    (conclusion("ALERTE", "DELAIS_TERMINES", "seuil"), "aucun délai ne court plus et le dossier est ouvert : Le Seuil en est averti"),
    (conclusion("ALERTE", "DECISION_A_VERIFIER", date_decision="2026-05-12"), "attend toujours d'être réglée"),
    (
        conclusion("ALERTE", "A_CONFIRMER_APRES_ELECTIONS", date_decision="2026-05-12"),
        "la décision du 12 mai 2026 est à confirmer depuis les élections : le CCAS d'Aubrelle en est averti",
    ),
    (conclusion("ALERTE", "BOITE_ABSENTE", "seuil", type="t"), "un message n'a pas pu être remis à Le Seuil"),
    (
        conclusion("DECISION_REEXAMINEE", "AUTEUR_INCOMPETENT", date_decision="2026-05-12"),
        "est examinée à nouveau et reste arrêtée, car l'organisme qui l'a signée",
    ),
    (
        conclusion("DECISION_REGLEE", "LIBEREE", "seuil", "agrement-2", date_decision="2026-05-12", date="2026-06-01"),
        "est prise en compte : un texte enregistré depuis montre qu'elle a été prise par qui en avait le pouvoir. Le texte : l'agrément",
    ),
    (conclusion("DECISION_REGLEE", "LIBEREE", date_decision="2026-05-12", date="2026-06-01"), ", le 1er juin 2026."),
    (
        conclusion("SANS_REPONSE", AnswerStep.RETOUR, "seuil", fonctions=["DECIDER"]),
        "Le Seuil n'a pas répondu dans le délai (décider) : la mission revient à l'autorité compétente",
    ),
    (
        conclusion("TRANSMISSION_RETIREE", "erreur_de_destinataire", "seuil", fonctions=["DECIDER"], expediteur="ccas"),
        "le CCAS d'Aubrelle reprend ce que Le Seuil n'avait pas encore accepté (décider), car",
    ),
    (conclusion("REMISE_HORS_KAFKA", "REMISE_HORS_KAFKA"), "une personne doit le prévenir"),
    (
        conclusion("DOSSIER_LIE", "ORIGINE_AVANCEE", liens=[["dos_b", "2026-05-01", "cd"]], origine="2026-05-01"),
        "(le 1er mai 2026, le Département de la Haute-Oriane en répond) : les délais de ce dossier comptent depuis le 1er mai 2026.",
    ),
    (
        conclusion("DOSSIER_LIE", "ORIGINE_INCHANGEE", liens=[["dos_b", "2026-05-14", None]], origine="2026-05-12"),
        "la même personne a déposé la même demande ailleurs (le 14 mai 2026) : les délais de ce dossier ne changent pas.",
    ),
    (
        conclusion("DOSSIER_LIE", "ORIGINE_NON_RETENUE", liens=[["dos_b", "2026-01-01", "cd"]], origine="2026-05-12"),
        "ne changent pas, car l'une de ces demandes avait déjà sa réponse",
    ),
    (
        conclusion("PLAN_AVANCE", "PLAN_AVANCE", demandes=3, demande_centimes=60_000, accorde_centimes=20_000, reste_centimes=40_000),
        "plan commun de 3 demandes : 600 € demandés, 200 € accordés, il reste 400 €.",
    ),
    (
        conclusion("AIDE_RECUE", "oui", mois=12, classe="jusqu_a_300"),
        "que la personne a reçu une aide dans la commune depuis 12 mois (jusqu'à 300 € en tout).",
    ),
    (conclusion("AIDE_RECUE", "non", mois=6), "que la personne n'a reçu aucune aide dans la commune depuis 6 mois."),
    (reserved("DEMANDEE", place=True), "d'abord compté : une place. Le texte : l'agrément « Domiciliation »"),
    (reserved("DEMANDEE", place=True, centimes=0), "d'abord compté : une place et une part du budget 2026."),
    (reserved("ACCORDEE", centimes=28_000), "réservé pour ce dossier : 280 € du budget 2026."),
    (
        reserved("EN_ATTENTE", place=True, manque="places"),
        "toutes les places sont prises : le dossier est dans la file d'attente, ce n'est pas",
    ),
    (
        reserved("EPUISEE", centimes=28_000, manque="budget"),
        "ce qui reste du budget 2026 ne suffit pas : un autre organisme prend le relais",
    ),
    (reserved("EPUISEE", centimes=100, complement=True, manque="budget"), "ne suffit pas pour ce que la décision accorde en plus."),
    (reserved("CONSOMMEE", centimes=10_000), "pris sur le budget 2026 par la décision : 100 €."),
    (reserved("RENDUE", centimes=100, complement=True), "rendu : un complément de 1 € du budget 2026."),
    (reserved("nouveau"), "réservation « nouveau » : l'agrément"),
    (
        conclusion("DECISION_EN_ATTENTE", "DEMANDEE", date_decision="2026-05-12", n=2, date="2026-05-12"),
        "la décision du 12 mai 2026 signée par le CCAS d'Aubrelle attend que son texte soit compté",
    ),
    (conclusion("ACTION_BILAN", "ACTION_COLLECTIVE", participants=12), "fait le bilan : 12 participants"),
]


@pytest.mark.parametrize(("event", "told"), EVENTS, ids=lambda one: getattr(one, "genre", ""))
def test_every_event_is_told_in_words(event: ReadConclusion, told: str) -> None:
    """And never by its code."""
    text = page(opened(), entry(event))
    assert told in text
    assert not CODE.search(text)
