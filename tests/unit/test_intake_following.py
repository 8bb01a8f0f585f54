"""A worker asks how far intake has come only while a deadline waits, tells its lanes, and a lane rings when it has read that far."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from hub.engine.batch import Batch
from hub.engine.intake import Intake
from hub.engine.intake_following import IntakeFollower
from hub.engine.lane import Lane
from hub.errors import BrokerSilent
from hub.positions import Commit, Place
from tests.unit.test_lane import PARTITION, CopyStage, NotingProducer, lane_at, records

FROM = Place("from.ccas-ferrevaux", 0)
LANE = Place(*PARTITION)
DUE_MS = 100_000
SKEW_S = 5.0


@dataclass
class At:
    """A record at an offset."""

    at: int

    def offset(self) -> int:
        """Where it stands."""
        return self.at


@dataclass
class FakeKafka:
    """One partner's partition and one lane's, and what was asked."""

    start: int = 0
    end: int = 10
    committed_to: int | None = 4
    readable: list[int] = field(default_factory=lambda: list(range(10)))
    lane_end: int = 7
    is_silent: bool = False
    asked: Counter[str] = field(default_factory=Counter)

    def topic_names(self) -> list[str]:
        """All of them, the hub's and inboxes too."""
        if self.is_silent:
            raise BrokerSilent(bootstrap="x", seconds=1, reason="y")
        self.asked["topic_names"] += 1
        return [FROM.topic, "to.ccas-ferrevaux", "hub.events", "from.UPPER"]

    def places(self, topics: Collection[str]) -> list[Place]:
        """One partition each."""
        return [Place(topic, 0) for topic in topics]

    def committed(self, group: str, places: Collection[Place]) -> dict[Place, Commit]:
        """Of intake's group."""
        assert group == "hub-intake"
        return {} if self.committed_to is None else {place: Commit(self.committed_to, "") for place in places}

    def starts(self, places: Collection[Place]) -> dict[Place, int]:
        """The same for all."""
        return dict.fromkeys(places, self.start)

    def ends(self, places: Collection[Place]) -> dict[Place, int]:
        """Of what is committed."""
        assert set(places) <= {FROM}
        return dict.fromkeys(places, self.end)

    def ends_open(self, places: Collection[Place]) -> dict[Place, int]:
        """Of lanes only."""
        assert set(places) <= {LANE}
        return dict.fromkeys(places, self.lane_end)

    def records_from(self, positions: Mapping[Place, int]) -> Iterator[tuple[Place, At]]:
        """What can be read."""
        self.asked["records"] += len(positions)
        for place, position in positions.items():
            yield from [(place, At(one)) for one in self.readable if one >= position][:1]

    def first_records(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        """Each record was appended a second after the one before."""
        return {place: record.at * 1_000 for place, record in self.records_from(positions)}


@dataclass
class Bench:
    """A worker with one lane; `now_ms` is its clock."""

    kafka: FakeKafka = field(default_factory=FakeKafka)
    now_ms_: int = DUE_MS + 5_000
    seconds: float = 0.0
    waiting: list[float] = field(default_factory=list)
    lane: Lane = field(init=False)
    producer: NotingProducer = field(init=False)
    follower: IntakeFollower = field(init=False)

    def __post_init__(self) -> None:
        """A deadline stands on the lane, which has read up to 5."""
        self.lane, self.producer = lane_at(5)
        assert isinstance(self.lane.stage, CopyStage)
        self.lane.stage.deadline_ms = DUE_MS
        intake = Intake(self.kafka, "hub-intake")
        self.follower = IntakeFollower(intake, lanes=lambda: [self.lane], clock=self, skew_max_s=SKEW_S, watch=self, monotonic=self.uptime)

    def now_ms(self) -> int:
        """The worker's clock."""
        return self.now_ms_

    def uptime(self) -> float:
        """What passed, in seconds."""
        return self.seconds

    def deadlines_waiting(self, seconds: float) -> None:
        """What the figure shows."""
        self.waiting.append(seconds)

    def mark(self, position: int = 1_000) -> int:
        """The lane's mark once it has read that far."""
        return self.lane.mark.at(position)


async def test_nothing_is_asked_of_kafka_while_no_deadline_waits() -> None:
    """None due, none due by more than clocks may differ, none that the lane has passed already."""
    bench = Bench(now_ms_=DUE_MS - 1)
    await bench.follower.look()
    bench.now_ms_ = DUE_MS + 4_999
    await bench.follower.look()
    assert (bench.kafka.asked, bench.waiting) == (Counter(), [0.0, 4.999])


async def test_a_deadline_waits_for_intake_and_then_for_the_lane() -> None:
    """The goal is where `from.*` ended when it was first asked, however much is published meanwhile."""
    bench = Bench()
    await bench.follower.look()
    assert bench.mark() == 0
    bench.kafka.end, bench.kafka.committed_to, bench.now_ms_ = 50, 9, DUE_MS + 60_000
    await bench.follower.look()
    assert bench.mark() == 0
    bench.kafka.committed_to = 10
    await bench.follower.look()
    assert [bench.mark(6), bench.mark(7)] == [0, DUE_MS]
    assert (bench.kafka.asked["topic_names"], bench.waiting[-1]) == (1, 60.0)
    await bench.follower.look()
    assert bench.kafka.asked["topic_names"] == 1


async def test_what_is_found_waiting_is_not_looked_for_again_until_intake_is_past_it() -> None:
    """A reader is opened once for a backlog that stands still; deleted records are behind the log's start."""
    bench = Bench(FakeKafka(readable=[6, 8]))
    for _ in range(3):
        await bench.follower.look()
    assert bench.kafka.asked["records"] == 1
    bench.kafka.start = 7
    await bench.follower.look()
    assert (bench.kafka.asked["records"], bench.mark()) == (2, 0)
    bench.kafka.readable = []
    bench.kafka.start = 9
    await bench.follower.look()
    assert bench.mark() == DUE_MS


async def test_a_silent_broker_is_asked_again_and_a_deadline_settled_meanwhile_asks_no_more() -> None:
    """The worker goes on; what does not wait any more costs nothing."""
    bench = Bench(FakeKafka(is_silent=True))
    await bench.follower.look()
    bench.kafka.is_silent = False
    await bench.follower.look()
    assert bench.kafka.asked["topic_names"] == 1
    assert isinstance(bench.lane.stage, CopyStage)
    bench.lane.stage.deadline_ms = None
    bench.kafka.committed_to = 10
    await bench.follower.look()
    assert (bench.mark(), bench.waiting[-1]) == (0, 0.0)


async def test_a_lane_rings_when_its_mark_has_passed_and_what_came_before_comes_first() -> None:
    """What intake relayed is handled in the same transaction or an earlier one; a newer registry waits for no mark."""
    bench = Bench(FakeKafka(committed_to=10))
    stage = bench.lane.stage
    assert isinstance(stage, CopyStage)
    stage.due = True
    assert await bench.lane.step(bench.now_ms_)
    assert not await bench.lane.step(bench.now_ms_)
    await bench.follower.look()
    assert not await bench.lane.step(bench.now_ms_), "the lane has not read up to 7"
    bench.lane.accept(Batch(PARTITION, 1, 5, 7, records(5, 6)))
    assert await bench.lane.step(bench.now_ms_)
    own = [[key for topic, key, _, _ in sent if topic == PARTITION.topic] for sent, _, _ in bench.producer.committed]
    assert own == [[b"k"], [b"k", b"echeance"]]
    assert not await bench.lane.step(bench.now_ms_)


async def test_a_deadline_does_not_ring_while_more_of_what_was_relayed_waits_in_the_lane() -> None:
    """Three facts of which two fit in a transaction: the alarm is in the second one."""
    bench = Bench(FakeKafka(committed_to=10, lane_end=8))
    await bench.follower.look()
    bench.lane.accept(Batch(PARTITION, 1, 5, 8, records(5, 6, 7)))
    assert [await bench.lane.step(1), await bench.lane.step(1)] == [True, True]
    own = [[key for topic, key, _, _ in sent if topic == PARTITION.topic] for sent, _, _ in bench.producer.committed]
    assert [one.count(b"echeance") for one in own] == [0, 1]


async def test_deadlines_that_wait_for_long_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Which topics intake has not come through, for whoever must look."""
    bench = Bench()
    await bench.follower.look()
    bench.seconds = 31.0
    await bench.follower.look()
    await bench.follower.look()
    told = capsys.readouterr().out
    assert len(re.findall("ECHEANCES_EN_ATTENTE", told)) == 1
    assert FROM.topic in told
