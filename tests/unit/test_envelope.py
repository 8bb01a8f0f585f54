"""CloudEvents on Kafka: both modes read, ours written, and nothing raises."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import strict_json
from schemas.codes import Code
from schemas.envelope import ABSENT, Envelope, Violation, instant, is_content_type, read, write_structured
from tests.unit.published_events import ATTRIBUTES, DEMANDE, JSON_TYPE, STRUCTURED_TYPE, binary, compact, merged, structured

EXTENSIONS: dict[str, Any] = {
    "correlationid": "c-1",
    "causationid": "evt-0",
    "sequence": "7",
    "traceparent": "00-" + "1" * 32 + "-" + "2" * 16 + "-01",
    "recordedtime": "2026-01-05T10:00:00.5+01:00",
    "datakeyid": "k1",
    "dataclassification": "interne",
}


def read_of(record: Any) -> Envelope | Violation:
    """What a record of the tests reads as."""
    return read(record.value, record.headers)


@pytest.mark.parametrize("record", [binary(**EXTENSIONS), structured(**EXTENSIONS)], ids=["binary", "structured"])
def test_both_modes_read_the_same(record: Any) -> None:
    """Attributes, extensions and data do not depend on the mode."""
    event = read_of(record)
    assert event == Envelope(
        id="evt-1",
        type="fr.relais.demande.deposee.v1",
        source="urn:relais:acteur:ccas-ferrevaux",
        subject="DEM-2026-0001",
        time=datetime(2026, 1, 5, 10, tzinfo=UTC),
        data=DEMANDE,
        extensions=EXTENSIONS,
    )
    assert (event.correlationid, event.traceparent) == ("c-1", EXTENSIONS["traceparent"])


def test_time_and_subject_may_be_absent_or_null() -> None:
    """CloudEvents has them optional, and null in JSON means absent."""
    for record in (binary(time=..., subject=...), structured(time=None, subject=None)):
        event = read_of(record)
        assert isinstance(event, Envelope)
        assert (event.time, event.subject, event.correlationid, event.traceparent) == (None, None, None, None)


def test_a_header_without_value_is_absent() -> None:
    """As some clients write the attributes they do not use, known or not."""
    record = binary(headers=(("ce_schemaurl", None), ("ce_dataschema", None), ("ce_dataschema", None)))
    assert read_of(record) == read_of(binary())


def test_data_may_be_absent_or_encoded() -> None:
    """`data_base64` holds JSON; a structured event may have no data at all."""
    encoded = base64.b64encode(compact(DEMANDE)).decode()
    event = read_of(structured(data=..., data_base64=encoded))
    assert isinstance(event, Envelope)
    assert event.data == DEMANDE
    event = read_of(structured(data=...))
    assert isinstance(event, Envelope)
    assert event.data is ABSENT


@pytest.mark.parametrize(
    "content_type",
    [b"application/cloudevents+json", b"application/cloudevents+json;charset=utf-8", b'Application/CloudEvents+JSON; charset="UTF-8"'],
)
def test_structured_mode_is_told_by_its_content_type(content_type: bytes) -> None:
    """With or without charset, in any case of letters."""
    record = structured()
    assert isinstance(read(record.value or b"", (("Content-Type", content_type),)), Envelope)


VIOLATIONS: dict[str, tuple[Any, Code, str | None]] = {
    "a batch": (
        structured()._replace(headers=(("content-type", b"application/cloudevents-batch+json"),)),
        Code.ENVELOPPE_INVALIDE,
        "content-type",
    ),
    "another charset": (
        structured()._replace(headers=(("content-type", b"application/cloudevents+json; charset=latin1"),)),
        Code.ENVELOPPE_INVALIDE,
        "content-type",
    ),
    "a content type without value": (structured()._replace(headers=(("content-type", None),)), Code.ENVELOPPE_INVALIDE, "content-type"),
    "binary data that is no JSON": (
        binary()._replace(headers=(*binary().headers[:-1], ("content-type", b"text/csv"))),
        Code.ENVELOPPE_INVALIDE,
        "content-type",
    ),
    "structured data that is no JSON": (structured(datacontenttype="text/csv"), Code.ENVELOPPE_INVALIDE, "datacontenttype"),
    "an attribute twice": (binary(headers=(("CE_ID", b"evt-2"),)), Code.ENVELOPPE_INVALIDE, "id"),
    "an unknown attribute twice": (binary(headers=(("ce_x", b"1"), ("ce_x", b"2"))), Code.ENVELOPPE_INVALIDE, "?"),
    "an attribute without value": (binary(id="")._replace(), Code.ENVELOPPE_INVALIDE, "id"),
    "no specversion": (binary(specversion=...), Code.ENVELOPPE_INVALIDE, "specversion"),
    "no type": (structured(type=...), Code.ENVELOPPE_INVALIDE, "type"),
    "an id that is no text": (structured(id=12), Code.ENVELOPPE_INVALIDE, "id"),
    "a day that is none": (binary(time="2026-02-30T10:00:00Z"), Code.ENVELOPPE_INVALIDE, "time"),
    "a recordedtime that is none": (structured(recordedtime="hier"), Code.ENVELOPPE_INVALIDE, "recordedtime"),
    "a trace that is none": (binary(traceparent="00-1-2-3"), Code.ENVELOPPE_INVALIDE, "traceparent"),
    "a list": (structured()._replace(value=b"[]"), Code.ENVELOPPE_INVALIDE, None),
    "both kinds of data": (structured(data_base64="e30="), Code.ENVELOPPE_INVALIDE, "data_base64"),
    "encoded data that is no text": (structured(data=..., data_base64=[1]), Code.ENVELOPPE_INVALIDE, "data_base64"),
    "encoded data that is not base64": (structured(data=..., data_base64="é"), Code.JSON_INVALIDE, "data_base64"),
    "encoded data that is no JSON": (structured(data=..., data_base64="eA=="), Code.JSON_INVALIDE, "data_base64"),
    "NaN": (binary()._replace(value=b'{"montant": NaN}'), Code.JSON_INVALIDE, None),
    "not UTF-8": (binary()._replace(value=b'{"a": "\xff"}'), Code.JSON_INVALIDE, None),
    "half a surrogate": (binary()._replace(value=rb'{"a": "\ud800"}'), Code.JSON_INVALIDE, None),
    "nested without end": (binary()._replace(value=b"[" * 100_000), Code.JSON_INVALIDE, None),
    "nested very deep": (binary()._replace(value=b"[" * 2000 + b"]" * 2000), Code.JSON_INVALIDE, None),
    "nested too deep to be written": (binary()._replace(value=b"[" * 300 + b"]" * 300), Code.JSON_INVALIDE, None),
    "a repeated attribute": (structured()._replace(value=b'{"id":"a","id":"b"}'), Code.JSON_INVALIDE, None),
}


@pytest.mark.parametrize(("record", "code", "field"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_what_is_no_envelope_is_a_value(record: Any, code: Code, field: str | None) -> None:
    """Reading never raises: it says which rule is broken, and where."""
    violation = read_of(record)
    assert isinstance(violation, Violation)
    assert (violation.code, violation.field) == (code, field)


def test_a_sound_id_is_told_with_the_violation() -> None:
    """The notice can name the event even when something else is wrong."""
    for record in (binary(time="hier"), structured(source=...), binary()._replace(value=b"{")):
        violation = read_of(record)
        assert isinstance(violation, Violation)
        assert violation.event_id == "evt-1"


@pytest.mark.parametrize(
    "raw", [b'{"a": 1, "b": {"a": [2, "x: y, z"]}}', b'{ "a":1 }', b'{"a":1.0e1}', rb'{"\u0061":"\" \\"}', b'["a", {}]']
)
def test_json_written_in_any_way_is_read(raw: bytes) -> None:
    """Blanks, exponents and escapes are the sender's choice."""
    assert strict_json.loads(raw) == json.loads(raw)


