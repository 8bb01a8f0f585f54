"""Decisions on a case: applied when their author was competent that day, else stopped and shown to both sides until settled.

Rules:
1. A decision whose author was not competent on its date, or whose act is unknown, is neither refused nor applied: it waits. So does one
   that is to be confirmed: dated back, taken under a power that ended since, or under a delegation that elections put in question.
2. It is shown to who sent it, to its signatory when that one is on the dossier, and to who may settle it; where nobody may, to who is
   accountable. Where that is its author, it is shown to everyone on the dossier: an author is never alone to know.
3. It stays open until the competent authority regularises it (a new decision, its own, of that day) or confirms it (as it was signed), or
   until its author withdraws it. Of several that wait, the last one is meant. An alarm rings after two working days.
4. A refusal has its reason (CRPA L211-2): without one it is not conform.
5. Who decides holds DECIDER from then on; another holder's DECIDER ends there. An adjournment changes no state.
"""

from datetime import date
from typing import Any

import msgspec

from hub.core import conclusions as said
from hub.core.competent_author import TO_CONFIRM, Verdict, competent, is_its_act, judge, set_aside
from hub.core.deadlines import DECISION_TO_SETTLE, WORKING_DAYS_TO_SETTLE, Deadline, after_working_days
from hub.core.deciding import applied
from hub.core.dossier import Decision, Dossier, Stopped, informed, is_on
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.opening import is_living
from hub.core.organs import deciding
from hub.core.outcome import Case, Effect, Refusal, Step
from hub.core.own_facts import rfc3339
from hub.core.question import Answer
from schemas.codes import Body, Code, DecisionSense, Finding, Reason
from schemas.inbound import DecisionConfirmee, DecisionRegularisee, DecisionRendue, DecisionRetiree

A_VERIFIER = "fr.relais.decision.a_verifier.v1"


def render(case: Case, payload: DecisionRendue) -> Step:
    """Take a decision into account: apply it, or stop it."""
    signatory = payload.signataire.acteur
    if not is_living(case.occasion.view, signatory, payload.date_decision):
        return Refusal(Code.ACTEUR_INCONNU, "signataire.acteur")
    if payload.sens is DecisionSense.REFUS and payload.motif is None:
        return Refusal(Code.CHAMP_MANQUANT, "motif")
    decision = Decision(
        acteur=signatory,
        acte=payload.acte,
        sens=payload.sens,
        date_decision=payload.date_decision,
        organe=payload.organe,
        montant_centimes=payload.montant_centimes,
        version_reglement=payload.version_reglement,
        motif=payload.motif,
    )
    verdict = judge(case.occasion.view, case.dossier, case.commune, decision, case.today)
    if verdict.is_competent:
        return applied(case, case.dossier, decision, verdict.answer)
    return _stopped(case, decision, verdict)


def regularise(case: Case, payload: DecisionRegularisee) -> Step:
    """The competent authority takes a stopped decision over: it is its own, of that day."""
    found = _to_settle(case, payload.date, payload.acte)
    if isinstance(found, Refusal):
        return found
    stopped, answer = found
    decision = msgspec.structs.replace(stopped.decision, acteur=case.actor, acte=payload.acte, date_decision=payload.date)
    return _settled(case, stopped, decision, answer, said.decision_settled("REGULARISEE", case.actor, payload.acte, stopped, payload.date))


def confirm(case: Case, payload: DecisionConfirmee) -> Step:
    """The competent authority says that a stopped decision is good as it was signed."""
    found = _to_settle(case, payload.date, payload.acte)
    if isinstance(found, Refusal):
        return found
    stopped, answer = found
    conclusion = said.decision_settled("CONFIRMEE", case.actor, payload.acte, stopped, payload.date)
    return _settled(case, stopped, stopped.decision, answer, conclusion)


def withdraw(case: Case, payload: DecisionRetiree) -> Step:
    """The author of a stopped decision withdraws it: it is as if never taken."""
    if not case.dossier.arretees:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    own = [one for one in case.dossier.arretees if case.actor in {one.envoyeur, one.decision.acteur}]
    if not own:
        return Refusal(Code.FONCTION_NON_TENUE)
    dossier, deadlines = _without(case.dossier, own[-1])
    return Effect(dossier, (said.decision_settled("RETIREE", case.actor, None, own[-1], payload.date),), settled=deadlines)


