"""The relay: from every partner's topic to the hub's own, without state.

Rules:
1. Its own consumer group; new `from.*` topics join without a restart, and no lane stops for them.
2. One idempotent producer a worker; offsets are committed only after every send is acknowledged. What a crash sends twice carries the
   same origin, and the lanes drop it without a trace.
3. Its verdict depends on bytes and topic name only. It starts only when a registry version exists.
4. A send that fails for good ends the process. One batch a partition leaves at a time, and the relay rests between two: thin traffic is
   gathered, not sent one by one.
5. It reads with librdkafka, which leaves headers undecoded until they are asked for: a header name that is not UTF-8 is a fault of its
   record, not of the reader (aiokafka decodes while it fetches, and would stop there for ever).
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import confluent_kafka
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from hub.core import wire
from hub.core.intake import Published, Relayed
from hub.engine.batch import Partition
from hub.engine.clock import Clock, rfc3339
from hub.engine.ending import Ending, end_process
from hub.engine.intake import PATTERN
from hub.engine.ports import Output
from hub.engine.producer import BatchProducer
from hub.whole_topics import read_soon

COMMIT_EVERY_S = 0.5
TOPIC_IDS_EVERY_S = 30.0
METADATA_MAX_AGE_MS = 5_000
REST_S = 0.01
FETCH_WAIT_MS = 10
FETCH_MIN_BYTES = 65_536
"""Records are gathered for up to 10 ms: a fetch names every partner's topic, and one for each record would keep the broker busy."""
POLL_S = 0.2
LEAVE_S = 5.0
YIELD_EVERY = 200
MOVED = frozenset(
    {KafkaError.ILLEGAL_GENERATION, KafkaError.UNKNOWN_MEMBER_ID, KafkaError.REBALANCE_IN_PROGRESS, KafkaError._STATE}
    | {KafkaError.NOT_COORDINATOR, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError._WAIT_COORD}
)
"""A commit refused because the partitions, or the group's coordinator, move: it is made with the next one."""
LOST = frozenset({KafkaError._FATAL, KafkaError.FENCED_INSTANCE_ID})
RECORDS_MAX = 2_000
UNREADABLE_HEADERS = ((f"{wire.PREFIX}illisible", None),)
"""Stands for headers that cannot be decoded; intake refuses it like any header in the hub's name."""

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

    kafka: dict[str, Any]
    """For its consumer, confluent-kafka's."""
    producer: dict[str, Any]
    """For its producer, aiokafka's."""
    group: str
    instance: str | None
    session_timeout_ms: int


