"""The domicile de secours may lie in another département: that one is asked, and the demand follows its answer (CASF L122-2 to L122-4).

Rules:
1. A domicile de secours is acquired by three months of residence: a move to another département moves no demand of an aid that knows one,
   it puts the domicile in question.
2. The département that answers for the demand sends it to the other one (`incompetence.constatee`) and stays accountable meanwhile.
3. Who takes it answers for it from then on, in the commune that was named. Who refuses it, or is silent for a month, leaves it to be
   settled: what the court says comes as an `arbitrage.rendu`.
4. What the first one decides meanwhile, in an emergency, is told to the other: it has two months for that, or keeps the cost.
5. The day of the demand never moves.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from hub.core import conclusions as said
from hub.core.deadlines import start_of
from hub.core.domicile import departement, may_be_contested
from hub.core.dossier import Dossier, HoldingState, active, with_etat
from hub.core.entrusting import Share, confided, taken_back, withdrawn
from hub.core.examination import examine
from hub.core.handshake_said import no_answer, not_answered
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion
from hub.core.life import Domicile, asked_elsewhere
from hub.core.life_conclusions import step_taken
from hub.core.lifecycle import UNDECIDED
from hub.core.messages import Letter
from hub.core.minimise import decision_for
from hub.core.offers import Offer
from hub.core.outcome import Case, Effect, Refusal, after
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.routing import ask
from schemas.codes import Code, Function, Reason, Role, State
from schemas.examining import IncompetenceConstatee
from schemas.life_codes import AnswerStep, EventName
from schemas.registry import Commune

_WHY: Final = Reason.DOMICILE_DE_SECOURS
_COMMUNIQUEE: Final = "fr.relais.decision.communiquee.v1"


def is_in_question(case: Case, there: Commune, day: date) -> bool:
    """Whether living in `there` on that day is a reason to ask another département."""
    demand, aid = case.dossier.demande, case.occasion.view.aid(case.dossier.aide)
    entry = None if demand is None or aid is None else aid.entry_on(demand.date_demande)
    return entry is not None and may_be_contested(entry, case.commune, there, day)


def questioned(dossier: Dossier, there: Commune, cog: str, day: date) -> Dossier:
    """The case where the domicile de secours may lie in `there`, unless another département is asked already."""
    if dossier.vie.domicile is not None and dossier.vie.domicile.departement is not None:
        return dossier
    return _with(dossier, Domicile(there.slug, cog, day))


def to_ask(case: Case, payload: IncompetenceConstatee) -> Domicile | Refusal | None:
    """Whom the titulaire asks, and for which commune; None when what it finds is no matter of domicile de secours."""
    view, known = case.occasion.view, case.dossier.vie.domicile
    if case.actor != case.dossier.titulaire or (payload.commune is None and known is None):
        return None
    there = view.commune(payload.commune or (known.commune if known is not None else ""), payload.date)
    if there is None:
        return Refusal(Code.COMMUNE_INCONNUE, "commune")
    if not is_in_question(case, there, payload.date):
        return None
    if known is not None and known.departement is not None:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    asked = departement(there, payload.date)
    if asked is None or payload.competent_selon_lui not in {None, asked}:
        return Refusal(Code.VALEUR_INVALIDE, "competent_selon_lui")
    cog = payload.commune or (known.cog if known is not None else "")
    return Domicile(there.slug, cog, payload.date if known is None else known.du, asked, payload.date)


def asking(case: Case, dossier: Dossier, asked: Domicile) -> Effect:
    """The other département is offered the decision, and told what was decided already."""
    demand, day, other = dossier.demande, asked.transmis_le, asked.departement
    assert demand is not None
    assert day is not None
    assert other is not None
    answer = ask(case.occasion.view, demand, (asked.commune, dossier.aide), day, demand.montant_demande_centimes)(Function.DECIDER)
    share = Share(other, Role.TITULAIRE, answer.acte if answer.responsable == other else None, _WHY, (Function.DECIDER,))
    etat = State.TRANSMISE if dossier.etat in UNDECIDED else dossier.etat
    dossier = msgspec.structs.replace(_with(dossier, asked), etat=etat, tenues=(*dossier.tenues, share.holding(day)))
    known = (Letter(other, _COMMUNIQUEE, decision_for(one, None, (), is_informed=True)) for one in dossier.decisions[-1:])
    return Effect(dossier, (share.conclusion(day),), (*confided(dossier, (share,), day, case.occasion.recipient_keys), *known))


def unanswered(dossier: Dossier, commune: Commune) -> Effect:
    """The month of the other département is over: while nothing is decided, it is to be settled who is competent."""
    asked, other = dossier.vie.domicile, asked_elsewhere(dossier.vie)
    assert asked is not None
    assert asked.transmis_le is not None
    assert other is not None
    offer, held = Offer(other, rfc3339(start_of(asked.transmis_le, commune))), active(dossier, other)
    conclusions: tuple[Conclusion, ...] = (no_answer(offer, AnswerStep.ALERTE, held),)
    if dossier.etat in UNDECIDED:
        dossier = msgspec.structs.replace(dossier, etat=State.COMPETENCE_A_TRANCHER)
        conclusions = (*conclusions, said.to_be_settled(dossier.responsable))
    return Effect(dossier, conclusions, not_answered(dossier, offer, AnswerStep.ALERTE, held))


def followed(effect: Effect, view: RegistryView, recorded: datetime, day: date, recipient_keys: RecipientKeys) -> Effect:
    """The effect where the demand is in the commune of whoever was asked, once that one answers for it; nothing more is asked then."""
    dossier, asked = effect.dossier, effect.dossier.vie.domicile
    if asked is None or asked.departement is None:
        return effect
    if dossier.responsable != asked.departement:
        is_open = bool(active(dossier, asked.departement)) or asked.repondu_le is not None
        return effect if is_open else msgspec.structs.replace(effect, dossier=_with(dossier, None))
    left = _left_behind(dossier, asked, day)
    there = examine(left.dossier, view, recorded, recipient_keys) or Effect(left.dossier)
    doors = left_the_counter(msgspec.structs.replace(there.dossier, etat=dossier.etat), _WHY, day)
    return after(after(after(effect, left), there), doors)


def left_the_counter(dossier: Dossier, why: Reason, day: date) -> Effect:
    """The doors of the former commune receive nothing more; who still answers for the dossier goes on."""
    doors = tuple(
        one for one in dossier.tenues if one.is_active and one.fonctions == (Function.RECEVOIR,) and one.acteur != dossier.responsable
    )
    tenues = with_etat(dossier, doors, HoldingState.RETIREE, day)
    letters = tuple(taken_back(one.acteur, (one,), why, day) for one in doors)
    return Effect(msgspec.structs.replace(dossier, tenues=tenues), tuple(withdrawn(one, why, day) for one in doors), letters)


def _left_behind(dossier: Dossier, asked: Domicile, day: date) -> Effect:
    """The first département has nothing more to do; the other one is the titulaire, in the commune that was named."""
    former = () if dossier.titulaire in {None, dossier.responsable} else active(dossier, dossier.titulaire or "")
    own = next((one for one in reversed(dossier.tenues) if one.is_active and one.acteur == dossier.responsable), None)
    dossier = msgspec.structs.replace(
        _with(dossier, None),
        commune=asked.commune,
        cog=asked.cog,
        titulaire=dossier.responsable,
        acte_titulaire=None if own is None else own.acte,
        tenues=with_etat(dossier, former, HoldingState.RETIREE, day),
    )
    place = {"commune": asked.cog, "commune_slug": asked.commune}
    step = step_taken(dossier.responsable, EventName.TRANSMISSION_ACCEPTEE, day, place)
    letters = (taken_back(former[0].acteur, former, _WHY, day),) if former else ()
    return Effect(dossier, (step, *(withdrawn(one, _WHY, day) for one in former)), letters)


def _with(dossier: Dossier, asked: Domicile | None) -> Dossier:
    return msgspec.structs.replace(dossier, vie=msgspec.structs.replace(dossier.vie, domicile=asked))
