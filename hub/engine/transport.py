"""Faust's transport, made to hand over whole batches: one fetch of one partition is one message, and nothing is committed here.

Faust keeps what it is good at: the group, rebalancing, agents, supervision. Offsets are committed by the lanes, inside their transactions.
What is overridden, and why:
1. `getmany` packs: Faust's cost is paid per batch.
2. `commit` does nothing: a commit outside the transaction doubles. `ack` only marks.
3. `_add_gap` does nothing: Faust would note an interval per packed batch and never clear it.
4. `perform_seek` does nothing: each lane seeks to the position in its own state.
5. Partitions are dealt so that who stays keeps its lanes open (dealing.py); Faust takes round robin where there are no tables.
What stock Faust does, and must be done here too: a fetch says that it is one (`fetch_context`), or aiokafka takes the worker for idle and
leaves the group in silence; what became of the group is asked for (`Membership`).
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage
from mode import Service
from mode.utils.futures import notify

from hub.engine.batch import Batch, Partition, Wanted, record_of
from hub.engine.dealing import KeepingAssignor
from hub.engine.lanes import Lanes
from hub.engine.membership import Membership

FETCH_WAIT_S = 0.05
"""A lane that wants input since a fetch began, for it opened or has room again, is in the next one only."""
MEMBERSHIP_EVERY_S = 1.0
IDLE_WAIT_S = 0.02
FETCH_WAIT_MS = 10
FETCH_MIN_BYTES = 65_536
"""Facts are gathered for up to 10 ms before a fetch answers: a batch costs the same for one fact as for fifty."""


class BatchConsumerThread(driver.AIOKafkaConsumerThread):
    """Runs the aiokafka consumer in its own thread; reads committed records only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._epochs: defaultdict[Partition, int] = defaultdict(int)

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        consumer._fetch_min_bytes = FETCH_MIN_BYTES
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        consumer._partition_assignment_strategy = (KeepingAssignor(),)
        return consumer

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Nothing: Faust looks at commits that are not made here, and would say every few seconds that none comes."""

    async def reposition(self, partition: Partition, position: int) -> int | None:
        """Seek, in the consumer's thread; the epoch from then on, or None when the partition is not ours any more."""
        return await self.call_thread(self._reposition, partition, position)  # type: ignore[no-any-return] # Faust returns Any

    async def _reposition(self, partition: Partition, position: int) -> int | None:
        consumer = self._ensure_consumer()
        try:
            consumer.seek(TopicPartition(*partition), position)
        except IllegalStateError:
            return None
        self._epochs[partition] += 1
        return self._epochs[partition]

    async def fetch(self, wanted: Iterable[Wanted], records_max: int) -> list[Batch]:
        """Whatever was fetched of the partitions wanted, waiting for at most `FETCH_WAIT_S`.

        A partition is drained only in the epoch it was wanted in: a fetch that outlives a rebalance must not eat what the next one wants.
        """
        return await self.call_thread(self._fetch, tuple(wanted), records_max)  # type: ignore[no-any-return] # Faust returns Any

    async def _fetch(self, wanted: tuple[Wanted, ...], records_max: int) -> list[Batch]:
        fetcher = self._ensure_consumer()._fetcher
        with fetcher._subscriptions.fetch_context():
            return await self._fetch_within(fetcher, wanted, records_max)

    async def _fetch_within(self, fetcher: Any, wanted: tuple[Wanted, ...], records_max: int) -> list[Batch]:
        loop = asyncio.get_running_loop()
        end = loop.time() + FETCH_WAIT_S
        while not fetcher._subscriptions.reassignment_in_progress:
            batches = [batch for one in wanted if (batch := await self._drain(fetcher, one, records_max)) is not None]
            if batches or loop.time() >= end:
                return batches
            came = fetcher._create_fetch_waiter()
            await asyncio.wait([came], timeout=max(0.0, end - loop.time()))
            came.cancel()  # or the fetcher keeps it until something comes
        return []

    async def _drain(self, fetcher: Any, wanted: Wanted, records_max: int) -> Batch | None:
        """What is buffered of one partition; never waits, so that nothing moves the position between `start` and `end`."""
        partition, epoch = wanted
        tp = TopicPartition(*partition)
        subscriptions = fetcher._subscriptions
        if (
            epoch != self._epochs[partition]
            or tp not in fetcher._records
            or not subscriptions.is_assigned(tp)
            or subscriptions.reassignment_in_progress
        ):
            return None
        state = subscriptions.subscription.assignment.state_value(tp)
        if not state.has_valid_position:
            return None
        start = state.position
        drained = await fetcher.fetched_records([tp], timeout=0, max_records=records_max)
        end = state.position
        if end == start:
            return None
        records = tuple(record_of(record) for record in drained.get(tp, ()))
        return Batch(partition, epoch, start, end, records)


