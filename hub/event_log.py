"""One partition of `hub.events` read from outside, from its first record to where it ended when somebody looked."""

from collections.abc import Callable, Iterator
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from hub.case_log import FIRST, looking_on, read_soon
from hub.clients import bootstrap_servers
from hub.core.replaying import Logged
from hub.errors import BrokerRefused
from hub.settings import HubSettings
from schemas.topics import EVENTS


def events_of(settings: HubSettings, partition: int, end: int, tell: Callable[[int], object]) -> Iterator[Logged]:
    """Every record below the offset `end`; `tell` hears how many offsets were passed each time some were. Raises BrokerRefused."""
    reader = Consumer(looking_on(settings))
    reader.assign([TopicPartition(EVENTS, partition, FIRST)])
    passed = 0
    try:
        while passed < end:
            records = read_soon(reader, settings.kafka.answer_timeout_s)
            if not records:
                raise _fault(settings, "no answer in time")
            reached = passed
            for record in records:
                offset = _offset(record)
                if offset is None or offset >= end:
                    reached = end
                    break
                reached = offset + 1
                yield Logged(record.key(), record.value(), record.headers() or (), offset)
            tell(reached - passed)
            passed = reached
    except KafkaException as refused:
        raise _fault(settings, refused.args[0].str()) from None
    finally:
        reader.close()


def _offset(record: Any) -> int | None:
    """Where the record stands; None for the end of the partition."""
    error = record.error()
    if error is None:
        offset: int = record.offset()
        return offset
    if error.code() == KafkaError._PARTITION_EOF:
        return None
    raise KafkaException(error)


def _fault(settings: HubSettings, reason: str) -> BrokerRefused:
    return BrokerRefused(bootstrap=bootstrap_servers(settings), action=f"read {EVENTS}", reason=reason)
