"""What partners publish on their `from.<id>` topic: one model a type, closed lists, no free text, no identity.

Every type is `fr.relais.<nom>.<participe>.v1`. Unknown fields are refused: a partner must never believe that something it sent was kept.
What happens between reception and decision stands in `examining`, what follows the decision in `following`.
"""

from typing import Annotated

from pydantic import Field

from schemas.codes import ClosingMotive, DecisionSense, Public, RefusalMotive, RequestChannel, WithdrawalMotive
from schemas.examining import EXAMINING
from schemas.following import FOLLOWING
from schemas.identifiers import Cog, FunderRef
from schemas.payload import (
    ActorRef,
    ActRef,
    AidRef,
    BusinessDate,
    Cents,
    Count,
    Payload,
    PersonRef,
    PlanRef,
    Signataire,
    SignedDecision,
)


class DemandeDeposee(Payload):
    """A person asked for an aid at `guichet` on `date_demande` (the origin of time of the dossier)."""

    commune: Cog
    aide: AidRef
    date_demande: BusinessDate
    guichet: ActorRef
    canal: RequestChannel
    personne_ref: PersonRef
    urgence: Annotated[bool, Field(strict=True)]
    public: Public | None = None
    montant_demande_centimes: Cents | None = None
    taille_foyer: Annotated[int, Field(ge=1, le=30, strict=True)] | None = None
    adresse_masquee: Annotated[bool, Field(strict=True)] = False
    plan_ref: PlanRef | None = None


class TransmissionAcceptee(Payload):
    """The actor takes the dossier that was entrusted to it."""

    date: BusinessDate


class TransmissionRefusee(Payload):
    """The actor does not take it and says who it thinks is competent (`competent_selon_lui`: compulsory for an authority, CRPA L114-2)."""

    date: BusinessDate
    motif: RefusalMotive
    competent_selon_lui: ActorRef | None = None


class TransmissionRetiree(Payload):
    """The sender takes back what `acteur` was entrusted with and has not answered."""

    date: BusinessDate
    acteur: ActorRef
    motif: WithdrawalMotive


class DecisionRendue(SignedDecision[DecisionSense]):
    """A decision with its author, its act and its date (CRPA L211-2, L212-1).

    `notifiee_le`: the person had it on that day already; where silence ends by the notification alone (APA) it is what undoes it.
    """

    notifiee_le: BusinessDate | None = None


class DecisionRegularisee(Payload):
    """The competent authority takes over a decision that was stopped."""

    date: BusinessDate
    acte: ActRef


class DecisionRetiree(Payload):
    """The author withdraws a decision that was stopped."""

    date: BusinessDate


class DecisionConfirmee(Payload):
    """The competent authority says that a decision that was stopped is good."""

    date: BusinessDate
    acte: ActRef | None = None


class AideMiseEnOeuvre(Payload):
    """The aid was paid, delivered or started."""

    date: BusinessDate
    montant_centimes: Cents | None = None


class DossierClos(Payload):
    """Nothing more is expected on the dossier."""

    date: BusinessDate
    motif: ClosingMotive


class OrientationConsentie(Payload):
    """The person agrees to be oriented to a partner association without mandate (`acteur`: compulsory when several were proposed)."""

    date: BusinessDate
    acteur: ActorRef | None = None


class ActionOuverte(Payload):
    """A municipal service opens a collective action: not an individual decision, no person; `territoire` starts with the commune's COG."""

    aide: AidRef
    public: Public
    territoire: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9A-Z][0-9A-Z-]{0,19}$")], ...], Field(min_length=1, max_length=200)]
    du: BusinessDate
    au: BusinessDate | None = None
    places: Count | None = None
    financeurs: Annotated[tuple[FunderRef, ...], Field(max_length=20)] = ()
    acte: ActRef


class ActionBilan(Payload):
    """What came of a collective action."""

    participants: Count


INBOUND: dict[str, type[Payload]] = {
    "fr.relais.demande.deposee.v1": DemandeDeposee,
    "fr.relais.transmission.acceptee.v1": TransmissionAcceptee,
    "fr.relais.transmission.refusee.v1": TransmissionRefusee,
    "fr.relais.transmission.retiree.v1": TransmissionRetiree,
    "fr.relais.decision.rendue.v1": DecisionRendue,
    "fr.relais.decision.regularisee.v1": DecisionRegularisee,
    "fr.relais.decision.retiree.v1": DecisionRetiree,
    "fr.relais.decision.confirmee.v1": DecisionConfirmee,
    "fr.relais.aide.mise_en_oeuvre.v1": AideMiseEnOeuvre,
    "fr.relais.dossier.clos.v1": DossierClos,
    "fr.relais.orientation.consentie.v1": OrientationConsentie,
    "fr.relais.action.ouverte.v1": ActionOuverte,
    "fr.relais.action.bilan.v1": ActionBilan,
    **EXAMINING,
    **FOLLOWING,
}
"""Every type a partner may publish."""

OPENING_TYPES = frozenset({"fr.relais.demande.deposee.v1", "fr.relais.action.ouverte.v1", "fr.relais.signalement.recu.v1"})
"""The types that open a dossier, under the partner's own reference."""

_MODELS: tuple[type[Payload], ...] = (*INBOUND.values(), Signataire)
FIELDS = frozenset(name for model in _MODELS for name in model.model_fields)
"""Every field name of the contract, at any depth: what may be shown of a path."""
