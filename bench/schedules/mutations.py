"""Faults planted in the engine, one at a time: a simulator that does not find them proves nothing.

Each is what somebody could write in good faith, put in the place of the engine's own for as long as it is planted.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
from aiokafka import TopicPartition

from bench.schedules.admin import SimulatedAdmin
from bench.schedules.clients import Network, SimulatedReader
from bench.schedules.log import Sent
from bench.schedules.worker import GROUP, STATE
from hub.engine import hanging
from hub.engine.batch import Batch, Partition
from hub.engine.decided import Verdict
from hub.engine.hanging import Hanging
from hub.engine.lane import Lane
from hub.engine.lane_state import POSITION_KEY, LaneStatus, Position
from hub.engine.ports import Output
from hub.engine.producer import BatchProducer
from hub.engine.transaction import Transaction


class Mutation(NamedTuple):
    """`says` what is done wrong."""

    says: str
    planted: Callable[[], AbstractContextManager[Any]]


def _in_place_of(owner: Any, name: str, wrong: Any) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch.object(owner, name, wrong)


# -- the fence -----------------------------------------------------------------

_opened, _commit = BatchProducer.open, BatchProducer.commit


async def _open_lazily(self: BatchProducer) -> None:
    """The producer id is asked for when it is needed first, as aiokafka's own producer once did."""
    self._is_open = False  # type: ignore[attr-defined] # planted


async def _commit_opening(self: BatchProducer, outputs: Iterable[Output], *where: Any) -> None:
    if not self._is_open:  # type: ignore[attr-defined] # planted
        self._is_open = True  # type: ignore[attr-defined] # planted
        await _opened(self)
    await _commit(self, outputs, *where)


@contextmanager
def _fence_not_awaited() -> Iterator[None]:
    with patch.object(BatchProducer, "open", _open_lazily), patch.object(BatchProducer, "commit", _commit_opening):
        yield


@contextmanager
def _one_id_a_process() -> Iterator[None]:
    lives, made = count(), BatchProducer.__init__

    def make(self: BatchProducer, client: Any, *, transactional_id: str, **more: Any) -> None:
        made(self, client, transactional_id=f"{transactional_id}-{next(lives)}", **more)

    with patch.object(BatchProducer, "__init__", make):
        yield


# -- the transaction -----------------------------------------------------------


async def _commit_states_first(
    self: BatchProducer, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str
) -> None:
    """Position and offset in a transaction of their own, then what they stand for."""
    records = list(outputs)
    states = [one for one in records if one.topic == STATE]
    await _commit(self, states, group, source, position, note)
    producer = self._opened
    await producer.begin_transaction()
    await self.send(one for one in records if one.topic != STATE)
    await producer.commit_transaction()


async def _commit_states_apart(
    self: BatchProducer, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str
) -> None:
    """Outputs in a transaction; position and offset after it, in none."""
    records = list(outputs)
    producer: Any = self._opened
    sent = [one for one in records if one.topic != STATE]
    if sent:
        await producer.begin_transaction()
        await self.send(sent)
        await producer.commit_transaction()
    network: Network = producer._network  # noqa: SLF001 -- planted
    broker = network.broker
    states = [Sent(one.key, one.value) for one in records if one.topic == STATE]
    await network.ask(lambda: broker.logs[Partition(STATE, source.number)].append(states))
    await network.ask(lambda: broker.commit({source: position}))
    broker.decided[source] = max(position, broker.decided.get(source, 0))
    assert (group, note) == (GROUP, "")


async def _commit_before_acknowledged(
    self: BatchProducer, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str
) -> None:
    """The commit does not wait until the broker has what it commits."""
    producer = self._opened
    await producer.begin_transaction()
    sending = asyncio.ensure_future(self.send(outputs))
    await asyncio.sleep(0.02)
    await producer.send_offsets_to_transaction({TopicPartition(*source): (position, note)}, group)
    await producer.commit_transaction()
    sending.add_done_callback(lambda done: done.exception())


async def _apply_first(self: Lane, transaction: Transaction, position: int, note: str) -> None:
    ahead = transaction.changed | {POSITION_KEY: msgspec.json.encode(Position(position))}
    for key, value in ahead.items():
        if value is None:
            self.state.pop(key, None)
        else:
            self.state[key] = value
    await _committed(self, transaction, position, note)


