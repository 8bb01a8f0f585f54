"""Kafka as far as lanes can tell: logs, transactions that end by markers which take their time, fencing by epoch, a group's offsets.

No network and no waiting here: every method answers at one instant, or refuses. What is left out: replicas, leaders that move, requests
sent twice (an idempotent producer's sequence numbers are taken to work), retention and compaction.
"""

import enum
from collections.abc import Callable

from bench.schedules.log import Log, Sent
from hub.engine.batch import Partition
from hub.engine.decided import Known, Status

Later = Callable[[Callable[[], None]], None]
"""Does something after a while that the schedule draws."""


IsLost = Callable[[str], bool]
"""Whether the end of a transaction of that id does not reach a partition: its coordinator takes it for deleted."""


class FencedError(Exception):
    """The producer's epoch is not the newest of its transactional id."""


class BusyError(Exception):
    """CONCURRENT_TRANSACTIONS: the last transaction of that id is still ending; ask again."""


class InvalidStateError(Exception):
    """INVALID_TXN_STATE: nothing is open that this could belong to."""


class _State(enum.Enum):
    EMPTY = enum.auto()
    ONGOING = enum.auto()
    ENDING = enum.auto()


class _Transactions:
    """What the coordinator knows of one transactional id."""

    def __init__(self, name: str, producer: int) -> None:
        self.name = name
        self.producer = producer
        self.epoch = -1
        self.history: list[Known] = []
        self.state = _State.EMPTY
        self.number = 0
        self.partitions: set[Partition] = set()
        self.offsets: dict[Partition, int] = {}

    def note(self, status: Status) -> None:
        """What the coordinator writes down."""
        self.history.append(Known(self.producer, self.epoch, status))


class Broker:
    """All of it; `later` gives markers the time they take, `timeouts` the time a transaction may take."""

    def __init__(self, later: Later, time_out: Later, is_lost: IsLost) -> None:
        """Without a topic."""
        self._later = later
        self._is_lost = is_lost
        self._time_out = time_out
        self._ids: dict[str, _Transactions] = {}
        self.logs: dict[Partition, Log] = {}
        self.offsets: dict[Partition, int] = {}
        """Committed by the group."""
        self.pending: dict[tuple[int, int], dict[Partition, int]] = {}
        """Of producers and epochs whose end reached nobody: what the group would have committed with it."""
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
        one = self._ids.setdefault(transactional_id, _Transactions(transactional_id, len(self._ids)))
        if one.state is _State.ONGOING:
            one.epoch += 1
            self._end(one, committed=False)
        if one.state is _State.ENDING:
            raise BusyError
        one.epoch += 1
        one.note(Status.EMPTY)
        return one.producer, one.epoch

    def add(self, transactional_id: str, epoch: int, partition: Partition) -> None:
        """AddPartitionsToTxn."""
        one = self._owned(transactional_id, epoch)
        if one.state is _State.ENDING:
            raise BusyError
        if (one.producer, one.epoch) in self.pending:
            raise FencedError  # what a dead process had still on its way: a broker that lost an end was down meanwhile
        if one.state is _State.EMPTY:
            one.state = _State.ONGOING
            one.number += 1
            one.note(Status.ONGOING)
            number = one.number
            self._time_out(lambda: self._timed_out(one, number))
        one.partitions.add(partition)

    def produce(self, transactional_id: str, epoch: int, partition: Partition, records: list[Sent]) -> None:
        """A batch of a transaction; the partition's leader asks the coordinator whether it is open (KIP-890)."""
        one = self._owned(transactional_id, epoch)
        if one.state is not _State.ONGOING or partition not in one.partitions:
            raise InvalidStateError
        self.logs[partition].append(records, one.producer, epoch)

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
        one.note(Status.PREPARE_COMMIT if committed else Status.PREPARE_ABORT)
        offsets, one.offsets = (one.offsets if committed else {}), {}
        for partition, offset in offsets.items():
            self.decided[partition] = max(offset, self.decided.get(partition, 0))
        waiting = sorted(one.partitions)
        one.partitions = set()
        lost: list[Partition] = []

        def done(partition: Partition) -> None:
            if self._is_lost(one.name):
                lost.append(partition)
            else:
                self.logs[partition].mark(one.producer, committed=committed)
            waiting.remove(partition)
            if not waiting:
                if lost:
                    self.pending[one.producer, one.epoch] = offsets
                else:
                    self.offsets |= offsets
                one.state = _State.EMPTY
                one.note(Status.COMPLETE_COMMIT if committed else Status.COMPLETE_ABORT)

        for partition in list(waiting):
            self._later(lambda partition=partition: done(partition))  # type: ignore[misc] # bound now, on purpose

    def history(self, transactional_id: str) -> list[Known]:
        """What was written down of that id."""
        return list(self._ids[transactional_id].history) if transactional_id in self._ids else []

    def commit(self, offsets: dict[Partition, int]) -> None:
        """An offset outside any transaction."""
        self.offsets |= offsets

    @property
    def is_at_rest(self) -> bool:
        """No transaction is open or ending."""
        return all(one.state is _State.EMPTY for one in self._ids.values())
