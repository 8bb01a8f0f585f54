"""The keys under which a person's reference is made anew for each recipient, each for the demands made from a day on.

Rules:
1. The day is that of the demand, which never moves: a dossier keeps its references for life, whoever replays it.
2. After a rotation a recipient cannot compare the person of a new demand with that of an old one: that is what a rotation is for.
"""

from datetime import date
from typing import NamedTuple


class RecipientKeys(NamedTuple):
    """Keys (32 bytes) with the first day each serves, oldest first; the first one has served always."""

    dated: tuple[tuple[date, bytes], ...] = ()

    def on(self, day: date) -> bytes:
        """The key for a demand of that day."""
        return next(key for since, key in reversed(self.dated) if since <= day)


def for_ever(key: bytes) -> RecipientKeys:
    """One key, never rotated."""
    return RecipientKeys(((date.min, key),))
