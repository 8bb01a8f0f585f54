"""A worker of the simulation: the engine's own lanes and openings; its consumer fetches, hands over and rebalances as Faust's does."""

import asyncio
import contextvars
import random
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, NoReturn, cast

from bench.schedules.clients import FETCH_MAX, Network, SimulatedLooking, SimulatedReader
from bench.schedules.group import Beat, Group
from bench.schedules.log import Entry
from bench.schedules.timeline import PROCESS, Process
from hub.engine.batch import Batch, Partition, Wanted
from hub.engine.ending import Ending
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import LaneLimits
from hub.engine.lanes import Lanes
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Looking
from hub.engine.ports import LaneTransaction, Record
from hub.engine.producer import BatchProducer, transactional_id

SOURCE, STATE, OUT = "source", "etat", "sortie"
GROUP = "groupe"
HEARTBEAT_S = 0.6
STUCK_S = 60.0
LIMITS = LaneLimits(facts_per_transaction_max=5, pending_max=8)


class ProcessEnded(BaseException):
    """How `os._exit` looks from inside: nothing of the process runs after it."""


def end_process(ending: Ending, error: BaseException | None = None, **where: str | int | None) -> NoReturn:
    """For `hub.engine.ending.end_process`."""
    process = PROCESS.get()
    assert isinstance(process, WorkerProcess)
    if process.is_alive:
        process.end(" ".join([ending, *(f"{name}={value}" for name, value in where.items()), *([type(error).__name__] if error else [])]))
    raise ProcessEnded


class WorkerProcess(Process):
    """One life of a worker."""

    def __init__(self, name: str, ended: Callable[["WorkerProcess", str], None]) -> None:
        """`ended` is told when it ends, and why."""
        super().__init__(name)
        self._ended = ended
        self.is_leaving = False
        self.lanes: Lanes | None = None

    def end(self, reason: str) -> None:
        """At once."""
        self.is_alive = False
        self.held.clear()
        self._ended(self, reason)


class CountingStage:
    """State: how many facts of a case were seen. Output: each fact with that count; some facts append one of the hub's own."""

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Nothing is derived."""

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Count, answer, and maybe append."""
        assert record.key is not None
        assert record.value is not None
        seen = int(lane.read(record.key) or b"0") + 1
        lane.write(record.key, b"%d" % seen)
        lane.emit(OUT, record.key, b"%s:%d" % (record.value, seen))
        if record.value.startswith(b"suite"):
            lane.append_to_source(record.key, b"propre-" + record.value)

    def next_due_ms(self) -> int | None:
        """Never."""
        return None

    def tick_due(self, mark_ms: int) -> bool:
        """Never."""
        return False

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        """Never called."""


class _Silent:
    """Is told everything and keeps nothing."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_args: None


class Worker:
    """What one life of a worker does."""

    def __init__(self, process: WorkerProcess, network: Network, group: Group, chance: random.Random, *, skips: float) -> None:
        """`skips` is how often its consumer passes over records without a word (stock Faust was seen to)."""
        self.process = process
        self._network = network
        self._group = group
        self._chance = chance
        self._skips = skips
        self._positions: dict[Partition, int] = {}
        self._epochs: dict[Partition, int] = {}
        self._mine: frozenset[Partition] = frozenset()
        self._handed: deque[Batch] = deque()
        self._delivery = asyncio.Event()
        client: dict[str, Any] = {"network": network}
        self.lanes = process.lanes = Lanes(
            make=lambda partition: Lane(
                partition,
                group=GROUP,
                state_topic=STATE,
                stage=CountingStage(),
                producer=BatchProducer(client, transactional_id=transactional_id(GROUP, partition)),
                inboxes={OUT},
                limits=LIMITS,
                watch=_Silent(),
            ),
            opening=Opening(
                cast("Looking", SimulatedLooking(network.broker)), LeftOpen(client), partial(SimulatedReader, network), STUCK_S
            ),
            now_ms=lambda: 0,
            watch=_Silent(),
            records_per_fetch_max=FETCH_MAX,
        )
        self.lanes.reposition = self._reposition

    def start(self) -> None:
        """Its tasks are born in its process."""
        context = contextvars.Context()
        context.run(PROCESS.set, self.process)
        for work in (self._belong, self._fetch, self._hand_over, self.lanes.poke_for_ever):
            _ = self._network.timeline.create_task(_guarded(work), context=context)

    # -- the group -----------------------------------------------------------

    async def _belong(self) -> None:
        while not self.process.is_leaving:
            self._mine = await self._join()
            await self.lanes.assign(self._mine)
            while await self._is_in_place():  # noqa: ASYNC110 -- a heartbeat
                await asyncio.sleep(HEARTBEAT_S)
            await self.lanes.suspend()
            self._mine = frozenset()
        await self.lanes.close()
        await self._network.ask(lambda: self._group.leave(self.process))
        self.process.end("PARTI")

    async def _is_in_place(self) -> bool:
        return not self.process.is_leaving and await self._network.ask(lambda: self._group.beat(self.process)) is Beat.GOOD

    async def _join(self) -> frozenset[Partition]:
        answer: asyncio.Future[frozenset[Partition]] = self._network.timeline.create_future()

        def told(partitions: frozenset[Partition]) -> None:
            self._network.timeline.later(self._network.delay_s(), answer.set_result, partitions)

        await self._network.ask(lambda: self._group.join(self.process, told))
        return await answer

    # -- the records ---------------------------------------------------------

    async def _reposition(self, partition: Partition, position: int) -> int | None:
        await asyncio.sleep(self._network.delay_s())
        if partition not in self._mine:
            return None
        self._positions[partition] = position
        self._epochs[partition] = self._epochs.get(partition, 0) + 1
        return self._epochs[partition]

    async def _fetch(self) -> None:
        while True:
            wanted = [(one, self._positions[one.partition]) for one in self.lanes.fetchable()]
            if not wanted:
                await asyncio.sleep(0.02)
                continue
            logs = self._network.broker.logs
            found = await self._network.ask(lambda: [logs[one.partition].committed(at, FETCH_MAX) for one, at in wanted])  # noqa: B023 -- asked before the next turn
            batches = [
                batch for (one, at), (entries, end) in zip(wanted, found, strict=True) if (batch := self._drained(one, at, entries, end))
            ]
            self._handed.extend(batches)
            if batches:
                self._delivery.set()
            else:
                await self._network.growth()

    def _drained(self, wanted: Wanted, start: int, entries: list[Entry], end: int) -> Batch | None:
        partition = wanted.partition
        if wanted.epoch != self._epochs[partition] or partition not in self._mine or self._positions[partition] != start or end == start:
            return None
        if entries and self._chance.random() < self._skips:
            self._positions[partition] = entries[0].offset + 1
            return None
        self._positions[partition] = end
        return Batch(partition, wanted.epoch, start, end, tuple(_record(partition, entry) for entry in entries))

    async def _hand_over(self) -> None:
        """Through Faust's streams, which take their time."""
        while True:
            await self._delivery.wait()
            self._delivery.clear()
            while self._handed:
                await asyncio.sleep(self._network.delay_s() / 4)
                if self._handed:
                    self.lanes.accept(self._handed.popleft())


def _record(partition: Partition, entry: Entry) -> Record:
    return Record(partition.topic, partition.number, entry.offset, 0, entry.key, entry.value, entry.headers)


async def _guarded(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 -- crash-only, as in the engine
        end_process(Ending.TACHE_EN_PANNE, error)
