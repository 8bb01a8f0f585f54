"""What other lanes tell a case: an act's, what became of a reservation; its person's, which other demands wait."""

from datetime import datetime

from hub.core.dossier import Dossier
from hub.core.linking import linked
from hub.core.outcome import Effect
from hub.core.own_facts import CaseLinked, QuotaAnswered
from hub.core.quota_answers import answered
from hub.core.registry import RegistryView
from hub.core.reserving import released


def taken(
    dossier: Dossier | None, fact: QuotaAnswered | CaseLinked, view: RegistryView, recorded: datetime, recipient_key: bytes
) -> Effect | None:
    """What moves on the case; None where there is none."""
    if dossier is None:
        return None
    if isinstance(fact, CaseLinked):
        return linked(dossier, fact, view, recorded)
    return released(answered(dossier, fact, view, recorded, recipient_key))
