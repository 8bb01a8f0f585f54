"""A lane's own rules, with a producer that only writes down what it is told."""

import asyncio
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from hub.engine.batch import Batch, Partition
from hub.engine.lane import Lane
from hub.engine.lane_state import POSITION_KEY, REST_S, LaneLimits, Position
from hub.engine.ports import LaneTransaction, Output, Record

PARTITION = Partition("hub.events", 3)
ROOT = Path(__file__).parents[2]


class NotingProducer:
    """Keeps committed transactions: (records, position, note)."""

    def __init__(self) -> None:
        self.committed: list[tuple[list[tuple[str, bytes | None, bytes | None, int | None]], int, str]] = []

    async def open(self) -> None:
        """Nothing to fence."""

    @property
    def identity(self) -> tuple[int, int]:
        """The first of its id."""
        return 1, 0

    async def commit(self, outputs: Iterable[Output], group: str, source: Partition, position: int, note: str) -> None:
        assert (group, source) == ("hub", PARTITION)
        sent = [(one.topic, one.key, one.value, one.partition) for one in outputs]
        self.committed.append((sent, position, note))

    async def close(self) -> None:
        """Nothing to leave."""


class CopyStage:
    """Writes each value under its key, and sends it on; ticks once when asked, and once for a deadline that the mark has passed."""

    def __init__(self) -> None:
        self.due = False
        self.deadline_ms: int | None = None
        self.seen_at_restore: dict[bytes, bytes] = {}

    def restored(self, state: dict[bytes, bytes]) -> None:
        self.seen_at_restore = dict(state)

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        assert record.key is not None
        lane.write(record.key, record.value)
        assert lane.read(record.key) == record.value
        assert lane.read(b"autre") is None
        lane.emit("to.x", record.key, record.value)

    def next_due_ms(self) -> int | None:
        return self.deadline_ms

    def tick_due(self, mark_ms: int) -> bool:
        return self.due or (self.deadline_ms is not None and self.deadline_ms <= mark_ms)

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        lane.append_to_source(b"k", b"%d" % now_ms)
        self.due = False
        if self.deadline_ms is not None and self.deadline_ms <= mark_ms:
            lane.append_to_source(b"echeance", b"%d" % self.deadline_ms)
            self.deadline_ms = None


class Silent:
    """Counts committed transactions."""

    def __init__(self) -> None:
        self.facts = 0

    def transaction(self, partition: Partition, facts: int, seconds: float) -> None:
        assert partition == PARTITION
        assert seconds >= 0
        self.facts += facts


def records(*offsets: int) -> tuple[Record, ...]:
    """Records at these offsets."""
    return tuple(Record(PARTITION.topic, PARTITION.number, offset, 1_000 + offset, b"k", b"v%d" % offset, ()) for offset in offsets)


def lane_at(
    position: int, *, facts_max: int = 2, state: dict[bytes, bytes] | None = None, rest_s: float = REST_S
) -> tuple[Lane, NotingProducer]:
    """A running lane whose next fact is at `position`."""
    producer = NotingProducer()
    lane = Lane(
        PARTITION,
        group="hub",
        state_topic="hub.cases",
        stage=CopyStage(),
        producer=producer,
        inboxes={"to.x"},
        limits=LaneLimits(facts_max, 4, rest_s),
        watch=Silent(),
    )
    kept = {POSITION_KEY: msgspec.json.encode(Position(position)), **(state or {})}
    lane.restored(kept, log_start=0, log_end=position)
    lane.resume(1)
    return lane, producer


async def test_group_commit_takes_what_waits_and_bounds_the_transaction() -> None:
    """Three facts wait, two may go in one transaction: two transactions, whose positions follow."""
    lane, producer = lane_at(10)
    lane.accept(Batch(PARTITION, 1, 10, 15, records(10, 12, 14)))
    assert await lane.step(1)
    assert await lane.step(1)
    assert not await lane.step(1)
    assert [position for _, position, _ in producer.committed] == [13, 15]
    assert lane.position == 15


