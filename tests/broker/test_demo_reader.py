"""The ledger's reader sees what is committed, and nothing else."""

import json
import time

from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic

from hub.demo.ledger import Account
from hub.demo.reader import LedgerReader
from hub.kafka_local.broker import LocalBroker
from tests.broker.made_topics import make_topics


def notice(offset: int) -> bytes:
    """A technical notice about one record of the partner."""
    told = {"origine": {"topic": "from.ccas-essai", "partition": 0, "offset": offset}, "statut": "pris_en_compte", "code": "PRIS_EN_COMPTE"}
    whole = {"id": f"m-{offset}", "type": "fr.relais.avis.technique.v1", "subject": f"s-{offset}", "sequence": "1", "data": told}
    return json.dumps(whole).encode()


def write(bootstrap: str, topic: str, values: list[bytes], *, commit: bool) -> None:
    """Write in one transaction, which is committed or aborted."""
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": "essai"})
    producer.init_transactions(10)
    producer.begin_transaction()
    for value in values:
        producer.produce(topic, value)
    producer.flush(10)
    if commit:
        producer.commit_transaction(10)
    else:
        producer.abort_transaction(10)


def read_until(reader: LedgerReader, published: int, notices: int) -> Account:
    """Wait until the ledger has that many, then until the reader has nothing left."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        account = reader.look(lambda ledger: ledger.account())
        if (account.published, account.notices) == (published, notices) and reader.is_caught_up:
            return account
        time.sleep(0.05)
    return reader.look(lambda ledger: ledger.account())


def test_committed_records_are_filed_live_and_aborted_ones_never(kafka: LocalBroker) -> None:
    """Two events, one notice committed, one aborted: one event is lost in the eyes of a partner."""
    make_topics(kafka.bootstrap, *(NewTopic(name, 1, 1) for name in ("from.ccas-essai", "to.ccas-essai", "hub.autre")))
    reader = LedgerReader({"bootstrap.servers": kafka.bootstrap})
    reader.start()
    write(kafka.bootstrap, "from.ccas-essai", [b"{}", b"{}"], commit=True)
    write(kafka.bootstrap, "to.ccas-essai", [notice(1)], commit=False)
    write(kafka.bootstrap, "to.ccas-essai", [notice(0)], commit=True)
    write(kafka.bootstrap, "hub.autre", [b"x"], commit=True)
    account = read_until(reader, 2, 1)
    reader.leave()
    reader.join(10)
    assert reader.failure is None
    assert (account.published, account.notices, account.lost, account.duplicated) == (2, 1, 1, 0)
    assert 0 < account.latency_ms["p50"] < 20_000
