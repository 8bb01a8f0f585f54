"""When nothing moves any more: every lane has handled all there is, so that what was caused so far has all happened.

Rules:
1. What the lanes committed is asked first, where their partitions end after: a lane that had come to an end seen later had nothing to do
   then, and what it wrote, which left with its commit, is behind an end that was asked for.
2. Offsets have holes (transaction markers): a reader beside the lanes says where the last record stands before each end. An open
   transaction hides records from it, and keeps it from the end meanwhile.
"""

import time
from collections.abc import Collection

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from hub.clients import confluent_options, reader_options
from hub.errors import BrokerRefused, BrokerSilent, SimulationStands
from hub.positions import LANES_GROUP, Place, Positions
from hub.settings import HubSettings
from schemas.topics import EVENTS, PERSONNES, QUOTAS, REFUS

LANES = (EVENTS, QUOTAS, PERSONNES, REFUS)
"""Every topic that lanes read; one that nobody writes to is at its end."""
LOOK_EVERY_S = 0.01
READ_MAX = 10_000
WITHIN_S = 120.0
READER_GROUP = "simulation"
"""The name of who looks on; nothing joins it."""
SOON_MS = 20
"""A day of the simulation is over as soon as this is: its readers wait less for company than others."""


class Quiet:
    """Asks Kafka, with clients that are kept."""

    def __init__(self, settings: HubSettings) -> None:
        """Find the lanes' partitions."""
        self._settings = settings
        self._positions = Positions(settings)
        self.lanes = self._positions.places(LANES)
        kafka = confluent_options(settings)
        self._group = Consumer(
            {**kafka, "group.id": LANES_GROUP, "enable.auto.commit": False, "enable.metrics.push": False, "log_level": 2}
        )
        self._beside = Consumer(reader_options(kafka, READER_GROUP) | {"fetch.wait.max.ms": SOON_MS})
        self._beside.assign([TopicPartition(*place, 0) for place in self.lanes])
        self._timeout_s = settings.kafka.answer_timeout_s
        self._after_last = dict.fromkeys(self.lanes, 0)
        self._seen = dict.fromkeys(self.lanes, 0)

    def wait(self, inboxes: Collection[Place]) -> dict[Place, int]:
        """Once every lane has come to its end: where these inboxes end. Raises SimulationStands after two minutes."""
        deadline, short = time.monotonic() + WITHIN_S, self.lanes
        while time.monotonic() < deadline:
            try:
                committed = self._committed()
                ends = self._positions.ends_open([*self.lanes, *inboxes])
                self._read_beside()
                short = [one for one in self.lanes if committed.get(one, 0) < self._after_last[one] or self._seen[one] < ends[one]]
            except (BrokerRefused, BrokerSilent):  # its partitions have another leader, which an old client does not learn
                self._positions = Positions(self._settings)
                continue
            if not short:
                return {one: ends[one] for one in inboxes}
            time.sleep(LOOK_EVERY_S)
        raise SimulationStands(places=", ".join(f"{one.topic}/{one.partition}" for one in short), seconds=WITHIN_S)

    def close(self) -> None:
        """Let the clients go."""
        self._group.close()
        self._beside.close()

    def _committed(self) -> dict[Place, int]:
        """What the lanes committed; nothing while their coordinator moves."""
        try:
            found = self._group.committed([TopicPartition(*place) for place in self.lanes], timeout=self._timeout_s)
        except KafkaException:
            return {}
        return {Place(one.topic, one.partition): one.offset for one in found if one.offset >= 0}

    def _read_beside(self) -> None:
        """Where the last records stand, and up to where all was seen."""
        while found := self._beside.consume(READ_MAX, 0):
            for record in found:
                place, error, offset = Place(record.topic() or "", record.partition() or 0), record.error(), record.offset() or 0
                if error is None:
                    self._after_last[place] = self._seen[place] = offset + 1
                elif error.code() == KafkaError._PARTITION_EOF:
                    self._seen[place] = max(self._seen[place], offset)