_committed = Lane._commit  # noqa: SLF001 -- planted

# -- the restore -----------------------------------------------------------------

_read = SimulatedReader.__init__
_mark = SimulatedAdmin.mark


def _from_the_end(self: SimulatedReader, network: Network, partition: Partition) -> None:
    _read(self, network, partition, from_end=True)


def _uncommitted(self: SimulatedReader, network: Network, partition: Partition) -> None:
    _read(self, network, partition, is_committed=False)


async def _leave(_self: SimulatedAdmin, _one: Hanging, *, last: str) -> None:
    """What is open stays so."""
    assert last == STATE


async def _mark_state_alone(self: SimulatedAdmin, one: Hanging, *, last: str) -> None:
    """The other partitions are forgotten."""
    await _mark(self, one._replace(places=tuple(place for place in one.places if place.partition.topic == last)), last=last)


# -- the lane --------------------------------------------------------------------


def _accept_anything(self: Lane, batch: Batch) -> None:
    """Whatever comes, wherever it begins."""
    if self.status is LaneStatus.EN_MARCHE and batch.epoch == self.epoch:
        self._expected = batch.end
        self._pending.extend(batch.records)
        self._wake.set()


async def _forget_at_once(self: Lane) -> None:
    """A rebalance forgets what waits while a transaction still counts on it."""
    if self.status is LaneStatus.EN_MARCHE:
        self.status = LaneStatus.SUSPENDUE
    self._pending.clear()
    await self._idle.wait()


async def _go_on(self: BatchProducer, outputs: Iterable[Output], *where: Any) -> None:
    """A transaction that fails passes for done."""
    with suppress(Exception):
        await _commit(self, outputs, *where)


MUTATIONS: dict[str, Mutation] = {
    "fence_not_awaited": Mutation("an opening does not wait for its fence", _fence_not_awaited),
    "no_fence": Mutation("a transactional id of each process's own: a zombie is not fenced", _one_id_a_process),
    "offsets_before_outputs": Mutation(
        "position and offset are committed before the outputs", _in_place_of(BatchProducer, "commit", _commit_states_first)
    ),
    "commit_outside": Mutation(
        "position and offset are written outside the transaction", _in_place_of(BatchProducer, "commit", _commit_states_apart)
    ),
    "not_acknowledged": Mutation(
        "the commit does not wait for acknowledgements", _in_place_of(BatchProducer, "commit", _commit_before_acknowledged)
    ),
    "refusal_ignored": Mutation("a transaction that fails passes for done", _in_place_of(BatchProducer, "commit", _go_on)),
    "applied_before_commit": Mutation("the state is applied before the commit", _in_place_of(Lane, "_commit", _apply_first)),
    "restore_from_the_end": Mutation(
        "a restore starts where its reader's default says", _in_place_of(SimulatedReader, "__init__", _from_the_end)
    ),
    "restore_uncommitted": Mutation("a restore reads what was never committed", _in_place_of(SimulatedReader, "__init__", _uncommitted)),
    "left_open_for_ever": Mutation("what Kafka left open is never ended", _in_place_of(SimulatedAdmin, "mark", _leave)),
    "committed_given_up": Mutation(
        "what was committed and left open is given up", _in_place_of(hanging, "verdict_on", lambda *_: Verdict.ABANDONNEE)
    ),
    "given_up_committed": Mutation(
        "what was given up and left open is committed", _in_place_of(hanging, "verdict_on", lambda *_: Verdict.VALIDEE)
    ),
    "ended_on_state_alone": Mutation(
        "what Kafka left open is ended on the lane's state alone", _in_place_of(SimulatedAdmin, "mark", _mark_state_alone)
    ),
    "holes_accepted": Mutation("a batch is taken wherever it begins", _in_place_of(Lane, "accept", _accept_anything)),
    "forgotten_too_early": Mutation(
        "a rebalance forgets what waits before the running transaction is done", _in_place_of(Lane, "suspend", _forget_at_once)
    ),
}
"""By their names."""
