"""What one fact makes of one case: a pure function of the case, the fact, the registry and the instant; total, without clock or chance.

Rules, in the order they are asked of a published event:
1. A first event must open: a demand or a collective action. Anything else, and any event of an author that never was on the case, is
   answered as for a case that does not exist (DOSSIER_INCONNU): nobody learns from a refusal that a case exists.
2. The same (source, id) again is DOUBLON with the same content, CONTENU_DIFFERENT with another.
3. A closed case takes nothing more. One reference is one demand. A case that has kept as many events as it may takes only its closing.
4. A business date that has not come yet in the commune's zone is DATE_FUTURE.
5. A case that an act's boundary or a newer registry may have moved is examined again first.
6. Then the rule of its type decides: an effect or a refusal; and the table of the life of a dossier (`lifecycle`) says whether that may
   happen in the state it is in, and where it may lead. Whatever happens, one notice.
7. A case that is open has the deadline of its next boundary, those of its clocks (`timekeeping`), and no other.
8. What it reserved of an act and holds no longer is given back by the same fact.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, assert_never

import msgspec

from hub.core import appeals, conduct, deadlines, debts, decisions, handshake, lane_facts, lifecycle, reorienting, signals, transmissions
from hub.core.actions import open_action, report_action
from hub.core.clock_facts_said import noted
from hub.core.contesting import followed
from hub.core.deadlines import Deadline, commune_day
from hub.core.dossier import EVENTS_MAX, Dossier, is_on, known_content, mark
from hub.core.entrusting import revealed
from hub.core.facts import Fact, Received
from hub.core.instants import rfc3339
from hub.core.lane_answers import taken
from hub.core.opening import open_demand
from hub.core.outcome import Case, Effect, Occasion, Outcome, Refusal, Step, after, by_the_hub, kept, refused, repeated
from hub.core.overlapping import given_back, lent
from hub.core.own_facts import ClockAdvanced, DeadlineReached, ExaminationDue, QuotaAnswered, RegistryApplied
from hub.core.progress import ADVANCING, advance
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.rejudging import examine_and_rejudge, up_to_date
from hub.core.rescheduling import rescheduled
from hub.core.reserving import released
from hub.core.ringing import ring
from hub.core.timing import CLOCK_RINGS, SILENCE_FALLS
from hub.core.told_facts import AidReceived, CaseLinked, PlanAdvanced
from hub.core.too_early import too_early
from schemas import examining, following, inbound
from schemas.codes import Code, State
from schemas.life_codes import EventName
from schemas.payload import Payload

RINGING = frozenset({CLOCK_RINGS, SILENCE_FALLS, handshake.ANSWER_DUE})

OPENING: Mapping[type[Payload], Callable[[Occasion, Any], Step]] = {
    inbound.DemandeDeposee: open_demand,
    inbound.ActionOuverte: open_action,
    examining.SignalementRecu: signals.open_signal,
}
ON_A_DEMAND: Mapping[type[Payload], Callable[[Case, Any], Step]] = {
    inbound.TransmissionAcceptee: transmissions.accept,
    inbound.TransmissionRefusee: transmissions.refuse,
    inbound.TransmissionRetiree: transmissions.retract,
    inbound.DecisionRendue: decisions.render,
    inbound.DecisionRegularisee: decisions.regularise,
    inbound.DecisionRetiree: decisions.withdraw,
    inbound.DecisionConfirmee: decisions.confirm,
    inbound.AideMiseEnOeuvre: conduct.deliver,
    inbound.OrientationConsentie: conduct.consent,
    inbound.DossierClos: conduct.close,
    examining.IncompetenceConstatee: reorienting.decline,
    examining.ArbitrageRendu: reorienting.arbitrate,
    following.ResidenceChangee: reorienting.move,
    following.DecisionRevisee: decisions.revise,
    following.DecisionReformee: decisions.reform,
    following.RecoursDepose: appeals.lodge,
    following.DecisionMaintenue: appeals.uphold,
    following.JugementRendu: appeals.adjudicate,
    following.InduNotifie: debts.notify,
    following.InduSolde: debts.settle,
    **dict.fromkeys(ADVANCING, advance),
}
ON_AN_ACTION: Mapping[type[Payload], Callable[[Case, Any], Step]] = {
    inbound.ActionBilan: report_action,
    inbound.DossierClos: conduct.close,
}
ON_A_SIGNAL: Mapping[type[Payload], Callable[[Case, Any], Step]] = {
    examining.OppositionRecue: signals.oppose,
    inbound.DossierClos: conduct.close,
}
"""The rule of each type; a type that is in no table for a case cannot happen to it."""


def decide(dossier: Dossier | None, fact: Fact, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Outcome:
    """What `fact` makes of its case; `recorded` never goes back within a lane, `view` is the version it decides with."""
    match fact:
        case Received():
            seen = mark(fact.actor, fact.event_id, fact.content_sha256)
            return _on_event(dossier, Occasion(fact, view, recorded, rfc3339(recorded), recipient_keys, seen))
        case DeadlineReached(code=deadlines.ACT_BOUNDARY) | ExaminationDue():
            return _on_examination(dossier, fact, view, recorded, recipient_keys)
        case QuotaAnswered() | CaseLinked() | PlanAdvanced() | AidReceived():
            effect = taken(dossier, fact, view, recorded, recipient_keys)
            return by_the_hub(fact, view, recorded, dossier, effect and rescheduled(effect, dossier, view, recorded))
        case DeadlineReached():
            return _on_deadline(dossier, fact, view, recorded, recipient_keys)
        case RegistryApplied() | ClockAdvanced():
            return lane_facts.taken(fact, view, recorded)
    assert_never(fact)


def _on_event(dossier: Dossier | None, occasion: Occasion) -> Outcome:
    event = occasion.event
    if dossier is None:
        rule = OPENING.get(type(event.payload))
        return _concluded(occasion, None, Refusal(Code.DOSSIER_INCONNU) if rule is None else rule(occasion, event.payload))
    if not is_on(dossier, event.actor):
        return refused(occasion, None, Refusal(Code.DOSSIER_INCONNU))
    is_same = known_content(dossier, occasion.mark)
    if is_same:
        return repeated(occasion, dossier)
    if is_same is False:
        return refused(occasion, dossier, Refusal(Code.CONTENU_DIFFERENT, "id"))
    moved = up_to_date(dossier, occasion.view, occasion.recorded, occasion.recipient_keys)
    case = _case(occasion, moved.dossier)
    return _concluded(occasion, dossier, _revealed(case, dossier, _followed(case, _after(moved, _step(case)))))


def _after(moved: Effect, step: Step) -> Step:
    """What moved first, then what the event did. A refused event changes nothing: the boundary's own fact will."""
    if isinstance(step, Refusal):
        return step
    return after(moved, step)


