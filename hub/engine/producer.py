"""The transactional producer of one lane, behind one small port (librdkafka works outside the GIL; see ADR 0001).

Rules:
1. One producer a lane; its transactional id names the partition, and is the only fence (its group metadata never joined a group).
2. Blocking calls (`open`, `finish`, `abort`) run in a thread; `produce` runs in the loop.
3. Offsets are sent only after a flush: sent while a produce is in flight, the broker's verification (KIP-890) makes every transaction wait.
"""

from typing import Any

import confluent_kafka

from hub.engine.batch import Partition
from hub.engine.ports import Headers

TRANSACTION_CALL_S = 55.0
"""Longest one transactional call may block: above a broker failover, below the transaction timeout and the watchdog."""


class LaneProducer:
    """Begin, produce, finish: all or nothing."""

    def __init__(self, kafka: dict[str, Any], *, group: str, transactional_id: str, timeout_ms: int, message_bytes_max: int) -> None:
        self._kafka = kafka
        self._group = group
        self._settings = {
            **kafka,
            "transactional.id": transactional_id,
            "transaction.timeout.ms": timeout_ms,
            "linger.ms": 0,
            "retry.backoff.ms": 5,
            "retry.backoff.max.ms": 100,
            "partitioner": "murmur2_random",
            "batch.size": 262_144,
            "message.max.bytes": message_bytes_max,
            "queue.buffering.max.messages": 1_000_000,
            "queue.buffering.max.kbytes": 1_048_576,
            "enable.metrics.push": False,
            "log_level": 2,
        }
        self._producer: Any = None
        self._reader: Any = None
        self._group_metadata: Any = None

    def open(self) -> None:
        """Fence the previous owner, end its open transaction, and wait until the broker has done so (blocking)."""
        self._reader = confluent_kafka.Consumer(
            {**self._kafka, "group.id": self._group, "enable.auto.commit": False, "isolation.level": "read_uncommitted", "log_level": 2}
        )
        self._group_metadata = self._reader.consumer_group_metadata()
        self._producer = confluent_kafka.Producer(self._settings)
        self._producer.init_transactions(TRANSACTION_CALL_S)

    def watermarks(self, partition: Partition) -> tuple[int, int]:
        """First offset and end of a partition, open transactions included (blocking)."""
        low, high = self._reader.get_watermark_offsets(
            confluent_kafka.TopicPartition(partition.topic, partition.number), timeout=30.0, cached=False
        )
        return low, high

    def committed(self, partition: Partition) -> int | None:
        """The group's committed offset, a cross-check only (blocking)."""
        (answer,) = self._reader.committed([confluent_kafka.TopicPartition(partition.topic, partition.number)], timeout=30.0)
        return answer.offset if answer.offset >= 0 else None

    def stop_looking(self) -> None:
        """Close the reader (blocking): opening needs it, working does not, and it holds threads and connections."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def begin(self) -> None:
        """Start a transaction."""
        self._producer.begin_transaction()

    def produce(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers, partition: int | None) -> None:
        """Send within the transaction; without a partition the key chooses (murmur2)."""
        self._producer.produce(topic, value, key, -1 if partition is None else partition, headers=list(headers) if headers else None)

    def finish(self, partition: Partition, position: int, note: str) -> None:
        """Flush, then commit the position with everything produced (blocking); any failure is the caller's end."""
        self._producer.flush(TRANSACTION_CALL_S)
        offset = confluent_kafka.TopicPartition(partition.topic, partition.number, position, metadata=note)
        self._producer.send_offsets_to_transaction([offset], self._group_metadata, TRANSACTION_CALL_S)
        self._producer.commit_transaction(TRANSACTION_CALL_S)

    def abort(self) -> None:
        """Give up the running transaction (blocking)."""
        self._producer.abort_transaction(TRANSACTION_CALL_S)

    def close(self) -> None:
        """Forget the clients (blocking); an open transaction is the next owner's to fence."""
        self.stop_looking()
        self._producer = None
