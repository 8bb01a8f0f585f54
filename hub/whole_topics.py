"""Whole partitions of committed records, read from outside: for commands that look at all there is, and leave no trace on the broker."""

from collections.abc import Generator, Sequence
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from hub.clients import bootstrap_servers, confluent_options, reader_options
from hub.errors import BrokerRefused
from hub.settings import HubSettings

READER = "relais-regard"
"""The name of who looks from outside; no group of it is ever joined."""
READ_AT_ONCE_MAX = 5_000
FIRST = 0
"""Given as a number it is fetched at once; asked for as `beginning` it takes librdkafka half a second more to find."""


def batches(settings: HubSettings, topic: str, partitions: Sequence[int] | None = None) -> Generator[list[Any]]:
    """The records of these partitions of `topic` (all of them by default), as they come, until each has ended. Raises BrokerRefused."""
    reader = Consumer(reader_options(confluent_options(settings), READER))
    wait_s = settings.kafka.answer_timeout_s
    try:
        numbers = list(reader.list_topics(topic, timeout=wait_s).topics[topic].partitions) if partitions is None else partitions
        reader.assign([TopicPartition(topic, number, FIRST) for number in numbers])
        left = set(numbers)
        while left:
            came = read_soon(reader, wait_s)
            if not came:
                raise _fault(settings, topic, "no answer in time")
            ended = {record.partition() for record in came if is_end(record)}
            left -= ended
            yield [record for record in came if record.error() is None] if ended else came
    except KafkaException as refused:
        raise _fault(settings, topic, refused.args[0].str()) from None
    finally:
        reader.close()


def is_end(record: Any) -> bool:
    """Whether this is the end of a partition and no record. Raises KafkaException for any other fault."""
    error = record.error()
    if error is None:
        return False
    if error.code() == KafkaError._PARTITION_EOF:
        return True
    raise KafkaException(error)


def read_soon(reader: Consumer, wait_s: float, most: int = READ_AT_ONCE_MAX) -> list[Any]:
    """What has come, after a wait for the first record; `consume` alone would wait for as many as it may take."""
    first = reader.consume(1, wait_s)
    return [*first, *(reader.consume(most, 0) if first else ())]


def _fault(settings: HubSettings, topic: str, reason: str) -> BrokerRefused:
    return BrokerRefused(bootstrap=bootstrap_servers(settings), action=f"read {topic}", reason=reason)
