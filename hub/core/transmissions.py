"""An actor takes what it was entrusted with, or gives it back; its sender takes back what nobody has answered.

Rules:
1. Only what is offered and unanswered can be answered; one answer covers all that waits for that actor.
2. Who accepts DECIDER becomes accountable; accepting to instruct or to execute moves no accountability.
3. A refusal returns the functions to the titulaire (RETOUR_AU_TITULAIRE), never to the next association. An authority says who it thinks
   is competent (CRPA L114-2: it transmits, it does not only refuse).
4. A titulaire cannot give back what is its own by law, and where there is no titulaire nobody can take it: the dossier is
   COMPETENCE_A_TRANCHER and who was accountable stays so.
5. Who was silent and accepts after all gets it back while nobody else took it; once somebody did there are two acceptances, and the
   dossier is COMPETENCE_A_TRANCHER. What hangs on places or money is not given back so: it was counted out.
6. Who answers for the dossier, or received it, takes back an offer that nobody has answered; what is the titulaire's own stays its own,
   and what another département was asked (CASF L122-4) is for it to answer.
"""

from datetime import date

import msgspec

from hub.core import conclusions as said
from hub.core.authors import EXAMINING, may_publish
from hub.core.dossier import Dossier, Holding, HoldingState, active, informed, offered, with_etat
from hub.core.entrusting import accepted, taken_back, withdrawn
from hub.core.following import told
from hub.core.handshake import lapsed
from hub.core.handshake_said import functions_claimed, functions_retracted
from hub.core.journal import Conclusion
from hub.core.life import asked_elsewhere
from hub.core.lifecycle import NAMES, SETTLING, UNDECIDED, targets
from hub.core.living import is_living
from hub.core.messages import Letter
from hub.core.outcome import Case, Effect, Refusal, Step
from hub.core.returning import given_back, returned
from schemas.codes import NO_AUTHORITY, Code, Function, Reason, State
from schemas.inbound import TransmissionAcceptee, TransmissionRefusee, TransmissionRetiree
from schemas.life_codes import EventName

_OF_THE_CASE = frozenset({Function.RECEVOIR, Function.ARBITRER})
"""What no sender gave: it comes with the door, or with the dispute."""


def accept(case: Case, payload: TransmissionAcceptee) -> Step:
    """The author takes all that waits for its answer."""
    waiting = offered(case.dossier, case.actor)
    if not waiting:
        late = lapsed(case.dossier, case.actor)
        return _too_late(case, payload.date, late) if late and not _is_counted(case, late) else _nothing_waits(case)
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
    fault = _unnamed(case, payload)
    if fault is not None:
        return fault
    functions = tuple(function for one in waiting for function in one.fonctions)
    refusal = said.functions_refused(case.actor, functions, payload.motif, payload.date, payload.competent_selon_lui)
    heir = case.dossier.titulaire
    if case.actor == asked_elsewhere(case.dossier.vie):
        effect = _not_its_domicile(_to_be_settled(case, payload.date, waiting), case.actor, payload.date)
    elif heir is None or heir == case.actor:
        effect = _to_be_settled(case, payload.date, waiting)
    else:
        effect = returned(case.dossier, heir, waiting, payload.date, case.occasion.recipient_keys)
    return msgspec.structs.replace(effect, conclusions=(refusal, *effect.conclusions))


def retract(case: Case, payload: TransmissionRetiree) -> Step:
    """The sender takes back what `acteur` was offered."""
    if not may_publish(case.dossier, case.actor, EventName.TRANSMISSION_RETIREE):
        return Refusal(Code.FONCTION_NON_TENUE)
    waiting = tuple(one for one in offered(case.dossier, payload.acteur) if not _OF_THE_CASE.issuperset(one.fonctions))
    heir = case.dossier.titulaire
    if not waiting or heir is None or payload.acteur in {heir, case.dossier.responsable, asked_elsewhere(case.dossier.vie)}:
        return Refusal(Code.ETAT_INCOMPATIBLE, "acteur")
    functions = tuple(function for one in waiting for function in one.fonctions)
    effect = returned(case.dossier, heir, waiting, payload.date, case.occasion.recipient_keys, Reason.TRANSMISSION_RETIREE)
    retracted = functions_retracted(payload.acteur, functions, payload.motif, payload.date, case.actor)
    return msgspec.structs.replace(effect, conclusions=(retracted, *effect.conclusions))


def _nothing_waits(case: Case) -> Refusal:
    if active(case.dossier, case.actor):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    return Refusal(Code.FONCTION_NON_TENUE)


def _unnamed(case: Case, payload: TransmissionRefusee) -> Refusal | None:
    """What is wrong with whom a refusal names."""
    view, named = case.occasion.view, payload.competent_selon_lui
    author = view.actor(case.actor)
    if named is None:
        is_authority = author is not None and author.nature not in NO_AUTHORITY
        return Refusal(Code.CHAMP_MANQUANT, "competent_selon_lui") if is_authority else None
    if not is_living(view, named, payload.date):
        return Refusal(Code.ACTEUR_INCONNU, "competent_selon_lui")
    return Refusal(Code.VALEUR_INVALIDE, "competent_selon_lui") if named == case.actor else None


