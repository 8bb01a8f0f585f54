"""How a worker writes to Kafka: one request a broker, whatever the number of partitions it reaches (ADR 0013).

Rules:
1. What leaves together is packed into one batch a partition before anything is sent: a thin transaction costs its five requests, not one
   for each of the dozen inboxes it reaches.
2. A lane's transactional id names its partition and is the only fence: aiokafka tells the broker no group generation.
3. Offsets are sent only after every batch was acknowledged: sent while a produce is in flight, the broker's verification (KIP-890) makes
   every transaction wait.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import murmur2

from hub.engine.batch import Partition
from hub.engine.ports import Output

BATCH_BYTES = 262_144
"""A batch takes records up to here, and one record of any size."""
REQUEST_TIMEOUT_MS = 30_000
RETRY_BACKOFF_MS = 20
PARTITIONS_REMEMBERED_MAX = 65_536
NUL = "\0"
"""Ends an offset's metadata as librdkafka writes it: its readers look for it, and without it read beyond the text."""


def transactional_id(group: str, partition: Partition) -> str:
    """Of the lane of a partition: a format for life, it is what fences its former owner."""
    return f"{group}-{partition.topic}-{partition.number}"


class BatchProducer:
    """An idempotent producer; with a transactional id, a fenced one that commits its position with what it sends."""

    def __init__(self, client: dict[str, Any], *, transactional_id: str | None = None, timeout_ms: int = 60_000) -> None:
        """`client` is how Kafka is reached (`hub.clients.aiokafka_options`); `timeout_ms` bounds a transaction."""
        self._client = client
        self._transactional_id = transactional_id
        self._timeout_ms = timeout_ms
        self._producer: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Connect; fence the previous owner of the id, and wait until the broker has ended what it left open."""
        assert self._producer is None
        self._producer = AIOKafkaProducer(
            **self._client,
            transactional_id=self._transactional_id,
            transaction_timeout_ms=self._timeout_ms,
            enable_idempotence=True,
            max_batch_size=BATCH_BYTES,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
            retry_backoff_ms=RETRY_BACKOFF_MS,
        )
        await self._producer.start()

    async def send(self, outputs: Iterable[Output]) -> None:
        """Send, and wait until all of it is acknowledged."""
        producer = self._opened
        packed: dict[TopicPartition, list[Any]] = {}
        for output in outputs:
            place = TopicPartition(output.topic, output.partition if output.partition is not None else await self._partition(output))
            batches = packed.setdefault(place, [])
            if not (batches and self._append(batches[-1], output)):
                batches.append(producer.create_batch())
                appended = self._append(batches[-1], output)
                assert appended, "an empty batch takes a record of any size"
        # one batch a partition at a time: a partition's next one is queued only when the one before has left
        for number in range(max(map(len, packed.values()), default=0)):
            turn = [(place, batches[number]) for place, batches in packed.items() if number < len(batches)]
            for acknowledged in [await producer.send_batch(batch, place.topic, partition=place.partition) for place, batch in turn]:
                await acknowledged

    async def commit(self, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str) -> None:
        """One transaction: everything in `outputs`, and the group's offset with its metadata; any failure is the caller's end."""
        producer = self._opened
        await producer.begin_transaction()
        await self.send(outputs)
        kept = note + NUL if note else ""
        await producer.send_offsets_to_transaction({TopicPartition(*source): (position, kept)}, group)
        await producer.commit_transaction()

    @property
    def identity(self) -> tuple[int, int]:
        """The producer id and epoch that the fence gave."""
        manager = self._opened._txn_manager
        return manager.producer_id, manager.producer_epoch

    async def close(self) -> None:
        """Leave."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await producer.stop()

    @property
    def _opened(self) -> AIOKafkaProducer:
        assert self._producer is not None
        return self._producer

    async def _partition(self, output: Output) -> int:
        """Where the key says (murmur2, as Java's clients do)."""
        known = await self._opened.partitions_for(output.topic)
        if len(known) == 1:
            return 0
        assert output.key is not None
        return _partition_of(output.key, len(known))

    @staticmethod
    def _append(batch: Any, output: Output) -> bool:
        return batch.append(timestamp=None, key=output.key, value=output.value, headers=list(output.headers)) is not None


@lru_cache(PARTITIONS_REMEMBERED_MAX)
def _partition_of(key: bytes, partitions: int) -> int:
    return int(murmur2(key) & 0x7FFFFFFF) % partitions
