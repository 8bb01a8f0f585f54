"""The clock of the demonstration's workers stands in the week that is played."""

from datetime import timedelta

from hub.demo.mix import WEEK
from hub.demo.worker import EVENING, WeekClock, behind_s
from schemas.registry import DEFAULT_RECORDING_DAYS


class Machine:
    """The machine's clock, some day."""

    def __init__(self, now_ms: int) -> None:
        self.at = now_ms

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch."""
        return self.at


def test_the_whole_week_has_come_and_none_of_it_is_dated_back() -> None:
    """A decision of Monday is not of the future and within the five days, for hours after the demonstration began."""
    assert EVENING.date() == WEEK[-1].date
    assert ((EVENING + timedelta(hours=9)).date() - WEEK[0].date).days <= DEFAULT_RECORDING_DAYS


def test_the_clock_shows_the_evening_and_goes_on() -> None:
    """The same offset for every worker and after every restart: it never goes back."""
    machine = Machine(1_800_000_000_123)
    offset = behind_s(machine.now_ms())
    clock = WeekClock(machine, offset)
    assert clock.now_ms() == int(EVENING.timestamp()) * 1000 + 123
    machine.at += 5_000
    assert WeekClock(machine, offset).now_ms() - int(EVENING.timestamp()) * 1000 == 5_123
