"""A proof as it is read back, to be told.

Rules:
1. A word that a newer hub added is a word like others, a member it added is passed over.
2. What is read here is told, never written: who asks for the proof gets its bytes.
"""

from datetime import date

import msgspec

from hub.core.names import ActCard, Names
from schemas.codes import Function


class ReadCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """Who was considered by which act, and why kept or not."""

    acteur: str
    acte: str | None = None
    raison: str
    retenu: bool = False


class ReadStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the rule path."""

    etape: str
    issue: str
    raisons: tuple[str, ...] = ()


class ReadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for some functions."""

    fonctions: tuple[str, ...]
    responsable: str | None = None
    role: str
    acte: str | None = None
    raison: str
    titulaire: str | None = None
    acte_titulaire: str | None = None
    chemin: tuple[ReadStep, ...] = ()
    candidats: tuple[ReadCandidate, ...] = ()
    suppletifs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class ReadAct(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of an act."""

    id: str
    type: str
    numero: str
    objet: str
    base: str = ""
    du: date
    au: date | None = None
    revoque_le: date | None = None

    @property
    def card(self) -> ActCard:
        """As people are told of it."""
        end = min((day for day in (self.au, self.revoque_le) if day is not None), default=None)
        return ActCard(self.type, self.numero, self.objet, self.base, self.du, end)


class ReadActor(msgspec.Struct, frozen=True):
    """An actor by the name it had."""

    id: str
    nom: str


class ReadNamed(msgspec.Struct, frozen=True):
    """The commune or the aid by the name it had."""

    nom: str = ""
    libelle: str = ""


class ReadDates(msgspec.Struct, frozen=True, kw_only=True):
    """Its days, and the instant of record."""

    demande: date
    decision: date | None = None
    competence: date
    enregistree: str


class ReadJudged(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that was judged."""

    acteur: str
    acte: str | None = None
    raison: str


class ReadProof(msgspec.Struct, frozen=True, kw_only=True):
    """A `hub.core.proof_form.Proof` with its hash."""

    format: int
    genre: str
    dossier: str
    responsable: str
    registre: int
    commune: ReadNamed
    aide: ReadNamed
    dates: ReadDates
    decision: ReadJudged | None = None
    reponses: tuple[ReadAnswer, ...]
    actes: tuple[ReadAct, ...]
    acteurs: tuple[ReadActor, ...]
    sha256: str

    @property
    def names(self) -> Names:
        """The names it was concluded with."""
        return Names(actors={one.id: one.nom for one in self.acteurs}, acts={one.id: one.card for one in self.actes})

    @property
    def decides(self) -> ReadAnswer | None:
        """Who decides; None where that was not asked (a case that is decided already)."""
        return next((one for one in self.reponses if Function.DECIDER in one.fonctions), None)


read = msgspec.json.Decoder(ReadProof).decode
