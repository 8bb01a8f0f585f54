"""The transport on Apache Kafka, as a partner would write it: confluent-kafka, one producer and one consumer.

Rules:
1. It publishes on `from.<id>` only, all replicas acknowledged, without repeats of its own (idempotent producer), partitioned as Java does.
2. It reads `to.<id>` in the group `<id>.main`, committed records only, and commits only what was settled.
3. Needs librdkafka 2.6.1 or later: an older one cannot log in to Kafka 4 with SCRAM.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from connectors.protocol import Delivered, Incoming, Outcome, Outgoing, Rejected, Retryable
from schemas import topics

RECORD_BYTES_MAX = 1_572_864
DELIVERY_TIMEOUT_S = 30.0
LEAVE_TIMEOUT_S = 10.0
UNKNOWN_TOPIC_AFTER_S = 5.0
"""How long a topic may stay unseen before it is held not to exist."""

NEVER_PASSES = frozenset(
    {
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.INVALID_MSG,
        KafkaError.INVALID_RECORD,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 - librdkafka's own name for a topic that the cluster does not have
    }
)


class KafkaPartner:
    """One partner on a real Kafka; `connection` is what every client needs to reach it (`bootstrap.servers`, credentials)."""

    def __init__(self, connection: Mapping[str, Any], partner: str) -> None:
        """Join the group; a partner that only reads never opens a producer."""
        self._outbox = topics.outbox(partner)
        self._producing = {
            **connection,
            "client.id": f"{partner}.main",
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            "linger.ms": 2,
            "message.max.bytes": RECORD_BYTES_MAX,
            "delivery.timeout.ms": int(DELIVERY_TIMEOUT_S * 1000),
            "topic.metadata.propagation.max.ms": int(UNKNOWN_TOPIC_AFTER_S * 1000),
            "enable.metrics.push": False,
        }
        self._producer: Producer | None = None
        self._consumer: Consumer | None = Consumer(
            {
                **connection,
                "client.id": f"{partner}.main",
                "group.id": f"{partner}.main",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.queue.backoff.ms": 5,  # librdkafka rests for a second when enough waits, and whoever reads fast with it
                "enable.metrics.push": False,
            }
        )
        self._consumer.subscribe([topics.inbox(partner)])
        self._read_up_to: dict[tuple[str, int], int] = {}

    def publish(self, records: Sequence[Outgoing]) -> list[Outcome]:
        """Publish all, then wait until each is acknowledged, refused or out of time."""
        assert self._consumer is not None, "publish after close"
        producer = self._producer = self._producer or Producer(self._producing)
        outcomes: list[Outcome] = [Retryable("no acknowledgement")] * len(records)
        for place, record in enumerate(records):
            self._produce(producer, record, outcomes, place)
        # a little over the delivery timeout, so that every record has had its answer
        producer.flush(DELIVERY_TIMEOUT_S + 5)
        return outcomes

    def read(self, records_max: int, timeout_s: float) -> list[Incoming]:
        """Read on; an error of the broker is not a record, and the client recovers by itself."""
        assert self._consumer is not None, "read after close"
        found = [incoming(record) for record in read_soon(self._consumer, records_max, timeout_s) if record.error() is None]
        for record in found:
            self._read_up_to[record.topic, record.partition] = record.offset + 1
        return found

    def settle(self) -> None:
        """Commit the position after everything read so far."""
        assert self._consumer is not None, "settle after close"
        places = [TopicPartition(topic, partition, offset) for (topic, partition), offset in self._read_up_to.items()]
        if not places:
            return
        try:
            self._consumer.commit(offsets=places, asynchronous=False)
        except KafkaException:
            return  # the group is moving: the next settle covers these places too, and at worst they are read again
        self._read_up_to.clear()

    def close(self) -> None:
        """Leave the group; whatever `publish` did not see acknowledged is let go."""
        consumer, self._consumer = self._consumer, None
        self._producer = None
        if consumer is not None:
            leave(consumer)

    def _produce(self, producer: Producer, record: Outgoing, outcomes: list[Outcome], place: int) -> None:
        note = partial(_note, outcomes, place)
        while True:
            try:
                producer.produce(self._outbox, record.value, record.key, headers=list(record.headers), on_delivery=note)
            except BufferError:
                producer.poll(0.1)
            except KafkaException as refused:
                outcomes[place] = _failure(refused.args[0])
                return
            else:
                return


def read_soon(consumer: Consumer, records_max: int, timeout_s: float) -> list[Message]:
    """What is there as soon as something is: `consume` alone would wait out its time for more to come."""
    first = consumer.poll(timeout_s)
    return [] if first is None else [first, *consumer.consume(records_max - 1, 0)]


def leave(consumer: Consumer) -> None:
    """Leave the group, then close.

    A close that finds partitions on their way to this member can wait for ever, and every thread of Python with it (librdkafka issue 4884):
    the group is left first, and what was on its way is heard.
    """
    consumer.unsubscribe()
    until = time.monotonic() + LEAVE_TIMEOUT_S
    while (consumer.poll(0.1) is not None or consumer.assignment()) and time.monotonic() < until:
        pass
    consumer.close()


def _note(outcomes: list[Outcome], place: int, error: KafkaError | None, record: Message) -> None:
    outcomes[place] = Delivered(*_place(record)) if error is None else _failure(error)


def _failure(error: KafkaError) -> Outcome:
    return Rejected(error.name()) if error.code() in NEVER_PASSES else Retryable(error.name())


def incoming(record: Message) -> Incoming:
    """A record of librdkafka, without error, as every transport gives it."""
    listed = cast("list[tuple[str, bytes | None]]", record.headers() or [])
    topic, partition, offset = _place(record)
    return Incoming(topic, partition, offset, record.timestamp()[1], record.key(), record.value(), tuple(listed))


def _place(record: Message) -> tuple[str, int, int]:
    # librdkafka gives all three on every record that carries no error; its stubs cannot say so
    return cast("tuple[str, int, int]", (record.topic(), record.partition(), record.offset()))
