"""The demo's week of four communes as a load: every partner a client of its own, all of them at once, up to so many events a second."""

from types import TracebackType

from bench.chaos.hub import HurtHub
from bench.chaos.load import SETTLED_WITHIN_S, Load
from hub.demo.offices import Offices
from hub.demo.partner import Budget
from hub.demo.play import Play
from hub.demo.traffic import Traffic
from hub.demo.week import Week
from hub.registry.files import load_folder

EVENTS_PER_S = 60.0
DAY_S = 86_400
QUIET_WITHIN_S = 1.0


class WeekLoad(Load):
    """As many events as go into these seconds, drawn from the seed; that share of them is bad."""

    def __init__(self, hub: HurtHub, *, seed: int, seconds: float, fault_share: float) -> None:
        """Every partner connects."""
        events = round(EVENTS_PER_S * seconds)
        budget = Budget(events, EVENTS_PER_S)
        self._play = Play(hub.connection, Offices(load_folder(hub.registry)), seed, budget)
        traffic = Traffic(seed, fault_share=fault_share)
        self._week = Week(self._play.partners, traffic, budget, lambda: self._play.until_quiet(SETTLED_WITHIN_S))
        super().__init__(hub, self._play.reader, events)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Everyone leaves."""
        self._play.close()

    @property
    def done(self) -> int:
        """Events published."""
        return self.account().published

    @property
    def unanswered(self) -> int:
        """Records that Kafka acknowledged to a partner and that have no notice."""
        return sum(partner.unanswered for partner in self._play.partners.values())

    @property
    def now_ms(self) -> int:
        """What the workers' clocks say."""
        return self.hub.now_ms()

    def begin(self) -> None:
        """Partners answer what they receive from now on."""
        self._play.start()
        self._play.answer_by_themselves()

    def play(self) -> None:
        """Monday to Friday evening."""
        self._week.play()

    def check(self) -> None:
        """Raise what made a partner fail."""
        self._play.check()

    def enough(self) -> None:
        """It has so many events and no more."""

    def is_quiet(self) -> bool:
        """Whether nobody has anything to say or to expect."""
        return self._play.until_quiet(QUIET_WITHIN_S)

    def pass_days(self, days: int) -> None:
        """The workers' clocks are so much later."""
        self.hub.pass_time(days * DAY_S)
