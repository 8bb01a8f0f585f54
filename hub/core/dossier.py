"""The state of one case: what was asked, who holds which function by which act since when, who is accountable, what was decided.

Rules:
1. A dossier has exactly one accountable actor (`responsable`) from the first event to the last, and it is an actor on the dossier.
2. `tenues` is a timeline: a holding is proposed, accepted, withdrawn, never removed. A supplétif is never in it.
3. An actor is on the dossier when it holds or held a function, or must be told (`informes`: the titulaire that delegated, the authority a
   stopped decision was referred to).
4. Only accepted events leave a trace here (`vus`); a refused one only moves its author's `sequences`.
5. JSON, `format` 2 (2 added `vie`, `delais` and what a decision revises: what was stored before reads as if none of it had happened);
   small structs are arrays, to which fields are only ever added at the end.
"""

import hashlib
from binascii import b2a_base64
from datetime import date
from enum import StrEnum

import msgspec

from hub.core.life import NEW, Life
from hub.core.links import AidKnown, Peer, Totals
from hub.core.offers import NOBODY_WAITS, Waiting
from hub.core.quota_facts import Reservation
from hub.core.timing import NONE, Timing
from schemas.codes import (
    Body,
    DecisionMotive,
    DecisionSense,
    Function,
    Public,
    Reason,
    RequestChannel,
    Role,
    State,
)
from schemas.life_codes import RevisionSense

FORMAT = 2
EVENTS_MAX = 1_000
"""Events kept on one dossier: bounds its state (under 300 kB); no real case comes near."""
_MARK_ID_CHARS = 12
_MARK_CONTENT_CHARS = 8
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class HoldingState(StrEnum):
    """Where a holding stands."""

    PROPOSEE = "proposee"
    ACCEPTEE = "acceptee"
    RETIREE = "retiree"


class Holding(msgspec.Struct, frozen=True, array_like=True):
    """`acteur` holds `fonctions` from `depuis` (to `jusqua`, excluded) by `acte` (None: by law itself)."""

    acteur: str
    role: Role
    fonctions: tuple[Function, ...]
    acte: str | None
    depuis: date
    etat: HoldingState = HoldingState.PROPOSEE
    jusqua: date | None = None

    @property
    def is_active(self) -> bool:
        """Offered or accepted, not withdrawn."""
        return self.etat is not HoldingState.RETIREE


class Decision(msgspec.Struct, frozen=True, array_like=True):
    """A decision as its signatory (`acteur`) took it."""

    acteur: str
    acte: str
    sens: DecisionSense
    date_decision: date
    organe: Body
    montant_centimes: int | None = None
    version_reglement: str | None = None
    motif: DecisionMotive | None = None
    revision: RevisionSense | None = None
    """What it makes of a right that runs already; None on a decision about the demand."""
    sur_recours: bool = False
    notifiee_le: date | None = None


class Stopped(msgspec.Struct, frozen=True, array_like=True):
    """A decision that waits for an authority: who sent it, why it was stopped, who may settle it, when the alarm rings (RFC 3339).

    `recu_le` is the commune's day on which it was recorded, `cause` the id of the event that brought it; None on what was stopped before
    the hub kept them. `epuise` is the act whose envelope has not enough left for it.
    """

    decision: Decision
    envoyeur: str
    raison: Reason
    competent: str | None
    acte_competent: str | None
    alarme: str
    recu_le: date | None = None
    cause: str | None = None
    epuise: str | None = None


class Pending(msgspec.Struct, frozen=True, array_like=True):
    """A decision that waits for the answer to reservation `n`: who sent it (None: the hub itself), when and by which event it came.

    `reglee`: an authority has settled it already; it is not judged again.
    """

    decision: Decision
    envoyeur: str | None
    n: int
    recu_le: date
    cause: str | None
    reglee: bool = False


class Orientation(msgspec.Struct, frozen=True, array_like=True):
    """What exists when nobody owns the need by an act, and to whom the person consented to be oriented."""

    raison: Reason
    suppletifs: tuple[str, ...] = ()
    transmis: tuple[str, ...] = ()


class Demand(msgspec.Struct, frozen=True, array_like=True):
    """What was asked; `personne_ref` is the depositor's, re-made for each recipient."""

    date_demande: date
    guichet: str
    canal: RequestChannel
    personne_ref: str
    urgence: bool = False
    public: Public | None = None
    montant_demande_centimes: int | None = None
    taille_foyer: int | None = None
    adresse_masquee: bool = False
    plan_ref: str | None = None


