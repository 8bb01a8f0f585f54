"""Leaves a transaction open where its coordinator knows nothing of it, ends it as asked where it does, and dies without a word.

`python -m tests.broker.leaving_writer BOOTSTRAP ID END KNOWN TOPIC PARTITION KEY VALUE [...]`: END is `commit`, `abort` or `nothing`;
KNOWN is the topic of the partition that is announced (but for `nothing`). The broker must not verify transactions: it stands for whatever
makes Kafka lose sight of a partition.
"""

import asyncio
import os
import sys
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition

FIELDS = 4


async def leave(bootstrap: str, transactional_id: str, end: str, known: str, *records: str) -> None:
    """Write the records, acknowledged, in a transaction whose partitions were never announced."""
    producer: Any = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=transactional_id)
    await producer.start()
    await producer.begin_transaction()
    if end != "nothing":
        await producer.send_and_wait(known, b"known", b"known", partition=0)
    for topic, number, key, value in zip(*(records[field::FIELDS] for field in range(FIELDS)), strict=True):
        producer._txn_manager._txn_partitions.add(TopicPartition(topic, int(number)))
        await producer.send_and_wait(topic, value.encode(), key.encode(), partition=int(number))
    if end == "commit":
        await producer.commit_transaction()
    elif end == "abort":
        await producer.abort_transaction()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(leave(*sys.argv[1:]))
