"""The opening of a lane that gets no further fails and says at which step, instead of leaving the lane closed for ever."""

import asyncio
import threading
from typing import cast

import pytest

from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening, OpeningStuckError
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Looking
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


class Silent:
    """A look that never comes back until it is let go."""

    def __init__(self, released: threading.Event) -> None:
        self._released = released

    def watermarks(self, _: Partition) -> tuple[int, int]:
        """Wait."""
        self._released.wait(30)
        return 0, 0

    def committed(self, _: Partition) -> int | None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to leave."""


class NothingLeft:
    """No transaction was left open."""

    async def end(self, _: Lane) -> None:
        """Nothing to end."""


async def opened(lane: Closed, look: Silent) -> None:
    """Open such a lane."""

    def nothing_to_read(_: Partition) -> Reader:
        raise AssertionError("no step before the restore was done")

    await Opening(lambda: cast("Looking", look), cast("LeftOpen", NothingLeft()), nothing_to_read, STUCK_S).open(cast("Lane", lane))


@pytest.mark.parametrize(("fence_answers", "step"), [(False, "fence"), (True, "ends")])
async def test_a_step_that_never_ends_fails_under_its_name(step: str, *, fence_answers: bool) -> None:
    """Step, partition, limit: what the log says when the process ends."""
    released = threading.Event()
    try:
        with pytest.raises(OpeningStuckError, match=rf"{step} of hub.events/3 is not done after 0.2 s"):
            await opened(Closed(fence_answers=fence_answers), Silent(released))
    finally:
        released.set()
