"""A decision spends what was reserved for it; what it grants beyond that is asked for first; where nothing is left it is to be confirmed.

Rules:
1. A decision under an act with an envelope is applied when what is reserved reaches: that is spent, and the rest is free again. One that
   grants nothing gives everything back; an adjournment changes nothing. What another authority decides is not on the act's money.
2. One that grants more waits for the answer to what is missing; so does one that comes before its case was counted in.
3. A decision that comes back on another (a revision, a reform on appeal) spends what it adds; what it takes away is not given back.
4. Where nothing is left it is stopped as `ENVELOPPE_EPUISEE`, neither refused nor applied: who stands in for the act, else the titulaire,
   may confirm it.
5. What an authority has settled already is not judged again by the answer.
"""

from datetime import datetime

import msgspec

from hub.core import quota_conclusions as said
from hub.core.competent_author import Proof, Verdict, competent, judge, rules_of
from hub.core.deciding import applied
from hub.core.dossier import Decision, Dossier, Pending
from hub.core.outcome import Effect, after
from hub.core.proof import judged
from hub.core.question import Answer
from hub.core.quota_facts import Reservation, Spent
from hub.core.registry import RegistryView
from hub.core.reserving import NOT_COUNTED, complement
from hub.core.stopping import Received, stop
from schemas.codes import GRANTED, DecisionSense, QuotaOutcome, Reason
from schemas.registry import Commune


class Asked(msgspec.Struct, frozen=True, gc=False):
    """A competent decision: its authority, what is recorded beside it, who must not be told (`sender`), how it came, why it stands."""

    decision: Decision
    answer: Answer
    proof: Proof
    sender: str | None
    received: Received
    raison: str
    is_settled: bool = False


def take(dossier: Dossier, view: RegistryView, asked: Asked) -> Effect:
    """Apply the decision, let it wait for what it needs, or stop it."""
    decision, answer, received = asked.decision, asked.answer, asked.received
    main = _main(dossier, answer)
    if main is not None and main.etat is QuotaOutcome.DEMANDEE:
        return _pending(Effect(dossier), asked, main.n)
    missing = _missing(dossier, view, decision, answer)
    if missing is None:
        effect = _spend(applied(dossier, decision, answer, asked.sender, asked.proof), decision, answer, _amount(dossier, decision))
        return msgspec.structs.replace(effect, proofs=(judged(effect.dossier, decision, answer, asked.raison),))
    if main is not None and main.etat is not QuotaOutcome.ACCORDEE:
        return beyond(dossier, view, asked)
    act = view.act(answer.acte or "")
    assert act is not None, "what bounds a decision is an act"
    effect = complement(dossier, view, act, missing, received.today)
    return _pending(effect, asked, effect.dossier.numero)


def _main(dossier: Dossier, answer: Answer) -> Reservation | None:
    own = (one for one in dossier.reservations if one.acte == answer.acte and not one.complement)
    return None if answer.raison in NOT_COUNTED else next(own, None)


def _missing(dossier: Dossier, view: RegistryView, decision: Decision, answer: Answer) -> int | None:
    """The cents that were not reserved for the decision; None when it needs none."""
    act = view.act(answer.acte or "")
    if act is None or act.enveloppe is None or answer.raison in NOT_COUNTED or decision.sens not in GRANTED:
        return None
    free = [one.centimes for one in dossier.reservations if _may_spend(one, answer)]
    missing = _amount(dossier, decision) - sum(one for one in free if one is not None)
    return missing if missing > 0 else None


def _may_spend(one: Reservation, answer: Answer) -> bool:
    return one.acte == answer.acte and one.etat is QuotaOutcome.ACCORDEE and one.centimes is not None


def _amount(dossier: Dossier, decision: Decision) -> int:
    """What is granted anew: a decision that comes back on another adds to what that one spent."""
    if decision.revision is None and not decision.sur_recours:
        return _granted(dossier, decision)
    return max(0, _granted(dossier, decision) - sum(_granted(dossier, one) for one in dossier.decisions[-1:]))


