"""A lane's state is read back whole; a reading that gets no further fails instead of waiting for ever."""

import uuid
from collections.abc import Iterator

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic

from hub.clients import confluent_options
from hub.engine.batch import Partition
from hub.engine.looking import Looking
from hub.engine.restore import RestoreStuckError, restore_state
from hub.engine.state_reader import StateReader
from hub.kafka_local.broker import LocalBroker
from hub.settings import HubSettings
from tests.broker.made_topics import make_topics


@pytest.fixture
def state(kafka: LocalBroker) -> Partition:
    """A fresh compacted topic."""
    name = f"etat-{uuid.uuid4().hex}"
    make_topics(kafka.bootstrap, NewTopic(name, 1, 1, config={"cleanup.policy": "compact"}))
    return Partition(name, 0)


@pytest.fixture
def producer(kafka: LocalBroker, state: Partition) -> Iterator[Producer]:
    """A transactional producer, whose last transaction is still open when the test looks."""
    made = Producer({"bootstrap.servers": kafka.bootstrap, "transactional.id": state.topic, "log_level": 2})
    made.init_transactions()
    made.begin_transaction()
    yield made
    made.abort_transaction()


def write(producer: Producer, state: Partition, **values: str | None) -> None:
    """Write the values of keys."""
    for key, value in values.items():
        producer.produce(state.topic, value, key, partition=state.number)
    assert producer.flush(30) == 0


def reader_of(settings: HubSettings, state: Partition) -> StateReader:
    """As a worker reads."""
    return StateReader(confluent_options(settings), "restore", state)


def end_of(kafka: LocalBroker, state: Partition) -> int:
    """The end of the partition, what is not committed included."""
    return Looking({"bootstrap.servers": kafka.bootstrap}, "restore").ends(state, state).state_end


async def test_the_last_value_of_a_key_is_read_and_what_was_not_committed_is_not(
    kafka: LocalBroker, hub_settings: HubSettings, state: Partition, producer: Producer
) -> None:
    """What a transaction left and then gave up is passed over, up to the end."""
    write(producer, state, a="1", b="1")
    write(producer, state, a="2", b=None, c="3")
    producer.commit_transaction()
    producer.begin_transaction()
    write(producer, state, a="9", d="9")
    producer.abort_transaction()
    producer.begin_transaction()
    kept = await restore_state(reader_of(hub_settings, state), end_of(kafka, state), stuck_s=30)
    assert kept == {b"a": b"2", b"c": b"3"}


async def test_a_transaction_that_nobody_ends_fails_the_restore_and_says_where(
    kafka: LocalBroker, hub_settings: HubSettings, state: Partition, producer: Producer
) -> None:
    """Without a bound the lane would stay closed for as long as that transaction is open, and nobody would know why."""
    write(producer, state, a="1")
    producer.commit_transaction()
    producer.begin_transaction()
    write(producer, state, a="2")
    with pytest.raises(RestoreStuckError, match=rf"restore of {state.topic}/0 stands at 2 of 3 for 2 s, last stable offset 2"):
        await restore_state(reader_of(hub_settings, state), end_of(kafka, state), stuck_s=2)
