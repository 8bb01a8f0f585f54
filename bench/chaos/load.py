"""The load: the demo's week of four communes, played by partners with clients of their own, and the ledger that adds it up from outside."""

import threading
import time
from types import TracebackType
from typing import Self

from bench.chaos.hub import HurtHub
from hub.demo.ledger import Account
from hub.demo.offices import Offices
from hub.demo.partner import Budget
from hub.demo.play import Play
from hub.demo.traffic import Traffic
from hub.demo.week import Week
from hub.registry.files import load_folder

SETTLED_WITHIN_S = 180.0
CONCERNED_MS = 15_000.0
"""Events published up to so long after a fault count for the time it took to flow again."""


class Load:
    """`with Load(...) as load:` has partners at work; `load.is_over` once the week is played to its end."""

    def __init__(self, hub: HurtHub, *, seed: int, events: int, events_per_s: float, traffic: Traffic) -> None:
        """Every partner connects; nobody says anything."""
        self._hub = hub
        self.planned = events
        budget = Budget(events, events_per_s)
        self._play = Play(hub.connection, Offices(load_folder(hub.registry)), seed, budget)
        self._week = Week(self._play.partners, traffic, budget, lambda: self._play.until_quiet(SETTLED_WITHIN_S))
        self._failures: list[BaseException] = []
        self._player = threading.Thread(target=self._run, name="semaine", daemon=True)

    def __enter__(self) -> Self:
        """Begin the week."""
        self._play.start()
        self._play.answer_by_themselves()
        self._player.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Everyone leaves."""
        self._play.close()

    @property
    def is_over(self) -> bool:
        """Whether all was published; raises what made a partner fail."""
        self._play.check()
        if self._failures:
            raise self._failures[0]
        return not self._player.is_alive()

    def account(self) -> Account:
        """The ledger as it stands."""
        return self._play.reader.look(lambda ledger: ledger.account())

    def settle(self) -> None:
        """Until everything published has its notice, nobody has anything to say, and the ledger stands at the end; or time is up."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while time.monotonic() < deadline:
            self._hub.check()
            if self._play.until_quiet(1.0) and self.account().lost == 0 and self._play.reader.is_caught_up:
                return
            time.sleep(0.2)

    def flowing_again_s(self, at_ms: float) -> float:
        """The longest that anything published until shortly after `at_ms` waited for its notice from then on, in seconds."""
        return self._play.reader.look(lambda ledger: ledger.longest_wait_ms(at_ms, at_ms + CONCERNED_MS)) / 1000

    def unanswered(self) -> int:
        """Records that Kafka acknowledged to a partner and that have no notice."""
        return sum(partner.unanswered for partner in self._play.partners.values())

    def _run(self) -> None:
        try:
            self._week.play()
        except Exception as failure:  # noqa: BLE001 - handed to whoever asks whether it is over
            self._failures.append(failure)
