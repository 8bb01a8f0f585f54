"""Leaves a transaction open on a lane's state partition that its coordinator knows nothing of, and ends without a word.

`python -m tests.broker.leaving_writer BOOTSTRAP ID TOPIC KEY VALUE [KEY VALUE ...]`. The broker must not verify transactions: it stands for
whatever makes Kafka lose sight of one.
"""

import asyncio
import os
import sys
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition


async def leave(bootstrap: str, transactional_id: str, topic: str, *records: str) -> None:
    """Write the records, acknowledged, in a transaction whose partition was never announced."""
    producer: Any = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=transactional_id)
    await producer.start()
    await producer.begin_transaction()
    producer._txn_manager._txn_partitions.add(TopicPartition(topic, 0))
    for key, value in zip(records[::2], records[1::2], strict=True):
        await producer.send_and_wait(topic, value.encode(), key.encode(), partition=0)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(leave(*sys.argv[1:]))
