"""The second pass of a simulation: cases that share places and money, those of all partitions, lived together in the order of time.

Rules:
1. Facts are taken by instant, then partition, each in the order of its own partition; what is due before is reached before, whatever the
   partition. One order, whatever processes gathered the facts.
2. Places and money go from hand to hand: when a candidate record may touch one of these cases, all of them live twice.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from hub.core.changes import Changes
from hub.core.touching import Touch
from hub.core.what_if import INSTANT, Lives, Timed
from hub.core.what_if_desk import Desks
from hub.core.what_if_question import Question
from hub.core.what_if_quotas import uses

EVERYTHING = Touch(everything=True)


def live_counted(kept: Iterable[Timed], question: Question, tell: Callable[[int], object] = lambda _: None) -> Changes:
    """What the candidate acts would have changed on these cases, and what acts had to bear; `tell` hears of each fact (1)."""
    counted = question.registers.counted()
    is_shared = question.touch.reaches(counted.aids)
    desks = Desks(counted.acts)
    together = _Together(question._replace(touch=EVERYTHING) if is_shared else question, desks)
    found = together.live(sorted(kept, key=lambda one: one[:2]), tell)
    with_acts = desks.begin()
    without = uses(desks.without, question.period.start)
    found.quotas = without, uses(with_acts, question.period.start) if is_shared else without
    found.pannes = sorted({*found.pannes, *desks.without.faults, *with_acts.faults}, key=lambda one: one[:2])
    return found


class Rings(Protocol):
    """A run, as far as its deadlines go."""

    @property
    def next_due(self) -> datetime:
        """When the next one is due."""
        ...

    def ring_next(self) -> None:
        """Reach it."""


class HasRuns(Protocol):
    """The lives of one partition."""

    def runs(self) -> Sequence[Rings]:
        """Those there are."""
        ...


class _Together:
    """The lives of all partitions, kept at the same instant."""

    def __init__(self, question: Question, desks: Desks) -> None:
        self._question = question
        self._desks = desks
        self._lives: dict[int, Lives] = {}
        self._has_begun = False

    def live(self, facts: list[Timed], tell: Callable[[int], object]) -> Changes:
        """To the end of the period."""
        self._lives = {number: Lives(number, self._question, self._desks) for number in sorted({one.partition for one in facts})}
        for one in facts:
            self._live_until(one.instant)
            self._lives[one.partition].take_up(one.fact, one.instant)
            tell(1)
        self._live_until(self._question.period.end)
        found = Changes()
        for lives in self._lives.values():
            found.add(lives.changes())
            lives.let_go()
        return found

    def _live_until(self, instant: datetime) -> None:
        start = self._question.period.start
        if not self._has_begun and instant >= start:
            self._has_begun = True
            ring_until(self._lives.values(), start + INSTANT)
            for lives in self._lives.values():
                lives.begin()
        ring_until(self._lives.values(), instant)


def ring_until(partitions: Iterable[HasRuns], instant: datetime) -> None:
    """Reach every deadline that is due before `instant`, the earliest first, whatever its partition."""
    runs = [run for one in partitions for run in one.runs()]
    while runs:
        first = min(runs, key=lambda run: run.next_due)
        if first.next_due >= instant:
            return
        first.ring_next()
