"""What the hub concluded, as written on `hub.journal`: one entry a fact, one conclusion an outcome, each with its reason and act.

Rules:
1. An entry is written in the same transaction as the state it explains; it is never recomputed, only read.
2. `causes` and reasons are codes; no identity, no free text.
"""

from enum import StrEnum
from typing import Any

import msgspec

FORMAT = 1


class ConclusionKind(StrEnum):
    """What happened."""

    EVENEMENT_RETENU = "EVENEMENT_RETENU"
    EVENEMENT_REFUSE = "EVENEMENT_REFUSE"
    EVENEMENT_DOUBLON = "EVENEMENT_DOUBLON"
    DOSSIER_OUVERT = "DOSSIER_OUVERT"
    DOSSIER_REEXAMINE = "DOSSIER_REEXAMINE"
    FONCTIONS_CONFIEES = "FONCTIONS_CONFIEES"
    FONCTIONS_ACCEPTEES = "FONCTIONS_ACCEPTEES"
    FONCTIONS_REFUSEES = "FONCTIONS_REFUSEES"
    FONCTIONS_RETIREES = "FONCTIONS_RETIREES"
    COMPETENCE_A_TRANCHER = "COMPETENCE_A_TRANCHER"
    ORIENTATION_PROPOSEE = "ORIENTATION_PROPOSEE"
    ORIENTATION_TRANSMISE = "ORIENTATION_TRANSMISE"
    DECISION_RETENUE = "DECISION_RETENUE"
    DECISION_ARRETEE = "DECISION_ARRETEE"
    DECISION_REEXAMINEE = "DECISION_REEXAMINEE"
    DECISION_REGLEE = "DECISION_REGLEE"
    ETAPE = "ETAPE"
    SIGNALEMENT_RECU = "SIGNALEMENT_RECU"
    SIGNALEMENT_TRANSMIS = "SIGNALEMENT_TRANSMIS"
    AIDE_MISE_EN_OEUVRE = "AIDE_MISE_EN_OEUVRE"
    DOSSIER_CLOS = "DOSSIER_CLOS"
    ACTION_OUVERTE = "ACTION_OUVERTE"
    ACTION_BILAN = "ACTION_BILAN"
    HORLOGES_COMPTEES = "HORLOGES_COMPTEES"
    ECHEANCE = "ECHEANCE"
    REVUE = "REVUE"
    SILENCE = "SILENCE"
    SANS_REPONSE = "SANS_REPONSE"
    TRANSMISSION_RETIREE = "TRANSMISSION_RETIREE"
    RESERVATION = "RESERVATION"
    DECISION_EN_ATTENTE = "DECISION_EN_ATTENTE"
    QUOTA = "QUOTA"
    QUOTA_COMPTE = "QUOTA_COMPTE"
    QUOTA_SEUIL = "QUOTA_SEUIL"
    DOSSIER_LIE = "DOSSIER_LIE"
    PLAN_AVANCE = "PLAN_AVANCE"
    AIDE_RECUE = "AIDE_RECUE"
    ALERTE = "ALERTE"
    REMISE_HORS_KAFKA = "REMISE_HORS_KAFKA"
    REGISTRE_APPLIQUE = "REGISTRE_APPLIQUE"
    HORLOGE_AVANCEE = "HORLOGE_AVANCEE"
    HORLOGE_REFUSEE = "HORLOGE_REFUSEE"
    MIS_DE_COTE = "MIS_DE_COTE"


class Conclusion(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One outcome: who, by which act, for which reason; `details` depends on the kind (closed per kind, JSON scalars and lists)."""

    genre: ConclusionKind
    raison: str
    acteur: str | None = None
    acte: str | None = None
    details: dict[str, Any] = {}


class JournalEntry(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All conclusions drawn from one fact.

    `id` is derived from the fact (partition and offset in `hub.events`, or the refused record's origin); `cause` is the published event's
    id, or the name of the hub's own fact; `instant` is the fact's recordedtime (RFC 3339, UTC); `etat` and `responsable` are those after
    the fact; `source` is the partner's id for a published event.
    `envois` says what left for whom, notices apart: recipient, type, names of the fields (`demande.aide`), never their values.
    `preuves` are the proofs of what was concluded on competence, as `hub.core.proof` wrote them: bytes, never read to be written again.
    """

    format: int = msgspec.field(default_factory=lambda: FORMAT)  # a factory: a plain default would be left out of the record
    id: str
    dossier: str | None = None
    cause: str
    type: str
    source: str | None = None
    instant: str
    version_registre: int = 0
    etat: str | None = None
    responsable: str | None = None
    conclusions: tuple[Conclusion, ...] = ()
    envois: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    preuves: tuple[msgspec.Raw, ...] = ()
