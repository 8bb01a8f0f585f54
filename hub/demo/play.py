"""Everybody who plays: one thread a partner, the ledger's reader beside them, and what the conductor may ask of all."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from connectors.events import HubMessage
from connectors.kafka_partner import KafkaPartner
from hub.demo.desk import Desk
from hub.demo.offices import Offices
from hub.demo.partner import Budget, Partner, PartnerThread
from hub.demo.reader import LedgerReader
from schemas.topics import inbox

QUIET_S = 0.5
QUIET_TIMEOUT_S = 300.0
ANSWER_TIMEOUT_S = 60.0
LOOK_EVERY_S = 0.05
LEAVE_TIMEOUT_S = 15.0

Found = TypeVar("Found")


class Play:
    """Partners and ledger, from `start` to `close`; partners answer nothing by themselves until they are told to."""

    def __init__(self, connection: Mapping[str, Any], offices: Offices, seed: int, budget: Budget) -> None:
        """Every partner connects; nobody says anything."""
        self.reader = LedgerReader(connection)
        self.partners = {
            actor: Partner(KafkaPartner(connection, actor), Desk(actor, seed, offices.organ_of), seed, budget)
            for actor in offices.partners
            if inbox(actor) in self.reader.topics
        }
        for partner in self.partners.values():
            partner.answers = False
        self._threads: list[PartnerThread | LedgerReader] = [PartnerThread(partner) for partner in self.partners.values()]
        self._threads.append(self.reader)

    def start(self) -> None:
        """Begin to read."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Everyone leaves."""
        for thread in self._threads:
            thread.leave()
        deadline = time.monotonic() + LEAVE_TIMEOUT_S
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.1, deadline - time.monotonic()))

    def answer_by_themselves(self) -> None:
        """From now on every partner answers what it receives."""
        for partner in self.partners.values():
            partner.answers = True

    def check(self) -> None:
        """Raise what made a thread fail."""
        for thread in self._threads:
            if thread.failure is not None:
                raise thread.failure

    def wait_for(self, find: Callable[[str, HubMessage], Found | None]) -> Found:
        """The first thing `find` makes of a recent message of any inbox; TimeoutError when none comes."""
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        while time.monotonic() < deadline:
            for actor, partner in self.partners.items():
                found = _first(find(actor, message) for message in list(partner.recent))
                if found is not None:
                    return found
            self.check()
            time.sleep(LOOK_EVERY_S)
        message = "no answer came in time"
        raise TimeoutError(message)

    def until_quiet(self, timeout_s: float = QUIET_TIMEOUT_S) -> bool:
        """Wait until nobody has anything to say or to expect; False when that does not happen."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.check()
            if self._is_quiet():
                return True
            time.sleep(LOOK_EVERY_S)
        return False

    def _is_quiet(self) -> bool:
        calm_since_s = time.monotonic() - max(partner.active_at_s for partner in self.partners.values())
        return calm_since_s > QUIET_S and all(partner.is_idle for partner in self.partners.values())


def _first(found: Iterable[Found | None]) -> Found | None:
    return next((one for one in found if one is not None), None)
