"""Kafka as far as lanes can tell: logs, transactions that end by markers which take their time, fencing by epoch, a group's offsets.

No network and no waiting here: every method answers at one instant, or refuses. What is left out: replicas, leaders that move, requests
sent twice (an idempotent producer's sequence numbers are taken to work), retention and compaction.
"""

import enum
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from hub.engine.batch import Partition

Later = Callable[[Callable[[], None]], None]
"""Does something after a while that the schedule draws."""


class IsLost(Protocol):
    """Whether the marker on its way to that partition never gets there."""

    def __call__(self, partition: Partition, *, committed: bool) -> bool:
        """Asked when it would get there."""
        ...


class FencedError(Exception):
    """The producer's epoch is not the newest of its transactional id."""


class BusyError(Exception):
    """CONCURRENT_TRANSACTIONS: the last transaction of that id is still ending; ask again."""


class InvalidStateError(Exception):
    """INVALID_TXN_STATE: nothing is open that this could belong to."""


class Sent(NamedTuple):
    """A record on its way."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


class Entry:
    """One place of a log: a record, or the marker that ends a transaction; `is_visible` is None while its transaction is open."""

    __slots__ = ("headers", "is_marker", "is_visible", "key", "offset", "value")

    def __init__(self, offset: int, record: Sent | None, *, is_visible: bool | None) -> None:
        self.offset = offset
        self.is_marker = record is None
        self.key, self.value, self.headers = record if record is not None else Sent(None, None)
        self.is_visible = is_visible


class Log:
    """One partition."""

    def __init__(self) -> None:
        """Empty."""
        self.entries: list[Entry] = []
        self._open: dict[int, list[Entry]] = {}

    @property
    def end(self) -> int:
        """The offset of what comes next."""
        return len(self.entries)

    @property
    def stable(self) -> int:
        """The last stable offset: before it every transaction has ended."""
        return min((entries[0].offset for entries in self._open.values()), default=self.end)

    def append(self, records: Iterable[Sent], producer: int | None = None) -> None:
        """Of a transaction with `producer`, else visible at once."""
        for record in records:
            entry = Entry(self.end, record, is_visible=True if producer is None else None)
            self.entries.append(entry)
            if producer is not None:
                self._open.setdefault(producer, []).append(entry)

    def mark(self, producer: int, *, committed: bool) -> None:
        """A marker: what the producer left open is visible from now on, or never."""
        for entry in self._open.pop(producer, ()):
            entry.is_visible = committed
        self.entries.append(Entry(self.end, None, is_visible=False))

    def committed(self, position: int, most: int) -> tuple[list[Entry], int]:
        """What a read_committed reader gets from `position`, and where it stands then."""
        stable = self.stable
        found: list[Entry] = []
        while position < stable and len(found) < most:
            entry = self.entries[position]
            position += 1
            if entry.is_visible:
                found.append(entry)
        return found, position


class _State(enum.Enum):
    EMPTY = enum.auto()
    ONGOING = enum.auto()
    ENDING = enum.auto()


class _Transactions:
    """What the coordinator knows of one transactional id."""

    def __init__(self, producer: int) -> None:
        self.producer = producer
        self.epoch = -1
        self.state = _State.EMPTY
        self.number = 0
        self.partitions: set[Partition] = set()
        self.offsets: dict[Partition, int] = {}


class Broker:
    """All of it; `later` gives markers the time they take, `timeouts` the time a transaction may take."""

    def __init__(self, later: Later, time_out: Later, is_lost: IsLost) -> None:
        """Without a topic; `is_lost`: whether the marker that is on its way to that partition never gets there."""
        self._later = later
        self._is_lost = is_lost
        self._time_out = time_out
        self._ids: dict[str, _Transactions] = {}
        self.logs: dict[Partition, Log] = {}
        self.offsets: dict[Partition, int] = {}
        """Committed by the group."""
        self.decided: dict[Partition, int] = {}
        """The furthest position of a source partition whose transaction was decided to be committed."""

    def make(self, topic: str, partitions: int) -> None:
        """A topic."""
        self.logs |= {Partition(topic, number): Log() for number in range(partitions)}

    def partitions_of(self, topic: str) -> set[int]:
        """Their numbers."""
        return {partition.number for partition in self.logs if partition.topic == topic}

    # -- transactions --------------------------------------------------------

    def init(self, transactional_id: str) -> tuple[int, int]:
        """InitProducerId: fence who had the id, end what it left open, and only then give the next epoch."""
        one = self._ids.setdefault(transactional_id, _Transactions(len(self._ids)))
        if one.state is _State.ONGOING:
            one.epoch += 1
            self._end(one, committed=False)
        if one.state is _State.ENDING:
            raise BusyError
        one.epoch += 1
        return one.producer, one.epoch

    def add(self, transactional_id: str, epoch: int, partition: Partition) -> None:
        """AddPartitionsToTxn."""
        one = self._owned(transactional_id, epoch)
        if one.state is _State.ENDING:
            raise BusyError
        if one.state is _State.EMPTY:
            one.state = _State.ONGOING
            one.number += 1
            number = one.number
            self._time_out(lambda: self._timed_out(one, number))
        one.partitions.add(partition)

    def produce(self, transactional_id: str, epoch: int, partition: Partition, records: list[Sent]) -> None:
        """A batch of a transaction; the partition's leader asks the coordinator whether it is open (KIP-890)."""
        one = self._owned(transactional_id, epoch)
        if one.state is not _State.ONGOING or partition not in one.partitions:
            raise InvalidStateError
        self.logs[partition].append(records, one.producer)

    def add_offsets(self, transactional_id: str, epoch: int, offsets: dict[Partition, int]) -> None:
        """AddOffsetsToTxn and TxnOffsetCommit."""
        one = self._owned(transactional_id, epoch)
        if one.state is not _State.ONGOING:
            raise InvalidStateError
        one.offsets |= offsets

    def end(self, transactional_id: str, epoch: int, *, committed: bool) -> None:
        """EndTxn: answered when it is decided; the markers follow."""
        one = self._owned(transactional_id, epoch)
        if one.state is not _State.ONGOING:
            raise InvalidStateError
        self._end(one, committed=committed)

    def _owned(self, transactional_id: str, epoch: int) -> _Transactions:
        one = self._ids[transactional_id]
        if one.epoch != epoch:
            raise FencedError
        return one

    def _timed_out(self, one: _Transactions, number: int) -> None:
        if one.state is _State.ONGOING and one.number == number:
            one.epoch += 1
            self._end(one, committed=False)

    def _end(self, one: _Transactions, *, committed: bool) -> None:
        one.state = _State.ENDING
        offsets, one.offsets = (one.offsets if committed else {}), {}
        for partition, offset in offsets.items():
            self.decided[partition] = max(offset, self.decided.get(partition, 0))
        waiting = sorted(one.partitions)
        one.partitions = set()

        def done(partition: Partition) -> None:
            if not self._is_lost(partition, committed=committed):
                self.logs[partition].mark(one.producer, committed=committed)
            waiting.remove(partition)
            if not waiting:
                self.offsets |= offsets
                one.state = _State.EMPTY

        for partition in list(waiting):
            self._later(lambda partition=partition: done(partition))  # type: ignore[misc] # bound now, on purpose

    def commit(self, offsets: dict[Partition, int]) -> None:
        """An offset outside any transaction."""
        self.offsets |= offsets

    @property
    def is_at_rest(self) -> bool:
        """No transaction is open or ending."""
        return all(one.state is _State.EMPTY for one in self._ids.values())


def compacted(entries: Iterable[Entry]) -> dict[bytes, bytes]:
    """What a compacted topic holds for a read_committed reader."""
    state: dict[bytes, Any] = {}
    for entry in entries:
        if entry.is_visible and entry.key is not None:
            state[entry.key] = entry.value
    return {key: value for key, value in state.items() if value is not None}
