"""What a stage sees of a lane while it handles a record: an overlay over its state, and sends that only a commit makes true."""

from typing import Protocol

from hub.engine.batch import Partition
from hub.engine.ports import Headers


class Producer(Protocol):
    """What a lane needs of its transactional producer (`hub.engine.producer.LaneProducer`)."""

    def begin(self) -> None:
        """Start a transaction."""

    def produce(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers, partition: int | None) -> None:
        """Send within it."""

    def finish(self, partition: Partition, position: int, note: str) -> None:
        """Commit it with the position (blocking)."""

    def abort(self) -> None:
        """Give it up (blocking)."""


class Inboxes(Protocol):
    """Which topics exist."""

    def __contains__(self, topic: object) -> bool:
        """Whether the broker knows `topic`."""
        ...


class Transaction:
    """The `LaneTransaction` a stage sees: an overlay over the lane's state, and sends that only a commit makes true."""

    __slots__ = ("_inboxes", "_produce", "_source", "_state", "changed", "partition")

    def __init__(self, partition: Partition, state: dict[bytes, bytes], producer: Producer, inboxes: Inboxes) -> None:
        self._state = state
        self._produce = producer.produce
        self._source = partition.topic
        self._inboxes = inboxes
        self.partition = partition.number
        self.changed: dict[bytes, bytes | None] = {}

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
        self._produce(topic, key, value, headers, partition)

    def append_to_source(self, key: bytes | None, value: bytes, headers: Headers = ()) -> None:
        """Append a fact of the hub's own to this lane's source partition."""
        self._produce(self._source, key, value, headers, self.partition)

    def inbox_exists(self, topic: str) -> bool:
        """Whether the broker knows `topic`."""
        return topic in self._inboxes
