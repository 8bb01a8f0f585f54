"""Another demand of the same person for the same aid, or of the same plan, as a dossier, a lane and the fact between them know it.

Rules:
1. It says when, who answers for it and who may know it; never what was asked, paid or decided, nor why.
2. `responsable` is None where naming it would tell at which door a person whose address is hidden knocked.
"""

from datetime import date

import msgspec

from schemas.life_codes import AmountClass


class Peer(msgspec.Struct, frozen=True, array_like=True):
    """One demand that waits for its decision; `acteurs` are those that may know its dossier."""

    dossier: str
    date_demande: date
    responsable: str | None
    acteurs: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True, array_like=True):
    """What one demand of a plan asks, and what is granted on it (None: nothing yet), in cents."""

    dossier: str
    demande_centimes: int
    accorde_centimes: int | None = None


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What was granted to a person on one demand, on the day of its decision, in cents (0: an amount that nobody said)."""

    dossier: str
    jour: date
    centimes: int


class AidKnown(msgspec.Struct, frozen=True, array_like=True):
    """Whether a person received an aid in the last `mois` months, and of what amount in all (None: unknown)."""

    mois: int
    recue: bool
    classe: AmountClass | None = None


class Totals(msgspec.Struct, frozen=True, array_like=True):
    """A whole plan: how many demands, what they ask and what is granted, in cents."""

    demandes: int
    demande_centimes: int
    accorde_centimes: int

    @property
    def reste_centimes(self) -> int:
        """What is asked and not granted."""
        return max(0, self.demande_centimes - self.accorde_centimes)
