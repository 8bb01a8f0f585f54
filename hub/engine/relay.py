"""The relay: from every partner's topic to the hub's own, without state.

Rules:
1. Its own consumer group; new `from.*` topics join without a restart, and no lane stops for them.
2. One idempotent producer a worker; offsets are committed only after every send is acknowledged. What a crash sends twice carries the
   same origin, and the lanes drop it without a trace.
3. Its verdict depends on bytes and topic name only. It starts only when a registry version exists.
4. A send that fails for good ends the process.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import confluent_kafka
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, RebalanceInProgressError

from hub.core.intake import Published, Relayed
from hub.engine.clock import Clock, rfc3339
from hub.engine.ending import end_process

PATTERN = r"^from\.[a-z0-9-]+$"
COMMIT_EVERY_S = 0.5
TOPIC_IDS_EVERY_S = 30.0
METADATA_MAX_AGE_MS = 5_000
FLUSH_S = 55.0

Judge = Callable[[Published, str], Relayed]
"""The verdict on one record, at one instant (RFC 3339)."""

TopicIds = Callable[[Iterable[str]], dict[str, str]]
"""The broker's ids of topics (blocking): a topic made anew has another."""


class RelayWatch(Protocol):
    """What the relay tells (metrics)."""

    def relayed(self, code: str) -> None:
        """One record was judged with `code`."""


class RelayOptions(NamedTuple):
    """How the relay reaches Kafka; times in milliseconds."""

    client: dict[str, Any]
    kafka: dict[str, Any]
    group: str
    instance: str | None
    session_timeout_ms: int
    message_bytes_max: int


class Relay:
    """Reads `from.*`, judges, sends on; `run` works until `leave` is called."""

    def __init__(self, options: RelayOptions, *, judge: Judge, topic_ids: TopicIds, clock: Clock, watch: RelayWatch) -> None:
        self._judge = judge
        self._topic_ids = topic_ids
        self._clock = clock
        self._watch = watch
        self._ids: dict[str, str] = {}
        self._ids_at = 0.0
        self._next: dict[TopicPartition, int] = {}
        self._stopping = False
        self._left = asyncio.Event()
        self._left.set()
        self.busy_since: float | None = None
        self._options = options
        self._producer = _producer(options)

    async def run(self) -> None:
        """Relay until `leave`; what was fetched is sent and acknowledged before it leaves."""
        self._left.clear()
        consumer = _consumer(self._options)
        await consumer.start()
        consumer.subscribe(pattern=PATTERN, listener=_Forget(self._next))
        committed_at = time.monotonic()
        try:
            while not self._stopping:
                fetched = await consumer.getmany(timeout_ms=200, max_records=2_000)
                if fetched:
                    await self._send_on(fetched)
                if self._next and time.monotonic() - committed_at > COMMIT_EVERY_S:
                    await self._commit(consumer)
                    committed_at = time.monotonic()
            await self._commit(consumer)
        finally:
            await consumer.stop()
            self._left.set()

    async def leave(self) -> None:
        """Leave after the batch in hand, its offsets committed."""
        self._stopping = True
        await self._left.wait()

    async def _send_on(self, fetched: dict[TopicPartition, list[Any]]) -> None:
        self.busy_since = time.monotonic()
        await self._know_topic_ids(fetched)
        instant = rfc3339(self._clock.now_ms())
        for records in fetched.values():
            for record in records:
                self._relay(record, instant)
            await asyncio.sleep(0)
        left = await asyncio.to_thread(self._producer.flush, FLUSH_S)
        if left:
            end_process(f"RELAIS_SANS_ACCUSE reste={left}")
        for tp, records in fetched.items():
            self._next[tp] = records[-1].offset + 1
        self.busy_since = None

    def _relay(self, record: Any, instant: str) -> None:
        published = Published(
            record.topic, self._ids[record.topic], record.partition, record.offset, record.key, record.value, tuple(record.headers)
        )
        verdict = self._judge(published, instant)
        self._producer.produce(verdict.topic, verdict.value, verdict.key, headers=list(verdict.headers), on_delivery=_refused_by_broker)
        self._watch.relayed(verdict.code)

    async def _know_topic_ids(self, fetched: dict[TopicPartition, list[Any]]) -> None:
        """Ask for ids when a topic is new, when its offsets went back (it was made anew), and now and then."""
        went_back = {tp.topic for tp, records in fetched.items() if records[0].offset < self._next.get(tp, 0)}
        stale = time.monotonic() - self._ids_at > TOPIC_IDS_EVERY_S
        wanted = {tp.topic for tp in fetched if stale or tp.topic not in self._ids} | went_back
        if wanted:
            self._ids.update(await asyncio.to_thread(self._topic_ids, wanted))
            self._ids_at = time.monotonic()

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        """Commit what was acknowledged; a rebalance in between only means repeats, which the lanes drop."""
        mine = consumer.assignment()
        offsets = {tp: offset for tp, offset in self._next.items() if tp in mine}
        if offsets:
            try:
                await consumer.commit(offsets)
            except (CommitFailedError, IllegalStateError, RebalanceInProgressError):
                return


class _Forget(ConsumerRebalanceListener):
    """After a rebalance nothing of the old assignment may be committed."""

    def __init__(self, offsets: dict[TopicPartition, int]) -> None:
        self._offsets = offsets

    def on_partitions_revoked(self, revoked: Any) -> None:
        for tp in revoked:
            self._offsets.pop(tp, None)

    def on_partitions_assigned(self, assigned: Any) -> None:
        """Nothing to do: positions are the group's."""


def _refused_by_broker(error: Any, _record: Any) -> None:
    """Called for failures only (`delivery.report.only.error`), from `flush`."""
    if error is not None:
        end_process(f"RELAIS_REFUSE {error.name()}")


def _consumer(options: RelayOptions) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        **options.client,
        group_id=options.group,
        group_instance_id=options.instance,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
        session_timeout_ms=options.session_timeout_ms,
        heartbeat_interval_ms=max(300, options.session_timeout_ms // 5),
        fetch_max_wait_ms=200,
        max_partition_fetch_bytes=4 << 20,
    )


def _producer(options: RelayOptions) -> confluent_kafka.Producer:
    return confluent_kafka.Producer(
        {
            **options.kafka,
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": 2,
            "partitioner": "murmur2_random",
            "batch.size": 262_144,
            "message.max.bytes": options.message_bytes_max,
            "delivery.report.only.error": True,
            "queue.buffering.max.messages": 1_000_000,
            "queue.buffering.max.kbytes": 1_048_576,
            "enable.metrics.push": False,
            "log_level": 2,
        }
    )
