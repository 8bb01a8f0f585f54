"""All lanes of a worker: opened in the background when partitions come, suspended at a rebalance, closed when partitions go.

Rules:
1. A lane opens (lane_opening.py), then seeks to its position; the assignment callback waits for none of it.
2. A lane kept over a rebalance keeps its state: had another owner been there meanwhile, its fence makes our next commit fail.
3. A partition's seeks come one after the other: a seek for an assignment that is over, done late, would leave its lane deaf to all that is
   fetched from there.
4. Whatever fails while a lane opens ends the process.
5. So does a lane that stays suspended: a rebalance that does not end, or a seek that was lost, would leave it deaf, and tell nobody.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from hub.engine.batch import Batch, Partition, Wanted
from hub.engine.ending import Ending, end_process
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import READY, LaneStatus
from hub.engine.membership import OUT_OF_GROUP_S

POKE_EVERY_S = 0.25

Reposition = Callable[[Partition, int], Awaitable[int | None]]


class LanesWatch(Protocol):
    """What the lanes of a worker tell (metrics and logs)."""

    def opened(self, lane: Lane, seconds: float, committed: int | None) -> None:
        """A lane was restored; `committed` is the group's offset, a cross-check."""

    def closed(self, partition: Partition) -> None:
        """A lane left this worker."""

    def rebalanced(self) -> None:
        """A rebalance began."""


class Lanes:
    """The lanes a worker owns now; `make` builds one lane with its own producer."""

    def __init__(
        self,
        *,
        make: Callable[[Partition], Lane],
        opening: Opening,
        now_ms: Callable[[], int],
        watch: LanesWatch,
        records_per_fetch_max: int,
    ) -> None:
        self._make = make
        self._opening_of = opening
        self._now_ms = now_ms
        self._watch = watch
        self.records_per_fetch_max = records_per_fetch_max
        self.owned: dict[Partition, Lane] = {}
        self._opening: dict[Partition, tuple[Lane, asyncio.Task[None]]] = {}
        self._running: dict[Partition, asyncio.Task[None]] = {}
        self._seeking: defaultdict[Partition, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._assignments = 0
        self._is_closed = False
        self.assigned_once = False
        self.reposition: Reposition | None = None

    def fetchable(self) -> list[Wanted]:
        """Partitions whose lane is open and has room."""
        return [Wanted(partition, lane.epoch) for partition, lane in self.owned.items() if lane.wants_input]

    def accept(self, batch: Batch) -> None:
        """Hand a packed batch to its lane; dropped when the lane has gone (the next owner reads it again)."""
        lane = self.owned.get(batch.partition)
        if lane is not None:
            lane.accept(batch)

    @property
    def all_ready(self) -> bool:
        """Whether every assigned lane is restored and runs (a blocked lane was restored)."""
        return self.assigned_once and all(lane.status in READY for lane in list(self.owned.values()))

    async def suspend(self) -> None:
        """A rebalance begins: every lane finishes its transaction and takes nothing more."""
        self._assignments += 1
        self._watch.rebalanced()
        await asyncio.gather(*(lane.suspend() for lane in self.owned.values()))

    async def assign(self, partitions: Iterable[Partition]) -> None:
        """The partitions that are ours from now on; none, when a rebalance ends while the worker leaves."""
        if self._is_closed:
            return
        self._assignments += 1
        mine = set(partitions)
        for partition in sorted(set(self.owned) - mine):
            self._drop(partition)
        for partition in sorted(mine - set(self.owned)):
            self.owned[partition] = self._make(partition)
        for lane in self.owned.values():
            _ = self._spawn(self._bring_up(lane, self._assignments), f"voie {lane.partition}")
        self.assigned_once = True

    async def close(self) -> None:
        """Finish running transactions and forget every lane, for good."""
        self._is_closed = True
        await self.suspend()
        for partition in list(self.owned):
            self._drop(partition)
        await asyncio.gather(*self._closing)

    async def poke_for_ever(self) -> None:
        """Wake lanes whose stage has something due."""
        while True:
            await asyncio.sleep(POKE_EVERY_S)
            for lane in list(self.owned.values()):
                lane.poke()

    async def watch_for_ever(self) -> None:
        """End the process when a lane stays suspended."""
        suspended: dict[Lane, float] = {}
        while True:
            await asyncio.sleep(POKE_EVERY_S)
            now = time.monotonic()
            suspended = {lane: suspended.get(lane, now) for lane in self.owned.values() if lane.status is LaneStatus.SUSPENDUE}
            longest_s = max((now - since for since in suspended.values()), default=0.0)
            if longest_s > OUT_OF_GROUP_S:
                end_process(Ending.HORS_DU_GROUPE, depuis_s=round(longest_s))

    def _drop(self, partition: Partition) -> None:
        lane = self.owned.pop(partition)
        task = self._running.pop(partition, None)
        if task is not None:
            task.cancel()
        if lane.status is not LaneStatus.OUVERTURE:
            self._close_producer(lane)
        self._watch.closed(partition)

    async def _bring_up(self, lane: Lane, assignment: int) -> None:
        """Open the lane if it is new, then seek to its position and let it run, unless another rebalance came between."""
        await self._opened(lane)
        if self.owned.get(lane.partition) is not lane:
            self._close_producer(lane)
            return
        async with self._seeking[lane.partition]:
            if self._assignments != assignment:
                return
            assert self.reposition is not None
            epoch = await self.reposition(lane.partition, lane.position)
            if epoch is None or self._assignments != assignment:
                return
            lane.resume(epoch)
        if lane.partition not in self._running:
            self._running[lane.partition] = self._spawn(lane.run(self._now_ms), f"voie {lane.partition}")

    async def _opened(self, lane: Lane) -> None:
        """Open the lane once, after an earlier lane of the same partition is done opening (two openings would fence each other)."""
        while lane.status is LaneStatus.OUVERTURE:
            if lane.partition not in self._opening:
                self._opening[lane.partition] = lane, asyncio.create_task(self._open(lane))
            opening, task = self._opening[lane.partition]
            await asyncio.shield(task)
            if self._opening.get(lane.partition) == (opening, task):
                del self._opening[lane.partition]

    def _close_producer(self, lane: Lane) -> None:
        closing = self._spawn(lane.producer.close(), f"fermeture {lane.partition}")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _open(self, lane: Lane) -> None:
        started = time.monotonic()
        committed = await self._opening_of.open(lane)
        self._watch.opened(lane, time.monotonic() - started, committed)

    def _spawn(self, work: Any, what: str) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(done, what))
        return task

    def _done(self, task: asyncio.Task[None], what: str) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            end_process(Ending.TACHE_EN_PANNE, error, tache=what)
