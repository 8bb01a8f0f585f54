"""The registry as a running process follows it: versions of `hub.registry`, each there the moment it is complete.

Rules:
1. No group, read_committed, from the beginning: every worker reads the same versions.
2. A version that cannot be applied is said (log, figures) and never stops the worker: the one before it stays in force.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from hub.clients import aiokafka_options
from hub.core.registry import RegistryView
from hub.positions import Place, Positions
from hub.registry.loading import load
from hub.registry.versions import Event, Kind, Versions
from hub.settings import HubSettings
from schemas.topics import REGISTRY

__all__ = ["RegistryReader", "load"]

FETCH_RECORDS_MAX: Final = 5_000
FETCH_WAIT_MS: Final = 500
PARTITION: Final = TopicPartition(REGISTRY, 0)
END_OF_LOG: Final = Place(*PARTITION)


class RegistryReader:
    """Follows the log; `latest` is the newest applied version (0: none), `view` any applied one, always the same object for one version."""

    def __init__(self, settings: HubSettings, watch: Callable[[Event], None] | None = None) -> None:
        """Open nothing yet; `watch` is told each version, applied or refused, and each record that cannot be read."""
        self.latest = 0
        self._settings = settings
        self._watch = watch
        self._versions = Versions()
        self._first = asyncio.Event()
        self._moved = asyncio.Condition()
        self._position = 0
        self._positions = Positions(settings)
        self._log = structlog.get_logger("hub.registry")

    def view(self, version: int) -> RegistryView:
        """The registry at that version; call it only once a version exists (`latest` above 0)."""
        return self._versions.view(version)

    async def wait_first(self) -> None:
        """Wait until some version is applied."""
        await self._first.wait()

    async def caught_up(self) -> None:
        """Wait until some version is applied and everything a reader could see of the log at the time of the call was read.

        Its end is asked for over another connection: Kafka answers those of one connection in turn, and a fetch that finds nothing waits.
        Raises BrokerSilent, BrokerRefused.
        """
        await self.wait_first()
        end = (await asyncio.to_thread(self._positions.ends, [END_OF_LOG]))[END_OF_LOG]
        async with self._moved:
            await self._moved.wait_for(lambda: self._position >= end)

    async def run(self) -> None:
        """Follow the log until cancelled; what the broker says wrong is raised."""
        consumer = AIOKafkaConsumer(
            REGISTRY,
            **aiokafka_options(self._settings),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        await consumer.start()
        try:
            while True:
                fetched = await consumer.getmany(timeout_ms=FETCH_WAIT_MS, max_records=FETCH_RECORDS_MAX)
                for records in fetched.values():
                    await self._take([(record.value, f"{REGISTRY}/{record.partition}/{record.offset}") for record in records])
                if PARTITION in consumer.assignment():
                    await self._move(await consumer.position(PARTITION))
        finally:
            await consumer.stop()

    async def _move(self, position: int) -> None:
        """Tell who waits how far the log was read."""
        if position != self._position:
            async with self._moved:
                self._position = position
                self._moved.notify_all()

    async def _take(self, records: list[tuple[bytes | None, str]]) -> None:
        """Read a batch; its newest version is published once its view is built, off the event loop."""
        before = self._versions.latest
        for value, place in records:
            event = self._versions.read(value, place)
            if event is not None:
                self._say(event)
        applied = self._versions.latest
        if applied is not None and applied is not before:
            await asyncio.to_thread(self._versions.view, applied.version)
            self.latest = applied.version
            self._first.set()

    def _say(self, event: Event) -> None:
        if event.kind is Kind.APPLIED:
            self._log.info(event.kind, version=event.version, place=event.place)
        else:
            self._log.error(event.kind, version=event.version, place=event.place, raison=event.reason)
        if self._watch is not None:
            self._watch(event)
