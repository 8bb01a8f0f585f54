"""One client looks at Kafka for all lanes that open at a time, and is gone when the last has seen."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import confluent_kafka
import pytest
from confluent_kafka.admin import NewTopic

from hub.engine.batch import Partition
from hub.engine.looking import Ends, Looking
from hub.kafka_local.broker import LocalBroker
from tests.broker.made_topics import make_topics

GROUP = "regard"
LANES = 8
READ = 2


class Counted(confluent_kafka.Consumer):
    """A client that counts those of its kind."""

    alive: ClassVar[int] = 0
    most: ClassVar[int] = 0
    turn: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, options: dict[str, Any]) -> None:
        with self.turn:
            Counted.alive += 1
            Counted.most = max(Counted.most, Counted.alive)
        super().__init__(options)

    def close(self) -> None:
        """One less."""
        super().close()
        with self.turn:
            Counted.alive -= 1


def written(kafka: LocalBroker) -> str:
    """A topic whose partition n has n records, all but the first partition read up to READ by the group."""
    topic = f"regard-{uuid.uuid4().hex}"
    make_topics(kafka.bootstrap, NewTopic(topic, LANES, 1))
    options = {"bootstrap.servers": kafka.bootstrap, "log_level": 2}
    producer = confluent_kafka.Producer(options)
    for partition in range(LANES):
        for number in range(partition):
            producer.produce(topic, str(number), partition=partition)
    assert producer.flush(30) == 0
    reader = confluent_kafka.Consumer(options | {"group.id": GROUP})
    reader.commit(offsets=[confluent_kafka.TopicPartition(topic, partition, READ) for partition in range(1, LANES)], asynchronous=False)
    reader.close()
    return topic


def test_lanes_that_open_together_share_one_client(kafka: LocalBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sees its own ends and what its group committed; the client is closed behind the last, and made again for a later lane."""
    topic = written(kafka)
    monkeypatch.setattr(confluent_kafka, "Consumer", Counted)
    looking = Looking({"bootstrap.servers": kafka.bootstrap}, GROUP)

    def look(number: int) -> Ends:
        return looking.ends(Partition(topic, number), Partition(topic, LANES - 1 - number))

    with ThreadPoolExecutor(LANES) as lanes:
        found = list(lanes.map(look, range(LANES)))
    assert found == [Ends(LANES - 1 - number, 0, number, READ if number else None) for number in range(LANES)]
    assert (Counted.alive, Counted.most) == (0, 1)
    assert look(LANES - 1) == found[-1]
    assert Counted.alive == 0
