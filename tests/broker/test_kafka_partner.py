"""The Kafka transport holds the contract that its fake holds, on a real broker."""

from collections.abc import Iterator
from itertools import count

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic

from connectors.kafka_partner import KafkaPartner
from connectors.protocol import Outgoing, Rejected
from hub.kafka_local.broker import LocalBroker
from schemas import topics
from tests.broker.made_topics import STAMPED, make_topics
from tests.contract.transport_contract import TransportContract

NAMES = count(1)


class TestKafkaPartner(TransportContract):
    """The shared contract; each test has a partner, and so topics, of its own."""

    @pytest.fixture(autouse=True)
    def _partner(self, kafka: LocalBroker) -> Iterator[None]:
        partner = f"ccas-essai-{next(NAMES)}"
        self.connection = {"bootstrap.servers": kafka.bootstrap}
        make_partner_topics(kafka.bootstrap, topics.outbox(partner), topics.inbox(partner))
        opened: list[KafkaPartner] = []

        def open_transport() -> KafkaPartner:
            opened.append(KafkaPartner(self.connection, partner))
            return opened[-1]

        self.open_transport = open_transport
        self.answer = lambda record: put(kafka.bootstrap, topics.inbox(partner), record)
        yield
        for transport in opened:
            transport.close()

    def test_a_partner_without_topics_is_rejected(self) -> None:
        """Publishing on a topic that does not exist never passes; it does not hang either."""
        stranger = KafkaPartner(self.connection, "personne")
        outcomes = stranger.publish([Outgoing(b"x")])
        stranger.close()
        assert [type(outcome) for outcome in outcomes] == [Rejected]


def make_partner_topics(bootstrap: str, *names: str) -> None:
    """Make topics of one partition."""
    make_topics(bootstrap, *(NewTopic(name, 1, 1, config=STAMPED | {"max.message.bytes": "1572864"}) for name in names))


def put(bootstrap: str, topic: str, record: Outgoing) -> None:
    """Write one record, as the hub would."""
    producer = Producer({"bootstrap.servers": bootstrap})
    producer.produce(topic, record.value, record.key, headers=list(record.headers))
    producer.flush(10)
