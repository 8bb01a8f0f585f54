"""What is told to who published something that the state of a dossier does not allow: that state, what may come next, until when."""

from datetime import date
from typing import Any

from hub.core.dossier import Dossier, active
from hub.core.life import until
from hub.core.lifecycle import EXPECTED, UNDECIDED
from schemas.life_codes import EventName


def awaited(dossier: Dossier, actor: str) -> dict[str, Any] | None:
    """Where the dossier stands, what may come next and until when; for who answers for it, holds something on it, or must be told."""
    if actor != dossier.responsable and actor not in dossier.informes and not active(dossier, actor):
        return None
    expected = (EventName.ACTION_BILAN, EventName.DOSSIER_CLOS) if dossier.action is not None else EXPECTED[dossier.etat].evenements
    told: dict[str, Any] = {"etat": dossier.etat, "attendu": list(expected)}
    day = until(dossier.etat, dossier.vie) or _silence_until(dossier)
    return told if day is None else told | {"jusqu_au": day.isoformat()}


def _silence_until(dossier: Dossier) -> date | None:
    """While nothing is decided, the last day of the silence that runs."""
    silence = dossier.delais.silence
    return silence.jusqu_au if silence is not None and dossier.etat in UNDECIDED else None
