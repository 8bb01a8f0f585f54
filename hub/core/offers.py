"""Who has been offered a dossier and has not answered, since when, and what was already said of it.

Instants are RFC 3339, of the fact that made the offer; a dossier's business dates say nothing of when it reached anybody.
"""

from typing import Final

import msgspec

from schemas.life_codes import AnswerStep


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """`acteur` has not answered since `depuis`; `dit` is the last step that its silence led to."""

    acteur: str
    depuis: str
    dit: AnswerStep | None = None


class Waiting(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """All of it: who is waited for, who let an offer lapse, the dispute of an urgent demand, and the deadline that stands."""

    offres: tuple[Offer, ...] = ()
    perdues: tuple[str, ...] = ()
    """Who did not answer in time, and was taken what it had been offered."""
    litige: str | None = None
    """Since when nobody knows who is competent on an urgent demand."""
    litige_dit: bool = False
    rappel: str | None = None
    """The deadline that stands in the lane."""


NOBODY_WAITS: Final = Waiting()
