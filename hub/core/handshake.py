"""An offer is answered, or its silence leads somewhere: a reminder, then the return to the titulaire.

Rules:
1. Who is offered something to examine is waited for, from the instant of the offer, until it answers, acts, or the case is decided. Who
   only receives, executes or settles is not: a contract obliges, and a counter has what it needs. Nor is who deposited the demand: nothing
   was transmitted to it. Nor is the other département that is asked for the domicile de secours: it has the law's month.
2. The act of what is offered says how long (`reponse`); by default a reminder at 48 hours, the return at 5 days.
3. A délégataire or an instructeur that is silent loses what it was offered to the titulaire, never to the next association. What is the
   titulaire's own by law stays its own: it is alerted, and stays accountable; so does whoever has no titulaire behind it.
4. On an urgent demand, who is competent must be said within 24 hours: after that who is accountable, and who may settle, are alerted.
5. One deadline stands in the lane for all of it. What is waited for follows from the holdings alone: no event can forget to end it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from hub.core.authors import EXAMINING
from hub.core.deadlines import Deadline, commune_day
from hub.core.dossier import Dossier, Holding, HoldingState, active, holders
from hub.core.handshake_said import no_answer, not_answered, not_settled
from hub.core.instants import rfc3339
from hub.core.life import asked_elsewhere
from hub.core.lifecycle import SETTLING, UNDECIDED
from hub.core.offers import NOBODY_WAITS, Offer, Waiting
from hub.core.outcome import Effect, after
from hub.core.own_facts import DeadlineReached
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.returning import returned
from schemas.acts import Answering
from schemas.codes import Function, Reason
from schemas.life_codes import AnswerStep

ANSWER_DUE: Final = "REPONSE"
"""The deadline of an answer that is waited for."""
TO_SETTLE: Final = timedelta(hours=24)
_BY_DEFAULT: Final = Answering()
_ASKING: Final = UNDECIDED | SETTLING
"""In every other state nobody is waited for."""


class _Limits(msgspec.Struct, frozen=True, gc=False):
    """When who is silent is reminded, and when it loses what it was offered."""

    rappel: datetime
    retour: datetime


def waited_for(dossier: Dossier) -> dict[str, tuple[Holding, ...]]:
    """What each actor has been offered to examine and has not answered, while nothing is decided."""
    if dossier.demande is None or dossier.etat not in UNDECIDED:
        return {}
    proposed = [one for one in dossier.tenues if one.etat is HoldingState.PROPOSEE and not EXAMINING.isdisjoint(one.fonctions)]
    if not proposed:
        return {}
    found: dict[str, tuple[Holding, ...]] = {}
    depositors = {one.acteur for one in dossier.tenues if one.etat is HoldingState.ACCEPTEE and Function.RECEVOIR in one.fonctions}
    apart = depositors | {asked_elsewhere(dossier.vie)}
    for one in proposed:
        if one.acteur not in apart:
            found[one.acteur] = (*found.get(one.acteur, ()), one)
    return found


def awaited(effect: Effect, before: Dossier | None, view: RegistryView, recorded: datetime) -> Effect:
    """The effect where who is waited for, and the deadline that stands for it, are those of its holdings."""
    dossier = effect.dossier
    old = None if before is None else before.attente.rappel
    if old is None and dossier.attente == NOBODY_WAITS and dossier.etat not in _ASKING:
        return effect
    waiting = waited_for(dossier)
    litige = _dispute(dossier, recorded)
    offers = tuple([_offer(dossier, before, actor, held, recorded) for actor, held in waiting.items()])
    is_told = litige is not None and dossier.attente.litige_dit
    new = Waiting(
        offres=offers,
        perdues=dossier.attente.perdues if dossier.etat in UNDECIDED else (),
        litige=litige,
        litige_dit=is_told,
        rappel=_next(offers, waiting, view, None if is_told else litige),
    )
    if new == dossier.attente and old == new.rappel:
        return effect
    effect = effect.on(msgspec.structs.replace(dossier, attente=new))
    if old == new.rappel:
        return effect
    stands = () if new.rappel is None else (Deadline(new.rappel, dossier.id, ANSWER_DUE),)
    stood = () if old is None else (Deadline(old, dossier.id, ANSWER_DUE),)
    return msgspec.structs.replace(effect, deadlines=(*effect.deadlines, *stands), settled=(*effect.settled, *stood))


def ring(dossier: Dossier, fact: DeadlineReached, view: RegistryView, recipient_keys: RecipientKeys) -> Effect | None:
    """What silence leads to at a reached deadline; None when the deadline no longer stands."""
    commune = view.commune(dossier.commune, fact.due.date())
    if commune is None or dossier.attente.rappel != rfc3339(fact.due):
        return None
    waiting, day, effect = waited_for(dossier), commune_day(fact.due, commune), Effect(dossier)
    for offer in dossier.attente.offres:
        limits = _limits(offer, waiting[offer.acteur], view)
        at = _due(offer, limits)
        if at is not None and at <= fact.due:
            step = _silent(effect.dossier, offer, waiting[offer.acteur], limits, day, recipient_keys)
            effect = after(effect, step)
    attente = dossier.attente
    is_late = _settle_by(None if attente.litige_dit else attente.litige)
    return effect if is_late is None or is_late > fact.due else after(effect, _unsettled(effect.dossier))


def _offer(dossier: Dossier, before: Dossier | None, actor: str, held: tuple[Holding, ...], recorded: datetime) -> Offer:
    """The offer that stands, or a new one: what an actor is offered anew is waited for anew."""
    stands = next((one for one in dossier.attente.offres if one.acteur == actor), None)
    known = () if before is None else before.tenues
    return stands if stands is not None and all(one in known for one in held) else Offer(actor, rfc3339(recorded))


def _dispute(dossier: Dossier, recorded: datetime) -> str | None:
    if dossier.etat not in SETTLING or dossier.demande is None or not dossier.demande.urgence:
        return None
    return dossier.attente.litige or rfc3339(recorded)


def _next(offers: tuple[Offer, ...], waiting: Mapping[str, tuple[Holding, ...]], view: RegistryView, dispute: str | None) -> str | None:
    """What is due first of the offers, and of the dispute since that instant which was not told yet."""
    found = [_due(one, _limits(one, waiting[one.acteur], view)) for one in offers]
    return min([rfc3339(one) for one in (*found, _settle_by(dispute)) if one is not None], default=None)


def _settle_by(dispute: str | None) -> datetime | None:
    return None if dispute is None else datetime.fromisoformat(dispute) + TO_SETTLE


def _limits(offer: Offer, held: tuple[Holding, ...], view: RegistryView) -> _Limits:
    """By the acts of what was offered, the shortest of each."""
    acts = [view.act(one.acte) for one in held if one.acte is not None]
    said = [act.reponse for act in acts if act is not None and act.reponse is not None] or [_BY_DEFAULT]
    since = datetime.fromisoformat(offer.depuis)
    reminder, back = min(one.rappel_heures for one in said), min(one.retour_jours for one in said)
    return _Limits(since + timedelta(hours=reminder), since + timedelta(days=back))


def _due(offer: Offer, limits: _Limits) -> datetime | None:
    match offer.dit:
        case None:
            return min(limits.rappel, limits.retour)
        case AnswerStep.RAPPEL:
            return limits.retour
        case _:
            return None


def _silent(dossier: Dossier, offer: Offer, held: tuple[Holding, ...], limits: _Limits, day: date, recipient_keys: RecipientKeys) -> Effect:
    if offer.dit is None and limits.rappel < limits.retour:
        dossier = _said(dossier, offer, AnswerStep.RAPPEL)
        until = rfc3339(limits.retour)
        return Effect(
            dossier, (no_answer(offer, AnswerStep.RAPPEL, held, until),), not_answered(dossier, offer, AnswerStep.RAPPEL, held, until)
        )
    if dossier.titulaire is None or offer.acteur in {dossier.titulaire, dossier.responsable}:
        dossier = _said(dossier, offer, AnswerStep.ALERTE)
        return Effect(dossier, (no_answer(offer, AnswerStep.ALERTE, held),), not_answered(dossier, offer, AnswerStep.ALERTE, held))
    back = returned(dossier, dossier.titulaire, held, day, recipient_keys, Reason.SANS_REPONSE)
    perdues = tuple(dict.fromkeys((*dossier.attente.perdues, offer.acteur)))
    dossier = msgspec.structs.replace(back.dossier, attente=msgspec.structs.replace(back.dossier.attente, perdues=perdues))
    conclusions = (no_answer(offer, AnswerStep.RETOUR, held), *back.conclusions)
    return Effect(dossier, conclusions, (*back.letters, *not_answered(dossier, offer, AnswerStep.RETOUR, held)))


def _said(dossier: Dossier, offer: Offer, step: AnswerStep) -> Dossier:
    offres = tuple(msgspec.structs.replace(one, dit=step) if one.acteur == offer.acteur else one for one in dossier.attente.offres)
    return msgspec.structs.replace(dossier, attente=msgspec.structs.replace(dossier.attente, offres=offres))


def _unsettled(dossier: Dossier) -> Effect:
    dossier = msgspec.structs.replace(dossier, attente=msgspec.structs.replace(dossier.attente, litige_dit=True))
    arbiters = tuple(one.acteur for one in holders(dossier, Function.ARBITRER))
    conclusions, letters = not_settled(dossier, arbiters)
    return Effect(dossier, conclusions, letters)


def lapsed(dossier: Dossier, actor: str) -> tuple[Holding, ...]:
    """What `actor` was offered to examine and lost by its silence, and nobody has decided since."""
    if dossier.etat not in UNDECIDED or actor not in dossier.attente.perdues or active(dossier, actor):
        return ()
    mine = [one for one in dossier.tenues if one.acteur == actor and EXAMINING.intersection(one.fonctions)]
    return tuple(one for one in mine if one.jusqua == mine[-1].jusqua)
