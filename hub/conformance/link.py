"""The way to the client on a real Kafka: the hub's side of the partner's two topics, in transactions, as a worker writes.

Rules:
1. A Kafka where a worker runs is refused: two hubs would answer the same client.
2. What the client published before the course is not looked at.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from confluent_kafka import KafkaException, Producer

from connectors.protocol import Incoming
from hub.admin import group_members
from hub.clients import bootstrap_servers, confluent_options
from hub.conformance.letters import Letter
from hub.errors import BrokerRefused, HubAtWork, NoPartnerTopics
from hub.positions import INTAKE_GROUP, Positions, open_reader
from hub.settings import HubSettings
from schemas.topics import inbox, outbox

TRANSACTION_PREFIX = "hub-conformance-"
FETCH_BYTES = 1_048_576


class KafkaLink:
    """Open it before the client speaks; raises HubAtWork, NoPartnerTopics, BrokerRefused or BrokerSilent."""

    def __init__(self, settings: HubSettings, actor: str) -> None:
        """Stand at the end of what the client published."""
        self._where = bootstrap_servers(settings)
        self._inbox = inbox(actor)
        _refuse_a_hub_at_work(settings)
        positions = Positions(settings)
        missing = [topic for topic in (outbox(actor), self._inbox) if topic not in set(positions.topic_names())]
        if missing:
            raise NoPartnerTopics(actor=actor, topics=", ".join(missing), bootstrap=self._where)
        self._reader = open_reader(settings, positions.ends(positions.places([outbox(actor)])), FETCH_BYTES)
        self._producer = Producer(
            confluent_options(settings)
            | {
                "transactional.id": TRANSACTION_PREFIX + actor,
                "partitioner": "murmur2_random",
                "log_level": 0,
                "enable.metrics.push": False,
            }
        )
        with self._writing():
            self._producer.init_transactions(settings.kafka.answer_timeout_s)

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Write and commit; raises BrokerRefused."""
        if letters:
            with self._writing():
                self._write(letters)
                self._producer.commit_transaction()

    def deliver_aborted(self, letters: Sequence[Letter]) -> None:
        """Write until Kafka has it, and abort; raises BrokerRefused."""
        with self._writing():
            self._write(letters)
            self._producer.abort_transaction()

    def read(self, timeout_s: float) -> list[Incoming]:
        """What the client published since."""
        record = self._reader.poll(timeout_s)
        if record is None or record.error() is not None:
            return []
        headers = cast("list[tuple[str, bytes | None]]", record.headers() or [])
        partition, offset = cast("tuple[int, int]", (record.partition(), record.offset()))
        place = (cast("str", record.topic()), partition, offset, record.timestamp()[1])
        return [Incoming(*place, record.key(), record.value(), tuple(headers))]

    def now_s(self) -> float:
        """The machine's monotonic clock."""
        return time.monotonic()

    def close(self) -> None:
        """Give back what Kafka keeps for this reader."""
        self._reader.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except KafkaException as refused:
            raise BrokerRefused(bootstrap=self._where, action=f"write to {self._inbox}", reason=refused.args[0].str()) from None

    def _write(self, letters: Sequence[Letter]) -> None:
        self._producer.begin_transaction()
        for one in letters:
            self._producer.produce(self._inbox, one.value, one.key, headers=list(one.headers))
        self._producer.flush()


def _refuse_a_hub_at_work(settings: HubSettings) -> None:
    members = group_members(settings, INTAKE_GROUP)[INTAKE_GROUP]
    if members:
        raise HubAtWork(bootstrap=bootstrap_servers(settings), count=members)
