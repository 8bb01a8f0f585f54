"""The projector: follows `hub.journal` and `hub.registry` and keeps the read model up to date.

Rules:
1. No group: it reads every partition (read_committed) from the position stored with the tables: nothing to rebalance, nothing to expire.
2. One fetch is one SQLite transaction, position included. kill -9 anywhere neither loses nor doubles an entry.
3. What it cannot read stops it (`LogUnreadable`): it never steps over an entry.
4. One that is stuck ends its process: its figures would stand still, and the alerts that rest on them with it.
"""

import asyncio
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError, NoOffsetForPartitionError, OffsetOutOfRangeError

from hub.clients import aiokafka_options, bootstrap_servers
from hub.engine.watchdog import Watchdog
from hub.errors import BrokerFault, BrokerSilent, ReadModelForeign, TopicsRefused
from hub.positions import Positions
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.standing import RegistryFollowed
from hub.readmodel.store import JournalId, open_to_write, path_of, read_positions
from hub.settings import HubSettings
from hub.standing import measure_standing
from hub.telemetry import Metrics
from schemas.topics import JOURNAL, REGISTRY

FETCH_RECORDS_MAX = 2_000
FETCH_WAIT_MS = 300
STANDING_EVERY_S = 10.0
STUCK_S = 60.0

Fetched = dict[TopicPartition, list[Any]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Projector:
    """One process's work; `run` returns when `stop` was called."""

    def __init__(self, settings: HubSettings, metrics: Metrics, now: Callable[[], datetime] = _utc_now) -> None:
        """Open nothing yet; `now` is the moment that silences and deadlines are measured at."""
        self._now = now
        self._settings = settings
        self._metrics = metrics
        self._log = structlog.get_logger("hub.projector")
        self._stopping = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._advanced_at = time.monotonic()
        self._stored: dict[TopicPartition, int] = {}

    def stop(self) -> None:
        """Finish the running batch, then leave."""
        self._stopping.set()

    def idle_s(self) -> float:
        """How long ago the last turn of the loop ended."""
        return time.monotonic() - self._advanced_at

    def is_live(self) -> tuple[bool, list[str]]:
        """False when no turn of the loop ended for a minute."""
        idle_s = self.idle_s()
        return (True, []) if idle_s < STUCK_S else (False, [f"aucun tour depuis {idle_s:.0f} s"])

    def is_ready(self) -> tuple[bool, list[str]]:
        """True once the read model has caught up with what was in the journal when it started."""
        return (True, []) if self._caught_up.is_set() else (False, ["le modèle de lecture rattrape le journal"])

    async def run(self) -> None:
        """Project until stopped."""
        positions = Positions(self._settings)
        partitions, journal = await asyncio.to_thread(_logs, positions)
        path = path_of(self._settings)
        with closing(open_to_write(path, journal)) as connection:
            consumer = await self._consumer(connection, partitions)
            watching = asyncio.create_task(self._watch(positions, path))
            watching.add_done_callback(lambda _: self.stop())
            try:
                await self._follow(consumer, connection)
                if watching.done():
                    watching.result()
            except (NoOffsetForPartitionError, OffsetOutOfRangeError):
                raise ReadModelForeign(path=path, reason="it was read further than the logs go, or they were cut before it") from None
            finally:
                watching.cancel()
                await consumer.stop()

    async def _consumer(self, connection: sqlite3.Connection, partitions: list[TopicPartition]) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            **aiokafka_options(self._settings),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        try:
            await consumer.start()
        except KafkaConnectionError as error:
            seconds = self._settings.kafka.answer_timeout_s
            raise BrokerSilent(bootstrap=bootstrap_servers(self._settings), seconds=seconds, reason=type(error).__name__) from None
        stored = {topic: read_positions(connection, topic) for topic in (JOURNAL, REGISTRY)}
        self._stored = {place: stored[place.topic].get(place.partition, 0) for place in partitions}
        consumer.assign(partitions)
        for place, position in self._stored.items():
            consumer.seek(place, position)
        return consumer

    async def _follow(self, consumer: AIOKafkaConsumer, connection: sqlite3.Connection) -> None:
        ends = await consumer.end_offsets(list(self._stored))
        self._log.info("projection_commencee", positions=sum(self._stored.values()))
        while not self._stopping.is_set():
            fetched: Fetched = await consumer.getmany(timeout_ms=FETCH_WAIT_MS, max_records=FETCH_RECORDS_MAX)
            reached = {place: await consumer.position(place) for place in self._stored}
            self._apply(connection, fetched, reached)
            self._show(consumer, reached)
            if not self._caught_up.is_set() and all(reached[place] >= end for place, end in ends.items()):
                self._caught_up.set()
                self._log.info("projection_a_jour")
            self._advanced_at = time.monotonic()
        self._log.info("projection_arretee")

    def _apply(self, connection: sqlite3.Connection, fetched: Fetched, reached: dict[TopicPartition, int]) -> None:
        """One transaction for the registry's records, one for the journal's; a position moves over markers too."""
        moved = {place: position for place, position in reached.items() if position != self._stored[place]}
        if not moved:
            return
        records = {place: [LogRecord(place.partition, one.offset, one.value) for one in got] for place, got in fetched.items()}
        registry = TopicPartition(REGISTRY, 0)
        if registry in moved:
            unread = apply_registry(connection, records.pop(registry, []), moved.pop(registry))
            if unread:
                self._log.warning("registre_illisible", enregistrements=unread)
        entries = [record for got in records.values() for record in got]
        if entries or moved:
            applied = apply_journal(connection, entries, {place.partition: position for place, position in moved.items()})
            self._metrics.projected.inc(applied.entries)
            self._metrics.set_aside.inc(applied.set_aside)
        self._stored = reached

    def _show(self, consumer: AIOKafkaConsumer, reached: dict[TopicPartition, int]) -> None:
        for place, position in reached.items():
            end = consumer.last_stable_offset(place)
            if place.topic == JOURNAL and end is not None and end >= 0:
                self._metrics.projector_lag.labels(str(place.partition)).set(max(0, end - position))

    async def _watch(self, positions: Positions, path: Path) -> None:
        """Measure the whole now and then; a broker that does not answer leaves the last measure, and a line in the log."""
        await self._caught_up.wait()
        registry = RegistryFollowed()
        while True:
            try:
                self._metrics.standing(await asyncio.to_thread(measure_standing, path, positions, registry, self._now()))
            except (BrokerFault, sqlite3.Error) as error:
                self._log.warning("mesure_impossible", raison=type(error).__name__)
            await asyncio.sleep(STANDING_EVERY_S)


async def run_until_told(projector: Projector) -> None:
    """Run it until SIGTERM or SIGINT; the running batch is finished first."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, projector.stop)
    watchdog = asyncio.create_task(Watchdog(STUCK_S, STUCK_S, projector.idle_s).beat_for_ever())
    await projector.run()
    watchdog.cancel()


def _logs(positions: Positions) -> tuple[list[TopicPartition], JournalId]:
    """Every partition to follow, and what identifies these logs."""
    places = positions.places([JOURNAL, REGISTRY])
    for topic in (JOURNAL, REGISTRY):
        if not any(place.topic == topic for place in places):
            raise TopicsRefused(difference=f"{topic} is missing")
    return [TopicPartition(*place) for place in places], JournalId(positions.identity([JOURNAL, REGISTRY]))