async def test_states_and_position_are_written_to_the_lane_s_own_partition_in_the_same_transaction() -> None:
    """The state topic gets the changed key and the position, with the lane's partition number."""
    lane, producer = lane_at(0)
    lane.accept(Batch(PARTITION, 1, 0, 1, records(0)))
    await lane.step(1)
    sent, position, note = producer.committed[0]
    assert ("to.x", b"k", b"v0", None) in sent
    assert ("hub.cases", b"k", b"v0", 3) in sent
    assert ("hub.cases", POSITION_KEY, msgspec.json.encode(Position(1)), 3) in sent
    assert (position, note) == (1, "")


async def test_markers_move_the_position_without_a_transaction() -> None:
    """An empty batch (transaction markers only) is no work, and the next one continues it."""
    lane, producer = lane_at(5)
    lane.accept(Batch(PARTITION, 1, 5, 7, ()))
    assert not await lane.step(1)
    lane.accept(Batch(PARTITION, 1, 7, 8, records(7)))
    assert await lane.step(1)
    assert producer.committed[0][1] == 8


async def test_a_batch_drained_before_the_last_seek_is_dropped() -> None:
    """It belongs to an epoch that is over; the partition is read again from the lane's position."""
    lane, producer = lane_at(5)
    lane.accept(Batch(PARTITION, 0, 9, 10, records(9)))
    assert not await lane.step(1)
    assert producer.committed == []


def test_a_batch_that_leaves_a_hole_ends_the_process() -> None:
    """Stock Faust was seen to skip offsets silently; here the process ends with 70 and nothing is committed."""
    code = "from tests.unit.test_lane import *\nlane, _ = lane_at(5)\nlane.accept(Batch(PARTITION, 1, 6, 7, records(6)))\n"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 70
    assert "CONTINUITE_ROMPUE" in ended.stdout + ended.stderr


async def test_a_lane_full_of_facts_wants_no_more() -> None:
    """Back-pressure: a lane with as many facts as it may hold is not fetched for."""
    lane, _ = lane_at(0)
    wanted = [lane.wants_input]
    lane.accept(Batch(PARTITION, 1, 0, 5, records(0, 1, 2, 3)))
    wanted.append(lane.wants_input)
    assert wanted == [True, False]
    assert lane.has_pending


async def test_a_suspended_lane_forgets_what_waits_and_takes_nothing() -> None:
    """At a rebalance the next owner reads again what was not committed."""
    lane, producer = lane_at(0)
    lane.accept(Batch(PARTITION, 1, 0, 2, records(0, 1)))
    await lane.suspend()
    lane.accept(Batch(PARTITION, 1, 2, 3, records(2)))
    assert not lane.has_pending
    assert lane.status == "SUSPENDUE"
    lane.resume(2)
    lane.accept(Batch(PARTITION, 2, 0, 2, records(0, 1)))
    assert await lane.step(1)
    assert producer.committed[0][1] == 2


async def test_a_lane_ticks_only_after_it_caught_up_with_its_partition() -> None:
    """What was in the partition when the lane opened comes before anything that falls due."""
    lane, producer = lane_at(5)
    lane.caught_up_at = 7
    stage = lane.stage
    assert isinstance(stage, CopyStage)
    stage.due = True
    lane.poke()
    assert not await lane.step(9)
    lane.accept(Batch(PARTITION, 1, 5, 7, records(5, 6)))
    lane.poke()
    assert await lane.step(9)
    assert ("hub.events", b"k", b"9", 3) in producer.committed[0][0]


async def test_run_works_off_what_comes_until_it_is_cancelled() -> None:
    """The lane's task wakes for input and sleeps otherwise."""
    lane, producer = lane_at(0)
    task = asyncio.create_task(lane.run(lambda: 1))
    lane.accept(Batch(PARTITION, 1, 0, 1, records(0)))
    for _ in range(50):
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(producer.committed) == 1


async def test_a_fresh_lane_starts_at_the_start_of_its_log() -> None:
    """Without a position in its state, not even the group's offset counts."""
    lane = Lane(
        PARTITION,
        group="hub",
        state_topic="hub.cases",
        stage=CopyStage(),
        producer=NotingProducer(),
        inboxes=set(),
        limits=LaneLimits(),
        watch=Silent(),
    )
    lane.restored({b"k": b"v"}, log_start=4, log_end=9)
    assert lane.position == 4
    assert isinstance(lane.stage, CopyStage)
    assert lane.stage.seen_at_restore == {b"k": b"v"}
