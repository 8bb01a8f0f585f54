"""When nothing moves any more: every lane has handled all there is, so that what was caused so far has all happened.

Rules:
1. What the lanes committed is asked first, where their partitions end after: a lane that had come to an end seen later had nothing to do
   then, and what it wrote, which left with its commit, is behind an end that was asked for.
2. Offsets have holes (transaction markers): a place behind whose position nothing can be read is at its end. It is looked at once.
"""

import time
from collections.abc import Collection

from confluent_kafka import Consumer, KafkaException, TopicPartition

from hub.clients import confluent_options
from hub.errors import BrokerRefused, BrokerSilent, SimulationStands
from hub.positions import LANES_GROUP, Place, Positions
from hub.settings import HubSettings
from schemas.topics import EVENTS, PERSONNES, QUOTAS, REFUS

LANES = (EVENTS, QUOTAS, PERSONNES, REFUS)
"""Every topic that lanes read; one that nobody writes to is at its end."""
LOOK_EVERY_S = 0.02
LOOK_CLOSER_AFTER = 3
"""Looks at a lane that seems to stand short of its end before it is asked whether anything is left there."""
WITHIN_S = 120.0


class Quiet:
    """Asks Kafka, with clients that are kept."""

    def __init__(self, settings: HubSettings) -> None:
        """Find the lanes' partitions."""
        self._settings = settings
        self._positions = Positions(settings)
        self.lanes = self._positions.places(LANES)
        self._group = Consumer({**confluent_options(settings), "group.id": LANES_GROUP, "enable.auto.commit": False, "log_level": 2})
        self._timeout_s = settings.kafka.answer_timeout_s
        self._empty: dict[Place, tuple[int, int]] = {}

    def wait(self, inboxes: Collection[Place]) -> dict[Place, int]:
        """Once every lane has come to its end: where these inboxes end. Raises SimulationStands after two minutes."""
        deadline, looks, short = time.monotonic() + WITHIN_S, 0, dict.fromkeys(self.lanes, (0, 0))
        while short and time.monotonic() < deadline:
            try:
                ends, short = self._short(inboxes)
                looks += 1
                if short and looks % LOOK_CLOSER_AFTER == 0:
                    self._look_closer(short)
            except (BrokerRefused, BrokerSilent):  # its partitions have another leader, which an old client does not learn
                self._positions = Positions(self._settings)
            else:
                if not short:
                    return {one: ends[one] for one in inboxes}
            time.sleep(LOOK_EVERY_S)
        raise SimulationStands(places=", ".join(f"{one.topic}/{one.partition}" for one in sorted(short)), seconds=WITHIN_S)

    def close(self) -> None:
        """Let the client go."""
        self._group.close()

    def _short(self, inboxes: Collection[Place]) -> tuple[dict[Place, int], dict[Place, tuple[int, int]]]:
        """Where all ends, and the lanes that stand before theirs: their position, and the end."""
        committed = self._committed()
        ends = self._positions.ends_open([*self.lanes, *inboxes])
        spans = {one: (committed.get(one, 0), ends[one]) for one in self.lanes}
        return ends, {one: span for one, span in spans.items() if span[0] < span[1] and self._empty.get(one) != span}

    def _committed(self) -> dict[Place, int]:
        """What the lanes committed; nothing while their coordinator moves."""
        try:
            found = self._group.committed([TopicPartition(*place) for place in self.lanes], timeout=self._timeout_s)
        except KafkaException:
            return {}
        return {Place(one.topic, one.partition): one.offset for one in found if one.offset >= 0}

    def _look_closer(self, short: dict[Place, tuple[int, int]]) -> None:
        """Remember where nothing is left to be read, and no transaction was open before one looked: it would hide what is behind it."""
        stable = self._positions.ends(list(short))
        waiting = self._positions.first_records({one: position for one, (position, _) in short.items()})
        self._empty |= {one: span for one, span in short.items() if one not in waiting and stable[one] == span[1]}
