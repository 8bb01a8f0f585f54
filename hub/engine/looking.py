"""What a lane must know of Kafka before it opens: where its partitions begin and end, what the group committed (blocking calls)."""

from typing import Any

import confluent_kafka

from hub.engine.batch import Partition

ANSWER_S = 30.0


class Looking:
    """A client that never joins the group; one a lane while it opens."""

    def __init__(self, kafka: dict[str, Any], group: str) -> None:
        """`kafka` is how it is reached (`hub.clients.confluent_options`)."""
        options = {"group.id": group, "enable.auto.commit": False, "isolation.level": "read_uncommitted", "log_level": 2}
        self._client = confluent_kafka.Consumer(kafka | options)

    def watermarks(self, partition: Partition) -> tuple[int, int]:
        """First offset and end of a partition, open transactions included."""
        low, high = self._client.get_watermark_offsets(confluent_kafka.TopicPartition(*partition), timeout=ANSWER_S, cached=False)
        return low, high

    def committed(self, partition: Partition) -> int | None:
        """The group's committed offset, a cross-check only."""
        (answer,) = self._client.committed([confluent_kafka.TopicPartition(*partition)], timeout=ANSWER_S)
        return answer.offset if answer.offset >= 0 else None

    def close(self) -> None:
        """Leave: opening needs it, working does not, and it holds threads and connections."""
        self._client.close()
