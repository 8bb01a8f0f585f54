"""What one fact makes of one case, as a value: the new state, messages, journal entry, refusal, deadlines, and what it asks of quotas.

Rules:
1. A rule of a case returns an `Effect` (what changes) or a `Refusal` (why nothing does); it knows neither sequences, ids nor notices.
2. Every published event gets exactly one notice, first of its messages.
3. A refused event changes nothing on the case but the rank of its author's next message; one that the state does not allow is told why.
4. A fact of the hub's own may write letters too: their cause is that fact (`hub.events/<partition>/<offset>`).
"""

from datetime import date, datetime
from typing import NamedTuple

import msgspec

from hub.core import conclusions as said
from hub.core.awaited import awaited
from hub.core.deadlines import Deadline
from hub.core.dossier import Dossier
from hub.core.facts import Received, origin_of
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion, JournalEntry
from hub.core.messages import Cause, Letter, Message
from hub.core.minimise import NOBODY_READS
from hub.core.own_facts import GENRES, HubFact
from hub.core.proof import Draft
from hub.core.quota_facts import Request
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.sending import Sending, Sent
from schemas.codes import Code, Status
from schemas.registry import Commune
from schemas.topics import EVENTS


class Refusal(NamedTuple):
    """Why a published event changes nothing; `champ` is the path of the field at fault, never its value."""

    code: Code
    champ: str | None = None


