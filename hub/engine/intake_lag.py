"""How long what partners published has waited for intake, whether or not a deadline waits for it.

Rules:
1. Every worker asks about all partners' topics: what no worker relays is nobody's own.
2. The broker stamped the records, so their age is by the machine's clock, whatever clock the lanes decide with.
3. A broker that does not answer leaves the last figure, and a line in the log.
"""

import asyncio
from typing import Protocol

import structlog

from hub.engine.clock import SystemClock
from hub.engine.intake import Intake
from hub.engine.intake_mark import waiting_s
from hub.errors import BrokerRefused, BrokerSilent

LOOK_EVERY_S = 10.0


class LagWatch(Protocol):
    """What is told (metrics)."""

    def intake_waiting(self, seconds: float) -> None:
        """Age of the oldest record of a partner that intake has not come past, 0 when there is none."""


class IntakeLag:
    """Measures it now and then."""

    def __init__(self, intake: Intake, watch: LagWatch) -> None:
        """`intake` is asked by nobody else."""
        self._intake = intake
        self._watch = watch
        self._log = structlog.get_logger("engine")

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """One look."""
        try:
            waiting = await asyncio.to_thread(self._intake.waiting_since_ms)
        except (BrokerSilent, BrokerRefused) as error:
            self._log.warning("RECEPTION_INCONNUE", code=error.code)
            return
        self._watch.intake_waiting(waiting_s(waiting.values(), SystemClock().now_ms()))
