"""What a lane reads again is what intake read."""

import base64
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.core.accepted import Accepted, read_again
from hub.core.intake import Published
from schemas.codes import IDENTITY_CODES, Code
from schemas.envelope import Envelope, read
from tests.unit.published_events import (
    ACCEPTEE,
    ATTRIBUTES,
    DEMANDE,
    STRUCTURED_TYPE,
    binary,
    compact,
    judged,
    merged,
    published,
    structured,
)

TRACE = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"


def same(record: Published) -> Accepted:
    """Both readers agree on an accepted record; returns what they read."""
    assert judged(record).code is Code.PRIS_EN_COMPTE
    assert record.value is not None
    event = read(record.value, record.headers)
    assert isinstance(event, Envelope)
    again = read_again(record.value, record.headers)
    assert again == Accepted(event.id, event.type, event.subject or "", event.data, event.correlationid, event.traceparent)
    return again


def encoded() -> Published:
    """A structured event whose data is in base64."""
    document = {**ATTRIBUTES, "datacontenttype": "application/json", "data_base64": base64.b64encode(compact(DEMANDE)).decode()}
    return published(compact(document), (STRUCTURED_TYPE,))


def shouted() -> Published:
    """A binary event whose client writes header names in its own way, and an attribute without a value."""
    record = binary(correlationid="c-1")
    return record._replace(
        headers=(*((name.upper(), raw) for name, raw in record.headers), ("ce_traceparent", None), ("traceparent", TRACE.encode()))
    )


def both() -> Published:
    """A structured event that repeats attributes as headers."""
    record = structured()
    return record._replace(headers=(("ce_id", b"autre"), ("content-type", b"application/json"), *record.headers))


@pytest.mark.parametrize(
    "record",
    [
        binary(),
        binary(correlationid="c-1", traceparent=TRACE),
        structured(),
        structured(correlationid="c-1", traceparent=TRACE, dataschema=None),
        encoded(),
        shouted(),
        both(),
    ],
    ids=["binary", "binary with extensions", "structured", "structured with extensions", "base64", "other case", "both"],
)
def test_both_modes_are_read_again(record: Published) -> None:
    """Attributes, data, extensions, whatever the client's habits."""
    assert same(record).data == DEMANDE


@given(
    st.fixed_dictionaries(
        {}, optional={"correlationid": st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True), "traceparent": st.just(TRACE)}
    ),
    st.booleans(),
)
def test_any_accepted_event_is_read_again(extensions: dict[str, Any], is_structured: bool) -> None:  # noqa: FBT001 -- drawn by position
    """In either mode, with any extension that intake takes (ten digits may be a telephone number)."""
    made = structured if is_structured else binary
    record = made(ACCEPTEE, type="fr.relais.transmission.acceptee.v1", subject="dos_" + "a" * 26, **extensions)
    assume(judged(record).code not in IDENTITY_CODES)
    again = same(record)
    assert again.data == json.loads(compact(merged(ACCEPTEE, {})))