def _followed(case: Case, step: Step) -> Step:
    """The step, and the demand where its domicile de secours is once whoever was asked answers for it."""
    if isinstance(step, Refusal) or step.dossier.vie.domicile is None:
        return step
    occasion = case.occasion
    return followed(step, occasion.view, occasion.recorded, _today(case, step.dossier), occasion.recipient_keys)


def _revealed(case: Case, before: Dossier, step: Step) -> Step:
    """The step, and the whole of the demand for whoever has taken by it what entitles it to see more."""
    if isinstance(step, Refusal) or before.tenues is step.dossier.tenues:
        return step
    letters = revealed(before, step.dossier, _today(case, step.dossier), case.occasion.recipient_keys)
    return msgspec.structs.replace(step, letters=(*step.letters, *letters)) if letters else step


def _on_deadline(
    dossier: Dossier | None, fact: DeadlineReached, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys
) -> Outcome:
    """An alarm for what still waits; a deadline that was settled meanwhile says nothing."""
    due = rfc3339(fact.due)
    reached = (Deadline(due, fact.dossier, fact.code),)
    if fact.code == signals.OPPOSITION_OVER:
        effect = None if dossier is None else signals.pass_on(dossier, view, recorded)
        return msgspec.structs.replace(by_the_hub(fact, view, recorded, dossier, effect), settled=reached)
    if fact.code in RINGING:
        effect = None if dossier is None else _rung(dossier, fact, view, recorded, recipient_keys)
        rung = by_the_hub(fact, view, recorded, dossier, effect)
        return msgspec.structs.replace(rung, settled=(*rung.settled, *(one for one in reached if one not in rung.settled)))
    outcome = by_the_hub(fact, view, recorded, dossier, None)
    entry = outcome.entry if dossier is None else msgspec.structs.replace(outcome.entry, conclusions=decisions.ring(dossier, due))
    return msgspec.structs.replace(outcome, entry=entry, settled=reached)


