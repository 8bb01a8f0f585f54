"""An actor takes what it was entrusted with, or gives it back.

Rules:
1. Only what is offered and unanswered can be answered; one answer covers all that waits for that actor.
2. Who accepts DECIDER becomes accountable; accepting to instruct or to execute moves no accountability.
3. A refusal returns the functions to the titulaire (RETOUR_AU_TITULAIRE), never to the next association.
4. A titulaire cannot give back what is its own by law, and where there is no titulaire nobody can take it: the dossier is
   COMPETENCE_A_TRANCHER and who was accountable stays so.
"""

from datetime import date

import msgspec

from hub.core import conclusions as said
from hub.core.dossier import Dossier, Holding, HoldingState, active, offered, with_etat
from hub.core.entrusting import Share, accepted, confided, taken_back, withdrawn
from hub.core.lifecycle import SETTLING, UNDECIDED, targets
from hub.core.opening import is_living
from hub.core.outcome import Case, Effect, Refusal, Step
from schemas.codes import Code, Function, Reason, Role, State
from schemas.inbound import TransmissionAcceptee, TransmissionRefusee
from schemas.life_codes import EventName

EXAMINING = frozenset({Function.DECIDER, Function.INSTRUIRE, Function.EVALUER})
"""The functions whose acceptance begins the examination."""


def accept(case: Case, payload: TransmissionAcceptee) -> Step:
    """The author takes all that waits for its answer."""
    waiting = offered(case.dossier, case.actor)
    if not waiting:
        return _nothing_waits(case)
    functions = {function for one in waiting for function in one.fonctions}
    dossier = msgspec.structs.replace(
        case.dossier,
        tenues=with_etat(case.dossier, waiting, HoldingState.ACCEPTEE),
        etat=_after_acceptance(case.dossier, functions),
        responsable=case.actor if Function.DECIDER in functions else case.dossier.responsable,
    )
    return Effect(dossier, tuple(accepted(one, payload.date) for one in waiting))


def refuse(case: Case, payload: TransmissionRefusee) -> Step:
    """The author gives back all that waits for its answer."""
    waiting = offered(case.dossier, case.actor)
    if not waiting:
        return _nothing_waits(case)
    named = payload.competent_selon_lui
    if named is not None and not is_living(case.occasion.view, named, payload.date):
        return Refusal(Code.ACTEUR_INCONNU, "competent_selon_lui")
    functions = tuple(function for one in waiting for function in one.fonctions)
    refusal = said.functions_refused(case.actor, functions, payload.motif, payload.date, named)
    heir = case.dossier.titulaire
    is_own = heir is None or heir == case.actor
    effect = _to_be_settled(case, payload, waiting) if is_own else returned(case, payload.date, waiting)
    return effect._replace(conclusions=(refusal, *effect.conclusions))


def _nothing_waits(case: Case) -> Refusal:
    if active(case.dossier, case.actor):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    return Refusal(Code.FONCTION_NON_TENUE)


def _after_acceptance(dossier: Dossier, functions: set[Function]) -> State:
    """To the study, where the table lets an acceptance lead there; where competence is in question only by who takes the decision."""
    if State.EN_INSTRUCTION not in targets(dossier.etat, EventName.TRANSMISSION_ACCEPTEE):
        return dossier.etat
    if not functions & ({Function.DECIDER} if dossier.etat in SETTLING else EXAMINING):
        return dossier.etat
    return State.INCOMPLETE if dossier.vie.manquent else State.EN_INSTRUCTION


def returned(case: Case, day: date, waiting: tuple[Holding, ...]) -> Effect:
    """To the titulaire, which takes the refuser's place, accountability included."""
    heir = case.dossier.titulaire
    assert heir is not None
    functions = tuple(dict.fromkeys(function for one in waiting for function in one.fonctions))
    share = Share(heir, Role.TITULAIRE, case.dossier.acte_titulaire, Reason.RETOUR_AU_TITULAIRE, functions)
    ended = _ended(case.dossier, waiting, day)
    dossier = msgspec.structs.replace(
        ended,
        tenues=(*ended.tenues, share.holding(day)),
        responsable=heir if case.dossier.responsable == case.actor else case.dossier.responsable,
    )
    conclusions = (*(withdrawn(one, Reason.RETOUR_AU_TITULAIRE, day) for one in waiting), share.conclusion(day))
    letters = (
        taken_back(case.actor, waiting, Reason.RETOUR_AU_TITULAIRE, day),
        *confided(dossier, (share,), day, case.occasion.recipient_key),
    )
    return Effect(dossier, conclusions, letters)


def _to_be_settled(case: Case, payload: TransmissionRefusee, waiting: tuple[Holding, ...]) -> Effect:
    """Nobody to return it to: who is accountable keeps what it refused, another one is relieved of it."""
    dispute = said.to_be_settled(case.dossier.responsable)
    etat = State.COMPETENCE_A_TRANCHER if case.dossier.etat in UNDECIDED else case.dossier.etat
    if case.actor in {case.dossier.responsable, case.dossier.titulaire}:
        return Effect(msgspec.structs.replace(case.dossier, etat=etat), (dispute,))
    reason = Reason.COMPETENCE_A_TRANCHER
    dossier = msgspec.structs.replace(_ended(case.dossier, waiting, payload.date), etat=etat)
    withdrawals = (withdrawn(one, reason, payload.date) for one in waiting)
    return Effect(dossier, (*withdrawals, dispute), (taken_back(case.actor, waiting, reason, payload.date),))


def _ended(dossier: Dossier, waiting: tuple[Holding, ...], day: date) -> Dossier:
    given_back = dict.fromkeys((*dossier.rendus, *((one.acteur, one.acte) for one in waiting)))
    tenues = with_etat(dossier, waiting, HoldingState.RETIREE, day)
    return msgspec.structs.replace(dossier, tenues=tenues, rendus=tuple(given_back))
