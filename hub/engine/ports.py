"""What the engine asks of a stage, and what it gives it: bytes in, bytes out, one transaction.

The engine knows lanes, transactions and positions; a stage (hub/agents) knows cases. A stage's `handle` and `tick` are synchronous, touch
nothing but their `LaneTransaction`, and are called once a record, in order, inside an open transaction; what they raise ends the process.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Headers = Sequence[tuple[str, bytes | None]]


class Record(NamedTuple):
    """One record of a lane's source partition; `timestamp_ms` is the broker's append time."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Output(NamedTuple):
    """One record to write; without `partition` the key chooses (murmur2)."""

    topic: str
    partition: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class LaneTransaction(Protocol):
    """The one door of a stage to the outside, valid during one call."""

    @property
    def partition(self) -> int:
        """The lane's partition number, in its source, its state and its journal alike."""
        ...

    def read(self, key: bytes) -> bytes | None:
        """The state under `key` as of now: committed, or changed earlier in this transaction."""
        ...

    def write(self, key: bytes, value: bytes | None) -> None:
        """Change the state (None removes). Keys that start with `_engine` are a lane's own progress, and no replay gives them again."""
        ...

    def emit(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = (), partition: int | None = None) -> None:
        """Send in this transaction; without `partition` the key chooses (murmur2)."""
        ...

    def append_to_source(self, key: bytes | None, value: bytes, headers: Headers = ()) -> None:
        """Append a fact of the hub's own to this lane's source partition; it comes back as a record."""
        ...

    def inbox_exists(self, topic: str) -> bool:
        """Whether the broker knows `topic` and lets us write to it (an absent one would block a lane, a forbidden one end it)."""
        ...


class Stage(Protocol):
    """One kind of lane: `cases` on hub.events, `refus` on hub.refus. One object serves one lane; it may keep derived state in memory."""

    def restored(self, state: "dict[bytes, bytes]") -> None:
        """Called once, after the state was restored and before the first record; derive indexes here, from keys if possible.

        It is the lane's own state, committed changes included from then on: a stage may keep it to look at, never to change.
        """
        ...

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Handle one record: decode, call one core function, write what it says."""
        ...

    def next_due_ms(self) -> int | None:
        """When the next deadline falls due, None when none stands (asked as often as `tick_due`)."""
        ...

    def tick_due(self, mark_ms: int) -> bool:
        """Whether `tick` has something to do (deadlines: due by `mark_ms`); asked several times a second, outside a transaction; cheap."""
        ...

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        """Append facts to the lane's own partition: what is known now (a newer registry version), and deadlines due by `mark_ms`.

        All that was published by the mark has been handled; 0 when that is true of no instant yet.
        """
        ...