def _granted(dossier: Dossier, decision: Decision) -> int:
    """What a decision grants; the amount asked where it names none."""
    assert dossier.demande is not None
    asked = dossier.demande.montant_demande_centimes if decision.montant_centimes is None else decision.montant_centimes
    return (asked or 0) if decision.sens in GRANTED else 0


def _spend(effect: Effect, decision: Decision, answer: Answer, left: int) -> Effect:
    """The effect of a decision that was applied, with what it spends of what was reserved: `left` cents at most."""
    dossier = effect.dossier
    if decision.sens is DecisionSense.AJOURNEMENT:
        return effect
    kept, spent = [], []
    for one in dossier.reservations:
        if one.etat is not QuotaOutcome.ACCORDEE or one.centimes is None:
            kept.append(one)
            continue
        part = min(left, one.centimes) if _may_spend(one, answer) and answer.raison not in NOT_COUNTED else 0
        left -= part
        spent.append((one, part))
        kept += [msgspec.structs.replace(one, centimes=None)] if one.place else []
    done = Effect(
        msgspec.structs.replace(dossier, reservations=tuple(kept)),
        tuple(said.reserved(one, QuotaOutcome.CONSOMMEE, spent=part) for one, part in spent),
        requests=tuple(Spent(dossier=dossier.id, acte=one.acte, n=one.n, centimes=part) for one, part in spent),
    )
    return after(effect, done)


def _pending(effect: Effect, asked: Asked, number: int) -> Effect:
    received = asked.received
    waits = Pending(asked.decision, asked.sender, number, received.today, received.cause, asked.is_settled)
    dossier = msgspec.structs.replace(effect.dossier, attendues=(*effect.dossier.attendues, waits))
    return after(effect, Effect(dossier, (said.decision_waits(asked.decision, number, received.today),)))


def beyond(dossier: Dossier, view: RegistryView, asked: Asked) -> Effect:
    """The decision grants what its act has no money for."""
    decision, act = asked.decision, asked.answer.acte
    settler = competent(view, dossier, decision.date_decision, decision.montant_centimes, act)
    verdict = Verdict(Reason.ENVELOPPE_EPUISEE, asked.answer, settler, asked.proof, act)
    return _stopped(dossier, view, asked.received, decision, verdict)


def _stopped(dossier: Dossier, view: RegistryView, received: Received, decision: Decision, verdict: Verdict) -> Effect:
    effect = stop(dossier, view, received, decision, verdict)
    return msgspec.structs.replace(effect, proofs=(judged(effect.dossier, decision, verdict.answer, verdict.raison),))


def resume(dossier: Dossier, view: RegistryView, commune: Commune, answered: tuple[int, QuotaOutcome], recorded: datetime) -> Effect:
    """What becomes of the decisions that waited for the answer to that reservation."""
    number, etat = answered
    whole = Effect(dossier)
    for pending in dossier.attendues:
        if pending.n == number:
            left = tuple(one for one in whole.dossier.attendues if one is not pending)
            freed = msgspec.structs.replace(whole.dossier, attendues=left)
            whole = after(whole, _resumed(freed, view, Received(commune, recorded, pending.recu_le, pending.cause, ""), pending, etat))
    return whole


def _resumed(dossier: Dossier, view: RegistryView, received: Received, pending: Pending, etat: QuotaOutcome) -> Effect:
    decision = pending.decision
    received = msgspec.structs.replace(received, sender=pending.envoyeur or decision.acteur)
    answer = competent(view, dossier, decision.date_decision, decision.montant_centimes)
    if pending.reglee and answer.responsable == pending.envoyeur:
        rules = rules_of(view, dossier, answer, decision.date_decision)
        asked = Asked(decision, answer, Proof(rules=rules), pending.envoyeur, received, Reason.DECISION_COMPETENTE, is_settled=True)
    else:
        verdict = judge(view, dossier, received.commune, decision, pending.recu_le)
        if not verdict.is_competent:
            return _stopped(dossier, view, received, decision, verdict)
        asked = Asked(decision, verdict.answer, verdict.proof, pending.envoyeur, received, verdict.raison)
    is_short = etat is not QuotaOutcome.ACCORDEE and _missing(dossier, view, decision, asked.answer) is not None
    return beyond(dossier, view, asked) if is_short else take(dossier, view, asked)
