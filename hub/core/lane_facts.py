"""Facts that concern a lane and no case: the registry it decides with, and the time where time is simulated.

Rules:
1. A simulated clock is a setting of the installation, never a record: where time is the machine's, `horloge.avance` moves nothing and is
   an alarm (HORLOGE_REFUSEE).
2. Where time is simulated it never goes back: an advance to the past says what time it still is.
"""

from datetime import datetime

import msgspec

from hub.core.journal import Conclusion, ConclusionKind
from hub.core.outcome import Outcome, by_the_hub
from hub.core.own_facts import ClockAdvanced, RegistryApplied
from hub.core.registry import RegistryView


def taken(fact: RegistryApplied | ClockAdvanced, view: RegistryView, recorded: datetime) -> Outcome:
    """REGISTRE_APPLIQUE with its `version`; or the alarm HORLOGE_REFUSEE."""
    if isinstance(fact, RegistryApplied):
        kind = ConclusionKind.REGISTRE_APPLIQUE
        return _concluded(fact, view, recorded, Conclusion(genre=kind, raison=kind, details={"version": fact.version}))
    return _concluded(fact, view, recorded, Conclusion(genre=ConclusionKind.ALERTE, raison=ConclusionKind.HORLOGE_REFUSEE))


def time_moved(fact: ClockAdvanced, view: RegistryView, recorded: datetime, rung: int) -> Outcome:
    """HORLOGE_AVANCEE; details `echeances`: how many deadlines it made due, 0 when all that was due by then has rung."""
    kind = ConclusionKind.HORLOGE_AVANCEE
    return _concluded(fact, view, recorded, Conclusion(genre=kind, raison=kind, details={"echeances": rung}))


def _concluded(fact: RegistryApplied | ClockAdvanced, view: RegistryView, recorded: datetime, conclusion: Conclusion) -> Outcome:
    outcome = by_the_hub(fact, view, recorded, None, None)
    return msgspec.structs.replace(outcome, entry=msgspec.structs.replace(outcome.entry, conclusions=(conclusion,)))
