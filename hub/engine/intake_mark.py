"""When intake has passed an instant, so that a deadline may ring: all that was published by then is known.

Rules:
1. A goal is where the `from.*` partitions ended at some moment. Intake has passed the goal's instant (that moment, less what clocks may
   differ by) when its group has committed up to each of these ends: it commits only what is acknowledged on the hub's own topics.
2. A lane has passed that instant when it has read its own partition up to the end that this one had afterwards.
3. No commit counts as the log's start, and so does a commit beyond the log's end: it was made on an earlier topic of that name.
4. Nothing waits for what cannot be relayed any more. A topic that is gone waits for nothing, one made anew for no more than it holds;
   what was deleted lies before the log's start; and where no record is left to read before the goal (compacted, aborted, transaction
   markers), intake is there, whatever the subtraction says.
5. A lane's goal stands until it is reached: a newer one would let a slow lane run after it for ever.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hub.positions import Place


class Seen(NamedTuple):
    """A partition of `from.*`: what intake committed there, and what the log holds; ask in that order, or a commit looks too high."""

    committed: int | None
    start: int
    end: int

    @property
    def position(self) -> int:
        """Where intake stands (rules 3 and 4)."""
        if self.committed is None or self.committed > self.end:
            return self.start
        return max(self.committed, self.start)


class Passed(NamedTuple):
    """Intake has passed `instant_ms`; what it relayed stands before `end` in the lane's partition."""

    instant_ms: int
    end: int


def short_of(goal: Mapping[Place, int], seen: Mapping[Place, Seen]) -> dict[Place, int]:
    """The places where intake stands before the goal, by offset, and where it stands there; a place that was not seen is gone."""
    return {place: one.position for place, one in seen.items() if one.position < min(goal[place], one.end)}


def left_of(goal: Mapping[Place, int], short: Mapping[Place, int], first_records: Mapping[Place, int]) -> dict[Place, int]:
    """What is left of a goal where intake is short of it, knowing the first record to be read there."""
    return {place: goal[place] for place in short if place in first_records and first_records[place] < goal[place]}


def waiting_s(since_ms: Iterable[int | None], now_ms: int) -> float:
    """How long ago the first of these instants was, in seconds; 0 when none has come."""
    return max((max(0, now_ms - since) / 1000 for since in since_ms if since is not None), default=0.0)


class LaneMark:
    """The instant by which all that was published has been handled by one lane."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._reached = Passed(0, 0)
        self._coming: Passed | None = None

    def waits(self, due_ms: int | None, instant_ms: int) -> bool:
        """Whether a deadline due by `instant_ms` needs to be told that intake has passed it."""
        return self._coming is None and due_ms is not None and self._reached.instant_ms < due_ms <= instant_ms

    def intake_passed(self, passed: Passed) -> None:
        """What the lane's next mark will be, once it has read up to the end named (rule 5)."""
        if self._coming is None:
            self._coming = passed

    def at(self, position: int) -> int:
        """The mark of a lane that has read up to `position`, in milliseconds since the epoch; one that was set back has none until then."""
        if self._coming is not None and position >= self._coming.end:
            self._reached, self._coming = self._coming, None
        return self._reached.instant_ms if position >= self._reached.end else 0
