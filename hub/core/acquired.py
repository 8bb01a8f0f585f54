"""What a dossier has gained is only taken back by its own way: was it granted, and does a decision come back on it.

Rules:
1. After an acceptance that silence gave, a decision that gives less is a withdrawal: the person is heard first (CRPA L121-1), within four
   months of the acceptance (CRPA L242-1).
2. A revision that lowers or ends a right is taken after the person was heard.
3. A decision dated by the last day of the silence is no withdrawal: it came first. Where the law says that silence ends by the
   notification (CASF L232-14), it came first if the person had it by then.
"""

from datetime import date
from typing import Final, Literal

import msgspec

from hub.core.dossier import Decision, Dossier
from hub.core.legal_days import after_months
from hub.core.outcome import Refusal
from schemas.codes import GRANTED, Code, DecisionSense, State
from schemas.life_codes import RevisionSense

LOSING: Final = frozenset({RevisionSense.BAISSE, RevisionSense.FIN})
WITHDRAWAL_MONTHS_MAX: Final = 4


def is_granted(dossier: Dossier) -> bool:
    """Whether the last word on the demand grants something: a decision, else the silence."""
    if dossier.decisions:
        return dossier.decisions[-1].sens in GRANTED and not dossier.vie.fini
    return dossier.vie.accord_acquis


def by_silence(
    dossier: Dossier, etat: Literal[State.REJET_IMPLICITE, State.ACCORD_IMPLICITE], day: date, *, by_notification: bool = False
) -> Dossier:
    """The dossier once silence took effect in that sense, at the end of `day`; `by_notification`: only that would have ended it."""
    is_granted = etat is State.ACCORD_IMPLICITE
    vie = msgspec.structs.replace(dossier.vie, implicite_le=day, accord_acquis=is_granted, par_notification=by_notification)
    return msgspec.structs.replace(dossier, etat=etat, vie=vie)


def came_first(dossier: Dossier, decided: date, notified: date | None) -> bool:
    """Whether a decision of `decided`, which the person had on `notified`, came before the silence that took effect."""
    silent_on = dossier.vie.implicite_le
    if silent_on is None:
        return False
    if not dossier.vie.par_notification:
        return decided <= silent_on
    return notified is not None and max(decided, notified) <= silent_on


def withdrawal_fault(dossier: Dossier, decision: Decision) -> Refusal | None:
    """Why this decision may not come back on what is acquired; None when it may, or when it takes nothing."""
    heard = dossier.vie.contradictoire_jusqu_au is not None
    if decision.revision is not None:
        return None if heard or decision.revision not in LOSING else Refusal(Code.RETRAIT_IRREGULIER, "sens")
    acquired = dossier.vie.implicite_le
    if not dossier.vie.accord_acquis or acquired is None or not _gives_less(dossier, decision):
        return None
    if came_first(dossier, decision.date_decision, decision.notifiee_le):
        return None
    if not heard:
        return Refusal(Code.RETRAIT_IRREGULIER, "sens")
    is_late = decision.date_decision > after_months(acquired, WITHDRAWAL_MONTHS_MAX)
    return Refusal(Code.RETRAIT_IRREGULIER, "date_decision") if is_late else None


def _gives_less(dossier: Dossier, decision: Decision) -> bool:
    """Less than all that was asked."""
    if decision.sens is not DecisionSense.ACCORD:
        return decision.sens is not DecisionSense.AJOURNEMENT
    asked = None if dossier.demande is None else dossier.demande.montant_demande_centimes
    return asked is not None and decision.montant_centimes is not None and decision.montant_centimes < asked
