"""What partners published and nobody relays is told, deadline or not."""

from dataclasses import dataclass, field

import pytest

from hub.engine import intake_lag
from hub.engine.intake import Intake
from hub.engine.intake_lag import IntakeLag
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
    assert Intake(FakeKafka(committed_to=4), "hub-intake").waiting_since_ms() == {FROM: 4_000}
