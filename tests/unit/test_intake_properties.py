"""Intake is total: whatever the bytes, one verdict, and what is accepted is what a lane reads."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import facts, inspection
from hub.core.intake import Published, Relayed
from schemas.codes import IDENTITY_CODES, Code
from schemas.envelope import ATTRIBUTES
from schemas.inbound import FIELDS, INBOUND
from tests.unit.published_events import ACTOR, DEMANDE, binary, compact, header, judged, published, structured

HEADER_NAMES = st.sampled_from(["content-type", "Content-Type", "relais_acteur", *(f"ce_{name}" for name in ATTRIBUTES)]) | st.text(
    max_size=12
)
HEADER_VALUES = (
    st.none() | st.binary(max_size=40) | st.sampled_from([b"application/json", b"application/cloudevents+json", b"1.0", b"evt-1"])
)
HEADERS = st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=8).map(tuple)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(list(DEMANDE.values()))
NAMES = st.sampled_from([*FIELDS, *ATTRIBUTES, "data", "data_base64", "nom"]) | st.text(max_size=8)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12)
SHOWN = FIELDS | ATTRIBUTES | {"?", "cle", "data", "data_base64", "entetes", "content-type", "relais_*"}
"""What a path may be made of, beside ranks in lists."""


def is_whole(record: Published, relayed: Relayed) -> None:
    """Fail unless a verdict says all it must and nothing it must not."""
    assert header(relayed, "relais_origine") == "from.ccas-ferrevaux/kq3/0/41"
    if relayed.code is Code.PRIS_EN_COMPTE:
        assert relayed.topic == "hub.events"
        fact = facts.read(relayed.key, relayed.value, relayed.headers, 0, 0)
        assert isinstance(fact, facts.Received)
        assert (fact.original_value, fact.original_headers, fact.original_key) == (record.value, record.headers, record.key)
        assert fact.dossier.startswith("dos_")
        return
    assert (relayed.topic, relayed.key) == ("hub.refus", ACTOR.encode())
    refused = facts.read_refused(relayed.value, relayed.headers, 0, 0)
    assert refused.code is relayed.code
    assert all(step in SHOWN or step.isdecimal() for step in steps(refused))
    if relayed.code in IDENTITY_CODES:
        assert (refused.original_value, refused.original_key, refused.original_headers, refused.event_id) == (None, None, (), None)
    else:
        assert (refused.original_value, refused.original_key) == (record.value, record.key)


def steps(refused: facts.Refused) -> list[str]:
    """The steps of the path of a refused field."""
    return [] if refused.field is None else refused.field.split(".")


@settings(max_examples=300, deadline=None)
@given(st.none() | st.binary(max_size=200), HEADERS, st.none() | st.binary(max_size=30))
def test_any_bytes_have_one_verdict(value: bytes | None, headers: Any, key: bytes | None) -> None:
    """Accepted or refused with a reason; nothing else, and nothing raised."""
    record = published(value, headers, key)
    is_whole(record, judged(record))


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_document_has_one_verdict(document: Any) -> None:
    """As a structured event, as the data of a binary one, and as the data of a structured one."""
    value = json.dumps(document).encode()
    for record in (structured()._replace(value=value), binary()._replace(value=value), structured(document)):
        is_whole(record, judged(record))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(DEMANDE)), JSON)
def test_a_demand_with_any_value_has_one_verdict(field: str, value: Any) -> None:
    """One field is anything at all."""
    record = binary({**DEMANDE, field: value})
    is_whole(record, judged(record))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(ATTRIBUTES - {"source", "specversion"})), st.text(max_size=70))
def test_an_event_with_any_attribute_has_one_verdict(attribute: str, text: str) -> None:
    """One attribute is any text."""
    changed: dict[str, Any] = {attribute: text}
    for record in (structured(**changed), binary()._replace(headers=((f"ce_{attribute}", text.encode()), *binary().headers))):
        is_whole(record, judged(record))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(INBOUND)),
    st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9._:/-]{1,64}", fullmatch=True),
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)), st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True) | st.integers(0, 10**15), max_size=3
    ),
)
def test_what_is_not_suspect_holds_nothing_to_find(event_type: str, event_id: str, subject: str, more: dict[str, Any]) -> None:
    """The quick look lets through only what the long look would let through."""
    record = binary({**DEMANDE, **more}, id=event_id, subject=subject, type=event_type)
    relayed = judged(record)
    is_whole(record, relayed)
    if relayed.code is Code.PRIS_EN_COMPTE:
        assert inspection.inspect(record.value or b"", record.key, record.headers) is None


NIR = st.builds(
    lambda sex, year, month, place, order: f"{sex}{year:02}{month:02}{place}{order:03}",
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["75056", "2A004", "2B033", "97411", "99330", "01001"]),
    st.integers(1, 999),
)
WAYS = {
    "in a known field": lambda nir: binary({**DEMANDE, "guichet": nir}),
    "as a subject": lambda nir: binary(subject=nir),
    "as an id": lambda nir: structured(id=nir, time=...),
    "in a key": lambda nir: binary(key=nir.encode()),
    "in a header": lambda nir: binary(headers=(("suivi", nir.encode()),)),
    "as a name": lambda nir: binary({**DEMANDE, nir: 1}),
    "deep inside": lambda nir: binary({**DEMANDE, "x": [{"y": {"z": nir}}]}),
    "in broken JSON": lambda nir: binary()._replace(value=compact({"x": nir})[:-1]),
    "in escapes": lambda nir: binary()._replace(value=b'{"x":"' + "".join(f"\\u{ord(c):04x}" for c in nir).encode() + b'"}'),
    "in percent signs": lambda nir: binary(subject="".join(f"%{ord(c):02x}" for c in nir)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@settings(max_examples=60, deadline=None)
@given(NIR, st.sampled_from(["", " ", ".", "-"]), st.booleans())
def test_a_nir_never_passes(way: Any, nir: str, gap: str, has_key: bool) -> None:  # noqa: FBT001 (drawn by hypothesis)
    """Whoever it belongs to, however it is set out, wherever it is put."""
    key = 97 - int(nir.replace("2A", "19").replace("2B", "18")) % 97
    parts = [nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:], *([f"{key:02}"] if has_key else [])]
    record = way(gap.join(parts))
    relayed = judged(record)
    assert relayed.code is Code.NIR_INTERDIT
    is_whole(record, relayed)
