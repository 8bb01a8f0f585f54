"""Decisions on a case: applied when their author was competent that day, else stopped and shown to both sides until settled.

Rules:
1. A decision whose author was not competent on its date, or whose act is unknown, is neither refused nor applied: it waits. So does one
   that is to be confirmed: dated back, taken under a power that ended since, or under a delegation that elections put in question
   (`hub/core/stopping.py`).
2. It stays open until the competent authority regularises it (a new decision, its own, of that day) or confirms it (as it was signed), or
   until its author withdraws it. Of several that wait, the last one is meant. An alarm rings after two working days.
3. A refusal has its reason (CRPA L211-2): without one it is not conform.
4. Who decides holds DECIDER from then on; another holder's DECIDER ends there.
5. A decision that comes back on what is acquired goes by its own way (`hub/core/acquired.py`), also when it is settled later.
"""

from datetime import date
from typing import Final

import msgspec

from hub.core import conclusions as said
from hub.core.acquired import withdrawal_fault
from hub.core.competent_author import Proof, competent, is_its_act, judge, rules_of
from hub.core.deadlines import DECISION_TO_SETTLE
from hub.core.dossier import Decision, Dossier, Stopped
from hub.core.journal import Conclusion
from hub.core.life import BEFORE_THE_AUTHOR, open_appeal, silent_appeal
from hub.core.living import is_living
from hub.core.outcome import Case, Effect, Refusal, Step
from hub.core.proof import judged
from hub.core.question import Answer
from hub.core.spending import Asked, take
from hub.core.stopping import received, stop, without
from schemas.codes import Code, DecisionSense, State
from schemas.following import DecisionReformee, DecisionRevisee
from schemas.inbound import DecisionConfirmee, DecisionRegularisee, DecisionRendue, DecisionRetiree
from schemas.life_codes import RevisionSense


def render(case: Case, payload: DecisionRendue) -> Step:
    """Take a decision into account: apply it, or stop it."""
    if payload.notifiee_le is not None and payload.notifiee_le < payload.date_decision:
        return Refusal(Code.VALEUR_INVALIDE, "notifiee_le")
    return _taken(case, as_signed(payload))


def reform(case: Case, payload: DecisionReformee) -> Step:
    """On appeal the author decides otherwise."""
    vie = case.dossier.vie
    is_contested = open_appeal(vie, *BEFORE_THE_AUTHOR) is not None or silent_appeal(vie) is not None
    if not is_contested or vie.avant[-1:] == (State.INDU,):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    return _taken(case, msgspec.structs.replace(as_signed(payload), sur_recours=True))


def revise(case: Case, payload: DecisionRevisee) -> Step:
    """A right that runs is raised, kept, lowered or ended."""
    return _taken(case, as_signed(payload))


_LEFT_OF_A_RIGHT: Final = {
    RevisionSense.HAUSSE: DecisionSense.ACCORD,
    RevisionSense.MAINTIEN: DecisionSense.ACCORD,
    RevisionSense.BAISSE: DecisionSense.ACCORD_PARTIEL,
    RevisionSense.FIN: DecisionSense.REFUS,
}
"""What a revision leaves of a right, in the words of a decision."""


def as_signed(payload: DecisionRendue | DecisionReformee | DecisionRevisee) -> Decision:
    """A decision as its signatory took it."""
    return Decision(
        acteur=payload.signataire.acteur,
        acte=payload.acte,
        sens=_LEFT_OF_A_RIGHT[payload.sens] if isinstance(payload, DecisionRevisee) else payload.sens,
        date_decision=payload.date_decision,
        organe=payload.organe,
        montant_centimes=payload.montant_centimes,
        version_reglement=payload.version_reglement,
        motif=payload.motif,
        revision=payload.sens if isinstance(payload, DecisionRevisee) else None,
        notifiee_le=payload.notifiee_le if isinstance(payload, DecisionRendue) else None,
    )


def _taken(case: Case, decision: Decision) -> Step:
    if not is_living(case.occasion.view, decision.acteur, decision.date_decision):
        return Refusal(Code.ACTEUR_INCONNU, "signataire.acteur")
    if (decision.sens is DecisionSense.REFUS or decision.revision is RevisionSense.BAISSE) and decision.motif is None:
        return Refusal(Code.CHAMP_MANQUANT, "motif")
    fault = withdrawal_fault(case.dossier, decision)
    if fault is not None:
        return fault
    verdict = judge(case.occasion.view, case.dossier, case.commune, decision, case.today)
    if verdict.is_competent:
        asked = Asked(decision, verdict.answer, verdict.proof, case.actor, received(case), verdict.raison)
        return take(case.dossier, case.occasion.view, asked)
    effect = stop(case.dossier, case.occasion.view, received(case), decision, verdict)
    return msgspec.structs.replace(effect, proofs=(judged(effect.dossier, decision, verdict.answer, verdict.raison),))


def regularise(case: Case, payload: DecisionRegularisee) -> Step:
    """The competent authority takes a stopped decision over: it is its own, of that day."""
    found = _to_settle(case, payload.date, payload.acte)
    if isinstance(found, Refusal):
        return found
    stopped, answer = found
    own = {"acteur": case.actor, "acte": payload.acte, "date_decision": payload.date, "notifiee_le": None}
    decision = msgspec.structs.replace(stopped.decision, **own)
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
    dossier, deadlines = without(case.dossier, own[-1])
    return Effect(dossier, (said.decision_settled("RETIREE", case.actor, None, own[-1], payload.date),), settled=deadlines)


def ring(dossier: Dossier, due: str) -> tuple[Conclusion, ...]:
    """The alarm: what still waits at `due`."""
    return tuple(said.alarm(dossier.responsable, DECISION_TO_SETTLE, one) for one in dossier.arretees if one.alarme == due)


def _to_settle(case: Case, day: date, act: str | None) -> tuple[Stopped, Answer] | Refusal:
    """The decision the author means and what makes it competent that day, or why it may not settle it."""
    if not case.dossier.arretees:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    view, stopped = case.occasion.view, case.dossier.arretees[-1]
    answer = competent(view, case.dossier, day, stopped.decision.montant_centimes, stopped.epuise)
    if answer.responsable != case.actor:
        return Refusal(Code.FONCTION_NON_TENUE)
    if act is not None and view.act(act) is None:
        return Refusal(Code.ACTE_INCONNU, "acte")
    if act is not None and not is_its_act(view, answer, case.dossier.aide, case.commune, act, day):
        return Refusal(Code.FONCTION_NON_TENUE, "acte")
    return withdrawal_fault(case.dossier, stopped.decision) or (stopped, answer)


def _settled(case: Case, stopped: Stopped, decision: Decision, answer: Answer, conclusion: Conclusion) -> Effect:
    dossier, deadlines = without(case.dossier, stopped)
    view = case.occasion.view
    rules = rules_of(view, dossier, answer, decision.date_decision)
    asked = Asked(decision, answer, Proof(rules=rules), case.actor, received(case), conclusion.raison, is_settled=True)
    effect = take(dossier, view, asked)
    return msgspec.structs.replace(effect, conclusions=(conclusion, *effect.conclusions), settled=deadlines)