def ring(dossier: Dossier, due: str) -> tuple[Conclusion, ...]:
    """The alarm: what still waits at `due`."""
    return tuple(said.alarm(dossier.responsable, DECISION_TO_SETTLE, one) for one in dossier.arretees if one.alarme == due)


def _stopped(case: Case, decision: Decision, verdict: Verdict) -> Effect:
    """Keep the decision aside, tell both sides, set the alarm."""
    settler = verdict.settler
    due = after_working_days(case.occasion.recorded, WORKING_DAYS_TO_SETTLE, zone=case.commune.fuseau, cog=case.dossier.cog)
    cause = case.occasion.event.event_id
    stopped = Stopped(decision, case.actor, verdict.raison, settler.responsable, settler.acte, rfc3339(due), case.today, cause)
    dossier = msgspec.structs.replace(
        case.dossier, informes=informed(case.dossier, settler.responsable), arretees=(*case.dossier.arretees, stopped)
    )
    organs = _organs(case, settler, decision)
    told = dict.fromkeys((case.actor, decision.acteur, *_other_side(dossier, settler, decision.acteur)))
    letters = tuple(Letter(actor, A_VERIFIER, _to_check(stopped, organs)) for actor in told if is_on(dossier, actor))
    aside = set_aside(verdict.answer, decision.acteur, decision.acte)
    conclusions = (said.decision_stopped(stopped, _finding(stopped.raison), organs, aside), *_alert(dossier, stopped))
    return Effect(dossier, conclusions, letters, (Deadline(stopped.alarme, dossier.id, DECISION_TO_SETTLE),))


def _organs(case: Case, settler: Answer, decision: Decision) -> tuple[Body, ...]:
    """The organs of who may settle it that decide by themselves or by a delegation beyond doubt."""
    if settler.responsable is None:
        return ()
    place = (case.dossier.aide, case.today, decision.montant_centimes)
    return deciding(case.occasion.view, case.commune, settler.responsable, place)


def _finding(reason: Reason) -> Finding:
    return Finding.A_CONFIRMER if reason in TO_CONFIRM else Finding.INCOMPETENCE


def _alert(dossier: Dossier, stopped: Stopped) -> tuple[Conclusion, ...]:
    """Said at once, not after two working days: what elections put in question concerns every decision of that organ."""
    if stopped.raison is not Reason.A_CONFIRMER_APRES_ELECTIONS:
        return ()
    return (said.alarm(dossier.responsable, stopped.raison, stopped),)


def _other_side(dossier: Dossier, settler: Answer, author: str) -> tuple[str, ...]:
    """Who must know of a stopped decision beside its author."""
    other = settler.responsable or dossier.responsable
    if other == author:
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
        "constat": _finding(stopped.raison),
        "organes": list(organs),
    }


def _to_settle(case: Case, day: date, act: str | None) -> tuple[Stopped, Answer] | Refusal:
    """The decision the author means and what makes it competent that day, or why it may not settle it."""
    if not case.dossier.arretees:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    view, demand, place = case.occasion.view, case.dossier.demande, (case.commune.slug, case.dossier.aide)
    assert demand is not None
    stopped = case.dossier.arretees[-1]
    answer = competent(view, demand, place, day, stopped.decision.montant_centimes)
    if answer.responsable != case.actor:
        return Refusal(Code.FONCTION_NON_TENUE)
    if act is not None and view.act(act) is None:
        return Refusal(Code.ACTE_INCONNU, "acte")
    if act is not None and not is_its_act(view, answer, case.dossier.aide, case.commune, act, day):
        return Refusal(Code.FONCTION_NON_TENUE, "acte")
    return stopped, answer


def _settled(case: Case, stopped: Stopped, decision: Decision, answer: Answer, conclusion: Conclusion) -> Effect:
    dossier, deadlines = _without(case.dossier, stopped)
    effect = applied(case, dossier, decision, answer)
    return effect._replace(conclusions=(conclusion, *effect.conclusions), settled=deadlines)


def _without(dossier: Dossier, stopped: Stopped) -> tuple[Dossier, tuple[Deadline, ...]]:
    """The dossier without that stopped decision, and its alarm when no other decision shares it."""
    left = tuple(one for one in dossier.arretees if one is not stopped)
    silent = all(one.alarme != stopped.alarme for one in left)
    deadlines = (Deadline(stopped.alarme, dossier.id, DECISION_TO_SETTLE),) if silent else ()
    return msgspec.structs.replace(dossier, arretees=left), deadlines
