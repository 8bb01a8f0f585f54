"""A client that writes what no library would: a record whose header name is not UTF-8."""

import asyncio
import time
from typing import Any

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

TRIES = 20
"""A topic made a moment ago has no leader yet."""


class RawName(str):
    """A header name whose encoding is bytes that are not UTF-8."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Bytes that no UTF-8 decoder takes."""
        del encoding, errors
        return b"ce_\xff\xfe"


def batch_with_unreadable_header(value: bytes) -> bytes:
    """A record batch of one record, well formed but for the name of its header."""
    builder = _DefaultRecordBatchBuilderPy(
        magic=2, compression_type=0, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=-1, batch_size=1 << 20
    )
    builder.append(0, int(time.time() * 1000), None, value, [(RawName("x"), b"1")])
    return bytes(builder.build())


async def publish_unreadable_header(bootstrap: str, topic: str, value: bytes) -> None:
    """Produce it to partition 0 of `topic`."""
    client = AIOKafkaClient(bootstrap_servers=bootstrap)
    await client.bootstrap()
    try:
        await client.add_topic(topic)
        batch = batch_with_unreadable_header(value)
        request = ProduceRequest(transactional_id=None, required_acks=-1, timeout=10_000, topics=[(topic, [(0, batch)])])
        answer: Any = None
        for _ in range(TRIES):
            await client.force_metadata_update()
            node = client.cluster.leader_for_partition(TopicPartition(topic, 0))
            answer = await client.send(node, request)
            if answer.topics[0][1][0][1] == 0:
                return
            await asyncio.sleep(0.3)
        raise AssertionError(answer)
    finally:
        await client.close()
