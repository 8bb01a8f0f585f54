"""Put a worker's engine together from its parts; `hub/app.py` decides which stages it runs."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import structlog
from confluent_kafka.admin import AdminClient

from hub.clients import aiokafka_options, bootstrap_servers, confluent_options
from hub.engine.app import FaustOptions, HubApp, add_agents, new_app
from hub.engine.batch import Partition
from hub.engine.clock import Clock, SystemClock
from hub.engine.credentials import faust_credentials
from hub.engine.known_topics import KnownTopics, writable_inboxes
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import READY, REST_S, LaneLimits, LaneStatus
from hub.engine.lanes import Lanes
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Looking
from hub.engine.ports import Stage
from hub.engine.producer import BatchProducer, transactional_id
from hub.engine.state_reader import StateReader
from hub.engine.transaction import Inboxes
from hub.engine.watchdog import Watchdog
from hub.settings import HubSettings
from hub.telemetry import Metrics

TELL_LAGS_EVERY_S = 1.0
LIVE_LIMIT_S = 30.0
"""A lane that has input and has not advanced for longer makes /livez fail."""


class LanePlan(NamedTuple):
    """A kind of lane: its source topic, its state topic, one stage object per lane, and how long it rests while little waits."""

    source: str
    state: str
    stage: Callable[[int], Stage]
    rest_s: float = REST_S


class Engine:
    """A worker's lanes under Faust; `background` is what else runs while it lives, `before_stop` what must finish before it leaves."""

    def __init__(  # noqa: PLR0913 -- the parts of a worker, each named once
        self,
        settings: HubSettings,
        plans: Sequence[LanePlan],
        *,
        group: str,
        instance: str | None,
        inboxes: Inboxes,
        clock: Clock,
        metrics: Metrics,
        gate: Callable[[], Awaitable[Any]] | None = None,
    ) -> None:
        self.settings = settings
        self.metrics = metrics
        self.group = group
        self._inboxes = inboxes
        self._plans = {plan.source: plan for plan in plans}
        self.background: list[Callable[[], Awaitable[None]]] = []
        self.before_stop: list[Callable[[], Awaitable[None]]] = []
        self.busy: list[Callable[[], float | None]] = []
        self.lanes = Lanes(
            make=self._lane,
            opening=Opening(
                looking=Looking(confluent_options(settings), group),
                left_open=LeftOpen(aiokafka_options(settings)),
                read=partial(StateReader, confluent_options(settings), group),
                stuck_s=settings.lane.opening_stuck_s,
                gate=gate,
            ),
            now_ms=clock.now_ms,
            watch=_Watch(metrics, settings.worker.name),
            records_per_fetch_max=settings.lane.facts_per_transaction_max,
        )
        self.app = self._faust(instance)
        self.watchdog = Watchdog(settings.lane.watchdog_s, settings.lane.transaction_stuck_s, self.longest_work_s)
        self.background += [self.lanes.poke_for_ever, self.lanes.watch_for_ever, self.watchdog.beat_for_ever, self._tell_lags_for_ever]

    def _faust(self, instance: str | None) -> HubApp:
        app = new_app(
            FaustOptions(
                group=self.group,
                bootstrap_servers=bootstrap_servers(self.settings),
                credentials=faust_credentials(aiokafka_options(self.settings)),
                instance=instance,
                session_timeout_ms=self.settings.kafka.session_timeout_ms,
                fetch_bytes_max=self.settings.hub_bytes_max + (1 << 20),
            )
        )
        app.lanes = self.lanes
        app.background = self.background
        app.before_stop = self.before_stop
        add_agents(app, self._plans)
        self.lanes.reposition = app.reposition
        return app

    def _lane(self, partition: Partition) -> Lane:
        settings = self.settings
        plan = self._plans[partition.topic]
        producer = BatchProducer(
            aiokafka_options(settings),
            transactional_id=transactional_id(self.group, partition),
            timeout_ms=settings.kafka.transaction_timeout_ms,
        )
        limit = settings.lane.facts_per_transaction_max
        return Lane(
            partition,
            group=self.group,
            state_topic=plan.state,
            stage=plan.stage(partition.number),
            producer=producer,
            inboxes=self._inboxes,
            limits=LaneLimits(limit, 2 * limit, plan.rest_s),
            watch=_Watch(self.metrics, settings.worker.name),
        )

    async def _tell_lags_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TELL_LAGS_EVERY_S)
            for lane in list(self.lanes.owned.values()):
                self._tell_lag(lane)

    def _tell_lag(self, lane: Lane) -> None:
        topic, number = lane.partition
        self.metrics.lane_blocked(topic, number, is_blocked=lane.status is LaneStatus.BLOQUEE)
        if lane.status in READY:
            # a record is stamped by the broker: its age is by the machine's clock, whatever clock the lanes decide with
            records, seconds = lane.lag(self.app.stable_end(lane.partition), SystemClock().now_ms())
            self.metrics.lane_lag(topic, number, records, seconds)

    def longest_work_s(self) -> float:
        """How long the longest running transaction (or relay batch) has been running."""
        starts = [lane.busy_since for lane in list(self.lanes.owned.values())] + [ask() for ask in self.busy]
        return max((time.monotonic() - start for start in starts if start is not None), default=0.0)

    def is_live(self) -> tuple[bool, list[str]]:
        """False when a lane has input and does not advance."""
        now = time.monotonic()
        stuck = [
            f"{lane.partition.topic}/{lane.partition.number} n'avance pas depuis {now - lane.advanced_at:.0f} s"
            for lane in list(self.lanes.owned.values())
            if lane.status is LaneStatus.EN_MARCHE and lane.has_pending and now - lane.advanced_at > LIVE_LIMIT_S
        ]
        return not stuck, stuck

    def is_ready(self) -> tuple[bool, list[str]]:
        """True only when all assigned lanes are restored."""
        if self.lanes.all_ready:
            return True, []
        if not self.lanes.assigned_once:
            return False, ["aucune partition attribuée pour l'instant"]
        lanes = list(self.lanes.owned.values())
        return False, [f"{lane.partition.topic}/{lane.partition.number} {lane.status}" for lane in lanes if lane.status not in READY]


class _Watch:
    """Tells metrics and logs what lanes do."""

    def __init__(self, metrics: Metrics, worker: str) -> None:
        self._metrics = metrics
        self._worker = worker
        self._log = structlog.get_logger("engine")

    def transaction(self, partition: Partition, facts: int, seconds: float) -> None:
        self._metrics.transaction_done(partition.topic, seconds, facts)

    def opened(self, lane: Lane, seconds: float, committed: int | None) -> None:
        self._metrics.lane_restored(lane.partition.topic, seconds)
        where = {"topic": lane.partition.topic, "partition": lane.partition.number, "position": lane.position}
        self._log.info("VOIE_OUVERTE", **where, cles=len(lane.state), secondes=round(seconds, 3))
        if committed is not None and committed != lane.position:
            self._log.warning("POSITION_DIFFERENTE", **where, groupe=committed)

    def closed(self, partition: Partition) -> None:
        self._metrics.lane_closed(partition.topic, partition.number)

    def rebalanced(self) -> None:
        self._metrics.rebalances.labels(self._worker).inc()


def known_topics(settings: HubSettings) -> KnownTopics:
    """The inboxes a worker may write to, asked through one admin client."""
    admin = AdminClient({**confluent_options(settings), "log_level": 2})
    return KnownTopics(lambda: writable_inboxes(admin, settings.kafka.answer_timeout_s))