class Action(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A collective action: no person, no individual decision."""

    acte: str
    du: date
    au: date | None = None
    participants: int | None = None


class Dossier(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One case, of a `demande` or of an `action`; `commune` is its name in the registry, `cog` the code its author gave."""

    format: int
    id: str
    commune: str
    cog: str
    aide: str
    etat: State
    responsable: str
    titulaire: str | None = None
    acte_titulaire: str | None = None
    demande: Demand | None = None
    action: Action | None = None
    tenues: tuple[Holding, ...] = ()
    informes: tuple[str, ...] = ()
    orientation: Orientation | None = None
    rendus: tuple[tuple[str, str | None], ...] = ()
    """Who refused the case, and the act under which it had been offered."""
    decisions: tuple[Decision, ...] = ()
    arretees: tuple[Stopped, ...] = ()
    clos_le: date | None = None
    examen: str | None = None
    """When an act on its aid next changes (RFC 3339): the deadline `ACTE_CHANGE` that stands."""
    registre: int = 0
    """The registry version it was last examined under."""
    vie: Life = NEW
    delais: Timing = NONE
    attente: Waiting = NOBODY_WAITS
    reservations: tuple[Reservation, ...] = ()
    numero: int = 0
    """The last number given to a reservation."""
    attendues: tuple[Pending, ...] = ()
    liens: tuple[Peer, ...] = ()
    """Other demands of the same person for the same aid, as they were last told."""
    plan: Totals | None = None
    recue: AidKnown | None = None
    sequences: dict[str, int] = {}
    vus: tuple[str, ...] = ()


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Dossier)


def encode(dossier: Dossier) -> bytes:
    """The state as it is kept in `hub.cases`."""
    return _ENCODER.encode(dossier)


def decode(stored: bytes) -> Dossier:
    """Read a state back; fields of a later format are ignored."""
    return _DECODER.decode(stored)


def active(dossier: Dossier, actor: str) -> tuple[Holding, ...]:
    """What `actor` holds now."""
    return tuple([one for one in dossier.tenues if one.acteur == actor and one.is_active])


def offered(dossier: Dossier, actor: str) -> tuple[Holding, ...]:
    """What waits for `actor`'s answer."""
    return tuple([one for one in dossier.tenues if one.acteur == actor and one.etat is HoldingState.PROPOSEE])


def holders(dossier: Dossier, function: Function) -> tuple[Holding, ...]:
    """The active holdings that contain `function`."""
    return tuple([one for one in dossier.tenues if one.is_active and function in one.fonctions])


def is_on(dossier: Dossier, actor: str) -> bool:
    """Whether `actor` holds or held a function here, or must be told: who else asks is answered as for an unknown case."""
    return actor in dossier.informes or actor in [one.acteur for one in dossier.tenues]


def informed(dossier: Dossier, *actors: str | None) -> tuple[str, ...]:
    """`informes` with those of `actors` that are told nothing yet: neither in it, nor holding a function now."""
    new = [actor for actor in dict.fromkeys(actors) if actor is not None and actor not in dossier.informes and not active(dossier, actor)]
    return (*dossier.informes, *new)


def with_etat(dossier: Dossier, concerned: tuple[Holding, ...], etat: HoldingState, jusqua: date | None = None) -> tuple[Holding, ...]:
    """The timeline where the `concerned` holdings stand at `etat`."""
    meant = {id(one) for one in concerned}
    return tuple([msgspec.structs.replace(one, etat=etat, jusqua=jusqua) if id(one) in meant else one for one in dossier.tenues])


def mark(source: str, event_id: str, content_sha256: str) -> str:
    """20 characters that recognise a published event of `source` and its content: 12 for who and which, 8 for what."""
    which = hashlib.sha256(f"{source}\0{event_id}".encode()).digest()
    return b2a_base64(which[:9], newline=False).translate(_URL_SAFE).decode() + content_sha256[:_MARK_CONTENT_CHARS]


def known_content(dossier: Dossier, seen: str) -> bool | None:
    """None: this event was never accepted here; else whether its content is the same."""
    which = seen[:_MARK_ID_CHARS]
    known = [one for one in dossier.vus if one.startswith(which)]
    return known[0] == seen if known else None
