"""Look how far intake has come while a deadline that is due waits for it, and tell the lanes.

Rules:
1. Nothing is asked while no deadline waits; otherwise once a second at most, and only about what is left of the goal.
2. A broker that does not answer is asked again: deadlines wait meanwhile, visibly (`relais_deadlines_waiting_seconds`).
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, Protocol

import structlog

from hub.engine.clock import Clock
from hub.engine.intake import Intake
from hub.engine.intake_mark import Passed, waiting_s
from hub.engine.lane import Lane
from hub.errors import BrokerRefused, BrokerSilent
from hub.positions import Place

LOOK_EVERY_S = 1.0
TELL_EVERY_S = 30.0
TOLD_MAX = 5


class Watch(Protocol):
    """What is told (metrics)."""

    def deadlines_waiting(self, seconds: float) -> None:
        """How long the oldest deadline has been due and did not ring."""


class Goal(NamedTuple):
    """Once intake has come to `ends`, it has passed `instant_ms`."""

    instant_ms: int
    ends: Mapping[Place, int]


class IntakeFollower:
    """Tells the lanes of a worker which instant intake has passed, when they wait for one."""

    def __init__(
        self,
        intake: Intake,
        *,
        lanes: Callable[[], Collection[Lane]],
        clock: Clock,
        skew_max_s: float,
        watch: Watch,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`skew_max_s` is what the clocks of brokers and workers may differ by."""
        self._intake = intake
        self._lanes = lanes
        self._clock = clock
        self._skew_ms = round(skew_max_s * 1000)
        self._watch = watch
        self._goal: Goal | None = None
        self._monotonic = monotonic
        self._told_at = monotonic()
        self._log = structlog.get_logger("engine")

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """One look; Kafka is asked only when a lane waits."""
        now_ms = self._clock.now_ms()
        lanes = list(self._lanes())
        self._watch.deadlines_waiting(waiting_s([lane.stage.next_due_ms() for lane in lanes], now_ms))
        instant_ms = now_ms - self._skew_ms
        if not self._waiting(instant_ms):
            self._goal = None
            self._told_at = self._monotonic()
            return
        try:
            await self._ask(instant_ms)
        except (BrokerSilent, BrokerRefused) as error:
            self._log.warning("RECEPTION_INCONNUE", code=error.code)

    def _waiting(self, instant_ms: int) -> list[Lane]:
        return [lane for lane in self._lanes() if lane.mark.waits(lane.stage.next_due_ms(), instant_ms)]

    async def _ask(self, instant_ms: int) -> None:
        """Set a goal, come nearer to it, or tell the lanes that it is reached."""
        goal = self._goal or Goal(instant_ms, await asyncio.to_thread(self._intake.ends))
        self._goal = goal._replace(ends=await asyncio.to_thread(self._intake.left, goal.ends))
        if self._goal.ends:
            self._tell(self._goal)
            return
        self._goal = None
        lanes = {Place(*lane.partition): lane for lane in self._waiting(goal.instant_ms)}
        for place, end in (await asyncio.to_thread(self._intake.lane_ends, list(lanes))).items():
            lanes[place].mark.intake_passed(Passed(goal.instant_ms, end))

    def _tell(self, goal: Goal) -> None:
        """Say every half minute what deadlines wait for."""
        if self._monotonic() - self._told_at < TELL_EVERY_S:
            return
        self._told_at = self._monotonic()
        seconds = (self._clock.now_ms() - goal.instant_ms) // 1000
        topics = sorted({place.topic for place in goal.ends})
        self._log.warning("ECHEANCES_EN_ATTENTE", secondes=seconds, partitions=len(goal.ends), topics=topics[:TOLD_MAX])
