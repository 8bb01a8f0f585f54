"""A partner written in JavaScript, with the CloudEvents SDK and KafkaJS, is understood by the hub on a real Kafka, and understands it."""

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, cast

from confluent_kafka import Consumer, Message, Producer
from confluent_kafka.admin import NewTopic

from connectors.kafka_partner import leave
from hub.core import facts, intake
from hub.kafka_local.broker import LocalBroker
from schemas import topics
from schemas.codes import Code
from schemas.envelope import write_structured
from tests.broker.made_topics import make_topics

NODE = Path(__file__).resolve().parents[1] / "contract" / "node"
SAMPLES = Path(__file__).resolve().parents[2] / "schemas" / "samples"
ACTOR = "ccas-ferrevaux"
INSTANT = "2026-01-28T08:30:00.250Z"
WAIT_S = 30
TYPES = ("fr.relais.demande.deposee.v1", "fr.relais.transmission.acceptee.v1", "fr.relais.decision.rendue.v1")


def sample(event_type: str) -> dict[str, Any]:
    """The stored structured event of a type."""
    event: dict[str, Any] = json.loads((SAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))["structure"]["value"]
    return event


def node(*arguments: str, lines: str = "") -> str:
    """Run the JavaScript partner and give what it printed."""
    program = shutil.which("node")
    assert program is not None, "Node.js is missing: run scripts/setup --tests"
    run = subprocess.run(
        [program, "partner.mjs", *arguments], cwd=NODE, input=lines, capture_output=True, text=True, timeout=WAIT_S, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def make_topic(bootstrap: str, name: str) -> None:
    """Make a topic of one partition."""
    make_topics(bootstrap, NewTopic(name, 1, 1))


def read_all(bootstrap: str, topic: str, count: int) -> list[Message]:
    """The first records of a topic."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "essai", "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    found: list[Message] = []
    end = time.monotonic() + WAIT_S
    while len(found) < count and time.monotonic() < end:
        found.extend(consumer.consume(count - len(found), timeout=0.5))
    leave(consumer)
    return found


def judged(record: Message) -> intake.Relayed:
    """Intake's verdict on a record as a Kafka client read it."""
    headers = cast("tuple[tuple[str, bytes | None], ...]", tuple(record.headers() or ()))
    published = intake.Published(record.topic() or "", "t", 0, record.offset() or 0, record.key(), record.value(), headers)
    return intake.judge(published, case_key=b"k" * 32, instant=INSTANT)


def test_what_a_javascript_partner_publishes_is_accepted(kafka: LocalBroker) -> None:
    """In both modes, with every attribute its SDK adds."""
    topic = topics.outbox(ACTOR)
    make_topic(kafka.bootstrap, topic)
    sent = [(mode, sample(event_type)) for mode in ("binary", "structured") for event_type in TYPES]
    lines = (
        json.dumps({"mode": mode, "event": {**event, "partitionkey": f"{mode}-{number}"}}) for number, (mode, event) in enumerate(sent)
    )
    node("publish", kafka.bootstrap, topic, lines="\n".join(lines))
    records = read_all(kafka.bootstrap, topic, len(sent))
    assert [record.key() for record in records] == [f"{mode}-{number}".encode() for number, (mode, _) in enumerate(sent)]
    for (_, event), record in zip(sent, records, strict=True):
        relayed = judged(record)
        assert (relayed.code, dict(relayed.headers).get("relais_champ")) == (Code.PRIS_EN_COMPTE, None)
        fact = facts.read(relayed.key, relayed.value, relayed.headers, 0, 0)
        assert isinstance(fact, facts.Received)
        assert (fact.type, fact.subject) == (event["type"], event["subject"])
        assert fact.payload.model_dump(mode="json", exclude_unset=True) == event["data"]


def test_a_javascript_partner_reads_what_the_hub_writes(kafka: LocalBroker) -> None:
    """Its SDK sees an event of the standard, with our extensions."""
    event = sample("fr.relais.dossier.confie.v1")
    attributes = {name: text for name, text in event.items() if name not in {"specversion", "datacontenttype", "data"}}
    topic = topics.inbox(ACTOR)
    make_topic(kafka.bootstrap, topic)
    value, headers = write_structured(attributes, event["data"])
    producer = Producer({"bootstrap.servers": kafka.bootstrap})
    producer.produce(topic, value, event["subject"].encode(), headers=[(name, raw) for name, raw in headers if raw is not None])
    assert producer.flush(10) == 0
    read = json.loads(node("read", kafka.bootstrap, topic, "1"))
    assert read.pop("partitionkey") == event["subject"]
    assert {**read, "time": event["time"]} == event
