"""What other lanes tell a case: of a reservation (an act's), of other demands that wait (its person's), of the whole (its plan's).

Rules:
1. What another lane tells finds the case up to date: one that a boundary or a newer registry may have moved is examined first.
"""

from datetime import datetime

from hub.core.dossier import Dossier
from hub.core.linking import linked
from hub.core.outcome import Effect, after
from hub.core.own_facts import QuotaAnswered
from hub.core.planning import advanced
from hub.core.quota_answers import answered
from hub.core.receiving import known
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.rejudging import up_to_date
from hub.core.reserving import released
from hub.core.told_facts import CaseLinked, PlanAdvanced, Told


def taken(
    dossier: Dossier | None, fact: QuotaAnswered | Told, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys
) -> Effect | None:
    """What moves on the case; None where there is none."""
    if dossier is None:
        return None
    moved = up_to_date(dossier, view, recorded, recipient_keys)
    if isinstance(fact, QuotaAnswered):
        return released(after(moved, answered(moved.dossier, fact, view, recorded, recipient_keys)))
    return released(after(moved, _told(moved.dossier, fact, view)))


def _told(dossier: Dossier, fact: Told, view: RegistryView) -> Effect:
    if isinstance(fact, CaseLinked):
        return linked(dossier, fact, view)
    return advanced(dossier, fact) if isinstance(fact, PlanAdvanced) else known(dossier, fact, view)
