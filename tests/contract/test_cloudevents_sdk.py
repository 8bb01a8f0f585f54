"""The CloudEvents SDK for Python writes what we read, in both modes, and reads what we write."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import (
    KafkaMessage,
    from_kafka_event,
    to_binary_event,
    to_structured_event,
)
from cloudevents.core.v1.event import CloudEvent

from hub.core import intake
from schemas.codes import Code
from schemas.envelope import Envelope, read, write_structured
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

SAMPLES = Path(__file__).resolve().parents[2] / "schemas" / "samples"
MODES: dict[str, Callable[[BaseCloudEvent], KafkaMessage]] = {"binary": to_binary_event, "structured": to_structured_event}


def sample(event_type: str) -> dict[str, Any]:
    """The stored structured event of a type."""
    event: dict[str, Any] = json.loads((SAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))["structure"]["value"]
    return event


def of_the_sdk(event: dict[str, Any], **more: Any) -> CloudEvent:
    """The same event as the SDK holds it."""
    attributes = {**{name: value for name, value in event.items() if name != "data"}, **more}
    return CloudEvent(attributes={**attributes, "time": datetime.fromisoformat(event["time"])}, data=event["data"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("event_type", INBOUND)
def test_what_the_sdk_writes_is_accepted(mode: str, event_type: str) -> None:
    """Every type, in both modes, with the key its partition key gives."""
    event = sample(event_type)
    message = MODES[mode](of_the_sdk(event, partitionkey="R-1"))
    assert isinstance(message.value, bytes)
    actor = event["source"].rpartition(":")[2]
    published = intake.Published(f"from.{actor}", "t", 0, 7, str(message.key).encode(), message.value, tuple(message.headers.items()))
    relayed = intake.judge(published, case_key=b"k" * 32, instant="2026-01-28T08:30:00.250Z")
    assert (relayed.code, dict(relayed.headers).get("relais_champ")) == (Code.PRIS_EN_COMPTE, None)


def test_what_the_sdk_writes_reads_the_same_in_both_modes() -> None:
    """Attributes, extensions and data."""
    event = sample("fr.relais.demande.deposee.v1")
    messages = [write(of_the_sdk(event)) for write in MODES.values()]
    binary, structured = (read(message.value or b"", message.headers.items()) for message in messages)
    assert isinstance(binary, Envelope)
    assert binary == structured
    assert (binary.id, binary.data) == (event["id"], event["data"])
    assert binary.time == datetime(2026, 1, 28, 8, 30, tzinfo=UTC)
    assert binary.extensions == {"correlationid": event["correlationid"], "traceparent": event["traceparent"]}


def test_data_the_sdk_takes_for_bytes_is_read() -> None:
    """Given bytes, the SDK writes `data_base64` in structured mode."""
    event = sample("fr.relais.transmission.acceptee.v1")
    encoded = of_the_sdk({**event, "data": json.dumps(event["data"]).encode()})
    message = to_structured_event(encoded)
    assert b"data_base64" in (message.value or b"")
    read_back = read(message.value or b"", message.headers.items())
    assert isinstance(read_back, Envelope)
    assert read_back.data == event["data"]


@pytest.mark.parametrize("event_type", OUTBOUND)
def test_the_sdk_reads_what_the_hub_writes(event_type: str) -> None:
    """Attributes, extensions and data, with the dossier as key."""
    event = sample(event_type)
    attributes = {name: value for name, value in event.items() if name not in {"specversion", "datacontenttype", "data"}}
    value, headers = write_structured(attributes, event["data"])
    read_back = from_kafka_event(KafkaMessage(headers={name: raw or b"" for name, raw in headers}, key=event["subject"], value=value))
    assert (read_back.get_id(), read_back.get_type(), read_back.get_source()) == (event["id"], event_type, "urn:relais:acteur:relais")
    assert read_back.get_subject() == read_back.get_extension("partitionkey") == event["subject"]
    assert read_back.get_extension("sequence") == event["sequence"]
    assert read_back.get_extension("causationid") == event["causationid"]
    assert read_back.get_data() == event["data"]
