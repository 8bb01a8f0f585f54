"""What one fact makes of one case: a pure function of the case, the fact, the registry and the instant; total, without clock or chance.

Rules, in the order they are asked of a published event:
1. A first event must open: a demand or a collective action. Anything else, and any event of an author that never was on the case, is
   answered as for a case that does not exist (DOSSIER_INCONNU): nobody learns from a refusal that a case exists.
2. The same (source, id) again is DOUBLON with the same content, CONTENU_DIFFERENT with another.
3. A closed case takes nothing more. One reference is one demand. A case that has kept as many events as it may takes only its closing.
4. A business date that has not come yet in the commune's zone is DATE_FUTURE.
5. Then the rule of its type decides: an effect or a refusal. Whatever happens, one notice.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, assert_never

from hub.core import conclusions as said
from hub.core import conduct, decisions, transmissions
from hub.core.actions import open_action, report_action
from hub.core.deadlines import Deadline, local_day
from hub.core.dossier import EVENTS_MAX, Dossier, is_on, known_content, mark
from hub.core.facts import DeadlineReached, Fact, Received, RegistryApplied, rfc3339
from hub.core.opening import open_demand
from hub.core.outcome import Case, Occasion, Outcome, Refusal, Step, kept, of_the_hub, refused, repeated
from hub.core.registry import RegistryView
from schemas import inbound
from schemas.codes import Code, State

OPENING: Mapping[type[inbound.Payload], Callable[[Occasion, Any], Step]] = {
    inbound.DemandeDeposee: open_demand,
    inbound.ActionOuverte: open_action,
}
ON_A_DEMAND: Mapping[type[inbound.Payload], Callable[[Case, Any], Step]] = {
    inbound.TransmissionAcceptee: transmissions.accept,
    inbound.TransmissionRefusee: transmissions.refuse,
    inbound.DecisionRendue: decisions.render,
    inbound.DecisionRegularisee: decisions.regularise,
    inbound.DecisionRetiree: decisions.withdraw,
    inbound.DecisionConfirmee: decisions.confirm,
    inbound.AideMiseEnOeuvre: conduct.deliver,
    inbound.OrientationConsentie: conduct.consent,
    inbound.DossierClos: conduct.close,
}
ON_AN_ACTION: Mapping[type[inbound.Payload], Callable[[Case, Any], Step]] = {
    inbound.ActionBilan: report_action,
    inbound.DossierClos: conduct.close,
}
"""The rule of each type; a type that is in neither table for a case cannot happen to it."""

DATED = {model: [name for name in ("date", "date_decision") if name in model.model_fields] for model in inbound.INBOUND.values()}
"""The fields of each type that say when the fact took place."""


def decide(dossier: Dossier | None, fact: Fact, view: RegistryView, recorded: datetime, recipient_key: bytes) -> Outcome:
    """What `fact` makes of its case; `recorded` never goes back within a lane, `view` is the version it decides with."""
    match fact:
        case Received():
            seen = mark(fact.actor, fact.event_id, fact.content_sha256)
            return _on_event(dossier, Occasion(fact, view, recorded, rfc3339(recorded), recipient_key, seen))
        case DeadlineReached():
            return _on_deadline(dossier, fact, view, recorded)
        case RegistryApplied():
            made = (said.registry_applied(fact.version),)
            return Outcome(None, (), of_the_hub(fact, view.version, recorded, None, made))
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
    return _concluded(occasion, dossier, Refusal(Code.CONTENU_DIFFERENT, "id") if is_same is False else _step(occasion, dossier))


def _on_deadline(dossier: Dossier | None, fact: DeadlineReached, view: RegistryView, recorded: datetime) -> Outcome:
    """An alarm for what still waits; a deadline that was settled meanwhile says nothing."""
    due = rfc3339(fact.due)
    made = () if dossier is None else decisions.ring(dossier, due)
    entry = of_the_hub(fact, view.version, recorded, dossier, made)
    return Outcome(None, (), entry, settled=(Deadline(due, fact.dossier, fact.code),))


def _step(occasion: Occasion, dossier: Dossier) -> Step:
    payload = occasion.event.payload
    if dossier.etat is State.CLOS:
        return Refusal(Code.DOSSIER_CLOS)
    if type(payload) in OPENING:
        return Refusal(Code.DEMANDE_DEJA_DEPOSEE)
    if len(dossier.vus) >= EVENTS_MAX and not isinstance(payload, inbound.DossierClos):
        return Refusal(Code.DOSSIER_SATURE)
    rule = (ON_A_DEMAND if dossier.action is None else ON_AN_ACTION).get(type(payload))
    if rule is None:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    case = _case(occasion, dossier)
    return _too_early(payload, case.today) or rule(case, payload)


def _case(occasion: Occasion, dossier: Dossier) -> Case:
    commune = occasion.view.commune(dossier.commune, occasion.recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    return Case(occasion, dossier, commune, local_day(occasion.recorded, commune.fuseau))


def _too_early(payload: inbound.Payload, today: date) -> Refusal | None:
    for name in DATED[type(payload)]:
        if getattr(payload, name) > today:
            return Refusal(Code.DATE_FUTURE, name)
    return None


def _concluded(occasion: Occasion, dossier: Dossier | None, step: Step) -> Outcome:
    """The outcome of a rule."""
    if isinstance(step, Refusal):
        return refused(occasion, dossier, step)
    return kept(occasion, step)
