"""The reference work with confluent-kafka alone: one consumer and one transactional producer in a loop, the state in a compacted topic.

`python -m bench.peers.confluent_txn NAME PREFIX`. It is the upper bound that the engine is held against. A worker that is started
again under its name fences its former self; the group's generation fences the rest. State is read back at each assignment.
"""

import sys
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from bench.peers.counting import RECORDS_AT_ONCE_MAX, bootstrap, counted, output_of, session_timeout_ms

READING = {"isolation.level": "read_committed", "auto.offset.reset": "earliest", "enable.auto.commit": False}


class ConfluentTxn:
    """State in a dict; what this worker has of it is what it is assigned."""

    def __init__(self, name: str, prefix: str) -> None:
        """Join the group and open the producer."""
        timeout_ms = session_timeout_ms()
        self._connection = {"bootstrap.servers": bootstrap(), "enable.metrics.push": False}
        member = {"group.id": f"{prefix}-confluent", "session.timeout.ms": timeout_ms, "heartbeat.interval.ms": timeout_ms // 5}
        writing = {"transactional.id": f"{prefix}-{name}", "partitioner": "murmur2_random", "linger.ms": 0}
        self._consumer = Consumer({**self._connection, **READING, **member})
        self._producer = Producer({**self._connection, **writing})
        self._prefix = prefix
        self._state: dict[bytes, int] = {}

    def run(self) -> None:
        """One transaction a poll, for ever."""
        self._producer.init_transactions(30)
        self._consumer.subscribe([f"{self._prefix}.events"], on_assign=self._restore, on_revoke=self._forget)
        while True:
            records = self._consumer.consume(RECORDS_AT_ONCE_MAX, 0.005)
            if records:
                self._transact(records)

    def _transact(self, records: list[Message]) -> None:
        self._producer.begin_transaction()
        dirty: dict[bytes, int] = {}
        for record in records:
            self._handle(record, dirty)
        for key, seen in dirty.items():
            self._producer.produce(f"{self._prefix}.cases", b"%d" % seen, key)
        places = self._consumer.position(self._consumer.assignment())
        self._producer.send_offsets_to_transaction(places, self._consumer.consumer_group_metadata(), 30)
        self._producer.commit_transaction(30)
        self._state.update(dirty)

    def _handle(self, record: Message, dirty: dict[bytes, int]) -> None:
        key, value = record.key(), record.value()
        assert isinstance(key, bytes)
        assert isinstance(value, bytes)
        seen = dirty.get(key, self._state.get(key, 0)) + 1
        dirty[key] = seen
        self._producer.produce(output_of(self._prefix, key), counted(value, seen), key)

    def _forget(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        del consumer, places
        self._state.clear()

    def _restore(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        del consumer
        topics = [TopicPartition(f"{self._prefix}.cases", place.partition) for place in places]
        self._state.update(restored(self._connection, topics))


def restored(connection: dict[str, Any], places: list[TopicPartition]) -> dict[bytes, int]:
    """The last value of each key up to the true end, which no open transaction hides."""
    admin = AdminClient(connection)  # held: its answers end with it
    ends = admin.list_offsets({place: OffsetSpec.latest() for place in places})  # type: ignore[no-untyped-call] # it has no types
    waiting = {place.partition: found.result(30).offset for place, found in ends.items() if found.result(30).offset > 0}
    reader = Consumer({**connection, **READING, "group.id": "restore", "enable.partition.eof": True})
    reader.assign([TopicPartition(place.topic, place.partition, OFFSET_BEGINNING) for place in places])
    state: dict[bytes, int] = {}
    while waiting:
        for record in reader.consume(10_000, 0.2):
            key, error, number = record.key(), record.error(), record.partition() or 0
            if error is None and isinstance(key, bytes):
                state[key] = int(record.value() or b"0")
            elif _is_end(error) and (record.offset() or 0) >= waiting.get(number, 0):
                waiting.pop(number, None)
    reader.close()
    return state


def _is_end(error: KafkaError | None) -> bool:
    return error is not None and error.code() == KafkaError._PARTITION_EOF


if __name__ == "__main__":
    ConfluentTxn(*sys.argv[1:3]).run()
