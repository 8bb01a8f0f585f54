"""Time that is simulated: what an advance makes due rings behind it, it never goes back; where time is the machine's it moves nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.agents.cases import DUE_PER_TICK_MAX, CasesStage
from hub.agents.lane_marks import last_recorded
from hub.core.deadlines import PREFIX
from hub.core.facts import read
from hub.core.own_facts import CLOCK_KEY, ClockAdvanced, DeadlineReached, clock_advanced
from hub.core.replaying import Logged, in_order
from hub.engine.clock import SimulatedClock
from hub.engine.ports import Record
from hub.settings import HubSettings, load_settings
from tests.unit.case_world import NOON, RECIPIENT_KEYS
from tests.unit.lane_world import NOON_MS, Bench, values
from tests.unit.test_agent_cases import DAY_MS, stopped

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001 -- the zone is given beside


@dataclass
class Simulated(Bench):
    """A lane of a worker whose time is simulated."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)

    def restart(self) -> None:
        """Another process takes the lane over: it knows of time what the lane's state says."""
        self.clock = SimulatedClock()
        self.stage = CasesStage(self.registry, RECIPIENT_KEYS, self.counts, self.limits, self.lane.partition, self.clock)
        self.stage.restored(self.lane.state)

    def advance(self, instant: datetime) -> list[dict[str, Any]]:
        """It is that time, and all that follows from it is handled; what the journal says."""
        told(self, instant)
        sent = []
        while self._handled < len(self.lane.log):
            sent += self.run()
        return values(sent, "hub.journal")


def told(bench: Bench, instant: datetime) -> Record:
    """An advance on the lane's partition."""
    return bench.lane.append(*clock_advanced(instant))


def facts(bench: Bench) -> Iterator[Any]:
    """Every fact of the partition."""
    return (read(one.key, one.value, one.headers, 3, one.offset) for one in bench.lane.log)


def dues(bench: Bench) -> list[bytes]:
    """The deadlines that stand, in the order of the law."""
    return sorted(key for key in bench.lane.state if key.startswith(PREFIX))


def test_an_advance_reads_back() -> None:
    """Its instant is all it says; a field of a later format is passed over."""
    key, value, headers = clock_advanced(NOON)
    assert key == CLOCK_KEY
    for written in (value, b'{"format":2,"annee":2026}'):
        assert read(key, written, headers, 3, 7) == ClockAdvanced(instant=NOON, partition=3, offset=7)


def test_what_an_advance_makes_due_rings_behind_it_in_the_order_of_the_law() -> None:
    """First the deadlines by their own dates, then the advance again, until nothing is left; all of it bears the new time."""
    bench = Simulated()
    bench.advance(NOON)
    for day in (2, 0, 1):
        bench.now_ms = NOON_MS + day * DAY_MS
        stopped(bench)
    standing = dues(bench)
    before = len(bench.lane.log)
    later = NOON + timedelta(days=30)
    entries = bench.advance(later)
    appended = list(facts(bench))[before:]
    first, *rung, again = appended
    assert isinstance(first, ClockAdvanced)
    assert isinstance(again, ClockAdvanced)
    assert [one.due for one in rung if isinstance(one, DeadlineReached)] == sorted(one.due for one in rung)
    assert len(rung) == len(standing) == 3
    assert {one.instant for one in appended} == {later}
    moved = [one["conclusions"][0] for one in entries if one["type"] == "horloge.avance"]
    assert [one["details"] for one in moved] == [{"echeances": 3}, {"echeances": 0}]
    assert {one["genre"] for one in moved} == {"HORLOGE_AVANCEE"}
    assert bench.stage.next_due_ms() is None


