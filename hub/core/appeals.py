"""A decision is contested: before its author (gracieux, RAPO), before the judge; what each says of it.

Rules:
1. An appeal stops neither the decision nor its payment: when the last open one is over, the dossier goes back to where it was.
2. The author keeps its decision (`decision.maintenue`) or decides otherwise (`decision.reformee`, judged like any decision).
3. A judgment that annuls or reforms ends every appeal and sends the dossier back to be decided again, by who is competent then. Where a
   debt was contested it goes back to the debt, which `indu.solde` ends.
4. One appeal by each path at a time.
"""

import msgspec

from hub.core.authors import may_publish
from hub.core.dossier import Dossier
from hub.core.life import BEFORE_THE_AUTHOR, Appeal, Life, closed, open_appeal
from hub.core.outcome import Case, Refusal, Step
from hub.core.progress import name_of, stepped
from schemas.codes import Code, State
from schemas.following import DecisionMaintenue, JugementRendu, RecoursDepose
from schemas.life_codes import AppealPath, JudgmentSense

_UPHELD = frozenset({JudgmentSense.REJET, JudgmentSense.NON_LIEU})


def lodge(case: Case, payload: RecoursDepose) -> Step:
    """The decision is contested."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    vie, etat = case.dossier.vie, case.dossier.etat
    if open_appeal(vie, payload.voie) is not None:
        return Refusal(Code.ETAT_INCOMPATIBLE, "voie")
    avant = vie.avant if etat is State.EN_RECOURS else (*vie.avant, etat)
    vie = msgspec.structs.replace(vie, recours=(*vie.recours, Appeal(payload.voie, payload.date)), avant=avant)
    return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=State.EN_RECOURS, vie=vie))


def uphold(case: Case, payload: DecisionMaintenue) -> Step:
    """The author keeps its decision."""
    vie = _over(case, BEFORE_THE_AUTHOR)
    return vie if isinstance(vie, Refusal) else stepped(case, payload, _back(case.dossier, vie))


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
    appeal = open_appeal(case.dossier.vie, *paths)
    if appeal is None or not case.dossier.vie.avant:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    return closed(case.dossier.vie, (appeal.voie,), name_of(case))


def _back(dossier: Dossier, vie: Life) -> Dossier:
    """The dossier where it was before, unless another appeal is open."""
    if open_appeal(vie, *AppealPath) is not None:
        return msgspec.structs.replace(dossier, vie=vie)
    return msgspec.structs.replace(dossier, etat=vie.avant[-1], vie=msgspec.structs.replace(vie, avant=vie.avant[:-1]))
