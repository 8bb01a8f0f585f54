"""Feeds the ledger live: one reader of every `from.*` and `to.*`, committed records only, as a partner would read them.

Rules:
1. It reads from the beginning of every topic (or from its end, for a bench), in no group; it commits nothing and asks nothing but records.
2. The instant a record is seen is the one at which the client handed it over.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from connectors.kafka_partner import incoming, read_soon
from hub.demo.ledger import Ledger
from schemas.topics import FROM_PREFIX, TO_PREFIX

READ_AT_ONCE_MAX = 1_000
READ_WAIT_S = 0.2
METADATA_TIMEOUT_S = 10.0

Answer = TypeVar("Answer")


class LedgerReader(threading.Thread):
    """Reads until told to leave; whoever looks at the ledger meanwhile does so through `look`."""

    def __init__(self, connection: Mapping[str, Any], *, from_end: bool = False, simulated: bool = False) -> None:
        """Find the topics; all of them exist before anything is published. `simulated`: see Ledger."""
        super().__init__(name="registre-extérieur", daemon=True)
        self.failure: BaseException | None = None
        self._ledger = Ledger(simulated=simulated)
        self._lock = threading.Lock()
        self._leave = threading.Event()
        self._consumer = Consumer(
            {
                **connection,
                "group.id": "registre-exterieur",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "enable.metrics.push": False,
                "fetch.wait.max.ms": 10,
                "fetch.min.bytes": 1_048_576,
            }
        )
        places = self._places()
        self.topics = frozenset(topic for topic, _ in places)
        self._behind = set(places)
        self._consumer.assign([TopicPartition(*place, self._end_of(place) if from_end else OFFSET_BEGINNING) for place in places])

    def run(self) -> None:
        """Read, file, until told to leave."""
        try:
            while not self._leave.is_set():
                self._read_once()
        except Exception as failure:  # noqa: BLE001 - handed to the conductor, which stops the demonstration
            self.failure = failure
        finally:
            self._consumer.close()

    def leave(self) -> None:
        """Ask the thread to end; join it after."""
        self._leave.set()

    def look(self, question: Callable[[Ledger], Answer]) -> Answer:
        """Ask the ledger something while nothing is being filed."""
        with self._lock:
            return question(self._ledger)

    @property
    def is_caught_up(self) -> bool:
        """Whether the end of every topic was reached since the last record."""
        return not self._behind

    def _places(self) -> list[tuple[str, int]]:
        found = self._consumer.list_topics(timeout=METADATA_TIMEOUT_S).topics
        places = [
            (name, number) for name, topic in found.items() if name.startswith((FROM_PREFIX, TO_PREFIX)) for number in topic.partitions
        ]
        self._behind = set(places)
        return places

    def _end_of(self, place: tuple[str, int]) -> int:
        return int(self._consumer.get_watermark_offsets(TopicPartition(*place), timeout=METADATA_TIMEOUT_S)[1])

    def _read_once(self) -> None:
        records = read_soon(self._consumer, READ_AT_ONCE_MAX, READ_WAIT_S)
        seen_ms = time.time() * 1000
        with self._lock:
            for record in records:
                self._take(record, seen_ms)

    def _take(self, record: Message, seen_ms: float) -> None:
        place = (record.topic() or "", record.partition() or 0)
        error = record.error()
        if error is not None:
            if error.code() == KafkaError._PARTITION_EOF:
                self._behind.discard(place)
            return
        self._behind.add(place)
        if place[0].startswith(FROM_PREFIX):
            self._ledger.publish(incoming(record))
        else:
            self._ledger.receive(incoming(record), seen_ms)
