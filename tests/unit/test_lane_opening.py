"""The opening of a lane that gets no further fails and says at which step, instead of leaving the lane closed for ever."""

import asyncio
import threading
import time
from typing import cast

import pytest

from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_opening import LARGE, Opening, OpeningStuckError
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Ends, Looking
from hub.engine.restore import Reader

STUCK_S = 0.2


class Fence:
    """A producer that waits for a broker which never answers, or does not."""

    def __init__(self, *, answers: bool) -> None:
        self._answers = answers

    async def open(self) -> None:
        """Fence."""
        if not self._answers:
            await asyncio.Event().wait()


class Closed:
    """What an opening knows of a lane."""

    def __init__(self, *, fence_answers: bool) -> None:
        self.partition = Partition("hub.events", 3)
        self.state_topic = "hub.cases"
        self.producer = Fence(answers=fence_answers)
        self.keys: int | None = None

    def restored(self, state: dict[bytes, bytes], *, log_start: int, log_end: int) -> None:
        """How much was restored."""
        assert log_start == log_end == 0
        self.keys = len(state)


class Silent:
    """A look that never comes back until it is let go."""

    def __init__(self, released: threading.Event) -> None:
        self._released = released

    def ends(self, _source: Partition, _state: Partition) -> Ends:
        """Wait."""
        self._released.wait(30)
        return Ends(0, 0, 0, None)


class NothingLeft:
    """No transaction was left open."""

    async def end(self, _: Lane) -> None:
        """Nothing to end."""


async def opened(lane: Closed, look: Silent) -> None:
    """Open such a lane."""

    def nothing_to_read(_: Partition) -> Reader:
        raise AssertionError("no step before the restore was done")

    await Opening(cast("Looking", look), cast("LeftOpen", NothingLeft()), nothing_to_read, STUCK_S).open(cast("Lane", lane))


@pytest.mark.parametrize(("fence_answers", "step"), [(False, "fence"), (True, "ends")])
async def test_a_step_that_never_ends_fails_under_its_name(step: str, *, fence_answers: bool) -> None:
    """Step, partition, limit: what the log says when the process ends."""
    released = threading.Event()
    try:
        with pytest.raises(OpeningStuckError, match=rf"{step} of hub.events/3 is not done after 0.2 s"):
            await opened(Closed(fence_answers=fence_answers), Silent(released))
    finally:
        released.set()


class States:
    """Readers of a partition of `end` records that wait until they are let go; who has begun is counted."""

    def __init__(self, end: int) -> None:
        self.end = end
        self.begun = 0
        self.released = asyncio.Event()

    def ends(self, _source: Partition, _state: Partition) -> Ends:
        """Of the state, and of an empty source."""
        return Ends(self.end, 0, 0, None)

    def reader(self, partition: Partition) -> Reader:
        """One of them."""
        return cast("Reader", OneState(self, partition))

    async def open(self, turns: asyncio.Semaphore) -> int | None:
        """Open a lane with such a state: how many keys it has then."""
        lane = Closed(fence_answers=True)
        opening = Opening(cast("Looking", self), cast("LeftOpen", NothingLeft()), self.reader, 30.0, turns=turns)
        await opening.open(cast("Lane", lane))
        return lane.keys


class OneState:
    """One key, in as many records."""

    stable = None

    def __init__(self, states: States, partition: Partition) -> None:
        self.partition = partition
        self._states = states

    async def read(self) -> tuple[list[tuple[bytes, bytes]], int]:
        """All of it, at last."""
        self._states.begun += 1
        await self._states.released.wait()
        return [(b"k", b"v")], self._states.end

    async def close(self) -> None:
        """Nothing to leave."""


async def test_large_states_are_read_in_turns_and_a_small_one_waits_for_none() -> None:
    """Three large lanes, one turn: one reads, the small one opens beside it, then the others follow."""
    turns = asyncio.Semaphore(1)
    large, small = States(LARGE + 1), States(LARGE)
    small.released.set()
    opening = [asyncio.create_task(large.open(turns)) for _ in range(3)]
    async with asyncio.timeout(20):
        assert await small.open(turns) == 1
        while not large.begun:
            await asyncio.to_thread(time.sleep, 0.01)
        await asyncio.sleep(0.05)
        assert large.begun == 1
        large.released.set()
        assert await asyncio.gather(*opening) == [1, 1, 1]
    assert large.begun == 3