class Effect(msgspec.Struct, frozen=True, gc=False):
    """What an event changes on one case; `proofs`: what was concluded on competence, to be recorded beside it."""

    dossier: Dossier
    conclusions: tuple[Conclusion, ...] = ()
    letters: tuple[Letter, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    settled: tuple[Deadline, ...] = ()
    proofs: tuple[Draft, ...] = ()
    requests: tuple[Request, ...] = ()

    @property
    def is_only_its_dossier(self) -> bool:
        """Whether nothing is said, sent, set or asked."""
        return not (self.conclusions or self.letters or self.deadlines or self.settled or self.proofs or self.requests)

    def on(self, dossier: Dossier) -> "Effect":
        """The same, with that as the case it leaves."""
        return Effect(dossier, self.conclusions, self.letters, self.deadlines, self.settled, self.proofs, self.requests)


def after(first: Effect, then: Effect) -> Effect:
    """Both, one after the other; `then` was made from the dossier of `first`."""
    if first.is_only_its_dossier:
        return then
    return Effect(
        then.dossier,
        (*first.conclusions, *then.conclusions),
        (*first.letters, *then.letters),
        (*first.deadlines, *then.deadlines),
        (*first.settled, *then.settled),
        (*first.proofs, *then.proofs),
        (*first.requests, *then.requests),
    )


Step = Effect | Refusal


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """All that a lane writes for one fact; `dossier` is None when no state changes, `refusal` asks for a dead letter."""

    dossier: Dossier | None
    messages: tuple[Message, ...]
    entry: JournalEntry
    refusal: Refusal | None = None
    deadlines: tuple[Deadline, ...] = ()
    settled: tuple[Deadline, ...] = ()
    requests: tuple[Request, ...] = ()


class Occasion(msgspec.Struct, frozen=True, gc=False):
    """One published event, its mark, and what it is judged with: a version of the registry, when it was recorded (`instant`: RFC 3339)."""

    event: Received
    view: RegistryView
    recorded: datetime
    instant: str
    recipient_keys: RecipientKeys
    mark: str


class Case(msgspec.Struct, frozen=True, gc=False):
    """An occasion on a case that is open, by an author that may know it; `today` is the commune's day."""

    occasion: Occasion
    dossier: Dossier
    commune: Commune
    today: date

    @property
    def actor(self) -> str:
        """Who published."""
        return self.occasion.event.actor


def kept(occasion: Occasion, effect: Effect) -> Outcome:
    """The outcome of an event that was taken into account, and that the case remembers."""
    sending = _sending(occasion, effect.dossier)
    sending.notice(occasion.event.actor, Status.PRIS_EN_COMPTE, Code.PRIS_EN_COMPTE)
    sending.letters(effect.letters)
    seen = (*effect.dossier.vus, occasion.mark)
    dossier = msgspec.structs.replace(effect.dossier, sequences=sending.sequences, vus=seen)
    conclusions = (said.event_kept(occasion.event.actor), *effect.conclusions, *sending.by_hand)
    entry = _entry(occasion, dossier, conclusions, tuple(sending.sent), sending.proofs(effect.proofs, dossier))
    return Outcome(dossier, tuple(sending.messages), entry, None, effect.deadlines, effect.settled, effect.requests)


def repeated(occasion: Occasion, dossier: Dossier) -> Outcome:
    """The outcome of an event already known, with the same content: a notice, and nothing else."""
    sending = _sending(occasion, dossier)
    sending.notice(occasion.event.actor, Status.DOUBLON, Code.DOUBLON)
    dossier = msgspec.structs.replace(dossier, sequences=sending.sequences)
    return Outcome(dossier, tuple(sending.messages), _entry(occasion, dossier, (said.event_repeated(occasion.event.actor),)))


def refused(occasion: Occasion, dossier: Dossier | None, refusal: Refusal) -> Outcome:
    """The outcome of an event that changes nothing; `dossier` is the case its author may know, if any."""
    event, sending = occasion.event, _sending(occasion, dossier)
    expected = awaited(dossier, event.actor) if refusal.code is Code.ETAT_INCOMPATIBLE and dossier is not None else None
    sending.notice(event.actor, Status.NON_CONFORME, refusal.code, refusal.champ, expected)
    dossier = None if dossier is None else msgspec.structs.replace(dossier, sequences=sending.sequences)
    origin = event.origin
    conclusion = said.event_refused(event.actor, refusal.code, refusal.champ, (origin.topic, origin.partition, origin.offset))
    return Outcome(dossier, tuple(sending.messages), _entry(occasion, dossier, (conclusion,)), refusal)


def by_the_hub(fact: HubFact, view: RegistryView, recorded: datetime, dossier: Dossier | None, effect: Effect | None) -> Outcome:
    """The outcome of a fact of the hub's own; `effect` None: nothing changes on `dossier`."""
    genre, instant, place = GENRES[type(fact)].decode(), rfc3339(recorded), f"{EVENTS}/{fact.partition}/{fact.offset}"
    stands = dossier if effect is None else effect.dossier
    messages: tuple[Message, ...] = ()
    sent: tuple[Sent, ...] = ()
    proofs: tuple[msgspec.Raw, ...] = ()
    conclusions = () if effect is None else effect.conclusions
    if effect is not None and stands is not None:
        sending = Sending(Cause(origin_of(fact), place, stands.id, None, instant), view, stands)
        sending.letters(effect.letters)
        stands = msgspec.structs.replace(stands, sequences=sending.sequences)
        messages, conclusions, sent = tuple(sending.messages), (*conclusions, *sending.by_hand), tuple(sending.sent)
        proofs = sending.proofs(effect.proofs, stands)
    entry = JournalEntry(
        id=place,
        dossier=None if stands is None else stands.id,
        cause=genre,
        type=genre,
        instant=instant,
        version_registre=view.version,
        etat=None if stands is None else stands.etat,
        responsable=None if stands is None else stands.responsable,
        conclusions=conclusions,
        envois=sent,
        preuves=proofs,
    )
    changed = () if effect is None else (effect.deadlines, effect.settled, effect.requests)
    return Outcome(None if effect is None else stands, messages, entry, None, *changed)


def _entry(
    occasion: Occasion,
    dossier: Dossier | None,
    conclusions: tuple[Conclusion, ...],
    sent: tuple[Sent, ...] = (),
    proofs: tuple[msgspec.Raw, ...] = (),
) -> JournalEntry:
    event = occasion.event
    return JournalEntry(
        id=f"{EVENTS}/{event.partition}/{event.offset}",
        dossier=None if dossier is None else dossier.id,
        cause=event.event_id,
        type=event.type,
        source=event.actor,
        instant=occasion.instant,
        version_registre=occasion.view.version,
        etat=None if dossier is None else dossier.etat,
        responsable=None if dossier is None else dossier.responsable,
        conclusions=conclusions,
        envois=sent,
        preuves=proofs,
    )


def _sending(occasion: Occasion, dossier: Dossier | None) -> Sending:
    event = occasion.event
    own = event.event_id if dossier is None else dossier.id
    cause = Cause(event.origin, event.event_id, event.correlation_id or own, event.traceparent, occasion.instant)
    return Sending(cause, occasion.view, dossier, is_read=occasion.recipient_keys != NOBODY_READS)
