"""The lanes of a worker over two rebalances close to each other."""

import asyncio
from typing import Any, cast

import pytest

from hub.engine import lanes as module
from hub.engine.batch import Partition
from hub.engine.ending import Ending
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import LaneLimits, LaneStatus
from hub.engine.lanes import Lanes, Reposition
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


def made(partition: Partition) -> Lane:
    """A lane that copies."""
    producer = cast("Producer", NotingProducer())
    parts: dict[str, Any] = {"group": "hub", "state_topic": "hub.cases", "stage": CopyStage(), "producer": producer, "inboxes": set()}
    return Lane(partition, **parts, limits=LaneLimits(), watch=Silent())


async def seek(_partition: Partition, _position: int) -> int | None:
    """A seek that is done at once."""
    return 1


def lanes_that(reposition: Reposition) -> Lanes:
    """Lanes that open at once, and seek so."""
    lanes = Lanes(make=made, opening=cast("Opening", Opened()), now_ms=lambda: 0, watch=Watching(), records_per_fetch_max=10)
    lanes.reposition = reposition
    return lanes


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

    lanes = lanes_that(reposition)
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


class Ended(Exception):  # noqa: N818 -- the end of a process
    pass


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the process is an exception, and a second is long."""

    def end(ending: Ending, depuis_s: int) -> None:
        raise Ended(ending, depuis_s)

    monkeypatch.setattr(module, "end_process", end)
    monkeypatch.setattr(module, "POKE_EVERY_S", 0.01)
    monkeypatch.setattr(module, "OUT_OF_GROUP_S", 1.0)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("is_assigned", [False, True])
async def test_a_lane_that_stays_suspended_ends_the_process(*, is_assigned: bool) -> None:
    """Its rebalance does not end, or nobody knows its partition when it seeks."""
    seeks: list[int | None] = [1, None]

    async def reposition(partition: Partition, position: int) -> int | None:
        assert (partition, position) == (PARTITION, 0)
        return seeks.pop(0)

    lanes = lanes_that(reposition)
    await lanes.assign({PARTITION})
    await asyncio.sleep(0.01)
    await lanes.suspend()
    if is_assigned:
        await lanes.assign({PARTITION})
    with pytest.raises(Ended) as ended:
        await asyncio.wait_for(lanes.watch_for_ever(), 10)
    assert ended.value.args == (Ending.HORS_DU_GROUPE, 1)
    await lanes.close()


@pytest.mark.usefixtures("ends")
async def test_lanes_that_run_again_in_time_go_on() -> None:
    """Rebalance after rebalance, each shorter than it may be."""
    lanes = lanes_that(seek)
    await lanes.assign({PARTITION})
    watching = asyncio.create_task(lanes.watch_for_ever())
    for _ in range(10):
        await lanes.suspend()
        await asyncio.sleep(0.06)
        await lanes.assign({PARTITION})
        await asyncio.sleep(0.06)
    assert not watching.done()
    watching.cancel()
    await lanes.close()


async def test_a_rebalance_that_ends_while_the_worker_leaves_opens_nothing() -> None:
    """Its loop would be closed under a lane that opens, and the end be a crash."""
    lanes = lanes_that(seek)
    await lanes.assign({PARTITION})
    await asyncio.sleep(0.01)
    await lanes.close()
    await lanes.assign({PARTITION})
    assert lanes.owned == {}
