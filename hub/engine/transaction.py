"""What a stage sees of a lane while it handles a record: an overlay over its state, and outputs that only a commit makes true."""

from collections.abc import Iterable
from typing import Protocol

from hub.engine.batch import Partition
from hub.engine.ports import Headers, Output


class Producer(Protocol):
    """What a lane needs of its transactional producer (`hub.engine.producer.BatchProducer`)."""

    async def open(self) -> None:
        """Fence the previous owner, and wait until its open transaction is ended."""

    @property
    def identity(self) -> tuple[int, int]:
        """The producer id and epoch that the fence gave."""

    async def commit(self, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str) -> None:
        """One transaction: all of it, or none."""

    async def close(self) -> None:
        """Leave."""


class Inboxes(Protocol):
    """Which topics exist."""

    def __contains__(self, topic: object) -> bool:
        """Whether the broker knows `topic`."""
        ...


class Transaction:
    """The `LaneTransaction` a stage sees; Kafka hears nothing of it before the lane commits."""

    __slots__ = ("_inboxes", "_source", "_state", "changed", "outputs", "partition")

    def __init__(self, partition: Partition, state: dict[bytes, bytes], inboxes: Inboxes) -> None:
        self._state = state
        self._source = partition.topic
        self._inboxes = inboxes
        self.partition = partition.number
        self.changed: dict[bytes, bytes | None] = {}
        self.outputs: list[Output] = []

    def read(self, key: bytes) -> bytes | None:
        """The state as of now, this transaction's changes included."""
        if key in self.changed:
            return self.changed[key]
        return self._state.get(key)

    def write(self, key: bytes, value: bytes | None) -> None:
        """Change the state in this transaction."""
        self.changed[key] = value

    def emit(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = (), partition: int | None = None) -> None:
        """Send in this transaction."""
        self.outputs.append(Output(topic, partition, key, value, headers))

    def append_to_source(self, key: bytes | None, value: bytes, headers: Headers = ()) -> None:
        """Append a fact of the hub's own to this lane's source partition."""
        self.outputs.append(Output(self._source, self.partition, key, value, headers))

    def inbox_exists(self, topic: str) -> bool:
        """Whether the broker knows `topic`."""
        return topic in self._inboxes
