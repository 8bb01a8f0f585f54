"""A simulated year of four communes as a load: one day after the other, as `hub simulate` plays it, until it is enough.

Rules:
1. A day begins once everything of the day before has come to its end, whatever was broken meanwhile.
2. It is the day that was told last: workers ask no clock (`HUB_CLOCK=simulated`).
"""

import threading
import time
from datetime import timedelta
from types import TracebackType

from bench.chaos.hub import HurtHub
from bench.chaos.load import Load
from hub.demo import mix
from hub.demo.offices import Offices
from hub.demo.reader import LedgerReader
from hub.registry.files import load_folder
from hub.simulation.office import Office
from hub.simulation.player import Player
from hub.simulation.quiet import Quiet
from hub.simulation.run import locks, opened
from hub.simulation.year import Year

YEAR = 2026
FILES_A_COMMUNE = 2_000
"""A tenth of what a commune of the reference has: a day takes a second or less while nothing is hurt."""


class YearLoad(Load):
    """From the first of January on, for so many seconds or until `enough` is said."""

    def __init__(self, hub: HurtHub, *, seed: int, seconds: float) -> None:
        """The year is drawn; nobody says anything."""
        records = load_folder(hub.registry)
        known = Offices(records)
        year = Year(YEAR, seed, known.partners)
        self._days = iter(year.days)
        self._files = year.files(mix.TOWNS, FILES_A_COMMUNE, year.days)
        self._locks = locks(records)
        offices = {actor: Office(actor, seed, known.organ_of, year.days[0]) for actor in known.partners}
        self._partners = Player(hub.connection, offices, Quiet(hub.settings), seed, self._locks)
        self._enough = threading.Event()
        self._began_s = time.monotonic()
        super().__init__(hub, LedgerReader(hub.connection, simulated=True), round(seconds))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Everyone leaves, once the day that is being played is over or has failed."""
        self.enough()
        self._player.join()
        self._partners.close()
        self.reader.leave()
        self.reader.join()

    @property
    def done(self) -> int:
        """Seconds it was played."""
        return min(self.planned, round(time.monotonic() - self._began_s))

    @property
    def unanswered(self) -> int:
        """Published events without a notice."""
        return self._partners.unanswered

    @property
    def now_ms(self) -> int:
        """The instant that the lanes were told last."""
        return round(self._partners.now.timestamp() * 1_000)

    def begin(self) -> None:
        """The ledger reads."""
        self.reader.start()

    def play(self) -> None:
        """Day after day; one that has begun is played to its end."""
        for day in self._days:
            if self._enough.is_set():
                return
            self._partners.play(day, opened(self._files.get(day, ()), self._locks))

    def check(self) -> None:
        """Raise what made the ledger fail."""
        if self.reader.failure is not None:
            raise self.reader.failure

    def enough(self) -> None:
        """The day that is being played is the last one with demands."""
        self._enough.set()

    def is_quiet(self) -> bool:
        """A day is over when everything it brought is."""
        return not self._player.is_alive()

    def pass_days(self, days: int) -> None:
        """So many days more, on which nobody asks for anything new."""
        today = self._partners.now.date()
        for number in range(1, days + 1):
            self._partners.play(today + timedelta(days=number), ())
