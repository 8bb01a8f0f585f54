"""Read a lane's state back from its compacted topic: raw bytes, decoded only when touched."""

import asyncio
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from hub.engine.batch import Partition

NOWHERE = -1
"""Where a reader stands that knows no offset yet."""


class RestoreStuckError(Exception):
    """Nothing more could be read; a last stable offset below the end means that a transaction which nobody ends stands in the way."""

    def __init__(self, partition: Partition, position: int, end: int, stable: int | None, stuck_s: float) -> None:
        where = f"restore of {partition.topic}/{partition.number} stands at {position} of {end} for {stuck_s:g} s"
        super().__init__(f"{where}, last stable offset {'unknown' if stable is None else stable}")
        self.partition, self.end, self.stable = partition, end, stable


async def restore_state(client: dict[str, Any], partition: Partition, end: int, stuck_s: float) -> dict[bytes, bytes]:
    """Every live key of `partition` up to `end` (the read_uncommitted end, taken after the fence: an open transaction must not hide state).

    The consumer has no group and starts at "earliest" by its own reset: a seek to the beginning would race with the reset and read nothing.
    Raises RestoreStuckError when it got no further for `stuck_s` seconds.
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
    tp, position = TopicPartition(*partition), NOWHERE
    try:
        async with asyncio.timeout(stuck_s) as patience:
            await consumer.start()
            consumer.assign([tp])
            while (reached := await consumer.position(tp)) < end:
                if reached > position:
                    position = reached
                    patience.reschedule(asyncio.get_running_loop().time() + stuck_s)
                for records in (await consumer.getmany(timeout_ms=100, max_records=20_000)).values():
                    _apply(state, records)
    except TimeoutError:
        stable = consumer.last_stable_offset(tp) if tp in consumer.assignment() else None
        raise RestoreStuckError(partition, position, end, stable, stuck_s) from None
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
