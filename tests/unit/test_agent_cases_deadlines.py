"""A case lane's deadlines: what the mark of intake holds back, and what it does not."""

from datetime import UTC, datetime

from hub.core.deadlines import read_key
from tests.unit.case_world import TODAY
from tests.unit.lane_world import Bench, values
from tests.unit.test_agent_cases import DAY_MS, stopped


def due_ms(bench: Bench) -> int:
    """When the only deadline of the lane falls due."""
    (key,) = [key for key in bench.lane.state if key.startswith(b"_echeance/")]
    return round(datetime.fromisoformat(read_key(key).due).timestamp() * 1000)


def test_a_deadline_rings_when_the_mark_has_passed_it_whatever_the_clock_says() -> None:
    """A millisecond before, nothing; its fact is stamped by the clock."""
    bench = Bench()
    stopped(bench)
    due = due_ms(bench)
    now = due + 3 * DAY_MS
    assert bench.stage.next_due_ms() == due
    assert bench.lane.tick(bench.stage, now, 0) == bench.lane.tick(bench.stage, now, due - 1) == []
    (fact,) = bench.lane.tick(bench.stage, now, due)
    assert datetime.fromtimestamp(now / 1000, UTC).isoformat()[:19] in repr((fact.value, fact.headers))
    assert bench.stage.next_due_ms() is None


def test_a_withdrawal_that_intake_relayed_late_wins_over_the_alarm() -> None:
    """It was published in time: due by the clock, not passed by the mark, the deadline is settled and never rings."""
    bench = Bench()
    case_id = stopped(bench)
    now = due_ms(bench) + DAY_MS
    assert not bench.lane.tick(bench.stage, now, 0)
    bench.now_ms = now
    bench.publish("ccas", "decision.retiree", case_id, {"date": TODAY})
    bench.run()
    assert bench.stage.next_due_ms() is None
    assert bench.tick() == []


def test_a_newer_registry_waits_for_no_mark() -> None:
    """It is announced at once, and the deadline that is due stays where it is."""
    bench = Bench()
    stopped(bench)
    due = due_ms(bench)
    bench.registry.latest = 2
    (fact,) = bench.lane.tick(bench.stage, due + DAY_MS, 0)
    assert fact.value is not None
    assert b'"version":2' in fact.value
    assert values(bench.run(), "hub.journal")[0]["type"] == "registre.applique"
    assert bench.stage.next_due_ms() == due
