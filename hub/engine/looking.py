"""What a lane must know of Kafka before it opens: where its partitions begin and end, what the group committed (blocking calls)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import confluent_kafka

from hub.asked_again import asked_again
from hub.engine.batch import Partition

ANSWER_S = 30.0


class Ends(NamedTuple):
    """Offsets, open transactions included; `committed` is the group's on the source, a cross-check only."""

    state_end: int
    log_start: int
    log_end: int
    committed: int | None


class Looking:
    """One client for all lanes that open at a time, which never joins the group; opening needs it, working does not.

    It is there from the first look to the end of the last: it holds threads and connections.
    """

    def __init__(self, kafka: dict[str, Any], group: str) -> None:
        """`kafka` is how it is reached (`hub.clients.confluent_options`); connects at the first look."""
        options = {"group.id": group, "enable.auto.commit": False, "isolation.level": "read_uncommitted", "log_level": 2}
        self._options = kafka | options
        self._client: confluent_kafka.Consumer | None = None
        self._looks = 0
        self._turn = threading.Lock()

    def ends(self, source: Partition, state: Partition) -> Ends:
        """Of a lane that reads `source` and keeps `state`. Raises KafkaException."""
        with self._connected() as client:
            _, state_end = _watermarks(client, state)
            log_start, log_end = _watermarks(client, source)
            return Ends(state_end, log_start, log_end, _committed(client, source))

    @contextmanager
    def _connected(self) -> Iterator[confluent_kafka.Consumer]:
        with self._turn:
            self._looks += 1
            if self._client is None:
                self._client = confluent_kafka.Consumer(self._options)
            client = self._client
        try:
            yield client
        finally:
            with self._turn:
                self._looks -= 1
                is_last = self._looks == 0
                if is_last:
                    self._client = None
            if is_last:
                client.close()


def _watermarks(client: confluent_kafka.Consumer, partition: Partition) -> tuple[int, int]:
    place = confluent_kafka.TopicPartition(*partition)
    low, high = asked_again(lambda: client.get_watermark_offsets(place, timeout=ANSWER_S, cached=False), ANSWER_S)
    return low, high


def _committed(client: confluent_kafka.Consumer, partition: Partition) -> int | None:
    place = confluent_kafka.TopicPartition(*partition)
    (answer,) = asked_again(lambda: client.committed([place], timeout=ANSWER_S), ANSWER_S)
    return answer.offset if answer.offset >= 0 else None
