"""What is told to who published something that the state of a dossier does not allow: that state, what may come next, until when."""

from typing import Any

from hub.core.dossier import Dossier, active
from hub.core.life import until
from hub.core.lifecycle import EXPECTED


def awaited(dossier: Dossier, actor: str) -> dict[str, Any] | None:
    """Where the dossier stands, what may come next and until when; for who answers for it, holds something on it, or must be told."""
    if actor != dossier.responsable and actor not in dossier.informes and not active(dossier, actor):
        return None
    told: dict[str, Any] = {"etat": dossier.etat, "attendu": list(EXPECTED[dossier.etat].evenements)}
    day = until(dossier.etat, dossier.vie)
    return told if day is None else told | {"jusqu_au": day.isoformat()}
