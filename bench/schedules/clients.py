"""What stands in for the producer, the state reader and the looks of the engine, as far as it uses them; and the network to the broker.

Rules:
1. A request reaches the broker after a while, its answer the client after another while, whatever became of the client meanwhile.
2. The broker's "ask again" is asked again, as aiokafka does inside; every other refusal is raised.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from bench.schedules.broker import Broker, BusyError
from bench.schedules.log import Sent
from bench.schedules.timeline import Timeline
from hub.engine.batch import Partition
from hub.engine.looking import Ends
from hub.engine.state_reader import WAIT_S

Answered = TypeVar("Answered")

ASK_AGAIN_S = 0.02
BATCH_MAX = 3
"""Records of a batch: few, so that a transaction has several batches for one partition."""
FETCH_MAX = 6
POLL_S = 1.0


class Network:
    """Between processes and the broker."""

    def __init__(self, timeline: Timeline, chance: random.Random, broker: Broker, slowest_s: float) -> None:
        """A way takes up to `slowest_s`, and mostly much less."""
        self.timeline = timeline
        self.broker = broker
        self._chance = chance
        self._slowest_s = slowest_s
        self._waiting: list[asyncio.Future[None]] = []

    def delay_s(self) -> float:
        """How long one way takes, drawn anew each time."""
        return self._slowest_s * self._chance.random() ** 3

    async def ask(self, work: Callable[[], Answered]) -> Answered:
        """A request: `work` happens at the broker at one instant, between the two ways."""
        answer: asyncio.Future[Answered] = self.timeline.create_future()

        def arrive() -> None:
            try:
                self.timeline.later(self.delay_s(), _settle, answer, work(), None)
            except Exception as refusal:  # noqa: BLE001 -- it belongs to who asked
                self.timeline.later(self.delay_s(), _settle, answer, None, refusal)
            self.grown()

        self.timeline.later(self.delay_s(), arrive)
        return await answer

    async def ask_until_free(self, work: Callable[[], Answered]) -> Answered:
        """The same, again and again while the broker is busy with that id."""
        while True:
            try:
                return await self.ask(work)
            except BusyError:
                await asyncio.sleep(ASK_AGAIN_S)

    async def growth(self) -> None:
        """Wait until something happened at the broker, for a second at most."""
        waiting: asyncio.Future[None] = self.timeline.create_future()
        self._waiting.append(waiting)
        self.timeline.later(POLL_S, _settle, waiting, None, None)
        await waiting

    def grown(self) -> None:
        """Something happened at the broker."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            self.timeline.later(self.delay_s(), _settle, one, None, None)


def _settle(future: asyncio.Future[Any], answer: Any, refusal: Exception | None) -> None:
    if future.done():
        return
    if refusal is None:
        future.set_result(answer)
    else:
        future.set_exception(refusal)


class _Batch:
    """aiokafka's BatchBuilder."""

    def __init__(self) -> None:
        self.records: list[Sent] = []

    def append(
        self, *, timestamp: int | None, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]
    ) -> Sent | None:
        """None when it is full."""
        assert timestamp is None
        if len(self.records) == BATCH_MAX:
            return None
        self.records.append(Sent(key, value, tuple(headers)))
        return self.records[-1]


class _Identity(NamedTuple):
    """As aiokafka's producer keeps it."""

    producer_id: int
    producer_epoch: int


class SimulatedProducer:
    """For `AIOKafkaProducer`, transactional."""

    def __init__(self, *, network: Network, transactional_id: str, **_options: Any) -> None:
        """Nothing is asked before `start`."""
        self._network = network
        self._id = transactional_id
        self._epoch = -1
        self._txn_manager = _Identity(-1, -1)
        self._added: set[Partition] = set()

    async def start(self) -> None:
        """Fence, and wait until the broker has ended what was open."""
        self._txn_manager = _Identity(*await self._network.ask_until_free(lambda: self._network.broker.init(self._id)))
        self._epoch = self._txn_manager.producer_epoch

    async def stop(self) -> None:
        """Nothing is left to flush."""

    async def partitions_for(self, topic: str) -> set[int]:
        """From the metadata at hand."""
        return self._network.broker.partitions_of(topic)

    def create_batch(self) -> _Batch:
        """Empty."""
        return _Batch()

    async def begin_transaction(self) -> None:
        """The broker learns of it with the first partition."""
        self._added = set()

    async def send_batch(self, batch: _Batch, topic: str, *, partition: int) -> asyncio.Future[None]:
        """On its way; the future is its acknowledgement."""
        return self._network.timeline.create_task(self._send(batch, Partition(topic, partition)))

    async def _send(self, batch: _Batch, partition: Partition) -> None:
        broker, epoch = self._network.broker, self._epoch
        if partition not in self._added:
            await self._network.ask_until_free(lambda: broker.add(self._id, epoch, partition))
            self._added.add(partition)
        await self._network.ask(lambda: broker.produce(self._id, epoch, partition, batch.records))

    async def send_offsets_to_transaction(self, offsets: dict[Any, tuple[int, str]], group: str) -> None:
        """With the transaction, or not at all."""
        assert group
        places = {Partition(*place): offset for place, (offset, _) in offsets.items()}
        await self._network.ask(lambda: self._network.broker.add_offsets(self._id, self._epoch, places))

    async def commit_transaction(self) -> None:
        """Decided when this returns; visible when the markers are written."""
        await self._end(committed=True)

    async def abort_transaction(self) -> None:
        """The same, given up."""
        await self._end(committed=False)

    async def _end(self, *, committed: bool) -> None:
        await self._network.ask(lambda: self._network.broker.end(self._id, self._epoch, committed=committed))


class SimulatedReader:
    """For `hub.engine.state_reader.StateReader`; `from_end` and `is_committed` are for what plants faults."""

    def __init__(self, network: Network, partition: Partition, *, from_end: bool = False, is_committed: bool = True) -> None:
        """Where it begins is asked for when it must be known."""
        self.partition = partition
        self._network = network
        self._from_end = from_end
        self._is_committed = is_committed
        self._position: int | None = None

    @property
    def stable(self) -> int:
        """As of now."""
        return self._network.broker.logs[self.partition].stable

    async def read(self) -> tuple[list[tuple[bytes, bytes | None]], int]:
        """What there is, else nothing after a while."""
        log = self._network.broker.logs[self.partition]
        if self._position is None:
            self._position = await self._network.ask(lambda: log.end if self._from_end else 0)
        position = self._position
        if self._is_committed:
            found, reached = await self._network.ask(lambda: log.committed(position, FETCH_MAX))
        else:
            found = await self._network.ask(lambda: [one for one in log.entries[position : position + FETCH_MAX] if not one.is_marker])
            reached = min(log.end, position + FETCH_MAX)
        self._position = reached
        if reached == position:
            await asyncio.sleep(WAIT_S)
        return [(one.key or b"", one.value) for one in found], reached

    async def close(self) -> None:
        """Nothing to leave."""


class SimulatedLooking:
    """For `hub.engine.looking.Looking`; it answers at one instant, as in a thread."""

    def __init__(self, broker: Broker) -> None:
        """Nothing to join."""
        self._broker = broker

    def ends(self, source: Partition, state: Partition) -> Ends:
        """Of both partitions, open transactions included, and the group's offset."""
        logs = self._broker.logs
        return Ends(logs[state].end, 0, logs[source].end, self._broker.offsets.get(source))
