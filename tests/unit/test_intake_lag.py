"""What partners published and nobody relays is told, deadline or not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pytest

from hub.engine import intake_lag
from hub.engine.intake import Intake
from hub.engine.intake_lag import OF_EACH_MAX, IntakeLag
from hub.positions import Commit, Place
from tests.unit.test_intake_following import FROM, FakeKafka

NOW_MS = 70_000


class Now:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Seventy seconds after the first record."""
        return NOW_MS


@dataclass
class Told:
    """The figure, each time it was set."""

    seconds: list[float] = field(default_factory=list)

    def intake_waiting(self, seconds: float) -> None:
        """What the figure shows."""
        self.seconds.append(seconds)


async def looked(monkeypatch: pytest.MonkeyPatch, kafka: FakeKafka) -> list[float]:
    """What one look tells."""
    monkeypatch.setattr(intake_lag, "SystemClock", Now)
    told = Told()
    await IntakeLag(Intake(kafka, "hub-intake"), told).look()
    return told.seconds


@pytest.mark.parametrize(
    ("kafka", "seconds"),
    [
        (FakeKafka(committed_to=4), 66.0),
        (FakeKafka(committed_to=None), 70.0),
        (FakeKafka(committed_to=4, start=6), 64.0),
        (FakeKafka(committed_to=11), 70.0),
        (FakeKafka(committed_to=10), 0.0),
        (FakeKafka(committed_to=4, readable=[]), 0.0),
    ],
    ids=["waits", "never committed", "first records deleted", "topic made anew", "nothing waits", "only markers wait"],
)
async def test_the_age_of_the_first_record_that_intake_has_not_come_past(
    monkeypatch: pytest.MonkeyPatch, kafka: FakeKafka, seconds: float
) -> None:
    """From where it stands, as the mark of deadlines counts it."""
    assert await looked(monkeypatch, kafka) == [seconds]


async def test_a_broker_that_does_not_answer_leaves_the_figure_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a line in the log."""
    assert await looked(monkeypatch, FakeKafka(is_silent=True)) == []
    assert "RECEPTION_INCONNUE" in capsys.readouterr().out


def test_only_topics_of_partners_are_looked_at() -> None:
    """Not inboxes, not the hub's own, not a name that no partner can have."""
    intake = Intake(FakeKafka(committed_to=4), "hub-intake")
    assert intake.waiting_since_ms(intake.behind()) == {FROM: 4_000}


async def test_a_place_where_only_markers_wait_is_not_looked_at_again_before_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner that publishes in transactions and says nothing more; then it does."""
    monkeypatch.setattr(intake_lag, "SystemClock", Now)
    kafka, told = FakeKafka(committed_to=9, readable=[]), Told()
    lag = IntakeLag(Intake(kafka, "hub-intake"), told)
    for _ in range(3):
        await lag.look()
    assert (kafka.asked["records"], told.seconds) == (1, [0.0] * 3)
    kafka.end, kafka.readable = 12, [10]
    await lag.look()
    assert (kafka.asked["records"], told.seconds[-1]) == (2, 60.0)


class ManyPartners(FakeKafka):
    """A partition each; what is published and what intake has come to, by partner."""

    def __init__(self, partners: int) -> None:
        super().__init__()
        self.of = {Place(f"from.p{number:03}", 0): (number % 7, 10 + number) for number in range(partners)}
        self.looked_at: set[Place] = set()

    def topic_names(self) -> list[str]:
        """Of all partners."""
        return [place.topic for place in self.of]

    def committed(self, group: str, places: Collection[Place]) -> dict[Place, Commit]:
        """Of each."""
        return {place: Commit(self.of[place][0], "") for place in places}

    def ends(self, places: Collection[Place]) -> dict[Place, int]:
        """Of each."""
        return {place: self.of[place][1] for place in places}

    def first_records(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        """Whoever is looked at has a record of that moment, but for one that has stood."""
        self.looked_at = set(positions)
        return {place: 1_000 if place == STANDS else NOW_MS for place in positions}


STANDS = Place("from.p003", 0)


async def test_what_has_stood_longest_is_found_among_many_that_move(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred partners that publish more than is relayed at once, and one little thing that nobody relays."""
    monkeypatch.setattr(intake_lag, "SystemClock", Now)
    kafka, told = ManyPartners(100), Told()
    lag = IntakeLag(Intake(kafka, "hub-intake"), told)
    await lag.look()
    for place, (position, end) in kafka.of.items():
        kafka.of[place] = (position, end) if place == STANDS else (position + 1, end + 100)
    await lag.look()
    most = {Place(f"from.p{number:03}", 0) for number in range(90, 100)}
    assert len(kafka.looked_at) <= 2 * OF_EACH_MAX
    assert {STANDS, *most} <= kafka.looked_at
    assert told.seconds[-1] == 69.0
