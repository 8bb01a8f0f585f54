"""What the journal says of a dossier's life beside its functions and its decisions (the rules of `conclusions` hold here)."""

from datetime import date
from typing import Any

from hub.core.dossier import Dossier
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.life import Signal
from schemas.codes import Reason
from schemas.life_codes import EventName


def step_taken(acteur: str, event: EventName, day: date, content: dict[str, Any]) -> Conclusion:
    """ETAPE: raison is the event's short name; details `date`, and what the event says (`hub.core.following.said_by`)."""
    return Conclusion(genre=ConclusionKind.ETAPE, raison=event, acteur=acteur, details={"date": day.isoformat()} | content)


def signal_kept(acteur: str, dossier: Dossier, signal: Signal) -> Conclusion:
    """SIGNALEMENT_RECU: details `commune` (COG), `commune_slug`, `aide`, `date`, `nature`, `opposition_jusqu_au`, `montant_centimes?`."""
    details: dict[str, Any] = {
        "commune": dossier.cog,
        "commune_slug": dossier.commune,
        "aide": dossier.aide,
        "date": signal.recu_le.isoformat(),
        "nature": signal.nature,
        "opposition_jusqu_au": signal.opposition_jusqu_au.isoformat(),
    }
    if signal.montant_centimes is not None:
        details["montant_centimes"] = signal.montant_centimes
    return Conclusion(genre=ConclusionKind.SIGNALEMENT_RECU, raison=signal.nature, acteur=acteur, details=details)


def signal_passed_on(acteur: str, acte: str | None, raison: Reason) -> Conclusion:
    """SIGNALEMENT_TRANSMIS: acteur who answers for it from now on, or still (raison then says why nobody else does)."""
    return Conclusion(genre=ConclusionKind.SIGNALEMENT_TRANSMIS, raison=raison, acteur=acteur, acte=acte)
