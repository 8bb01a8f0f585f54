"""The French of a dossier's life: one clause an event, after the actor's name, and of the closed lists that events carry.

Rules:
1. Every value of a list has its clause, in the words of an agent of a CCAS, and no clause shows a code.
2. What an event says besides (days, amounts, pieces, reasons) is told after its clause, always in the same words.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from hub.core.phrases import BODIES, DECISION_MOTIVES, REFUSAL_MOTIVES, SENSES, day_in_words, euros, in_words, last_day, listed
from schemas.catalogue_codes import Piece
from schemas.life_codes import (
    AdjournmentMotive,
    AppealPath,
    DebtEnd,
    EventName,
    JudgmentSense,
    NotificationMode,
    PaymentRejection,
    RevisionMotive,
    RevisionSense,
    SignalNature,
    SituationNature,
    SuspensionMotive,
)

E = EventName

STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        E.AR_EMIS: "accuse réception de la demande",
        E.INCOMPETENCE_CONSTATEE: "constate ne pas être compétent",
        E.TRANSMISSION_ACCEPTEE: "répond désormais de la demande, dans la commune du domicile de secours",
        E.ARBITRAGE_RENDU: "dit qui est compétent",
        E.PIECES_DEMANDEES: "demande des pièces",
        E.PIECE_RECUE: "reçoit une pièce",
        E.DOSSIER_COMPLET: "a tout ce qu'il faut : le dossier est complet",
        E.VISITE_PLANIFIEE: "prévoit une visite ou un entretien",
        E.PROPOSITION_ETABLIE: "établit une proposition",
        E.ORDRE_DU_JOUR_INSCRIT: "inscrit le dossier à l'ordre du jour",
        E.DECISION_AJOURNEE: "remet la décision à plus tard, les délais continuent",
        E.NOTIFICATION_ENVOYEE: "envoie la décision à la personne",
        E.NOTIFICATION_RECUE: "sait que la personne a reçu la décision",
        E.LIQUIDATION_ORDONNEE: "ordonne ce qui est dû",
        E.SERVICE_DEMARRE: "commence le service",
        E.PAIEMENT_EFFECTUE: "paie",
        E.PAIEMENT_REJETE: "voit le paiement revenir",
        E.SERVICE_SUSPENDU: "suspend le service",
        E.DROIT_OUVERT: "ouvre le droit",
        E.RENOUVELLEMENT_DEMANDE: "reçoit la demande de renouvellement",
        E.DROIT_RENOUVELE: "renouvelle le droit",
        E.SITUATION_CHANGEE: "signale un changement dans la situation",
        E.RESIDENCE_CHANGEE: "signale que la personne habite une autre commune",
        E.REVISION_DEMANDEE: "demande que le droit soit revu",
        E.CONTRADICTOIRE_OUVERT: "prévient la personne et attend ses observations",
        E.INDU_NOTIFIE: "redemande ce qui a été versé sans être dû",
        E.INDU_SOLDE: "constate que plus rien n'est dû",
        E.RECOURS_DEPOSE: "reçoit un recours",
        E.DECISION_MAINTENUE: "maintient la décision après recours",
        E.JUGEMENT_RENDU: "fait connaître le jugement",
    }
)
"""What an actor does, after its name."""

PIECES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Piece.IDENTITE: "pièce d'identité",
        Piece.FORMULAIRE: "formulaire",
        Piece.JUSTIFICATIF_DOMICILE: "justificatif de domicile",
        Piece.LIEN_AVEC_LA_COMMUNE: "lien avec la commune",
        Piece.COMPOSITION_DU_FOYER: "composition du foyer",
        Piece.ACTE_DE_NAISSANCE: "acte de naissance",
        Piece.JUSTIFICATIF_AGE: "justificatif d'âge",
        Piece.TITRE_DE_SEJOUR: "titre de séjour",
        Piece.DUREE_DE_RESIDENCE: "durée de résidence",
        Piece.RESSOURCES: "ressources",
        Piece.AVIS_IMPOSITION: "avis d'imposition",
        Piece.QUOTIENT_FAMILIAL: "quotient familial",
        Piece.RELEVES_DE_COMPTE: "relevés de compte",
        Piece.PATRIMOINE: "patrimoine",
        Piece.BUDGET: "budget",
        Piece.RIB: "coordonnées bancaires",
        Piece.EVALUATION_SOCIALE: "évaluation sociale",
        Piece.PROJET: "projet",
        Piece.CONTRAT: "contrat",
        Piece.FACTURE: "facture",
        Piece.DEVIS: "devis",
        Piece.BAIL: "bail",
        Piece.DECOMPTE_LOCATIF: "décompte locatif",
        Piece.PLAN_APUREMENT: "plan d'apurement",
        Piece.ETAT_DEMANDE_FSL: "état de la demande au fonds de solidarité logement",
        Piece.ATTESTATION_DROITS: "attestation de droits",
        Piece.ATTESTATION_INSCRIPTION: "attestation d'inscription",
        Piece.ASSURANCE: "assurance",
        Piece.AUTORISATION_PARENTALE: "autorisation parentale",
        Piece.CONSENTEMENT: "consentement",
        Piece.PERSONNES_A_PREVENIR: "personnes à prévenir",
        Piece.OBLIGES_ALIMENTAIRES: "obligés alimentaires",
        Piece.ACTE_DE_DECES: "acte de décès",
        Piece.PLAINTE_OU_SIGNALEMENT: "plainte ou signalement",
        Piece.REGIME_ALIMENTAIRE: "régime alimentaire",
        Piece.AVIS_MEDICAL: "avis médical",
        Piece.CERTIFICAT_MEDICAL: "certificat médical",
        Piece.EVALUATION_AUTONOMIE: "évaluation de l'autonomie",
        Piece.ORIENTATION_CDAPH: "orientation de la commission des droits des personnes handicapées",
        Piece.DEVIS_DE_SOINS: "devis de soins",
    }
)

ADJOURNMENTS: Final[dict[str, str]] = {
    AdjournmentMotive.PIECES_A_FOURNIR: "des pièces sont à fournir",
    AdjournmentMotive.INFORMATION_COMPLEMENTAIRE: "une information manque",
    AdjournmentMotive.AVIS_ATTENDU: "un avis est attendu",
    AdjournmentMotive.QUORUM_NON_ATTEINT: "trop peu de membres étaient présents",
    AdjournmentMotive.SEANCE_REPORTEE: "la séance est reportée",
    AdjournmentMotive.ENVELOPPE_EPUISEE: "l'enveloppe est épuisée",
}
REJECTIONS: Final[dict[str, str]] = {
    PaymentRejection.COORDONNEES_INVALIDES: "les coordonnées bancaires ne sont pas valides",
    PaymentRejection.COMPTE_CLOS: "le compte est fermé",
    PaymentRejection.PIECE_COMPTABLE_MANQUANTE: "une pièce comptable manque",
    PaymentRejection.CREDITS_INSUFFISANTS: "les crédits ne suffisent pas",
    PaymentRejection.OPPOSITION: "une opposition a été faite",
}
SUSPENSIONS: Final[dict[str, str]] = {
    SuspensionMotive.ABSENCE_TEMPORAIRE: "la personne est absente pour un temps",
    SuspensionMotive.DEMANDE_DE_LA_PERSONNE: "la personne le demande",
    SuspensionMotive.CONDITIONS_NON_REMPLIES: "les conditions ne sont plus remplies",
    SuspensionMotive.PARTICIPATION_NON_REGLEE: "la participation n'est pas réglée",
    SuspensionMotive.PRESTATAIRE_EMPECHE: "le prestataire est empêché",
}
REVISIONS: Final[dict[str, str]] = {
    RevisionMotive.CHANGEMENT_DE_SITUATION: "la situation a changé",
    RevisionMotive.CONTROLE: "un contrôle a eu lieu",
    RevisionMotive.ERREUR: "une erreur a été vue",
    RevisionMotive.DEMANDE_DE_LA_PERSONNE: "la personne le demande",
    RevisionMotive.ECHEANCE: "le droit arrive à son terme",
}
REVISED: Final[dict[str, str]] = {
    RevisionSense.HAUSSE: "le droit augmente",
    RevisionSense.MAINTIEN: "le droit reste le même",
    RevisionSense.BAISSE: "le droit diminue",
    RevisionSense.FIN: "le droit prend fin",
}
SITUATIONS: Final[dict[str, str]] = {
    SituationNature.QUOTIENT_FAMILIAL: "quotient familial",
    SituationNature.RESSOURCES: "ressources",
    SituationNature.COMPOSITION_DU_FOYER: "composition du foyer",
    SituationNature.LOGEMENT: "logement",
    SituationNature.EMPLOI: "emploi",
}
SIGNALS: Final[dict[str, str]] = {
    SignalNature.IMPAYE: "un impayé",
    SignalNature.TIERS: "une inquiétude d'un tiers",
    SignalNature.SANS_ABRI: "une personne sans abri",
}
PATHS: Final[dict[str, str]] = {
    AppealPath.GRACIEUX: "recours gracieux",
    AppealPath.RAPO: "recours administratif préalable obligatoire",
    AppealPath.CONTENTIEUX: "recours devant le juge",
}
JUDGMENTS: Final[dict[str, str]] = {
    JudgmentSense.REJET: "le recours est rejeté",
    JudgmentSense.NON_LIEU: "il n'y a plus lieu de juger",
    JudgmentSense.ANNULATION: "la décision est annulée",
    JudgmentSense.REFORMATION: "la décision est réformée",
}
ISSUES: Final[dict[str, str]] = {
    DebtEnd.REMBOURSEMENT: "la somme est remboursée",
    DebtEnd.RETENUE: "la somme est retenue sur les versements",
    DebtEnd.REMISE_GRACIEUSE: "la dette est remise",
    DebtEnd.ANNULATION: "la dette est annulée",
}
MODES: Final[dict[str, str]] = {
    NotificationMode.COURRIER: "par courrier",
    NotificationMode.RECOMMANDE: "par lettre recommandée",
    NotificationMode.MAIN_PROPRE: "en main propre",
    NotificationMode.ELECTRONIQUE: "par voie électronique",
}
_MOTIVES: Final = ADJOURNMENTS | REJECTIONS | SUSPENSIONS | REVISIONS | REFUSAL_MOTIVES | DECISION_MOTIVES
_SENSES: Final = SENSES | REVISED | JUDGMENTS


def step(event: str, details: Mapping[str, Any]) -> str:
    """What an actor did, after its name, with all that the event said."""
    return in_words(STEPS, event) + "".join(_told(details))


def _told(said: Mapping[str, Any]) -> list[str]:
    parts = [
        (" : {}", listed([in_words(PIECES, one) for one in said["pieces"]]) if said.get("pieces") else None),
        (" : {}", _words(SITUATIONS, said, "nature")),
        (" : {}", _words(_SENSES, said, "sens")),
        (" : {}", _words(PATHS, said, "voie")),
        (" : {}", _words(ISSUES, said, "issue")),
        (" {}", _words(MODES, said, "mode")),
        (", devant {}", _words(BODIES, said, "organe")),
        (" le {}", _day(said, "date_visite")),
        (", séance du {}", _day(said, "seance")),
        (", à partir du {}", _day(said, "du")),
        (", jusqu'au {}", _day(said, "date_limite") or (day_in_words(last_day(date.fromisoformat(said["au"]))) if "au" in said else None)),
        (", pour {}", euros(said["montant_centimes"]) if "montant_centimes" in said else None),
        (", car {}", _words(_MOTIVES, said, "motif")),
    ]
    return [form.format(words) for form, words in parts if words is not None]


def _words(table: Mapping[str, str], said: Mapping[str, Any], name: str) -> str | None:
    return in_words(table, said[name]) if name in said else None


def _day(said: Mapping[str, Any], name: str) -> str | None:
    return day_in_words(date.fromisoformat(said[name])) if name in said else None
