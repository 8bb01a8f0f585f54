"""The same reference work without an engine: one confluent-kafka consumer and one transactional producer in a loop, as fast as Python goes.

`python -m bench.plain_loop NAME PREFIX`. It has the guarantees of its transactions and nothing else: no fence of a former owner,
no restore, no rebalance, no relay. It is the upper bound that the engine is held against.
"""

import sys
from zlib import crc32

import orjson
from confluent_kafka import Consumer, Message, Producer

from bench.reference_worker import OUTPUTS
from hub.clients import confluent_options
from hub.settings import load_settings

RECORDS_AT_ONCE_MAX = 2_000


class PlainLoop:
    """State in a dict, written to the same compacted topic as the engine's."""

    def __init__(self, name: str, prefix: str) -> None:
        """Join the group and open the producer."""
        connection = confluent_options(load_settings()) | {"enable.metrics.push": False}
        reading = {"isolation.level": "read_committed", "auto.offset.reset": "earliest", "enable.auto.commit": False}
        self._consumer = Consumer({**connection, **reading, "group.id": f"{prefix}-plain"})
        self._producer = Producer({**connection, "transactional.id": f"{prefix}-{name}", "partitioner": "murmur2_random", "linger.ms": 0})
        self._prefix = prefix
        self._state: dict[bytes, int] = {}

    def run(self) -> None:
        """One transaction a poll, for ever."""
        self._producer.init_transactions(30)
        self._consumer.subscribe([f"{self._prefix}.events"])
        while True:
            records = self._consumer.consume(RECORDS_AT_ONCE_MAX, 0.005)
            if records:
                self._transact(records)

    def _transact(self, records: list[Message]) -> None:
        self._producer.begin_transaction()
        dirty: dict[bytes, int] = {}
        for record in records:
            self._handle(record, dirty)
        for key, seen in dirty.items():
            self._producer.produce(f"{self._prefix}.cases", b"%d" % seen, key)
        places = self._consumer.position(self._consumer.assignment())
        self._producer.send_offsets_to_transaction(places, self._consumer.consumer_group_metadata(), 30)
        self._producer.commit_transaction(30)
        self._state.update(dirty)

    def _handle(self, record: Message, dirty: dict[bytes, int]) -> None:
        key = record.key()
        assert isinstance(key, bytes)
        event = orjson.loads(record.value() or b"{}")
        seen = dirty.get(key, self._state.get(key, 0)) + 1
        dirty[key] = seen
        event["n"] = seen
        self._producer.produce(f"{self._prefix}.out{crc32(key) % OUTPUTS}", orjson.dumps(event), key)


if __name__ == "__main__":
    PlainLoop(*sys.argv[1:3]).run()
