"""A decision is contested: before its author (gracieux, RAPO), before the judge; what each says of it.

Rules:
1. An appeal stops neither the decision nor its payment: when the last open one is over, the dossier goes back to where it was.
2. The author keeps its decision (`decision.maintenue`) or decides otherwise (`decision.reformee`, judged like any decision).
3. A judgment that annuls or reforms ends every appeal and sends the dossier back to be decided again, by who is competent then. Where a
   debt was contested it goes back to the debt, which `indu.solde` ends.
4. One appeal by each path at a time.
5. Silence on an appeal is its rejection (`REJET_IMPLICITE_RECOURS`): its author may still answer it, the judge may be asked, and whatever
   else happens, happens where the dossier was before.
"""

import msgspec

from hub.core import lifecycle
from hub.core.authors import may_publish
from hub.core.dossier import Dossier
from hub.core.life import BEFORE_THE_AUTHOR, Appeal, Life, answered, closed, open_appeal, silent_appeal
from hub.core.outcome import Case, Effect, Refusal, Step, after
from hub.core.progress import name_of, stepped
from hub.core.silence import appeal_undone
from schemas.codes import Code, State
from schemas.following import DecisionMaintenue, JugementRendu, RecoursDepose
from schemas.life_codes import AppealPath, EventName, JudgmentSense

_UPHELD = frozenset({JudgmentSense.REJET, JudgmentSense.NON_LIEU})


def lodge(case: Case, payload: RecoursDepose) -> Step:
    """The decision is contested."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    vie, etat = case.dossier.vie, case.dossier.etat
    if open_appeal(vie, payload.voie) is not None:
        return Refusal(Code.ETAT_INCOMPATIBLE, "voie")
    avant = vie.avant if etat in {State.EN_RECOURS, State.REJET_IMPLICITE_RECOURS} else (*vie.avant, etat)
    vie = msgspec.structs.replace(vie, recours=(*vie.recours, Appeal(payload.voie, payload.date)), avant=avant)
    return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=State.EN_RECOURS, vie=vie))


def uphold(case: Case, payload: DecisionMaintenue) -> Step:
    """The author keeps its decision, perhaps after silence did."""
    vie = _over(case, BEFORE_THE_AUTHOR)
    if isinstance(vie, Refusal):
        return vie
    effect = stepped(case, payload, _back(case.dossier, vie))
    return after(effect, Effect(effect.dossier, *appeal_undone(case.dossier, effect.dossier, payload.date)))


def resumed(dossier: Dossier, event: EventName) -> Dossier:
    """The dossier where it was before an appeal that silence rejected, for an event that the table does not say of that state."""
    return dossier if lifecycle.targets(dossier.etat, event) else before_appeal(dossier)


def before_appeal(dossier: Dossier) -> Dossier:
    """The dossier without the appeal that silence rejected, where it stands at that."""
    return _back(dossier, dossier.vie) if dossier.etat is State.REJET_IMPLICITE_RECOURS else dossier


def adjudicate(case: Case, payload: JugementRendu) -> Step:
    """The judge has decided."""
    vie = _over(case, (AppealPath.CONTENTIEUX,))
    if isinstance(vie, Refusal):
        return vie
    if payload.sens in _UPHELD or vie.avant[-1] is State.INDU:
        return stepped(case, payload, _back(case.dossier, vie))
    vie = msgspec.structs.replace(closed(vie, tuple(AppealPath), name_of(case)), avant=())
    return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=State.EN_INSTRUCTION, vie=vie))


def _over(case: Case, paths: tuple[AppealPath, ...]) -> Life | Refusal:
    """The life where the open appeal by one of those paths is over."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    vie = case.dossier.vie
    appeal = open_appeal(vie, *paths)
    if appeal is None and paths == BEFORE_THE_AUTHOR and silent_appeal(vie) is not None and vie.avant:
        return answered(vie, name_of(case))
    if appeal is None or not vie.avant:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    return closed(vie, (appeal.voie,), name_of(case))


def _back(dossier: Dossier, vie: Life) -> Dossier:
    """The dossier where it was before, unless another appeal is open."""
    if open_appeal(vie, *AppealPath) is not None:
        return msgspec.structs.replace(dossier, vie=vie)
    return msgspec.structs.replace(dossier, etat=vie.avant[-1], vie=msgspec.structs.replace(vie, avant=vie.avant[:-1]))
