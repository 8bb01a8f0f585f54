"""Read a lane's compacted topic from its start, with librdkafka: a third of aiokafka's time for a record, in threads of its own."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import confluent_kafka

from hub.clients import reader_options
from hub.engine.batch import Partition
from hub.engine.restore import Change
from hub.whole_topics import is_end, read_soon

WAIT_S = 0.1
READ_AT_ONCE_MAX = 2_000
"""As much as is taken up before the loop, or another lane's reading, has its turn."""
QUEUED_KBYTES_MAX = 4 << 10
"""What is fetched ahead: enough to keep one core busy."""
END_TOLD_AFTER_MS = 10
"""An end is told by a fetch that finds nothing more: what it waits is all that a small state takes."""


class StateReader:
    """One partition's committed records; nothing is joined or committed, and `group` is only what the hub may name."""

    def __init__(self, kafka: dict[str, Any], group: str, partition: Partition) -> None:
        """`kafka` is how it is reached (`hub.clients.confluent_options`); connects at the first reading."""
        self.partition = partition
        self.stable: int | None = None
        self._position = 0
        self._reader: confluent_kafka.Consumer | None = None
        self._turn = threading.Lock()
        ahead = {"queued.max.messages.kbytes": QUEUED_KBYTES_MAX, "fetch.wait.max.ms": END_TOLD_AFTER_MS}
        self._options = reader_options(kafka, group) | ahead

    async def read(self) -> tuple[Sequence[Change], int]:
        """What has come, and up to where all is read; nothing when nothing comes for a moment. Raises KafkaException."""
        return await asyncio.to_thread(self._read)

    async def close(self) -> None:
        """Leave; a reading under way ends first."""
        await asyncio.to_thread(self._close)

    def _read(self) -> tuple[list[Change], int]:
        with self._turn:
            if self._reader is None:
                self._reader = confluent_kafka.Consumer(self._options)
                self._reader.assign([confluent_kafka.TopicPartition(*self.partition, self._position)])
            came = read_soon(self._reader, WAIT_S, READ_AT_ONCE_MAX)
            if came:
                self._position = _read_up_to(came[-1])
            changes: list[Change] = []
            for one in came:
                if one.error() is None:
                    changes.append((one.key(), one.value()))
                elif is_end(one):
                    self.stable = one.offset()
            return changes, self._position

    def _close(self) -> None:
        with self._turn:
            if self._reader is not None:
                self._reader.close()


def _read_up_to(last: Any) -> int:
    """An end stands where it is; a record is behind its reader."""
    offset: int = last.offset()
    return offset + 1 if last.error() is None else offset
