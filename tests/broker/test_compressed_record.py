"""A record that its partner compressed goes through the whole hub."""

from pathlib import Path

from confluent_kafka import Producer

from hub.kafka_local.broker import LocalBroker
from tests.broker.whole_hub import WholeHub


def test_a_record_compressed_by_its_partner_is_answered(kafka: LocalBroker, tmp_path: Path) -> None:
    """Through the whole hub, with a codec that a client may lack."""
    hub = WholeHub(kafka.bootstrap, tmp_path)
    try:
        hub.ground()
        hub.start()
        producer = Producer({"bootstrap.servers": hub.bootstrap, "compression.type": "zstd", "log_level": 2})
        producer.produce("from.ccas-aubrelle", b" " * 100_000)
        assert producer.flush(30) == 0
        (message,) = hub.await_messages("ccas-aubrelle", 1)
        assert message["data"]["statut"] == "non_conforme"
    finally:
        hub.close()