class BatchConsumer(driver.Consumer):
    """Yields one packed message per partition and fetch."""

    def _new_consumer_thread(self) -> BatchConsumerThread:
        self._fetching = BatchConsumerThread(self, loop=self.loop, beacon=self.beacon)
        return self._fetching

    @Service.task
    async def _look_at_membership(self) -> None:
        """Also while nothing flows: what fails in a rebalance stops the client until it is asked for, and nothing flows before its end."""
        membership = Membership()
        while not self.should_stop:
            await self.sleep(MEMBERSHIP_EVERY_S)
            if self._fetching._consumer is not None and not self.should_stop:
                membership.look(self._fetching._consumer._coordinator, time.monotonic())

    @property
    def _lanes(self) -> Lanes:
        return self.app.lanes  # type: ignore[attr-defined, no-any-return] # HubApp's; Faust knows only AppT

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ARG002, ASYNC109 -- Faust's signature
        """Whatever was fetched, one message a partition."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type] # an asyncio.Event, as in Faust itself
        generation = self.app.consumer_generation_id
        wanted = self._lanes.fetchable()
        if not wanted:
            await self.sleep(IDLE_WAIT_S)
            return
        for batch in await self._fetching.fetch(wanted, self._lanes.records_per_fetch_max):
            if not self.flow_active or self.should_stop or self.app.consumer_generation_id != generation:
                return
            tp = TP(*batch.partition)
            packed: Any = batch  # Faust expects bytes; only `hand_over` looks at it
            yield (
                tp,
                ConsumerMessage(tp.topic, tp.partition, batch.end - 1, 0.0, 0, [], None, packed, None, tp=tp, generation_id=generation),
            )

    def stable_end(self, partition: Partition) -> int | None:
        """The last stable offset told by the last fetch, None before the first."""
        consumer, tp = self._fetching._ensure_consumer(), TopicPartition(*partition)
        return consumer.last_stable_offset(tp) if tp in consumer.assignment() else None

    async def reposition(self, partition: Partition, position: int) -> int | None:
        """Seek a partition and forget what Faust remembers of its offsets."""
        self._read_offset[TP(*partition)] = None
        return await self._fetching.reposition(partition, position)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let every lane finish its transaction."""
        await super().on_partitions_revoked(revoked)
        await self._lanes.suspend()

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Tell the lanes which partitions are ours."""
        await super().on_partitions_assigned(assigned, generation_id)
        await self._lanes.assign({Partition(tp.topic, tp.partition) for tp in assigned})

    async def perform_seek(self) -> None:
        """Each lane seeks to its own position when it is ready."""

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002 -- Faust's
        """Commit nothing: a commit outside the transaction doubles."""
        return True

    async def _commit(self, offsets: Any) -> bool:  # noqa: ARG002 -- Faust's signature
        return True

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """No gaps are kept."""

    def ack(self, message: Any) -> bool:
        """Only mark it."""
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return True


class BatchTransport(driver.Transport):
    """Faust's Kafka transport with our consumer."""

    Consumer = BatchConsumer