class Relay:
    """Reads `from.*`, judges, sends on; `run` works until `leave` is called."""

    def __init__(self, options: RelayOptions, *, judge: Judge, topic_ids: TopicIds, clock: Clock, watch: RelayWatch) -> None:
        self._judge = judge
        self._topic_ids = topic_ids
        self._clock = clock
        self._watch = watch
        self._ids: dict[str, str] = {}
        self._ids_at = 0.0
        self._next: dict[Partition, int] = {}
        self._stopping = False
        self._left = asyncio.Event()
        self._left.set()
        self.busy_since: float | None = None
        self._options = options
        self._producer = BatchProducer(options.producer)

    async def run(self) -> None:
        """Relay until `leave`; what was fetched is sent and acknowledged before it leaves."""
        self._left.clear()
        await self._producer.open()
        consumer = _consumer(self._options)
        consumer.subscribe([PATTERN], on_revoke=self._forget)
        committed_at = time.monotonic()
        try:
            while not self._stopping:
                fetched = await asyncio.to_thread(read_soon, consumer, POLL_S, RECORDS_MAX)
                if fetched:
                    await self._send_on(fetched)
                    await asyncio.sleep(REST_S)
                if self._next and time.monotonic() - committed_at > COMMIT_EVERY_S:
                    await asyncio.to_thread(self._commit, consumer)
                    committed_at = time.monotonic()
            await asyncio.to_thread(self._commit, consumer)
        except Exception as error:  # noqa: BLE001 -- what ended the relay is told, not what leaving a lost client then meets
            end_process(Ending.RELAIS_EN_PANNE, error)
        finally:
            await asyncio.to_thread(_leave_group, consumer)
            await self._producer.close()
            self._left.set()

    async def leave(self) -> None:
        """Leave after the batch in hand, its offsets committed."""
        self._stopping = True
        await self._left.wait()

    async def _send_on(self, fetched: list[Any]) -> None:
        self.busy_since = time.monotonic()
        records = [record for record in fetched if _is_readable(record)]
        await self._know_topic_ids(records)
        instant = rfc3339(self._clock.now_ms())
        outputs: list[Output] = []
        for number, record in enumerate(records, 1):
            outputs.append(self._relayed(record, instant))
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        await self._producer.send(outputs)
        for record in records:
            self._next[Partition(record.topic(), record.partition())] = record.offset() + 1
        self.busy_since = None

    def _relayed(self, record: Any, instant: str) -> Output:
        topic = record.topic()
        published = Published(topic, self._ids[topic], record.partition(), record.offset(), record.key(), record.value(), _headers(record))
        verdict = self._judge(published, instant)
        self._watch.relayed(verdict.code)
        return Output(verdict.topic, None, verdict.key, verdict.value, verdict.headers)

    async def _know_topic_ids(self, records: list[Any]) -> None:
        """Ask for ids when a topic is new, when its offsets went back (it was made anew), and now and then."""
        stale = time.monotonic() - self._ids_at > TOPIC_IDS_EVERY_S
        firsts: dict[Partition, int] = {}
        for record in records:
            firsts.setdefault(Partition(record.topic(), record.partition()), record.offset())
        wanted = {
            partition.topic
            for partition, offset in firsts.items()
            if stale or partition.topic not in self._ids or offset < self._next.get(partition, 0)
        }
        if wanted:
            self._ids.update(await asyncio.to_thread(self._topic_ids, wanted))
            self._ids_at = time.monotonic()

    def _commit(self, consumer: confluent_kafka.Consumer) -> None:
        """Commit what was acknowledged (blocking); a rebalance in between only means repeats, which the lanes drop."""
        mine = {(place.topic, place.partition) for place in consumer.assignment()}
        offsets = [TopicPartition(*partition, offset) for partition, offset in self._next.items() if partition in mine]
        if not offsets:
            return
        try:
            consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as refused:
            _end_if_fatal(refused.args[0])
            if refused.args[0].code() not in MOVED:
                raise

    def _forget(self, _consumer: confluent_kafka.Consumer, revoked: list[TopicPartition]) -> None:
        """After a rebalance nothing of the old assignment may be committed."""
        for place in revoked:
            self._next.pop(Partition(place.topic, place.partition), None)


def _leave_group(consumer: confluent_kafka.Consumer) -> None:
    """Leave the group, then close (blocking).

    A close that finds partitions on their way to this member can wait for ever, and with it every thread of Python (librdkafka issue
    4884): the group is left first, and what was on its way is heard.
    """
    consumer.unsubscribe()
    until = time.monotonic() + LEAVE_S
    while (consumer.poll(0.1) is not None or consumer.assignment()) and time.monotonic() < until:
        pass
    consumer.close()


def _is_readable(record: Any) -> bool:
    """Whether it is a record; an error of the client (a topic that went, a broker that is away) is its own affair, but for a fatal one."""
    error = record.error()
    if error is not None:
        _end_if_fatal(error)
    return error is None


def _end_if_fatal(error: KafkaError) -> None:
    """End the process when the client is lost: it tells so once, or to who commits, and then fetches nothing for ever.

    After a broker's death a group may take the member that comes back for another of the same name, and shut it out.
    """
    if error.code() in LOST:
        end_process(Ending.RELAIS_EN_PANNE, KafkaException(error))


def _headers(record: Any) -> tuple[tuple[str, bytes | None], ...]:
    """The record's headers, or one that intake refuses when a name cannot be decoded; asked for once: a second call hands out NULL."""
    try:
        return tuple(record.headers() or ())
    except (SystemError, UnicodeDecodeError):
        return UNREADABLE_HEADERS


def _consumer(options: RelayOptions) -> confluent_kafka.Consumer:
    member = {} if options.instance is None else {"group.instance.id": options.instance}
    return confluent_kafka.Consumer(
        {
            **options.kafka,
            **member,
            "group.id": options.group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "topic.metadata.refresh.interval.ms": METADATA_MAX_AGE_MS,
            "session.timeout.ms": options.session_timeout_ms,
            "heartbeat.interval.ms": max(300, options.session_timeout_ms // 5),
            "fetch.wait.max.ms": FETCH_WAIT_MS,
            "fetch.min.bytes": FETCH_MIN_BYTES,
            "queued.max.messages.kbytes": 32_768,
            "enable.metrics.push": False,
            "log_level": 2,
        }
    )
