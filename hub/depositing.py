"""Publish the rows of a table as their actor, and gather what the hub answers to each.

Rules:
1. Rows leave in the order of the table, in small batches, each waited for until Kafka keeps it on all its replicas; a row that was not
   acknowledged is told, and the same deposit again is safe (`hub.core.deposit` rule 1).
2. Answers are read from where the inbox ended before the first row left, known by the place of what they answer, in no group's name: what
   the actor's own programs have read is not moved.
3. Waiting ends when every row has its answer, or when none has come for a given time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import orjson
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from hub.clients import bootstrap_servers, confluent_options
from hub.core.deposit import Answered, Ready
from hub.errors import BrokerRefused, OutboxAbsent
from hub.positions import Place, Positions
from hub.settings import HubSettings
from hub.whole_topics import read_soon
from schemas import topics

BATCH_ROWS = 200
DELIVERY_TIMEOUT_S = 30.0
_NOTICE = "fr.relais.avis.technique.v1"

Spot = tuple[int, int]
"""Partition and offset on the actor's outbox."""
Tell = Callable[[int], object]


def inbox_ends(settings: HubSettings, actor: str) -> dict[Place, int]:
    """Where the actor's inbox ends now; raises OutboxAbsent when it has no door, or a broker's fault."""
    positions = Positions(settings)
    known = set(positions.topic_names())
    if topics.outbox(actor) not in known:
        raise OutboxAbsent(actor=actor, topic=topics.outbox(actor))
    return positions.ends(positions.places([topics.inbox(actor)])) if topics.inbox(actor) in known else {}


def publish(settings: HubSettings, actor: str, rows: Sequence[Ready], tell: Tell) -> dict[Spot, Ready]:
    """Publish every row; where each that Kafka keeps stands. `tell` hears how many more are kept; raises BrokerRefused if none is."""
    kept: dict[Spot, Ready] = {}
    reasons: list[str] = []
    producer = Producer(
        confluent_options(settings)
        | {
            "client.id": f"{actor}.deposer",
            "acks": "all",
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            "delivery.timeout.ms": int(DELIVERY_TIMEOUT_S * 1000),
            "linger.ms": 2,
            "log_level": 0,
        }
    )
    for start in range(0, len(rows), BATCH_ROWS):
        before = len(kept)
        for row in rows[start : start + BATCH_ROWS]:
            _produce(producer, topics.outbox(actor), row, kept, reasons)
        producer.flush(DELIVERY_TIMEOUT_S + 5)
        tell(len(kept) - before)
        if len(kept) < min(start + BATCH_ROWS, len(rows)):
            break  # Kafka does not take them now: the rest stays, and is told
    if rows and not kept:
        where, why = bootstrap_servers(settings), next(iter(reasons), "no acknowledgement came")
        raise BrokerRefused(bootstrap=where, action=f"keep the rows on {topics.outbox(actor)}", reason=why)
    return kept


def answers(
    settings: HubSettings, actor: str, asked: tuple[set[Spot], dict[Place, int]], patience_s: float
) -> Iterator[tuple[Spot, Answered]]:
    """The answer to each of the places asked about, as they come, from those ends of the inbox on."""
    waited, ends = set(asked[0]), asked[1]
    if not waited or not ends:
        return
    with closing(_reader(settings, actor, ends)) as reader:
        deadline = time.monotonic() + patience_s
        while waited and time.monotonic() < deadline:
            for record in read_soon(reader, 0.2):
                found = None if record.error() is not None else _notice(record.value() or b"", topics.outbox(actor))
                if found is not None and found[0] in waited:
                    waited.discard(found[0])
                    deadline = time.monotonic() + patience_s
                    yield found


def _produce(producer: Producer, topic: str, row: Ready, kept: dict[Spot, Ready], reasons: list[str]) -> None:
    def note(error: Any, record: Any) -> None:
        if error is None:
            kept[record.partition(), record.offset()] = row
        else:
            reasons.append(error.str())

    try:
        producer.produce(topic, row.value, row.key, headers=list(row.headers), on_delivery=note)
    except (BufferError, KafkaException) as refusal:
        reasons.append(str(refusal))


def _reader(settings: HubSettings, actor: str, ends: dict[Place, int]) -> Consumer:
    reader = Consumer(
        confluent_options(settings)
        | {
            "group.id": f"{actor}.deposer",
            "client.id": f"{actor}.deposer",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
            "enable.metrics.push": False,
            "log_level": 0,
        }
    )
    reader.assign([TopicPartition(place.topic, place.partition, end) for place, end in ends.items()])
    return reader


def _notice(value: bytes, outbox: str) -> tuple[Spot, Answered] | None:
    """A technical notice about something on that outbox."""
    message = orjson.loads(value)
    told = message["data"]
    if message["type"] != _NOTICE or told["origine"]["topic"] != outbox:
        return None
    origin = told["origine"]
    return (origin["partition"], origin["offset"]), Answered(told["statut"], told["code"], told["phrase"], told.get("champ"))
