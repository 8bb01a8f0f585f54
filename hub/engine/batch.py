"""A batch: what one fetch brought of one partition, with the positions it stands between.

Positions, not record offsets: transaction markers leave gaps that are no loss. A lane accepts a batch only if it begins where the last one
ended.
"""

from typing import Any, NamedTuple

from hub.engine.ports import Record


class Partition(NamedTuple):
    """A topic partition."""

    topic: str
    number: int


class Wanted(NamedTuple):
    """A partition whose lane takes input, and the epoch it takes it in."""

    partition: Partition
    epoch: int


class Batch(NamedTuple):
    """`start` and `end` are the consumer's position before and after; `epoch` counts the seeks of that partition."""

    partition: Partition
    epoch: int
    start: int
    end: int
    records: tuple[Record, ...]


def record_of(consumed: Any) -> Record:
    """An aiokafka ConsumerRecord as the engine's own."""
    return Record(consumed.topic, consumed.partition, consumed.offset, consumed.timestamp, consumed.key, consumed.value, consumed.headers)
