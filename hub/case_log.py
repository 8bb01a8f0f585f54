"""The state of every case as it stands on `hub.cases`, read from outside: for commands that look at all of them."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from hub.clients import bootstrap_servers, confluent_options
from hub.core.dossier import Dossier, decode
from hub.errors import BrokerRefused
from hub.settings import HubSettings
from schemas.topics import CASES

READ_AT_ONCE_MAX = 5_000
FIRST = 0
"""Given as a number it is fetched at once; asked for as `beginning` it takes librdkafka half a second more to find."""
_CASE_PREFIX = b"dos_"


def standing_cases(settings: HubSettings, tell: Callable[[int], object] = lambda _read: None) -> list[Dossier]:
    """Every case, by id; `tell` hears how many records were read each time some were. Raises BrokerRefused."""
    states: dict[bytes, bytes] = {}
    reader = Consumer(looking_on(settings))
    try:
        partitions = list(reader.list_topics(CASES, timeout=settings.kafka.answer_timeout_s).topics[CASES].partitions)
        reader.assign([TopicPartition(CASES, number, FIRST) for number in partitions])
        left = len(partitions)
        while left:
            records = read_soon(reader, settings.kafka.answer_timeout_s)
            if not records:
                raise BrokerRefused(bootstrap=bootstrap_servers(settings), action=f"read {CASES}", reason="no answer in time")
            left -= sum(_take(record, states) for record in records)
            tell(len(records))
    except KafkaException as refused:
        raise BrokerRefused(bootstrap=bootstrap_servers(settings), action=f"read {CASES}", reason=refused.args[0].str()) from None
    finally:
        reader.close()
    return [decode(states[key]) for key in sorted(states)]


def _take(record: Any, states: dict[bytes, bytes]) -> bool:
    """Keep a state; whether this was the end of a partition."""
    error = record.error()
    if error is not None:
        if error.code() == KafkaError._PARTITION_EOF:
            return True
        raise KafkaException(error)
    key, value = record.key(), record.value()
    if key is None or not key.startswith(_CASE_PREFIX):
        return False
    if value is None:
        states.pop(key, None)
    else:
        states[key] = value
    return False


def read_soon(reader: Consumer, wait_s: float) -> list[Any]:
    """What has come, after a wait for the first record; `consume` alone would wait for as many as it may take."""
    first = reader.consume(1, wait_s)
    return [*first, *(reader.consume(READ_AT_ONCE_MAX, 0) if first else ())]


def looking_on(settings: HubSettings) -> dict[str, Any]:
    """Options of a reader that reads whole topics of committed records, is told where they end, and leaves no trace on the broker."""
    return {
        **confluent_options(settings),
        "group.id": "relais-regard",  # librdkafka wants one; it is never joined nor committed
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 50,
        "enable.metrics.push": False,
        "log_level": 2,
    }
