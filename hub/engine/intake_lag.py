"""How long what partners published has waited for intake, whether or not a deadline waits for it.

Rules:
1. Every worker asks about all partners' topics: what no worker relays is nobody's own.
2. The broker stamped the records, so their age is by the machine's clock, whatever clock the lanes decide with.
3. The records looked at are few: those that have stood longest, and those with most behind them. A place where there is none (nothing
   but transaction markers) is not looked at again before it changes.
4. A broker that does not answer leaves the last figure, and a line in the log.
"""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog

from hub.engine.clock import SystemClock
from hub.engine.intake import Intake
from hub.engine.intake_mark import Seen, waiting_s
from hub.errors import BrokerRefused, BrokerSilent
from hub.positions import Place

LOOK_EVERY_S = 10.0
OF_EACH_MAX = 20
"""Places that are looked at: of those that have stood longest, and of those with most behind them."""


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
        self._looks = 0
        self._first_seen: dict[tuple[Place, int], int] = {}
        self._empty: dict[Place, Seen] = {}
        self._log = structlog.get_logger("engine")

    async def run(self) -> None:
        """Look for ever; a start is left alone."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """One look."""
        try:
            chosen = self._chosen(await asyncio.to_thread(self._intake.behind))
            waiting = await asyncio.to_thread(self._intake.waiting_since_ms, chosen)
        except (BrokerSilent, BrokerRefused) as error:
            self._log.warning("RECEPTION_INCONNUE", code=error.code)
            return
        self._empty |= {place: one for place, one in chosen.items() if place not in waiting}
        self._watch.intake_waiting(waiting_s(waiting.values(), SystemClock().now_ms()))

    def _chosen(self, behind: Mapping[Place, Seen]) -> dict[Place, Seen]:
        """The places whose first record is looked at (rule 3)."""
        self._looks += 1
        self._empty = {place: one for place, one in self._empty.items() if behind.get(place) == one}
        open_places = {place: one for place, one in behind.items() if place not in self._empty}
        standing = {(place, one.position): place for place, one in open_places.items()}
        self._first_seen = {stands: self._first_seen.get(stands, self._looks) for stands in standing}
        longest = sorted(self._first_seen, key=self._first_seen.__getitem__)[:OF_EACH_MAX]
        most = sorted(open_places.items(), key=lambda one: one[1].position - one[1].end)[:OF_EACH_MAX]
        return {standing[stands]: open_places[standing[stands]] for stands in longest} | dict(most)