def _rung(dossier: Dossier, fact: DeadlineReached, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Effect | None:
    """What a clock that rings, or an answer that does not come, makes of the case."""
    if fact.code == handshake.ANSWER_DUE:
        silent = handshake.ring(dossier, fact, view, recipient_keys)
        return None if silent is None else rescheduled(released(silent), dossier, view, recorded)
    effect = ring(dossier, fact, view, recorded)
    return None if effect is None else handshake.awaited(effect, dossier, view, recorded)


def _on_examination(
    dossier: Dossier | None, fact: DeadlineReached | ExaminationDue, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys
) -> Outcome:
    """What an act's boundary, or a newer version of the registry, moves on a case."""
    reached = (Deadline(rfc3339(fact.due), fact.dossier, fact.code),) if isinstance(fact, DeadlineReached) else ()
    if dossier is None:
        return msgspec.structs.replace(by_the_hub(fact, view, recorded, None, None), settled=reached)
    effect = examine_and_rejudge(dossier, view, recorded, recipient_keys) or Effect(dossier)
    effect = rescheduled(released(effect), dossier, view, recorded)
    standing = {one.key() for one in effect.deadlines}
    settled = (*effect.settled, *(one for one in reached if one.key() not in standing and one not in effect.settled))
    return by_the_hub(fact, view, recorded, dossier, msgspec.structs.replace(effect, settled=settled))


def _step(case: Case) -> Step:
    occasion, dossier = case.occasion, case.dossier
    payload = occasion.event.payload
    if dossier.etat is State.CLOS:
        return Refusal(Code.DOSSIER_CLOS)
    if type(payload) in OPENING:
        return Refusal(Code.DEMANDE_DEJA_DEPOSEE)
    if len(dossier.vus) >= EVENTS_MAX and not isinstance(payload, inbound.DossierClos):
        return Refusal(Code.DOSSIER_SATURE)
    rule = _rules(dossier).get(type(payload))
    if rule is None:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    dossier = appeals.resumed(dossier, lifecycle.NAMES[occasion.event.type])
    borrowed = lent(dossier, case.actor, payload, occasion.view, case.today)
    case = case if borrowed is case.dossier else msgspec.structs.replace(case, dossier=borrowed)
    step = too_early(payload, case.today) or rule(case, payload)
    step = step if case.dossier is dossier else given_back(step, dossier)
    return _allowed(step, dossier.etat, lifecycle.NAMES[occasion.event.type])


def _rules(dossier: Dossier) -> Mapping[type[Payload], Callable[[Case, Any], Step]]:
    if dossier.action is not None:
        return ON_AN_ACTION
    return ON_A_DEMAND if dossier.vie.signalement is None else ON_A_SIGNAL


def _allowed(step: Step, before: State, event: EventName) -> Step:
    """What a rule concluded, as far as the table lets the event happen in that state."""
    if isinstance(step, Refusal):
        return step
    leads = lifecycle.targets(before, event)
    if not leads:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    assert step.dossier.etat in leads, (before, event, step.dossier.etat)
    return step


def _case(occasion: Occasion, dossier: Dossier) -> Case:
    commune = occasion.view.commune(dossier.commune, occasion.recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    return Case(occasion, dossier, commune, commune_day(occasion.recorded, commune))


def _today(case: Case, dossier: Dossier) -> date:
    """The day it is in the dossier's commune, that of the case unless the event moved it."""
    return case.today if dossier.commune == case.dossier.commune else _case(case.occasion, dossier).today


def _concluded(occasion: Occasion, dossier: Dossier | None, step: Step) -> Outcome:
    """The outcome of a rule."""
    if isinstance(step, Refusal):
        return refused(occasion, dossier, step)
    said_to_clocks = noted(step.dossier, occasion.event.payload)
    return kept(occasion, rescheduled(released(step), dossier, occasion.view, occasion.recorded, said_to_clocks))
