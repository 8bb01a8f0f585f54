"""The reference work with aiokafka's transactions and no Faust: one consumer, one transactional producer, the state in a compacted topic.

`python -m bench.peers.aiokafka_txn NAME PREFIX`. aiokafka does not fence by the group's generation, so a worker keeps its transactional id
through a restart; a rebalance waits for the transaction under way, and state is read back at each assignment.
"""

import asyncio
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition

from bench.peers.counting import BATCH_BYTES, RECORDS_AT_ONCE_MAX, bootstrap, counted, output_of, session_timeout_ms

READING = {"isolation_level": "read_committed", "auto_offset_reset": "earliest", "enable_auto_commit": False}


class AiokafkaTxn(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka ships no types
    """State in a dict; what this worker has of it is what it is assigned."""

    def __init__(self, name: str, prefix: str) -> None:
        """Nothing is opened yet."""
        timeout_ms = session_timeout_ms()
        self._connection = {"bootstrap_servers": bootstrap()}
        self._group, self._prefix = f"{prefix}-aiokafka-txn", prefix
        member = {"group_id": self._group, "session_timeout_ms": timeout_ms, "heartbeat_interval_ms": timeout_ms // 5}
        self._consumer = AIOKafkaConsumer(**self._connection, **READING, **member)
        self._producer = AIOKafkaProducer(**self._connection, transactional_id=f"{prefix}-{name}", max_batch_size=BATCH_BYTES)
        self._state: dict[bytes, int] = {}
        self._at_work, self._is_ours = asyncio.Lock(), asyncio.Event()

    async def run(self) -> None:
        """One transaction a poll, for ever; the producer first, since its start ends what its former self left open."""
        await self._producer.start()
        self._consumer.subscribe([f"{self._prefix}.events"], listener=self)
        await self._consumer.start()
        while await self._is_ours.wait():
            async with self._at_work:
                if self._is_ours.is_set() and (found := await self._consumer.getmany(timeout_ms=20, max_records=RECORDS_AT_ONCE_MAX)):
                    await self._transact(found)

    async def _transact(self, found: dict[TopicPartition, list[ConsumerRecord]]) -> None:
        dirty: dict[bytes, int] = {}
        async with self._producer.transaction():
            sent = [await self._handle(record, dirty) for records in found.values() for record in records]
            sent += [await self._producer.send(f"{self._prefix}.cases", b"%d" % seen, key) for key, seen in dirty.items()]
            await asyncio.gather(*sent)
            places = {place: records[-1].offset + 1 for place, records in found.items()}
            await self._producer.send_offsets_to_transaction(places, self._group)
        self._state.update(dirty)

    async def _handle(self, record: ConsumerRecord, dirty: dict[bytes, int]) -> asyncio.Future[Any]:
        dirty[record.key] = seen = dirty.get(record.key, self._state.get(record.key, 0)) + 1
        sent: asyncio.Future[Any] = await self._producer.send(output_of(self._prefix, record.key), counted(record.value, seen), record.key)
        return sent

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Until the next assignment nothing is handled, though aiokafka goes on handing out what it has fetched."""
        del revoked
        self._is_ours.clear()
        async with self._at_work:
            self._state.clear()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Nothing is handled before its state is there."""
        places = [TopicPartition(f"{self._prefix}.cases", place.partition) for place in assigned]
        self._state.update(await restored(self._connection, places))
        self._is_ours.set()


async def restored(connection: dict[str, Any], places: list[TopicPartition]) -> dict[bytes, int]:
    """The last value of each key up to the true end, which no open transaction hides."""
    state: dict[bytes, int] = {}
    if not places:
        return state
    async with AIOKafkaConsumer(**connection) as looking:
        ends = await looking.end_offsets(places)
    async with AIOKafkaConsumer(**connection, **READING) as reader:
        reader.assign(places)
        while [place for place in places if await reader.position(place) < ends[place]]:
            for records in (await reader.getmany(timeout_ms=100)).values():
                state |= {record.key: int(record.value) for record in records}
    return state


async def main() -> None:
    """Run until killed."""
    await AiokafkaTxn(*sys.argv[1:3]).run()


if __name__ == "__main__":
    asyncio.run(main())