def test_more_than_a_transaction_takes_rings_in_several() -> None:
    """A transaction stays bounded; the advance comes again until the last has rung, each once."""
    bench = Simulated()
    bench.advance(NOON)
    for _ in range(DUE_PER_TICK_MAX + 1):
        stopped(bench)
    entries = bench.advance(NOON + timedelta(days=30))
    moved = [one["conclusions"][0]["details"]["echeances"] for one in entries if one["type"] == "horloge.avance"]
    assert moved == [DUE_PER_TICK_MAX, 1, 0]
    assert len([one for one in facts(bench) if isinstance(one, DeadlineReached)]) == DUE_PER_TICK_MAX + 1


def test_nothing_rings_by_itself() -> None:
    """Whatever the mark and the worker's clock say: the time of a lane is the one it was told."""
    bench = Simulated()
    bench.advance(NOON)
    stopped(bench)
    assert bench.lane.tick(bench.stage, bench.clock.now_ms(), 0) == []


def test_a_worker_that_takes_a_lane_over_knows_its_time() -> None:
    """From the lane's state, before any record; a lane that was told nothing knows none."""
    bench = Simulated()
    assert bench.clock.now_ms() == 0
    bench.advance(NOON)
    bench.restart()
    assert bench.clock.now_ms() == NOON_MS


@settings(deadline=None)
@given(st.lists(INSTANTS, min_size=1, max_size=20))
def test_time_never_goes_back(instants: list[datetime]) -> None:
    """Whatever is told in whatever order: a lane's time, and its worker's, is the latest so far, after a restart too."""
    bench = Simulated()
    seen: list[datetime] = []
    for number, instant in enumerate(instants):
        (entry,) = bench.advance(instant)
        seen.append(instant)
        assert datetime.fromisoformat(entry["instant"]) == max(seen) == last_recorded(bench.lane.state.get)
        if number % 3 == 0:
            bench.restart()
        assert bench.clock.now_ms() == round(max(seen).timestamp() * 1000)


@settings(deadline=None)
@given(st.lists(INSTANTS, min_size=1, max_size=5))
def test_no_record_moves_the_time_of_a_hub_in_use(instants: list[datetime]) -> None:
    """By the machine's clock an advance is an alarm: no instant, no state, no deadline moves."""
    bench = Bench()
    for instant in instants:
        told(bench, instant)
    refused = values(bench.run(), "hub.journal")
    assert {one["instant"] for one in refused} == {"1970-01-01T00:00:00.000Z"}
    assert bench.lane.state == {}
    stopped(bench)
    standing = dict(bench.lane.state)
    told(bench, datetime(2028, 1, 1, tzinfo=UTC))
    (entry,) = values(bench.run(), "hub.journal")
    assert [(one["genre"], one["raison"]) for one in entry["conclusions"]] == [("ALERTE", "HORLOGE_REFUSEE")]
    assert bench.lane.state == standing
    assert datetime.fromisoformat(entry["instant"]) == NOON
    assert bench.stage.next_due_ms() is not None


def test_a_simulation_of_acts_passes_over_advances() -> None:
    """`hub what-if` reads what partners sent: no advance is among it, nor moves what it lives."""
    bench = Simulated()
    bench.advance(NOON + timedelta(days=300))
    later = [Logged(one.key, one.value, one.headers, one.offset) for one in bench.lane.log]
    stopped(bench)
    lived = [Logged(one.key, one.value, one.headers, one.offset) for one in bench.lane.log[len(later) :]]
    found = list(in_order([*later, *lived], 3, print))
    assert [instant for _, instant in found] == [NOON] * 2


def test_the_setting_says_whose_time_it_is() -> None:
    """The machine's unless it is said."""
    assert HubSettings().clock == "wall"
    assert load_settings({"HUB_CLOCK": "simulated"}).clock == "simulated"


async def test_who_waits_for_the_time_hears_it() -> None:
    """Before it was told anything a clock stands at the epoch."""
    clock = SimulatedClock()
    waiting = asyncio.create_task(clock.told())
    await asyncio.sleep(0)
    assert (clock.now_ms(), waiting.done()) == (0, False)
    clock.reach(5)
    clock.reach(3)
    await waiting
    assert clock.now_ms() == 5
