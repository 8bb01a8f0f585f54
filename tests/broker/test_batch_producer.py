"""How a worker writes: whole transactions of many partitions and sizes, in order, under the partition that Java's clients would choose."""

import asyncio
import uuid

import pytest
from aiokafka.errors import KafkaError
from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, Producer, TopicPartition
from confluent_kafka.admin import NewTopic

from hub.clients import aiokafka_options
from hub.engine.batch import Partition
from hub.engine.ports import Output
from hub.engine.producer import BATCH_BYTES, BatchProducer
from hub.kafka_local.broker import LocalBroker
from hub.positions import Commit, Place, Positions
from hub.settings import HubSettings
from tests.broker.made_topics import STAMPED, make_topics

PARTITIONS = 6
LARGE = STAMPED | {"max.message.bytes": str(4 << 20)}


@pytest.fixture
def topic(kafka: LocalBroker) -> str:
    """A fresh topic of six partitions."""
    name = f"lot-{uuid.uuid4().hex}"
    make_topics(kafka.bootstrap, NewTopic(name, PARTITIONS, 1, config=LARGE))
    return name


def producer_of(settings: HubSettings, topic: str) -> BatchProducer:
    """A transactional producer whose id is the topic's."""
    return BatchProducer(aiokafka_options(settings), transactional_id=topic)


def committed(kafka: LocalBroker, topic: str, count: int) -> list[Message]:
    """The first `count` records that a read_committed reader of the whole topic is given."""
    reader = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": topic, "isolation.level": "read_committed"})
    reader.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in range(PARTITIONS)])
    found: list[Message] = []
    while len(found) < count and (more := reader.consume(count - len(found), 10)):
        found += more
    reader.close()
    return found


async def test_a_transaction_larger_than_a_batch_leaves_whole_and_in_order(
    kafka: LocalBroker, hub_settings: HubSettings, topic: str
) -> None:
    """Many batches of one partition, a record larger than a batch among them, headers and empty values: all there, in their order."""
    values: list[bytes | None] = [b"%d" % number + b"x" * 1_000 for number in range(600)]
    values[300], values[301] = b"y" * (3 * BATCH_BYTES), None
    outputs = [Output(topic, 2, b"k", value, (("a", b"b"), ("c", None))) for value in values]
    producer = producer_of(hub_settings, topic)
    await producer.open()
    await producer.commit(outputs, "hub", Partition(topic, 0), 7, "note")
    await producer.close()
    found = committed(kafka, topic, len(values))
    assert [one.value() for one in found] == values
    assert {one.partition() for one in found} == {2}
    assert found[0].headers() == [("a", b"b"), ("c", None)]


async def test_what_is_noted_beside_an_offset_is_read_by_any_client(hub_settings: HubSettings, topic: str) -> None:
    """`hub lanes` reads with librdkafka, which looks for the end of the text."""
    producer, positions, place = producer_of(hub_settings, topic), Positions(hub_settings), Place(topic, 1)
    await producer.open()
    for number in range(20):
        expected = Commit(number, f"BLOQUEE {number} dos_é")
        await producer.commit([], topic, Partition(*place), *expected)
        async with asyncio.timeout(20):  # a broker that has answered a commit may take a moment until readers see it
            found = None
            while found is None or found.offset < number:
                await asyncio.sleep(0.01)
                found = positions.committed(topic, [place]).get(place)
        assert found == expected
    await producer.close()


async def test_a_topic_that_was_not_written_to_before_is_found(kafka: LocalBroker, hub_settings: HubSettings, topic: str) -> None:
    """The first transaction names partitions only; the next one another topic, by its key: the client learns of it in time."""
    other = f"{topic}-autre"
    make_topics(kafka.bootstrap, NewTopic(other, 1, 1, config=LARGE))
    producer = producer_of(hub_settings, topic)
    await producer.open()
    async with asyncio.timeout(15):
        await producer.commit([Output(topic, 3, b"k", b"1")], "hub", Partition(topic, 0), 1, "")
        await producer.commit([Output(other, None, b"k", b"2"), Output(topic, 3, b"k", b"3")], "hub", Partition(topic, 0), 2, "")
    await producer.close()
    assert [one.value() for one in committed(kafka, topic, 2)] == [b"1", b"3"]


async def test_a_key_goes_where_java_s_clients_put_it(kafka: LocalBroker, hub_settings: HubSettings, topic: str) -> None:
    """Same key, same partition, whoever writes: a dossier's facts stay in one lane."""
    keys = [f"dos_{number}".encode() for number in range(100)]
    other = Producer({"bootstrap.servers": kafka.bootstrap, "partitioner": "murmur2_random"})
    for key in keys:
        other.produce(topic, b"theirs", key)
    other.flush()
    producer = BatchProducer(aiokafka_options(hub_settings))
    await producer.open()
    await producer.send([Output(topic, None, key, b"ours") for key in keys])
    await producer.close()
    places: dict[bytes, set[int]] = {}
    for one in committed(kafka, topic, 2 * len(keys)):
        places.setdefault(bytes(one.key() or b""), set()).add(one.partition() or 0)
    assert len(places) == len(keys)
    assert {len(found) for found in places.values()} == {1}


async def test_who_opens_the_same_id_later_fences_the_one_before(kafka: LocalBroker, hub_settings: HubSettings, topic: str) -> None:
    """The former owner of a lane cannot commit any more, and nothing it sent is seen."""
    former, owner = producer_of(hub_settings, topic), producer_of(hub_settings, topic)
    await former.open()
    await owner.open()
    with pytest.raises(KafkaError):
        await former.commit([Output(topic, 0, b"k", b"stale")], "hub", Partition(topic, 0), 1, "")
    await owner.commit([Output(topic, 0, b"k", b"good")], "hub", Partition(topic, 0), 1, "")
    await owner.close()
    await former.close()
    assert [one.value() for one in committed(kafka, topic, 1)] == [b"good"]
