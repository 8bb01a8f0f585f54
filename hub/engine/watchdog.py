"""Ends a process that is stuck: a loop that no longer turns, or a transaction that no longer ends."""

import asyncio
import threading
import time
from collections.abc import Callable

from hub.engine.ending import end_process

BEAT_S = 1.0


class Watchdog:
    """A thread that looks at the loop's heartbeat (`limit_s`) and at the longest running transaction (`work_limit_s`).

    The second limit is the only bound on a transaction: a client that waits for a broker which will not come back to it knows none.
    Ending the process is then also the fastest way back.
    """

    def __init__(self, limit_s: float, work_limit_s: float, longest_work_s: Callable[[], float]) -> None:
        self._limit_s = limit_s
        self._work_limit_s = work_limit_s
        self._longest_work_s = longest_work_s
        self._beat = time.monotonic()

    async def beat_for_ever(self) -> None:
        """Run in the loop to be watched; the thread starts with the first beat."""
        threading.Thread(target=self._look_for_ever, name="watchdog", daemon=True).start()
        while True:
            self._beat = time.monotonic()
            await asyncio.sleep(BEAT_S)

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(BEAT_S)
            self.look()

    def look(self) -> None:
        """End the process when the loop or a transaction is past the limit."""
        if time.monotonic() - self._beat > self._limit_s:
            end_process("BOUCLE_FIGEE")
        if self._longest_work_s() > self._work_limit_s:
            end_process("TRANSACTION_FIGEE")
