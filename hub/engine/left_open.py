"""A transaction that Kafka left open on a lane's state partition, though the lane's fence was accepted: told by its position.

Rules:
1. Only the lane's own id writes its state partition, and the fence was accepted: the coordinator knows of nothing open. What is open there
   is of a transaction whose end did not reach the partition.
2. A transaction holds the lane's position as its last state, and the same number as the group's offset, all or nothing. So one without a
   position was never whole, and was given up; with one, an offset before it says that it was given up, an offset at or past it that it may
   have been committed. An offset that is itself pending is no answer.
3. What was given up is ended: a transaction of the same id over the partition, given up too, ends with its marker what is open before it.
   Wherever a process ends on the way, the next fence does the same.
4. What may have been committed is left as it is, and said: a transaction that would end it as committed, and that a crash gives up, would
   give up both (ADR 0025). That also holds for a tick that was given up: it has the position of the transaction before it.
"""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from confluent_kafka import KafkaException

from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_state import POSITION_KEY, Position
from hub.engine.looking import Looking
from hub.engine.ports import Output
from hub.engine.restore import RestoreStuckError

READ_S = 30.0


class LeftOpen(NamedTuple):
    """What is open from `first` on, the position that it holds, and what the group committed."""

    first: int
    end: int
    position: int | None
    committed: int | None
    is_pending: bool
    """The group's offset is itself part of a transaction that nobody ended."""

    @property
    def was_given_up(self) -> bool:
        """Whether that is sure."""
        return self.position is None or (not self.is_pending and (self.committed is None or self.committed < self.position))


async def end_left_open(lane: Lane, stuck: RestoreStuckError, client: dict[str, Any], look: Callable[..., Looking]) -> bool:
    """End what keeps a restore from its end, where it was given up; whether it was ended."""
    if stuck.stable is None or stuck.stable >= stuck.end:
        return False
    async with asyncio.timeout(READ_S):
        position = await _position_in(client, stuck.partition, stuck.stable, stuck.end)
    found = LeftOpen(stuck.stable, stuck.end, position, *await asyncio.to_thread(_committed, look, lane.partition))
    told = {"topic": stuck.partition.topic, "partition": stuck.partition.number, **found._asdict(), "abandonnee": found.was_given_up}
    structlog.get_logger("engine").error("TRANSACTION_LAISSEE_OUVERTE", **told)
    if not found.was_given_up:
        return False
    await lane.producer.give_up(Output(*stuck.partition, POSITION_KEY, None))
    return True


def _committed(look: Callable[..., Looking], partition: Partition) -> tuple[int | None, bool]:
    """The group's stable offset, and whether there is none because one is pending (Kafka then does not answer in time)."""
    looking = look(stable=True)
    try:
        return looking.committed(partition), False
    except KafkaException:
        return None, True
    finally:
        looking.close()


async def _position_in(client: dict[str, Any], partition: Partition, first: int, end: int) -> int | None:
    """The last position among the records from `first` to `end`, committed or not."""
    consumer = AIOKafkaConsumer(**client, isolation_level="read_uncommitted", enable_auto_commit=False, auto_offset_reset="earliest")
    tp, found = TopicPartition(*partition), None
    await consumer.start()
    try:
        consumer.assign([tp])
        consumer.seek(tp, first)
        while await consumer.position(tp) < end:
            for records in (await consumer.getmany(timeout_ms=100, max_records=1_000)).values():
                for record in records:
                    if record.key == POSITION_KEY and record.value is not None and record.offset < end:
                        found = msgspec.json.decode(record.value, type=Position).position
    finally:
        await consumer.stop()
    return found
