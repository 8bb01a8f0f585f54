"""A decision is applied: the case is decided, its author holds DECIDER, everyone on the dossier is told what is for it.

Rules:
1. The authority (who was competent) holds DECIDER from the decision's date and is accountable; acting on an offer is accepting it.
2. Another holder's DECIDER ends on that date. What else its act gave stays, unless the act itself is over. The other département that is
   asked for the domicile de secours is still to answer.
3. An adjournment is told, puts a demand under study off (`AJOURNEE`), and changes nothing else.
4. Everyone on the dossier but the sender is told: active holders and those who must be told, each with the fields of its functions.
"""

from datetime import date

import msgspec

from hub.core import conclusions as said
from hub.core.competent_author import GONE, Proof
from hub.core.dossier import Decision, Dossier, Holding, HoldingState, active, holders, with_etat
from hub.core.entrusting import Share, accepted, taken_back, withdrawn
from hub.core.journal import Conclusion
from hub.core.life import Life, answered, asked_elsewhere, open_appeal
from hub.core.lifecycle import EXAMINED
from hub.core.messages import Letter
from hub.core.minimise import COMMUNIQUEE, decision_for
from hub.core.outcome import Effect
from hub.core.question import Answer
from hub.core.silence import undone
from schemas.codes import DecisionSense, Function, Reason, State
from schemas.life_codes import AppealPath, EventName, RevisionSense

ENDED = GONE | {Reason.ACTE_SUSPENDU}
"""The reasons for which an act gives nothing at all on that day."""


def applied(dossier: Dossier, decision: Decision, answer: Answer, sender: str | None, proof: Proof) -> Effect:
    """Apply a decision whose authority is `answer.responsable`.

    `sender` is who says so, and need not be told (None: the hub itself); `proof` is recorded beside it.
    """
    if decision.sens is DecisionSense.AJOURNEMENT:
        kept = said.decision_kept(decision, proof.delegation, proof.rules)
        return Effect(_put_off(dossier), (kept,), _communicated(dossier, decision, sender, proof))
    authority, day = answer.responsable, decision.date_decision
    assert authority is not None
    relieved, ending, letters = _relieve_others(dossier, answer, day)
    taken, taking = _take(relieved, answer, day)
    etat, vie = _after(dossier, decision)
    decided = msgspec.structs.replace(taken, etat=etat, vie=vie, responsable=authority, decisions=(*dossier.decisions, decision))
    decided, cancelling, cancelled = undone(dossier, decided, decision)
    return Effect(
        decided,
        (said.decision_kept(decision, proof.delegation, proof.rules), *cancelling, *ending, *taking),
        (*letters, *_communicated(decided, decision, sender, proof), *cancelled),
    )


def _put_off(dossier: Dossier) -> Dossier:
    """An adjournment: of a demand that is being examined, and of nothing else; nothing is reset."""
    if dossier.etat not in EXAMINED:
        return dossier
    vie = msgspec.structs.replace(dossier.vie, ajournements=dossier.vie.ajournements + 1, seance=None)
    return msgspec.structs.replace(dossier, etat=State.AJOURNEE, vie=vie)


def _after(dossier: Dossier, decision: Decision) -> tuple[State, Life]:
    """Where a decision leads: a right is revised, or the demand is decided; while an appeal or a debt is open, once that is over."""
    leads = State.DECIDEE if decision.revision is None else State.REVISEE
    vie = msgspec.structs.replace(
        dossier.vie, contradictoire_jusqu_au=None, accord_acquis=False, fini=decision.revision is RevisionSense.FIN
    )
    in_debt = State.INDU in {dossier.etat, *vie.avant}
    if decision.sur_recours and not in_debt:
        vie = answered(vie, EventName.DECISION_REFORMEE)
    if open_appeal(vie, *AppealPath) is not None:
        return State.EN_RECOURS, msgspec.structs.replace(vie, avant=(leads, *vie.avant[1:]))
    return (State.INDU, msgspec.structs.replace(vie, avant=(leads,))) if in_debt else (leads, msgspec.structs.replace(vie, avant=()))


def _relieve_others(dossier: Dossier, answer: Answer, day: date) -> tuple[Dossier, tuple[Conclusion, ...], tuple[Letter, ...]]:
    """DECIDER ends for those who hold it and are not the authority."""
    conclusions: list[Conclusion] = []
    letters: list[Letter] = []
    for holding in holders(dossier, Function.DECIDER):
        if holding.acteur in {answer.responsable, asked_elsewhere(dossier.vie)}:
            continue
        reason = next((one.raison for one in answer.ecartes if one.acteur == holding.acteur), Reason.RETOUR_AU_TITULAIRE)
        conclusions.append(withdrawn(holding, reason, day))
        left = _left(holding, reason, day)
        tenues = with_etat(dossier, (holding,), HoldingState.RETIREE, day)
        if left is not None:
            tenues = (*tenues, left)
            conclusions.append(Share(left.acteur, left.role, left.acte, reason, left.fonctions).conclusion(day))
            if left.etat is HoldingState.ACCEPTEE:
                conclusions.append(accepted(left, day))
        lost = holding if left is None else msgspec.structs.replace(holding, fonctions=(Function.DECIDER,))
        letters.append(taken_back(holding.acteur, (lost,), reason, day))
        dossier = msgspec.structs.replace(dossier, tenues=tenues)
    return dossier, tuple(conclusions), tuple(letters)


def _left(holding: Holding, reason: Reason, day: date) -> Holding | None:
    """What a holder keeps when DECIDER goes: the rest, while its act is alive."""
    rest = tuple(one for one in holding.fonctions if one is not Function.DECIDER)
    if reason in ENDED or not rest:
        return None
    return msgspec.structs.replace(holding, fonctions=rest, depuis=day)


def _take(dossier: Dossier, answer: Answer, day: date) -> tuple[Dossier, tuple[Conclusion, ...]]:
    """The authority holds DECIDER: by what it was offered, or from now on."""
    assert answer.responsable is not None
    own = active(dossier, answer.responsable)
    waiting = tuple(one for one in own if one.etat is HoldingState.PROPOSEE)
    tenues = with_etat(dossier, waiting, HoldingState.ACCEPTEE)
    conclusions = [accepted(one, day, by_doing=True) for one in waiting]
    if not any(Function.DECIDER in one.fonctions for one in own):
        share = Share(answer.responsable, answer.role, answer.acte, answer.raison, (Function.DECIDER,))
        held = share.holding(day, HoldingState.ACCEPTEE)
        tenues = (*tenues, held)
        conclusions += [share.conclusion(day), accepted(held, day, by_doing=True)]
    return msgspec.structs.replace(dossier, tenues=tenues), tuple(conclusions)


def _communicated(dossier: Dossier, decision: Decision, sender: str | None, proof: Proof) -> tuple[Letter, ...]:
    held: dict[str, tuple[Holding, ...]] = dict.fromkeys(dossier.informes, ())
    for one in dossier.tenues:
        if one.is_active:
            held[one.acteur] = (*held.get(one.acteur, ()), one)
    if sender is not None:
        held.pop(sender, None)
    return tuple(
        Letter(actor, COMMUNIQUEE, decision_for(decision, proof.rules, holdings, is_informed=actor in dossier.informes))
        for actor, holdings in held.items()
    )
