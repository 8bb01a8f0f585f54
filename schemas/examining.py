"""What partners publish of a dossier from its reception to its decision, and of a signal that nobody has asked anything by."""

from typing import Annotated

from pydantic import Field

from schemas.catalogue_codes import Piece
from schemas.codes import Body, DecisionMotive, DecisionSense, RefusalMotive
from schemas.identifiers import Cog
from schemas.life_codes import AdjournmentMotive, SignalNature
from schemas.payload import ActorRef, ActRef, AidRef, BusinessDate, Cents, Payload


class SignalementRecu(Payload):
    """A supplier, a third party or the 115 signals a difficulty (CASF L115-3); nobody has asked for anything.

    It carries no reference of a person: until `opposition_jusqu_au` has passed the person may object, and then nothing is left of it.
    """

    commune: Cog
    aide: AidRef
    date: BusinessDate
    nature: SignalNature
    opposition_jusqu_au: BusinessDate
    montant_centimes: Cents | None = None


class OppositionRecue(Payload):
    """The person objects to the signal being passed on (décret 2008-780)."""

    date: BusinessDate


class ArEmis(Payload):
    """The acknowledgement of receipt left (CRPA L112-3); `mentions_completes`: it bears all that R112-5 asks, appeals included."""

    date: BusinessDate
    mentions_completes: Annotated[bool, Field(strict=True)]


class IncompetenceConstatee(Payload):
    """Who has the dossier finds that it is not competent (CRPA L114-2): it must be passed on, and the person told.

    `commune`: where a département thinks that the domicile de secours lies (CASF L122-4); the demand is sent to the département there.
    """

    date: BusinessDate
    motif: RefusalMotive
    competent_selon_lui: ActorRef | None = None
    commune: Cog | None = None


class ArbitrageRendu(Payload):
    """Who may say so says that `acteur` is competent, by `acte`."""

    date: BusinessDate
    acteur: ActorRef
    acte: ActRef


class PiecesDemandees(Payload):
    """The pieces that are missing, and until when they are waited for (CRPA L114-5)."""

    date: BusinessDate
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1, max_length=40)]
    date_limite: BusinessDate


class PieceRecue(Payload):
    """A piece came in."""

    date: BusinessDate
    piece: Piece


class DossierComplet(Payload):
    """Nothing is missing any more."""

    date: BusinessDate


class VisitePlanifiee(Payload):
    """A visit or an interview has its day."""

    date: BusinessDate
    date_visite: BusinessDate


class PropositionEtablie(Payload):
    """What is proposed to who decides."""

    date: BusinessDate
    sens: DecisionSense
    montant_centimes: Cents | None = None
    motif: DecisionMotive | None = None


class OrdreDuJourInscrit(Payload):
    """The dossier is on the agenda of `organe`, sitting on `seance`."""

    date: BusinessDate
    seance: BusinessDate
    organe: Body


class DecisionAjournee(Payload):
    """The decision is put off, to `seance` when it is known; no delay stops."""

    date: BusinessDate
    motif: AdjournmentMotive
    seance: BusinessDate | None = None


EXAMINING: dict[str, type[Payload]] = {
    "fr.relais.signalement.recu.v1": SignalementRecu,
    "fr.relais.opposition.recue.v1": OppositionRecue,
    "fr.relais.ar.emis.v1": ArEmis,
    "fr.relais.incompetence.constatee.v1": IncompetenceConstatee,
    "fr.relais.arbitrage.rendu.v1": ArbitrageRendu,
    "fr.relais.pieces.demandees.v1": PiecesDemandees,
    "fr.relais.piece.recue.v1": PieceRecue,
    "fr.relais.dossier.complet.v1": DossierComplet,
    "fr.relais.visite.planifiee.v1": VisitePlanifiee,
    "fr.relais.proposition.etablie.v1": PropositionEtablie,
    "fr.relais.ordre_du_jour.inscrit.v1": OrdreDuJourInscrit,
    "fr.relais.decision.ajournee.v1": DecisionAjournee,
}
