"""A newer version of the registry is applied: what it says of the decisions that still wait.

Rules:
1. A stopped decision is judged again on its own date, and as recorded on the day it was: what was dated back stays so.
2. One that is competent by the new version (a convention recorded late, a delegation voted anew) is set free: applied as it was signed,
   told to everyone on the dossier, its alarm settled. The journal says by which act, and why it had been stopped.
3. Where another decision of its day or later stands, it is not set free: two would stand, and that is for the authority to settle. Nor
   is one that would come back on what is acquired.
4. One that is still stopped, but for another reason or for another authority to settle, is shown again, to that authority too. Its alarm
   stays.
5. The case itself is examined first: who holds what today stands when a decision is applied.
6. Asked again with the same version it says nothing.
7. One for which an envelope has not enough left stays for the authority to settle: its money was asked for once. One that is set free asks
   for its money as any decision does (`hub/core/spending.py`).
"""

from datetime import date, datetime

import msgspec

from hub.core import conclusions as said
from hub.core.acquired import withdrawal_fault
from hub.core.competent_author import Verdict, judge, set_aside
from hub.core.deadlines import commune_day
from hub.core.dossier import Dossier, Stopped, informed
from hub.core.examination import examine
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.outcome import Effect, after
from hub.core.proof import judged
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.spending import Asked, take
from hub.core.stopping import Received, finding, organs_of, shown, without
from schemas.codes import Reason
from schemas.registry import Commune


def examine_and_rejudge(dossier: Dossier, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Effect | None:
    """What moves on a case, then what becomes of the decisions that wait on it; None when nothing changes."""
    moved = examine(dossier, view, recorded, recipient_keys)
    judged = rejudge(dossier if moved is None else moved.dossier, view, recorded)
    return judged if moved is None else moved if judged is None else after(moved, judged)


def up_to_date(dossier: Dossier, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Effect:
    """The case as it stands once what a boundary or a newer registry may have moved has moved: before anything else happens to it."""
    is_due = dossier.registre != view.version or (dossier.examen is not None and dossier.examen <= rfc3339(recorded))
    return (examine_and_rejudge(dossier, view, recorded, recipient_keys) if is_due else None) or Effect(dossier)


def rejudge(dossier: Dossier, view: RegistryView, recorded: datetime) -> Effect | None:
    """What `view` makes of the decisions that wait on `dossier`; None when nothing changes."""
    if not dossier.arretees:
        return None
    commune = view.commune(dossier.commune, recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    today = commune_day(recorded, commune)
    whole: Effect | None = None
    for stopped in dossier.arretees:
        if stopped.raison is Reason.ENVELOPPE_EPUISEE:
            continue
        verdict = judge(view, dossier, commune, stopped.decision, stopped.recu_le or stopped.decision.date_decision)
        effect = (
            _freed(dossier, stopped, verdict, (view, commune, recorded))
            if verdict.is_competent
            else _shown(dossier, stopped, verdict, (view, commune, today))
        )
        if effect is not None:
            dossier, whole = effect.dossier, effect if whole is None else after(whole, effect)
    return whole


def _freed(dossier: Dossier, stopped: Stopped, verdict: Verdict, known: tuple[RegistryView, Commune, datetime]) -> Effect | None:
    view, commune, recorded = known
    if any(one.date_decision >= stopped.decision.date_decision for one in dossier.decisions):
        return None
    if withdrawal_fault(dossier, stopped.decision) is not None:
        return None
    left, deadlines = without(dossier, stopped)
    came = Received(commune, recorded, stopped.recu_le or stopped.decision.date_decision, stopped.cause, stopped.envoyeur)
    effect = take(left, view, Asked(stopped.decision, verdict.answer, verdict.proof, None, came, verdict.raison))
    freed = _freed_said(stopped, verdict.answer.acte, commune_day(recorded, commune))
    return msgspec.structs.replace(effect, conclusions=(freed, *effect.conclusions), settled=deadlines)


def _freed_said(stopped: Stopped, acte: str | None, today: date) -> Conclusion:
    """DECISION_REGLEE, raison `LIBEREE`: acteur its signatory, acte the one by which it was competent; details `raison_arret` too."""
    settled = said.decision_settled("LIBEREE", stopped.decision.acteur, acte, stopped, today)
    return msgspec.structs.replace(settled, details=settled.details | {"raison_arret": stopped.raison})


def _shown(dossier: Dossier, stopped: Stopped, verdict: Verdict, known: tuple[RegistryView, Commune, date]) -> Effect | None:
    settler = verdict.settler
    again = Stopped(
        stopped.decision,
        stopped.envoyeur,
        verdict.raison,
        settler.responsable,
        settler.acte,
        stopped.alarme,
        stopped.recu_le,
        stopped.cause,
        verdict.epuise,
    )
    if again == stopped:
        return None
    view, commune, today = known
    waiting = tuple(again if one is stopped else one for one in dossier.arretees)
    dossier = msgspec.structs.replace(dossier, informes=informed(dossier, again.competent), arretees=waiting)
    organs = organs_of(view, commune, dossier, again, today)
    aside = set_aside(verdict.answer, stopped.decision.acteur, stopped.decision.acte)
    stays = said.decision_stopped(again, finding(again.raison), organs, aside)
    conclusion = msgspec.structs.replace(stays, genre=ConclusionKind.DECISION_REEXAMINEE)  # details as DECISION_ARRETEE
    proof = judged(dossier, stopped.decision, verdict.answer, verdict.raison)
    return Effect(dossier, (conclusion,), shown(dossier, again, organs), proofs=(proof,))
