"""A partner's events, read back by a CloudEvents library that is not ours."""

import json
from datetime import UTC, datetime

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, from_structured_event

from connectors.events import PartnerEvent, binary, read_message, structured
from connectors.protocol import Incoming, Outgoing

EVENT = PartnerEvent(
    partner="ccas-essai",
    id="e-1",
    type="fr.relais.transmission.acceptee.v1",
    subject="dos_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    data={"date": "2026-05-11", "note": "accordé"},
    time=datetime(2026, 5, 11, 8, 30, 0, 123000, tzinfo=UTC),
)


def as_library_record(record: Outgoing) -> KafkaMessage:
    """The record as the library takes it."""
    headers = {name: held for name, held in record.headers if held is not None}
    return KafkaMessage(headers=headers, key=record.key, value=record.value or b"")


def test_the_binary_mode_is_read_by_another_library() -> None:
    """Attributes stand in `ce_` headers, the data is the value."""
    read = from_binary_event(as_library_record(binary(EVENT)))
    assert (read.get_id(), read.get_type(), read.get_subject()) == ("e-1", EVENT.type, EVENT.subject)
    assert read.get_source() == "urn:relais:acteur:ccas-essai"
    assert read.get_time() == EVENT.time
    assert read.get_data() == EVENT.data


def test_the_structured_mode_is_read_by_another_library() -> None:
    """Everything stands in the value."""
    read = from_structured_event(as_library_record(structured(EVENT)))
    assert (read.get_id(), read.get_type(), read.get_subject()) == ("e-1", EVENT.type, EVENT.subject)
    assert read.get_time() == EVENT.time
    assert read.get_data() == EVENT.data


def test_what_the_hub_writes_is_read_with_its_sequence_and_its_cause() -> None:
    """`sequence` is text on the wire, a number in the hand."""
    whole = {
        "id": "m-1",
        "type": "fr.relais.dossier.confie.v1",
        "subject": "dos_a",
        "sequence": "2",
        "causationid": "e-1",
        "data": {"x": 1},
    }
    message = read_message(Incoming("to.ccas-essai", 0, 5, 1, None, json.dumps(whole).encode(), ()))
    assert (message.sequence, message.causationid, message.data) == (2, "e-1", {"x": 1})