@pytest.mark.parametrize("raw", [b'{"a":1,"a":1}', b'{"a": 1, "b": {"c": 1, "c": 2}}', rb'{"a":1,"\u0061":2}', b'[{"x":"a: b","x":"c"}]'])
def test_a_repeated_key_is_never_read(raw: bytes) -> None:
    """Two readers would see two events."""
    with pytest.raises(ValueError, match="repeated"):
        strict_json.loads(raw)


def test_canonical_json_does_not_depend_on_order() -> None:
    """Equal contents have equal bytes."""
    assert (
        strict_json.canonical({"b": 1, "a": [True, None]})
        == strict_json.canonical({"a": [True, None], "b": 1})
        == b'{"a":[true,null],"b":1}'
    )


@pytest.mark.parametrize(
    "text", ["2026-01-05", "2026-01-05T10:00:00", "2026-01-05T25:00:00Z", "2026-01-05 10:00:00Z", "20260105T100000Z", ""]
)
def test_a_time_without_offset_or_sense_is_none(text: str) -> None:
    """RFC 3339, with its offset, or nothing."""
    assert instant(text) is None


def test_content_types_of_the_contract_are_known() -> None:
    """Nothing else may stand in that header unseen."""
    assert is_content_type("application/cloudevents+json; charset=UTF-8")
    assert is_content_type("application/json")
    assert not is_content_type("application/json; jean")


def test_what_we_write_we_read() -> None:
    """The hub's own events are events of the standard."""
    attributes = merged(ATTRIBUTES, {"specversion": ..., **EXTENSIONS})
    value, headers = write_structured(attributes, DEMANDE)
    assert headers == [STRUCTURED_TYPE]
    assert read(value, headers) == read_of(structured(**EXTENSIONS))
    assert json.loads(value)["datacontenttype"] == "application/json" == (JSON_TYPE[1] or b"").decode()
