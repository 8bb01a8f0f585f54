"""The consumer group's coordinator: eager rebalances, sessions that end, members that keep their partitions under a static name."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from bench.schedules.timeline import Process, Timeline
from hub.engine.batch import Partition

SESSION_S = 3.0
REBALANCE_S = 5.0

Answer = Callable[[frozenset[Partition]], None]


class Beat(Enum):
    """What a heartbeat is answered."""

    GOOD = "GOOD"
    REJOIN = "REJOIN"


@dataclass
class _Member:
    process: Process
    seen_at: float
    answer: Answer | None
    partitions: frozenset[Partition] = frozenset()


class Group:
    """One group over some partitions, dealt out at random: a schedule is to move them often."""

    def __init__(self, timeline: Timeline, chance: random.Random, partitions: Iterable[Partition], *, is_static: bool) -> None:
        """Without members."""
        self._timeline = timeline
        self._chance = chance
        self._partitions = sorted(partitions)
        self._is_static = is_static
        self._members: dict[str, _Member] = {}
        self._is_moving = False
        self._number = 0

    def join(self, process: Process, answer: Answer) -> None:
        """JoinGroup and SyncGroup; a static member that comes back gets what it had, and nobody else notices."""
        known = self._members.get(process.name)
        member = self._members[process.name] = _Member(process, self._timeline.time(), answer)
        self._watch(process.name)
        if self._is_static and known is not None and known.process is not process and not self._is_moving:
            member.partitions = known.partitions
            self._tell(member)
            return
        self._move()

    def beat(self, process: Process) -> Beat:
        """Heartbeat."""
        member = self._members.get(process.name)
        if member is None or member.process is not process:
            return Beat.REJOIN
        member.seen_at = self._timeline.time()
        return Beat.REJOIN if self._is_moving else Beat.GOOD

    def leave(self, process: Process) -> None:
        """LeaveGroup; static members never send it."""
        if not self._is_static and self._members.pop(process.name, None) is not None:
            self._move()

    def _watch(self, name: str) -> None:
        """A member that was not heard of for a session is gone."""
        member = self._members[name]

        def look() -> None:
            if self._members.get(name) is not member:
                return
            left = member.seen_at + SESSION_S - self._timeline.time()
            if left > 0 or member.answer is not None:
                self._timeline.later(max(left, 0.1), look)
                return
            del self._members[name]
            self._move()

        self._timeline.later(SESSION_S, look)

    def _move(self) -> None:
        """A rebalance begins, or goes on with what has changed."""
        if not self._is_moving:
            self._is_moving = True
            self._number += 1
            self._timeline.later(REBALANCE_S, self._give_up, self._number)
        if self._members and all(member.answer is not None for member in self._members.values()):
            self._deal()

    def _give_up(self, number: int) -> None:
        """Who did not come back in time is out."""
        if self._is_moving and number == self._number:
            self._members = {name: member for name, member in self._members.items() if member.answer is not None}
            if self._members:
                self._deal()
            else:
                self._is_moving = False

    def _deal(self) -> None:
        self._is_moving = False
        names = sorted(self._members)
        shares: dict[str, set[Partition]] = {name: set() for name in names}
        for partition in self._partitions:
            shares[self._chance.choice(names)].add(partition)
        for name in names:
            self._members[name].partitions = frozenset(shares[name])
            self._tell(self._members[name])

    def _tell(self, member: _Member) -> None:
        answer, member.answer = member.answer, None
        member.seen_at = self._timeline.time()
        assert answer is not None
        answer(member.partitions)
