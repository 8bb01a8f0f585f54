"""Open one lane: fence, gate (all that the former owner may have known is known here), what it left open, ends, restore, in this order.

A step that waits for Kafka is bounded: a client may wait for ever for a broker that will not come back to it. Past the limit the opening
fails and says at which step; its process ends, and starting again is the fastest way back.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Looking
from hub.engine.restore import Reader, restore_state

LARGE = 20_000
"""Records. States beyond are read in turns: together they would all be late, and hold in memory what they fetched ahead."""
LARGE_AT_ONCE = 2


class OpeningStuckError(Exception):
    """A step of an opening took longer than it may."""

    def __init__(self, step: str, partition: Partition, limit_s: float) -> None:
        super().__init__(f"{step} of {partition.topic}/{partition.number} is not done after {limit_s:g} s")


@dataclass(frozen=True, slots=True)
class Opening:
    """How a worker opens its lanes: `read` reads state, in `turns` (`LARGE_AT_ONCE`) where it is large.

    `stuck_s` bounds the fence, the ends, and a restore that stands still.
    """

    looking: Looking
    left_open: LeftOpen
    read: Callable[[Partition], Reader]
    stuck_s: float
    gate: Callable[[], Awaitable[Any]] | None = None
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE_AT_ONCE))

    async def open(self, lane: Lane) -> int | None:
        """Fence and restore; the group's committed offset, a cross-check. Whatever fails is raised."""
        async with self._bounded("fence", lane.partition):
            await lane.producer.open()
        if self.gate is not None:
            await self.gate()
        async with self._bounded("left open", lane.partition):
            await self.left_open.end(lane)
        state_partition = Partition(lane.state_topic, lane.partition.number)
        async with self._bounded("ends", lane.partition):
            ends = await asyncio.to_thread(self.looking.ends, lane.partition, state_partition)
        async with self.turns if ends.state_end > LARGE else nullcontext():
            state = await restore_state(self.read(state_partition), ends.state_end, self.stuck_s)
        lane.restored(state, log_start=ends.log_start, log_end=ends.log_end)
        return ends.committed

    @asynccontextmanager
    async def _bounded(self, step: str, partition: Partition) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.stuck_s):
                yield
        except TimeoutError:
            raise OpeningStuckError(step, partition, self.stuck_s) from None
