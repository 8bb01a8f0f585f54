"""What stands in a proof: its members, as `hub.core.proof` writes them.

Rules:
1. A later format only adds. A value that is absent is an absent member.
"""

from datetime import date
from enum import StrEnum

import msgspec

from schemas.codes import Body, Function, Public, Reason, Role, RuleStep, StepIssue

FORMAT = 1


class ProofKind(StrEnum):
    """What was concluded: a demand's routing, a move of a case in flight, whether the author of a decision was competent."""

    DEMANDE = "DEMANDE"
    REEXAMEN = "REEXAMEN"
    DECISION = "DECISION"


class Candidate(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Who was considered by which act, and why kept or not."""

    acteur: str
    acte: str | None = None
    raison: Reason
    retenu: bool


class Step(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One step of the rule path (`hub.core.rule_path.Passed`)."""

    etape: RuleStep
    issue: StepIssue
    raisons: tuple[Reason, ...] = ()


class Answered(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the registry answered, for all functions it answers alike: who, the steps to it, everyone considered, who is kept first."""

    fonctions: tuple[Function, ...]
    responsable: str | None = None
    role: Role
    acte: str | None = None
    raison: Reason
    titulaire: str | None = None
    acte_titulaire: str | None = None
    chemin: tuple[Step, ...]
    candidats: tuple[Candidate, ...]
    suppletifs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The commune, under the COG code the demand came with."""

    slug: str
    nom: str
    cog: str


class AidAsked(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The aid, as the catalogue called it."""

    code: str
    libelle: str


class Dates(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Of the demand, of the decision if there is one, the day competence was asked on, the instant of record (RFC 3339, UTC)."""

    demande: date
    decision: date | None = None
    competence: date
    enregistree: str


class Demanded(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What of the demand the answer depends on."""

    guichet: str
    urgence: bool
    public: Public | None = None
    montant_demande_centimes: int | None = None


class Judged(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The decision whose author was judged; `raison` is the verdict."""

    acteur: str
    acte: str | None = None
    organe: Body
    montant_centimes: int | None = None
    raison: str


class Proof(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The whole proof; `registre` is the version of the registry it was concluded with."""

    format: int
    genre: ProofKind
    dossier: str
    responsable: str
    registre: int
    commune: Place
    aide: AidAsked
    dates: Dates
    demande: Demanded
    decision: Judged | None = None
    reponses: msgspec.Raw
    actes: msgspec.Raw
    acteurs: msgspec.Raw
