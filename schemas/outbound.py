"""What the hub publishes on `to.<id>`: one model a type; each recipient gets only its fields.

Outputs are CloudEvents 1.0 in structured mode. `id` is derived from (fact, recipient, ordinal), `causationid` is the published event that
caused it, `sequence` counts from 1 without gaps per (recipient, subject); `subject` is the dossier, or, for a notice about an event that
belongs to no dossier the recipient may know, `avis:<topic>/<partition>/<offset>` of that event.
"""

from datetime import date
from typing import Literal

from schemas.catalogue_codes import ClockCode
from schemas.codes import Body, Code, DecisionSense, Finding, Function, Public, Reason, RequestChannel, Role, State, Status
from schemas.life_codes import DeadlineSign, EventName, RevisionSense, SignalNature
from schemas.message import Message
from schemas.outbound_between import DossierLie, PlanAvance, TransmissionSansReponse

Day = date
"""A business date, where a field is called `date` too."""


class Origine(Message):
    """Where the published event stands."""

    topic: str
    partition: int
    offset: int


class AvisTechnique(Message):
    """Technical notice: exactly one for every published event. Neither an acknowledgement of receipt nor a decision, in law.

    `etat`, `attendu` and `jusqu_au` come with `ETAT_INCOMPATIBLE`, for who holds something on the dossier: where it stands, what may come
    next, and the day until which it is waited for, when the dossier names one.
    """

    evenement_id: str | None = None
    origine: Origine
    statut: Status
    code: Code
    phrase: str
    champ: str | None = None
    dossier: str | None = None
    etat: State | None = None
    attendu: tuple[EventName, ...] = ()
    jusqu_au: date | None = None


class Demande(Message):
    """The demand as its recipient may see it (minimised by role: absent fields were not for it)."""

    commune: str
    aide: str
    date_demande: date
    guichet: str | None = None
    canal: RequestChannel | None = None
    personne_ref: str | None = None
    public: Public | None = None
    urgence: bool | None = None
    montant_demande_centimes: int | None = None
    adresse_masquee: bool | None = None


class DossierConfie(Message):
    """The hub offers a dossier to the actor competent for `fonctions`, by `acte` (`proposee`), or gives the whole of it (`acceptee`).

    Before it accepts, an actor sees what it needs to say whether it is competent, and nothing that says who the person is.

    `acte` is None where no act is in question: the counter receives (RECEVOIR) because the demand was deposited there, or must say who is
    competent (ARBITRER) where acts contradict each other.
    """

    etat: Literal["proposee", "acceptee"] = "proposee"
    fonctions: tuple[Function, ...]
    role: Role
    acte: str | None
    depuis: date
    raison: Reason
    demande: Demande


class DossierRetire(Message):
    """The hub takes a dossier back."""

    fonctions: tuple[Function, ...]
    depuis: date
    raison: Reason


class OrientationProposee(Message):
    """To the counter: nobody owns this need by an act here; what exists instead (the person must consent before anything is sent).

    `actions` are codes of collective aids of the catalogue, which one joins at one of `services`; `aides` codes of other aids given here.
    """

    aide: str
    raison: Reason
    suppletifs: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    aides: tuple[str, ...] = ()


class OrientationTransmise(Message):
    """To the partner association without mandate, only after consent: nothing but this."""

    aide: str
    date: date
    taille_foyer: int | None = None


class DecisionCommuniquee(Message):
    """A decision whose author was competent, told to those on the dossier."""

    sens: DecisionSense
    date_decision: date
    acteur: str
    acte: str | None
    montant_centimes: int | None = None
    version_reglement: str | None = None
    reglement_applicable: str | None = None
    revision: RevisionSense | None = None
    sur_recours: bool | None = None


class DecisionAVerifier(Message):
    """A decision whose author was not competent that day, or that must be confirmed: not applied, not ignored, open until settled."""

    date_decision: date
    acteur: str
    acte: str
    raison: Reason
    competent: str | None
    acte_competent: str | None
    constat: Finding = Finding.INCOMPETENCE
    organes: tuple[Body, ...] = ()


class DossierSuivi(Message):
    """What happened on a dossier, told to those it concerns (minimised by role: absent fields were not for them).

    `fait` is the short name of what happened, `etat` where the dossier stands after it, `acteur` who said it. `sens`, `motif`, `nature`,
    `voie`, `mode` and `issue` hold the words of the event, `pieces` also the one piece that came in. `aide` and `responsable` come with
    `demande.deposee`, to a counter that by law may keep nothing of the demand: which aid, and who has it.
    """

    fait: EventName
    etat: State
    date: Day
    acteur: str | None = None
    pieces: tuple[str, ...] = ()
    date_limite: Day | None = None
    date_visite: Day | None = None
    seance: Day | None = None
    du: Day | None = None
    au: Day | None = None
    sens: str | None = None
    motif: str | None = None
    nature: str | None = None
    voie: str | None = None
    mode: str | None = None
    issue: str | None = None
    montant_centimes: int | None = None
    quotient_familial_centimes: int | None = None
    commune: str | None = None
    acte: str | None = None
    aide: str | None = None
    responsable: str | None = None


class SignalementTransmis(Message):
    """A signal nobody objected to, told to who may offer help: not a demand, no person in it."""

    commune: str
    aide: str
    date: date
    nature: SignalNature
    montant_centimes: int | None = None


class EcheanceSignalee(Message):
    """To who answers for a dossier: a legal delay is coming to its end, or has come to it.

    `jusqu_au` is the last day; `effet` what silence means then. It is neither a decision nor an acknowledgement of receipt.
    """

    horloge: ClockCode
    signe: DeadlineSign
    jusqu_au: date
    effet: Literal["rejet", "accord", "aucun"]
    article: str
    etat: State


OUTBOUND: dict[str, type[Message]] = {
    "fr.relais.avis.technique.v1": AvisTechnique,
    "fr.relais.dossier.confie.v1": DossierConfie,
    "fr.relais.dossier.retire.v1": DossierRetire,
    "fr.relais.orientation.proposee.v1": OrientationProposee,
    "fr.relais.orientation.transmise.v1": OrientationTransmise,
    "fr.relais.decision.communiquee.v1": DecisionCommuniquee,
    "fr.relais.decision.a_verifier.v1": DecisionAVerifier,
    "fr.relais.dossier.suivi.v1": DossierSuivi,
    "fr.relais.signalement.transmis.v1": SignalementTransmis,
    "fr.relais.echeance.signalee.v1": EcheanceSignalee,
    "fr.relais.transmission.sans_reponse.v1": TransmissionSansReponse,
    "fr.relais.dossier.lie.v1": DossierLie,
    "fr.relais.plan.avance.v1": PlanAvance,
}
"""Every type the hub may publish."""
