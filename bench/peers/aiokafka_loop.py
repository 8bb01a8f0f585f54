"""The reference work as a plain aiokafka loop that guarantees nothing: the ceiling of the client that the engine stands on.

`python -m bench.peers.aiokafka_loop NAME PREFIX`. State is a dict that nobody keeps; the offsets are committed after the outputs.
"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.peers.counting import BATCH_BYTES, RECORDS_AT_ONCE_MAX, bootstrap, counted, output_of, session_timeout_ms


async def run(prefix: str) -> None:
    """Read, count, send, wait for the broker's word, commit."""
    timeout_ms = session_timeout_ms()
    consumer = AIOKafkaConsumer(
        f"{prefix}.events",
        bootstrap_servers=bootstrap(),
        group_id=f"{prefix}-aiokafka",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=timeout_ms,
        heartbeat_interval_ms=timeout_ms // 5,
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap(), acks="all", max_batch_size=BATCH_BYTES)
    state: dict[bytes, int] = {}
    async with consumer, producer:
        while True:
            found = await consumer.getmany(timeout_ms=100, max_records=RECORDS_AT_ONCE_MAX)
            sent = []
            for record in (record for records in found.values() for record in records):
                state[record.key] = seen = state.get(record.key, 0) + 1
                sent.append(await producer.send(output_of(prefix, record.key), counted(record.value, seen), record.key))
            if sent:
                await asyncio.gather(*sent)
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[2]))
