"""A framed event is judged as the JSON it holds, whatever its schema's id; its bytes are kept as they came."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import facts
from hub.core.dead_letters import of_refused
from hub.core.intake import Published, Relayed
from schemas.codes import Code
from schemas.framing import unframed
from tests.unit.published_events import DEMANDE, binary, compact, demand, header, judged, published, structured
from tests.unit.test_intake_properties import HEADERS, JSON

IDS = st.sampled_from([0, 1, 7, 1_000, 70_000, 2**31 - 1])
MALFORMED = [b"\x00", b"\x00\x00\x00\x00\x01", b"\x00\x00\x00\x00\x01{", b"\x00\x00\x00\x00\x01\x02avro", b"\x00{}"]


def framed(record: Published, schema_id: int = 7) -> Published:
    """The record as a client of a schema registry writes it."""
    assert record.value is not None
    return record._replace(value=b"\x00" + schema_id.to_bytes(4, "big") + record.value)


def told(relayed: Relayed) -> tuple[Any, ...]:
    """The verdict: its code, the field, the event's id, the dossier, where it goes."""
    return relayed.code, header(relayed, "relais_champ"), header(relayed, "relais_evenement"), relayed.topic, relayed.key


@pytest.mark.parametrize("record", [binary(), structured()], ids=["binary", "structured"])
def test_a_framed_event_is_accepted_and_read_by_the_lane(record: Published) -> None:
    """In both modes: one verdict, one content, and the bytes as they came."""
    plain, relayed = judged(record), judged(framed(record))
    assert relayed.code is Code.PRIS_EN_COMPTE
    assert relayed.value == framed(record).value
    fact, same = (facts.read(one.key, one.value, one.headers, 0, 0) for one in (relayed, plain))
    assert isinstance(fact, facts.Received)
    assert isinstance(same, facts.Received)
    assert (fact.dossier, fact.payload, fact.content_sha256) == (same.dossier, same.payload, same.content_sha256)
    assert fact.original_value == framed(record).value


@pytest.mark.parametrize("value", MALFORMED)
def test_a_frame_without_json_is_no_json(value: bytes) -> None:
    """A head alone, half a document, Avro: refused by the rule of JSON, whatever the id."""
    assert judged(binary()._replace(value=value)).code is Code.JSON_INVALIDE


def test_a_dead_letter_keeps_the_frame() -> None:
    """Its author finds what it sent, byte for byte."""
    record = framed(binary({**DEMANDE, "commune": "0010"}))
    relayed = judged(record)
    assert relayed.code is not Code.PRIS_EN_COMPTE
    refused = facts.read_refused(relayed.value, relayed.headers, 0, 0)
    letter = of_refused(refused)
    assert letter is not None
    assert letter.value == record.value


@pytest.mark.parametrize(
    "record", [demand(nom="Durand"), demand(personne_ref="1 85 05 78 006 084 91"), structured({"telephone": "0612345678"})]
)
def test_an_identity_behind_a_frame_is_seen(record: Published) -> None:
    """And nothing is kept of it."""
    relayed = judged(framed(record))
    assert (relayed.code, relayed.value) == (judged(record).code, None)


@settings(max_examples=200, deadline=None)
@given(content=JSON, headers=HEADERS, schema_id=IDS)
def test_a_frame_changes_no_verdict(content: Any, headers: Any, schema_id: int) -> None:
    """Whatever the document, its headers and the id: accepted or refused as without it."""
    for record in (published(compact(content), headers), binary(content, headers), structured(content)):
        assert told(judged(framed(record, schema_id))) == told(judged(record))


@given(st.binary())
def test_what_does_not_begin_with_a_zero_byte_is_not_framed(value: bytes) -> None:
    """It is read as it is."""
    assert unframed(b"{" + value) == b"{" + value
    assert unframed(b"\x00\x00\x00\x00\x01" + value) == value
