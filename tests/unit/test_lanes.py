"""The lanes of a worker over two rebalances close to each other."""

import asyncio
from typing import Any, cast

from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import LaneLimits, LaneStatus
from hub.engine.lanes import Lanes
from hub.engine.transaction import Producer
from tests.unit.test_lane import CopyStage, NotingProducer, Silent

PARTITION = Partition("hub.events", 3)


class Watching(Silent):
    """Is told what lanes do, and keeps nothing of it."""

    def opened(self, lane: Lane, seconds: float, committed: int | None) -> None:
        """A lane."""

    def closed(self, partition: Partition) -> None:
        """A lane."""

    def rebalanced(self) -> None:
        """All lanes."""


class Opened:
    """Opens at once."""

    async def open(self, lane: Lane) -> int | None:
        lane.restored({}, log_start=0, log_end=0)
        return None


async def test_a_slow_seek_of_an_assignment_that_is_over_leaves_no_lane_deaf() -> None:
    """The consumer hands over what was drained in the epoch of its last seek: the lane must be in that one."""
    epochs: list[int] = []
    first_may_seek = asyncio.Event()
    calls = 0

    async def reposition(partition: Partition, position: int) -> int | None:
        nonlocal calls
        calls += 1
        assert (partition, position) == (PARTITION, 0)
        if calls == 1:
            await first_may_seek.wait()
        epochs.append(len(epochs) + 1)
        return epochs[-1]

    def made(partition: Partition) -> Lane:
        producer = cast("Producer", NotingProducer())
        parts: dict[str, Any] = {"group": "hub", "state_topic": "hub.cases", "stage": CopyStage(), "producer": producer, "inboxes": set()}
        return Lane(partition, **parts, limits=LaneLimits(), watch=Silent())

    lanes = Lanes(make=made, opening=cast("Opening", Opened()), now_ms=lambda: 0, watch=Watching(), records_per_fetch_max=10)
    lanes.reposition = reposition
    await lanes.assign({PARTITION})
    await asyncio.sleep(0.01)
    await lanes.suspend()
    await lanes.assign({PARTITION})
    await asyncio.sleep(0.01)
    first_may_seek.set()
    await asyncio.sleep(0.01)
    lane = lanes.owned[PARTITION]
    assert (lane.status, lane.epoch, len(epochs)) == (LaneStatus.EN_MARCHE, epochs[-1], 2)
    await lanes.close()
