"""Set aside exactly the record that blocks a lane: it leaves for the refusals, in the one transaction that moves the lane past it.

Rules:
1. Nothing is done unless the lane stands blocked at that very offset; looking does not disturb the lane.
2. The transaction is made under the lane's own id: the worker that holds the lane is fenced, ends, and comes back past the record.
3. A partner's event leaves with its bytes: on `hub.refus` it gets its notice and its dead letter like any refusal, once; the lane notes
   its origin, so that what the relay repeated of it is dropped behind it.
"""

import asyncio
from collections.abc import Callable
from typing import cast

import confluent_kafka
import msgspec

from hub.clients import aiokafka_options, confluent_options
from hub.core.intake import Relayed
from hub.engine.batch import Partition
from hub.engine.lane_state import CRASH_KEY, CRASHES_BEFORE_BLOCK, POSITION_KEY, Crash, Position
from hub.engine.ports import LaneTransaction, Output, Record
from hub.engine.producer import BatchProducer, transactional_id
from hub.engine.restore import restore_state
from hub.engine.state_reader import StateReader
from hub.engine.transaction import Transaction
from hub.errors import LaneNotBlockedThere
from hub.settings import HubSettings
from hub.whole_topics import READER

READ_S = 20.0

Refuse = Callable[[Record, LaneTransaction], Relayed | None]
"""What becomes of the record; what it writes to the lane's state is part of the same transaction."""


def set_aside(settings: HubSettings, lane: Partition, state: str, group: str, offset: int, refuse: Refuse) -> Crash:
    """Move the lane past `offset`; raises LaneNotBlockedThere, and then nothing was written."""
    _blocked_at(settings, Partition(state, lane.number), offset)
    return asyncio.run(_move_past(settings, lane, state, group, _read(settings, lane, offset), refuse))


async def _move_past(settings: HubSettings, lane: Partition, state: str, group: str, record: Record, refuse: Refuse) -> Crash:
    offset = record.offset
    producer = BatchProducer(
        aiokafka_options(settings),
        transactional_id=transactional_id(group, lane),
        timeout_ms=settings.kafka.transaction_timeout_ms,
    )
    await producer.open()
    try:
        crash, kept = await asyncio.to_thread(_blocked_at, settings, Partition(state, lane.number), offset)
        transaction = Transaction(lane, kept, frozenset())
        leaving = refuse(record, transaction)
        transaction.write(POSITION_KEY, msgspec.json.encode(Position(offset + 1)))
        transaction.write(CRASH_KEY, None)
        outputs = [Output(state, lane.number, key, value) for key, value in transaction.changed.items()]
        if leaving is not None:
            outputs.append(Output(leaving.topic, None, leaving.key, leaving.value, leaving.headers))
        await producer.commit(outputs, group, lane, offset + 1, "")
    finally:
        await producer.close()
    return crash


def _blocked_at(settings: HubSettings, state: Partition, offset: int) -> tuple[Crash, dict[bytes, bytes]]:
    """The crash noted in the lane's state, when it blocks the lane at `offset`, and that state."""
    reader = StateReader(confluent_options(settings), READER, state)
    kept = asyncio.run(restore_state(reader, _end(settings, state), settings.lane.opening_stuck_s))
    noted = kept.get(CRASH_KEY)
    crash = msgspec.json.decode(noted, type=Crash) if noted else None
    stored = kept.get(POSITION_KEY)
    position = msgspec.json.decode(stored, type=Position).position if stored else None
    if crash is None or crash.count < CRASHES_BEFORE_BLOCK or crash.offset != offset or position not in {offset, None}:
        raise LaneNotBlockedThere(
            partition=state.number, offset=offset, standing="elle n'est pas bloquée" if crash is None else f"bloquée à {crash.offset}"
        )
    return crash, kept


def _end(settings: HubSettings, partition: Partition) -> int:
    """The last stable offset: what a read_committed reader may wait for."""
    reader = confluent_kafka.Consumer({**confluent_options(settings), "group.id": READER, "log_level": 2})
    try:
        return int(reader.get_watermark_offsets(confluent_kafka.TopicPartition(*partition), timeout=READ_S, cached=False)[1])
    finally:
        reader.close()


def _read(settings: HubSettings, lane: Partition, offset: int) -> Record:
    """The record at `offset`."""
    reader = confluent_kafka.Consumer({**confluent_options(settings), "group.id": READER, "enable.auto.commit": False, "log_level": 2})
    reader.assign([confluent_kafka.TopicPartition(lane.topic, lane.number, offset)])
    try:
        found = reader.poll(READ_S)
        if found is None or found.error() or found.offset() != offset:
            raise LaneNotBlockedThere(partition=lane.number, offset=offset, standing="aucun enregistrement à cette place")
        headers = cast("list[tuple[str, bytes | None]]", found.headers() or [])
        return Record(lane.topic, lane.number, offset, found.timestamp()[1], found.key(), found.value(), tuple(headers))
    finally:
        reader.close()
