"""The Faust application of a worker: one agent a stage, one lane a partition, nothing committed outside a transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, NamedTuple, cast

import faust
from faust.tables.manager import TableManager

from hub.engine.batch import Batch, Partition
from hub.engine.ending import Ending, end_process
from hub.engine.lanes import Lanes
from hub.engine.transport import BatchConsumer, BatchTransport

IDLE_MAX_S = 365.0 * 86_400
"""A worker whose lanes want nothing (they are all blocked) stays in its group: what stands still is seen by other means, and leaving would
hand its blocked lanes to the next."""

TOPICS_SEEN_AGAIN_MS = 10_000
"""The leader of a group deals out the partitions it knows. While a broker comes back it may know none, and deals out nothing: every lane
stands still, and no error says so, until it looks at the topics again. That is after five minutes by default."""

LOOK_AGAIN_S = 0.005


class HubApp(faust.App):
    """A Faust app whose consumer hands batches to `lanes`."""

    lanes: Lanes
    background: Sequence[Callable[[], Awaitable[None]]] = ()
    before_stop: Sequence[Callable[[], Awaitable[None]]] = ()

    async def on_start(self) -> None:
        """Begin what runs beside the lanes at once: a task of Faust's waits until partitions were dealt, a session timeout after a kill."""
        await super().on_start()
        for work in self.background:
            _ = self.add_future(_guarded(work))

    def _new_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """Nothing: Faust would keep tables there, and a worker has none."""

    async def reposition(self, partition: Partition, position: int) -> int | None:
        """Seek a partition; see `BatchConsumer.reposition`."""
        return await cast("BatchConsumer", self.consumer).reposition(partition, position)

    def stable_end(self, partition: Partition) -> int | None:
        """The last stable offset of an assigned partition, None when it is not known yet."""
        return cast("BatchConsumer", self.consumer).stable_end(partition)

    async def _stop_consumer(self) -> None:
        for finish in self.before_stop:
            await finish()
        await super()._stop_consumer()
        await self.lanes.close()


async def _guarded(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # noqa: BLE001 -- crash-only: whatever fails in the background ends the process
        end_process(Ending.TACHE_EN_PANNE, error)


class NoTables(TableManager):
    """Stands where Faust keeps its tables: a worker has none. Once it has started Faust subscribes to the topics that its agents named."""

    async def on_start(self) -> None:
        """Wait until all agents named theirs; Faust waits a second instead, and resubscribes 45 s later to what was not named by then."""
        wanted = {name for agent in self.app.agents.values() for name in agent.channel.topics}
        while not self.should_stop and not wanted <= {name for topic in self.app.topics for name in topic.topics}:
            await self.sleep(LOOK_AGAIN_S)
        if not self.should_stop:
            await self._update_channels()
            await self.recovery.start()


class FaustOptions(NamedTuple):
    """What differs between workers; times in milliseconds."""

    group: str
    bootstrap_servers: str
    credentials: Any | None
    instance: str | None
    session_timeout_ms: int
    fetch_bytes_max: int


def new_app(options: FaustOptions) -> HubApp:
    """An app without agents; the settings are those that keep stock Faust's own stores, leaders and commits out of the way."""
    servers = options.bootstrap_servers.split(",")
    return HubApp(
        options.group,
        broker=[f"kafka://{server}" for server in servers],
        broker_credentials=options.credentials,
        broker_session_timeout=options.session_timeout_ms / 1000,
        broker_heartbeat_interval=max(0.3, options.session_timeout_ms / 5000),
        broker_request_timeout=30,
        broker_max_poll_interval=IDLE_MAX_S,
        broker_rebalance_timeout=max(10.0, options.session_timeout_ms / 1000),
        consumer_metadata_max_age_ms=TOPICS_SEEN_AGAIN_MS,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=options.instance or "",
        consumer_max_fetch_size=options.fetch_bytes_max,
        producer_request_timeout=30,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        stream_buffer_maxsize=64,
        TableManager=NoTables,
        stream_recovery_delay=0.0,
        stream_wait_empty=False,
        worker_redirect_stdouts=False,
        web_enabled=False,
        autodiscover=False,
    )


def add_agents(app: HubApp, sources: Iterable[str]) -> None:
    """One agent a source topic: it hands each packed batch to the lane of its partition."""
    for source in sources:
        topic = app.topic(source, value_serializer="raw", key_serializer="raw")
        app.agent(topic, name=f"voies.{source}", isolated_partitions=True)(_hand_over(app))


def _hand_over(app: HubApp) -> Callable[[Any], Coroutine[Any, Any, None]]:
    async def hand_over(stream: Any) -> None:
        async for event in stream.events():
            batch: Batch = event.message.value
            app.lanes.accept(batch)

    return hand_over
