"""What /livez and /readyz say, and the lag a lane tells, without a broker."""

import time
from pathlib import Path

import pytest

from hub.engine.assembly import LIVE_LIMIT_S, Engine
from hub.engine.batch import Batch
from hub.engine.clock import SystemClock, rfc3339
from hub.engine.lane import Lane
from hub.engine.lane_state import LaneStatus
from hub.settings import HubSettings
from hub.telemetry import Metrics
from tests.unit.test_lane import PARTITION, lane_at, records


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine that was never started."""
    settings = HubSettings(data_dir=tmp_path)
    return Engine(settings, [], group="g", instance=None, inboxes=set(), clock=SystemClock(), metrics=Metrics())


def owning(engine: Engine, lane: Lane) -> None:
    """As after an assignment."""
    engine.lanes.owned[lane.partition] = lane
    engine.lanes.assigned_once = True


async def test_a_worker_without_an_assignment_is_live_and_not_ready(engine: Engine) -> None:
    """It has nothing to do yet, and nothing that it could do."""
    assert engine.is_live() == (True, [])
    assert engine.is_ready()[0] is False


async def test_a_lane_with_input_that_does_not_advance_makes_the_worker_not_live(engine: Engine) -> None:
    """Input alone is no fault; input and half a minute without advance is."""
    lane, _ = lane_at(0)
    owning(engine, lane)
    lane.accept(Batch(PARTITION, 1, 0, 1, records(0)))
    assert engine.is_live()[0]
    lane.advanced_at = time.monotonic() - LIVE_LIMIT_S - 1
    is_live, reasons = engine.is_live()
    assert not is_live
    assert "hub.events/3" in reasons[0]
    await lane.step(1)
    assert engine.is_live()[0]


@pytest.mark.parametrize(("status", "is_ready"), [(s, s in {LaneStatus.EN_MARCHE, LaneStatus.BLOQUEE}) for s in LaneStatus])
async def test_a_worker_is_ready_only_when_all_its_lanes_were_restored(engine: Engine, status: LaneStatus, *, is_ready: bool) -> None:
    """A blocked lane was restored; an opening or a suspended one is waited for."""
    lane, _ = lane_at(0)
    lane.status = status
    owning(engine, lane)
    assert engine.is_ready()[0] is is_ready
    assert engine.lanes.all_ready is is_ready


async def test_lag_is_the_age_of_the_oldest_fact_not_committed() -> None:
    """0 when there is none; facts that were not fetched yet count too."""
    lane, _ = lane_at(0)
    assert lane.lag(0, 5_000) == (0, 0.0)
    lane.accept(Batch(PARTITION, 1, 0, 2, records(0, 1)))
    assert lane.lag(10, 6_000) == (10, 5.0)
    await lane.step(1)
    facts, seconds = lane.lag(10, 6_000)
    assert facts == 8
    assert 0 <= seconds < 5
    lane.accept(Batch(PARTITION, 1, 2, 10, ()))
    assert lane.lag(10, 6_000) == (0, 0.0)


async def test_the_longest_work_is_the_oldest_transaction_or_relay_batch(engine: Engine) -> None:
    """What the watchdog bounds."""
    assert engine.longest_work_s() == 0.0
    lane, _ = lane_at(0)
    owning(engine, lane)
    lane.busy_since = time.monotonic() - 3
    engine.busy.append(lambda: time.monotonic() - 7)
    engine.busy.append(lambda: None)
    assert 7 <= engine.longest_work_s() < 8


def test_an_instant_is_written_with_milliseconds_and_z() -> None:
    """RFC 3339, UTC."""
    assert rfc3339(1_767_225_600_123) == "2026-01-01T00:00:00.123Z"
