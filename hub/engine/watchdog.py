"""Ends a process that is stuck: a loop that no longer turns, or a transaction that no longer ends."""

import asyncio
import threading
import time
from collections.abc import Callable

from hub.engine.ending import Ending, end_process
from hub.engine.last_resort import end_unless_set_again

BEAT_S = 0.5
LAST_RESORT_AFTER_S = 5.0
LEAVING_LAST_RESORT_AFTER_S = 1.0
"""After the limit, so that the thread, which looks at every beat and says why, is first when it can still run."""


class Watchdog:
    """A thread that looks at the loop's heartbeat (`limit_s`) and at the longest running transaction (`work_limit_s`).

    The second limit is the only bound on a transaction: a client that waits for a broker which will not come back to it knows none.
    Ending the process is then also the fastest way back. What even the thread cannot see, because nothing of Python runs any more, the
    last resort ends.
    """

    def __init__(self, limit_s: float, work_limit_s: float, longest_work_s: Callable[[], float]) -> None:
        self._limit_s = limit_s
        self._work_limit_s = work_limit_s
        self._longest_work_s = longest_work_s
        self._beat = time.monotonic()
        self._leave_by: float | None = None

    async def beat_for_ever(self) -> None:
        """Run in the loop to be watched; the thread starts with the first beat."""
        threading.Thread(target=self._look_for_ever, name="watchdog", daemon=True).start()
        while True:
            self._beat = time.monotonic()
            if self._leave_by is None:
                end_unless_set_again(self._limit_s + LAST_RESORT_AFTER_S)
            await asyncio.sleep(BEAT_S)

    def leave(self, within_s: float) -> None:
        """The process was told to stop: it does within that time, or is ended a beat later."""
        self._leave_by = time.monotonic() + within_s
        end_unless_set_again(within_s + LEAVING_LAST_RESORT_AFTER_S)

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(BEAT_S)
            self.look()

    def look(self) -> None:
        """End the process when the loop, a transaction or a departure is past its limit."""
        if self._leave_by is not None and time.monotonic() > self._leave_by:
            end_process(Ending.DEPART_TROP_LONG)
        if time.monotonic() - self._beat > self._limit_s:
            end_process(Ending.BOUCLE_FIGEE)
        if self._longest_work_s() > self._work_limit_s:
            end_process(Ending.TRANSACTION_FIGEE)
