"""Read a lane's state back from its compacted topic: raw bytes, decoded only when touched."""

from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from hub.engine.batch import Partition


async def restore_state(client: dict[str, Any], partition: Partition, end: int) -> dict[bytes, bytes]:
    """Every live key of `partition` up to `end` (the read_uncommitted end, taken after the fence: an open transaction must not hide state).

    The consumer has no group and starts at "earliest" by its own reset: a seek to the beginning would race with the reset and read nothing.
    """
    state: dict[bytes, bytes] = {}
    consumer = AIOKafkaConsumer(
        **client,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=8 << 20,
    )
    await consumer.start()
    try:
        tp = TopicPartition(*partition)
        consumer.assign([tp])
        while await consumer.position(tp) < end:
            for records in (await consumer.getmany(timeout_ms=100, max_records=20_000)).values():
                _apply(state, records)
    finally:
        await consumer.stop()
    return state


def _apply(state: dict[bytes, bytes], records: list[Any]) -> None:
    """The last value of a key wins; an empty value removes it."""
    for record in records:
        if record.value is None:
            state.pop(record.key, None)
        else:
            state[record.key] = record.value