def _after_acceptance(dossier: Dossier, functions: set[Function]) -> State:
    """To the study, where the table lets an acceptance lead there; where competence is in question only by who takes the decision."""
    if State.EN_INSTRUCTION not in targets(dossier.etat, EventName.TRANSMISSION_ACCEPTEE):
        return dossier.etat
    if not functions & ({Function.DECIDER} if dossier.etat in SETTLING else EXAMINING):
        return dossier.etat
    return State.INCOMPLETE if dossier.vie.manquent else State.EN_INSTRUCTION


def _is_counted(case: Case, held: tuple[Holding, ...]) -> bool:
    """Whether what was held hangs on places or money."""
    acts = (case.occasion.view.act(one.acte) for one in held if one.acte is not None)
    return any(act is not None and (act.capacite is not None or act.enveloppe is not None) for act in acts)


def _too_late(case: Case, day: date, late: tuple[Holding, ...]) -> Effect:
    """An acceptance after the silence was said."""
    functions = {function for one in late for function in one.fonctions}
    others = [one for one in case.dossier.tenues if one.is_active and EXAMINING & functions & set(one.fonctions)]
    attente = msgspec.structs.replace(case.dossier.attente, perdues=tuple(one for one in case.dossier.attente.perdues if one != case.actor))
    dossier = msgspec.structs.replace(case.dossier, attente=attente)
    if any(one.etat is HoldingState.ACCEPTEE for one in others):
        dossier = msgspec.structs.replace(dossier, etat=State.COMPETENCE_A_TRANCHER)
        claims = (functions_claimed(one.acteur, one.acte, one.fonctions, day) for one in late)
        return Effect(dossier, (*claims, said.to_be_settled(dossier.responsable)), _disputed(case, dossier, day))
    return _taken_after_all(case, dossier, day, late, tuple(others))


def _taken_after_all(case: Case, dossier: Dossier, day: date, late: tuple[Holding, ...], others: tuple[Holding, ...]) -> Effect:
    functions = {function for one in late for function in one.fonctions}
    regained = tuple(msgspec.structs.replace(one, depuis=day, etat=HoldingState.ACCEPTEE, jusqua=None) for one in late)
    dossier = msgspec.structs.replace(
        dossier,
        tenues=(*with_etat(dossier, others, HoldingState.RETIREE, day), *regained),
        rendus=tuple(one for one in dossier.rendus if one not in {(held.acteur, held.acte) for held in late}),
        etat=_after_acceptance(dossier, functions),
        responsable=case.actor if Function.DECIDER in functions else dossier.responsable,
    )
    reason = Reason.ACCEPTATION
    conclusions: tuple[Conclusion, ...] = (
        *(withdrawn(one, reason, day) for one in others),
        *(said.functions_entrusted(one.acteur, one.acte, reason, one.fonctions, role=one.role, depuis=day) for one in regained),
        *(accepted(one, day) for one in regained),
    )
    relieved = dict.fromkeys(one.acteur for one in others)
    letters = (taken_back(actor, [one for one in others if one.acteur == actor], reason, day) for actor in relieved)
    return Effect(dossier, conclusions, tuple(letters))


def _to_be_settled(case: Case, day: date, waiting: tuple[Holding, ...]) -> Effect:
    """Nobody to return it to: who is accountable keeps what it refused, another one is relieved of it."""
    dispute = said.to_be_settled(case.dossier.responsable)
    etat = State.COMPETENCE_A_TRANCHER if case.dossier.etat in UNDECIDED else case.dossier.etat
    if case.actor in {case.dossier.responsable, case.dossier.titulaire}:
        dossier = msgspec.structs.replace(case.dossier, etat=etat)
        return Effect(dossier, (dispute,), _disputed(case, dossier, day))
    reason = Reason.COMPETENCE_A_TRANCHER
    dossier = msgspec.structs.replace(given_back(case.dossier, waiting, day), etat=etat)
    withdrawals = (withdrawn(one, reason, day) for one in waiting)
    letters = (taken_back(case.actor, waiting, reason, day), *_disputed(case, dossier, day))
    return Effect(dossier, (*withdrawals, dispute), letters)


def _not_its_domicile(effect: Effect, actor: str, day: date) -> Effect:
    """The other département is not competent either (CASF L122-4): it is a party to the dispute, and is told how it ends."""
    vie = effect.dossier.vie
    assert vie.domicile is not None
    vie = msgspec.structs.replace(vie, domicile=msgspec.structs.replace(vie.domicile, repondu_le=day))
    return msgspec.structs.replace(
        effect, dossier=msgspec.structs.replace(effect.dossier, vie=vie, informes=informed(effect.dossier, actor))
    )


def _disputed(case: Case, dossier: Dossier, day: date) -> tuple[Letter, ...]:
    """Who answers meanwhile, and the doors, learn that it is to be said who is competent."""
    if dossier.etat is not State.COMPETENCE_A_TRANCHER:
        return ()
    return told(dossier, NAMES[case.occasion.event.type], case.actor, {}, day)
