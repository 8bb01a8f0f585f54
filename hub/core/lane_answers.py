"""What other lanes tell a case: of a reservation (an act's), of other demands that wait (its person's), of the whole (its plan's)."""

from datetime import datetime

from hub.core.dossier import Dossier
from hub.core.linking import linked
from hub.core.outcome import Effect
from hub.core.own_facts import QuotaAnswered
from hub.core.planning import advanced
from hub.core.quota_answers import answered
from hub.core.receiving import known
from hub.core.registry import RegistryView
from hub.core.reserving import released
from hub.core.told_facts import AidReceived, CaseLinked, PlanAdvanced, Told


def taken(
    dossier: Dossier | None, fact: QuotaAnswered | Told, view: RegistryView, recorded: datetime, recipient_key: bytes
) -> Effect | None:
    """What moves on the case; None where there is none."""
    if dossier is None:
        return None
    if isinstance(fact, CaseLinked):
        return linked(dossier, fact, view, recorded)
    if isinstance(fact, PlanAdvanced):
        return advanced(dossier, fact)
    if isinstance(fact, AidReceived):
        return known(dossier, fact, view)
    return released(answered(dossier, fact, view, recorded, recipient_key))
