"""A decision that is not applied is kept aside, shown to both sides, and its alarm is set.

Rules:
1. It is shown to who sent it, to its signatory when that one is on the dossier, and to who may settle it; where nobody may, to who is
   accountable. Where that is its author, it is shown to everyone on the dossier: an author is never alone to know.
2. The alarm rings after two working days of the commune. What elections put in question is said at once.
3. What it takes to judge it again stays with it: the commune's day on which it was recorded, and the event that brought it.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from hub.core import conclusions as said
from hub.core.competent_author import TO_CONFIRM, Verdict, set_aside
from hub.core.deadlines import DECISION_TO_SETTLE, WORKING_DAYS_TO_SETTLE, Deadline, after_working_days
from hub.core.dossier import Decision, Dossier, Stopped, informed, is_on
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.organs import deciding
from hub.core.outcome import Case, Effect
from hub.core.registry import RegistryView
from schemas.codes import Body, Finding, Reason
from schemas.registry import Commune

A_VERIFIER = "fr.relais.decision.a_verifier.v1"


class Received(msgspec.Struct, frozen=True, gc=False):
    """How a decision came: the commune, the instant it is dealt with, the commune's day it was recorded on, by which event, from whom."""

    commune: Commune
    recorded: datetime
    today: date
    cause: str | None
    sender: str


def received(case: Case) -> Received:
    """The decision that the event of `case` brings."""
    return Received(case.commune, case.occasion.recorded, case.today, case.occasion.event.event_id, case.actor)


def stop(dossier: Dossier, view: RegistryView, came: Received, decision: Decision, verdict: Verdict) -> Effect:
    """Keep the decision aside, tell both sides, set the alarm."""
    settler = verdict.settler
    due = after_working_days(came.recorded, WORKING_DAYS_TO_SETTLE, commune=came.commune, cog=dossier.cog)
    stopped = Stopped(
        decision, came.sender, verdict.raison, settler.responsable, settler.acte, rfc3339(due), came.today, came.cause, verdict.epuise
    )
    dossier = msgspec.structs.replace(dossier, informes=informed(dossier, settler.responsable), arretees=(*dossier.arretees, stopped))
    organs = organs_of(view, came.commune, dossier, stopped, came.today)
    aside = set_aside(verdict.answer, decision.acteur, decision.acte)
    conclusions = (said.decision_stopped(stopped, finding(stopped.raison), organs, aside), *_alert(dossier, stopped))
    return Effect(dossier, conclusions, shown(dossier, stopped, organs), (Deadline(stopped.alarme, dossier.id, DECISION_TO_SETTLE),))


def shown(dossier: Dossier, stopped: Stopped, organs: tuple[Body, ...]) -> tuple[Letter, ...]:
    """A stopped decision, shown to all who must know of it (rule 1)."""
    told = dict.fromkeys((stopped.envoyeur, stopped.decision.acteur, *_other_side(dossier, stopped)))
    return tuple(Letter(actor, A_VERIFIER, _to_check(stopped, organs)) for actor in told if is_on(dossier, actor))


def organs_of(view: RegistryView, commune: Commune, dossier: Dossier, stopped: Stopped, today: date) -> tuple[Body, ...]:
    """The organs of who may settle it that decide by themselves or by a delegation beyond doubt."""
    if stopped.competent is None:
        return ()
    return deciding(view, commune, stopped.competent, (dossier.aide, today, stopped.decision.montant_centimes))


def finding(reason: Reason) -> Finding:
    """What is told of a decision stopped for that reason."""
    return Finding.A_CONFIRMER if reason in TO_CONFIRM else Finding.INCOMPETENCE


def _alert(dossier: Dossier, stopped: Stopped) -> tuple[Conclusion, ...]:
    """Said at once, not after two working days: what elections put in question concerns every decision of that organ."""
    if stopped.raison is not Reason.A_CONFIRMER_APRES_ELECTIONS:
        return ()
    return (said.alarm(dossier.responsable, stopped.raison, stopped),)


def _other_side(dossier: Dossier, stopped: Stopped) -> tuple[str, ...]:
    """Who must know of a stopped decision beside its author."""
    other = stopped.competent or dossier.responsable
    if other == stopped.decision.acteur:
        return (*dossier.informes, *(one.acteur for one in dossier.tenues if one.is_active))
    return (other,)


def _to_check(stopped: Stopped, organs: tuple[Body, ...]) -> dict[str, Any]:
    return {
        "date_decision": stopped.decision.date_decision.isoformat(),
        "acteur": stopped.decision.acteur,
        "acte": stopped.decision.acte,
        "raison": stopped.raison,
        "competent": stopped.competent,
        "acte_competent": stopped.acte_competent,
        "constat": finding(stopped.raison),
        "organes": list(organs),
    }


def without(dossier: Dossier, stopped: Stopped) -> tuple[Dossier, tuple[Deadline, ...]]:
    """The dossier without that stopped decision, and its alarm when no other decision shares it."""
    left = tuple(one for one in dossier.arretees if one is not stopped)
    silent = all(one.alarme != stopped.alarme for one in left)
    deadlines = (Deadline(stopped.alarme, dossier.id, DECISION_TO_SETTLE),) if silent else ()
    return msgspec.structs.replace(dossier, arretees=left), deadlines
