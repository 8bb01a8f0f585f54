"""How long a lane rests between two transactions."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from hub.engine.batch import Batch
from hub.engine.lane import Lane
from tests.unit.test_lane import PARTITION, lane_at, records


@asynccontextmanager
async def running(lane: Lane) -> AsyncIterator[None]:
    """The lane works by itself in the block."""
    task = asyncio.create_task(lane.run(lambda: 1))
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, ten seconds at most."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 -- nothing tells it
            await asyncio.sleep(0.005)


async def test_what_is_thin_gathers_while_a_lane_rests() -> None:
    """Two facts come one after the other while it rests: they go together, and not before the rest is over."""
    lane, producer = lane_at(0, rest_s=0.3)
    began = time.monotonic()
    async with running(lane):
        lane.accept(Batch(PARTITION, 1, 0, 1, records(0)))
        await until(lambda: len(producer.committed) == 1)
        lane.accept(Batch(PARTITION, 1, 1, 2, records(1)))
        lane.accept(Batch(PARTITION, 1, 2, 3, records(2)))
        await until(lambda: lane.position == 3)
    assert len(producer.committed) == 2
    assert time.monotonic() - began >= 0.25


async def test_a_whole_transaction_s_worth_does_not_wait_for_the_rest() -> None:
    """Two facts a transaction, four wait: the second goes though the rest is a minute; what is left then waits for it."""
    lane, producer = lane_at(0, rest_s=60.0)
    async with running(lane):
        lane.accept(Batch(PARTITION, 1, 0, 4, records(0, 1, 2, 3)))
        await until(lambda: len(producer.committed) == 2)
        lane.accept(Batch(PARTITION, 1, 4, 5, records(4)))
        await asyncio.sleep(0.2)
    assert lane.position == 4
