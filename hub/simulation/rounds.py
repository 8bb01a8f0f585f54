"""Who speaks when within a day: the order that could matter follows from what is to be said, never from who was quicker.

Rules:
1. In a round a dossier hears one partner at most, all that this one has to say on it in a row.
2. An act with places or money is asked once in a round: what one dossier takes or gives back is counted before the next one asks. Besides
   the demand these are the events of COUNTED.
3. Dossiers come in the order of their names; what is said on one keeps its order.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from hub.demo.drafts import Draft

ROUND_MAX = 5_000


COUNTED = frozenset(
    f"fr.relais.{kind}.v1"
    for kind in (
        "decision.rendue",
        "decision.reformee",
        "decision.regularisee",
        "decision.confirmee",
        "decision.retiree",
        "transmission.refusee",
        "dossier.clos",
    )
)
"""What may take places or money of an act, or give them back."""


class Wanted(NamedTuple):
    """A draft, and the act it may ask of, when that one has places or money."""

    draft: Draft
    lock: str | None


class Rounds:
    """What is still to be said today."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._queues: dict[str, deque[Wanted]] = {}

    def __bool__(self) -> bool:
        return bool(self._queues)

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Put at the end of what is to be said on each dossier."""
        for one in wanted:
            self._queues.setdefault(one.draft.subject, deque()).append(one)

    def take(self) -> list[Draft]:
        """The next round; empty when nothing is left."""
        said: list[Draft] = []
        locked: set[str] = set()
        for subject in sorted(self._queues):
            if len(said) >= ROUND_MAX:
                break
            queue = self._queues[subject]
            lock, speaker = queue[0].lock, queue[0].draft.partner
            if lock in locked:
                continue
            if lock is not None:
                locked.add(lock)
                said.append(queue.popleft().draft)
            while lock is None and queue and (queue[0].lock, queue[0].draft.partner) == (None, speaker):
                said.append(queue.popleft().draft)
            if not queue:
                del self._queues[subject]
        return said
