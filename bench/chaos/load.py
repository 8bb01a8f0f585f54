"""What the partners do while a hub is hurt, and the ledger that adds it up from outside.

Rules:
1. A load is played by a thread of its own from `with` on, until it is over by itself or was told that it is enough.
2. The ledger is fed with partners' topics alone (hub.demo.reader); what a load knows of its own events is asked beside it.
"""

import threading
import time
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from bench.chaos.hub import HurtHub
from hub.demo.ledger import Account
from hub.demo.reader import LedgerReader

SETTLED_WITHIN_S = 180.0
CONCERNED_MS = 15_000.0
"""Events published up to so long after a fault count for the time it took to flow again."""
LOOK_EVERY_S = 0.2


class Load(ABC):
    """`with ... as load:` has partners at work; `load.is_over` once all is played, and `done` of `planned` meanwhile."""

    def __init__(self, hub: HurtHub, reader: LedgerReader, planned: int) -> None:
        """Nobody says anything yet; `planned` is what a bar of progress ends with."""
        self.hub = hub
        self.reader = reader
        self.planned = planned
        self._failures: list[BaseException] = []
        self._player = threading.Thread(target=self._run, name="partenaires", daemon=True)

    def __enter__(self) -> Self:
        """Begin to play."""
        self.begin()
        self._player.start()
        return self

    @abstractmethod
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Everyone leaves."""

    @property
    @abstractmethod
    def done(self) -> int:
        """How much of `planned` was played."""

    @property
    @abstractmethod
    def unanswered(self) -> int:
        """Records of partners that have no notice, as the partners know it."""

    @property
    @abstractmethod
    def now_ms(self) -> int:
        """The instant it is for the hub's deadlines."""

    @abstractmethod
    def begin(self) -> None:
        """Everyone is there."""

    @abstractmethod
    def play(self) -> None:
        """Play it all."""

    @abstractmethod
    def check(self) -> None:
        """Raise what made a partner fail."""

    @abstractmethod
    def enough(self) -> None:
        """Come to an end as soon as that is possible in good order."""

    @abstractmethod
    def is_quiet(self) -> bool:
        """Whether nobody has anything to say or to expect."""

    @abstractmethod
    def pass_days(self, days: int) -> None:
        """So many days later."""

    @property
    def is_over(self) -> bool:
        """Whether all was published; raises what made a partner fail."""
        self.check()
        if self._failures:
            raise self._failures[0]
        return not self._player.is_alive()

    def account(self) -> Account:
        """The ledger as it stands."""
        return self.reader.look(lambda ledger: ledger.account())

    def settle(self) -> None:
        """Until everything published has its notice, nobody has anything to say, and the ledger stands at the end; or time is up."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while time.monotonic() < deadline:
            self.hub.check()
            if self.is_quiet() and self.account().lost == 0 and self.reader.is_caught_up:
                return
            time.sleep(LOOK_EVERY_S)

    def flowing_again_s(self, at_ms: float) -> float:
        """The longest that anything published until shortly after `at_ms` waited for its notice from then on, in seconds."""
        now_ms = time.time() * 1000
        return self.reader.look(lambda ledger: ledger.longest_wait_ms(at_ms, now_ms, at_ms + CONCERNED_MS)) / 1000

    def _run(self) -> None:
        try:
            self.play()
        except Exception as failure:  # noqa: BLE001 - handed to whoever asks whether it is over
            self._failures.append(failure)
