"""A lane that stands on a fact it cannot handle."""

import msgspec

from hub.engine.batch import Batch
from hub.engine.lane_state import CRASH_KEY, POSITION_KEY, RELEASE, Crash, LaneStatus
from tests.unit.test_lane import PARTITION, lane_at, records


async def test_a_fact_that_crashed_three_times_blocks_its_lane_after_those_before_it() -> None:
    """Facts before it are committed; then the lane stands, says so in the offset's metadata, and takes nothing."""
    crash = Crash(6, 3, "RuntimeError", "dos_x", RELEASE)
    lane, producer = lane_at(5, state={CRASH_KEY: msgspec.json.encode(crash)})
    lane.accept(Batch(PARTITION, 1, 5, 8, records(5, 6, 7)))
    assert await lane.step(1)
    assert not await lane.step(1)
    assert lane.status is LaneStatus.BLOQUEE
    assert not lane.wants_input
    await lane._heartbeat()
    assert [(position, note) for _, position, note in producer.committed] == [(6, ""), (6, "BLOQUEE 6 dos_x")]


async def test_a_fact_that_crashed_under_another_release_is_tried_anew() -> None:
    """An upgrade may be the cure: the lane does not stay blocked for what another program could not do."""
    crash = Crash(5, 3, "RuntimeError", None, "0.0.0")
    lane, producer = lane_at(5, state={CRASH_KEY: msgspec.json.encode(crash)})
    lane.accept(Batch(PARTITION, 1, 5, 6, records(5)))
    assert await lane.step(1)
    assert producer.committed[0][1] == 6


async def test_a_crash_that_was_passed_is_forgotten() -> None:
    """A fact that crashed twice and then went through leaves no mark."""
    crash = Crash(5, 2, "RuntimeError", None, RELEASE)
    lane, producer = lane_at(5, state={CRASH_KEY: msgspec.json.encode(crash)})
    lane.accept(Batch(PARTITION, 1, 5, 6, records(5)))
    assert await lane.step(1)
    assert ("hub.cases", CRASH_KEY, None, 3) in producer.committed[0][0]
    assert lane.blocked is None


async def test_what_a_later_engine_left_is_read() -> None:
    """Readers of N accept N+1: position and crash keep their sense, new fields are ignored."""
    crash = b'{"offset":6,"count":3,"error":"E","release":"%s","format":2,"plus":1}' % RELEASE.encode()
    later = {POSITION_KEY: b'{"position":6,"format":2,"plus":1}', CRASH_KEY: crash}
    lane, _ = lane_at(0, state=later)
    lane.accept(Batch(PARTITION, 1, 6, 7, records(6)))
    assert not await lane.step(1)
    assert (lane.position, lane.status) == (6, LaneStatus.BLOQUEE)
