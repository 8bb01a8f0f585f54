"""CloudEvents 1.0.2 on Kafka, as the contract reads and writes them: binary and structured, in and out.

Rules (CloudEvents 1.0.2, Kafka Protocol Binding 1.0.2):
1. The `content-type` header decides: `application/cloudevents+json` is structured, anything else is binary, where attributes are `ce_`
   headers.
2. Attribute names are closed: those of the standard, its `partitionkey`, `traceparent`, `tracestate`, and the extensions named here. What
   the hub does not know is refused, because it would be kept for ever without having been read.
3. Attribute values are tokens: no blank, no free text. `id` has 1 to 64 characters of `[A-Za-z0-9._:-]`.
4. Data is JSON, in UTF-8; `data_base64` is decoded and read as JSON too.
5. Reading gives an `Envelope` or a `Violation`, and never raises, whatever the bytes.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from schemas import strict_json
from schemas.codes import Code
from schemas.framing import unframed

Headers = Iterable[tuple[str, bytes | None]]

SPEC_VERSION = "1.0"
ACTOR_URN = "urn:relais:acteur:"
CONTENT_TYPE = "content-type"
STRUCTURED = "application/cloudevents+json"
STRUCTURED_UTF8 = b"application/cloudevents+json; charset=UTF-8"
BINARY_PREFIX = "ce_"

EXTENSIONS = ("correlationid", "causationid", "sequence", "traceparent", "recordedtime", "datakeyid", "dataclassification")
"""The extension attributes of the contract, in and out."""

_TOKEN = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CAUSE = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
"""An event, or a fact of the hub's own: `hub.events/<partition>/<offset>`."""
_VISIBLE = re.compile(r"[!-~]{1,512}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
RULES: dict[str, re.Pattern[str]] = {
    "id": _TOKEN,
    "source": _VISIBLE,
    "type": _VISIBLE,
    "specversion": _TOKEN,
    "subject": re.compile(r"(?s:.*)"),
    "time": _VISIBLE,
    "datacontenttype": re.compile(r"[!-~ ]{1,128}"),
    "dataschema": _VISIBLE,
    "partitionkey": _VISIBLE,
    "tracestate": _VISIBLE,
    "correlationid": _TOKEN,
    "causationid": _CAUSE,
    "sequence": re.compile(r"[0-9]{1,20}"),
    "traceparent": re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"),
    "recordedtime": _VISIBLE,
    "datakeyid": _TOKEN,
    "dataclassification": re.compile(r"[a-z_]{1,32}"),
}
ATTRIBUTES = frozenset(RULES)
"""Every attribute name that may stand in an envelope. `subject` has its own rules and its own codes: see intake."""
REQUIRED = ("specversion", "id", "source", "type")
_JSON = re.compile(r'application/(?:[a-z0-9.+-]+\+)?json(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)
_STRUCTURED = re.compile(r'application/cloudevents\+json(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)


class Violation(NamedTuple):
    """Why something published is not what the contract says; `field` is a path of known names, never a value."""

    code: Code
    field: str | None = None
    event_id: str | None = None


class Envelope(NamedTuple):
    """One event as published: attributes read, data parsed but not yet checked against its type."""

    id: str
    type: str
    source: str
    subject: str | None
    time: datetime | None
    data: Any
    extensions: Mapping[str, str]

    @property
    def correlationid(self) -> str | None:
        """What ties the events of one exchange together."""
        return self.extensions.get("correlationid")

    @property
    def traceparent(self) -> str | None:
        """The W3C trace the event belongs to."""
        return self.extensions.get("traceparent")


class _Absent:
    """Stands for data that was not sent: `null` is a value."""


ABSENT = _Absent()
"""`Envelope.data` of an event that carries none."""


def read(value: bytes, headers: Headers) -> Envelope | Violation:
    """Read one record of a partner's topic; total: any bytes, framed or not, give an envelope or a violation."""
    value = unframed(value)
    attributes: dict[str, str] = {}
    content_type = None
    for name, raw in headers:
        lowered = name.lower()
        if raw is None:  # an attribute that has no value is absent, and some clients write it
            continue
        if lowered == CONTENT_TYPE:
            content_type = raw.decode("latin-1")
        elif lowered.startswith(BINARY_PREFIX):
            attribute = lowered[len(BINARY_PREFIX) :]
            if attribute in attributes:
                return Violation(Code.ENVELOPPE_INVALIDE, _known(attribute))
            attributes[attribute] = raw.decode("utf-8", "replace")
    if content_type is not None and content_type[: len(STRUCTURED)].lower() == STRUCTURED:
        return _read_structured(value, content_type)
    return _read_binary(value, attributes, content_type)


def _read_binary(value: bytes, attributes: dict[str, str], content_type: str | None) -> Envelope | Violation:
    """Attributes stand in `ce_` headers, the value is the data."""
    if "specversion" not in attributes:
        return Violation(Code.ENVELOPPE_INVALIDE, "specversion" if attributes else CONTENT_TYPE)
    fault = _attribute_fault(attributes)
    if fault is not None:
        return fault
    if content_type is not None and _JSON.fullmatch(content_type) is None:
        return Violation(Code.ENVELOPPE_INVALIDE, CONTENT_TYPE, attributes["id"])
    try:
        return _envelope(attributes, strict_json.loads(value))
    except ValueError:
        return Violation(Code.JSON_INVALIDE, None, attributes["id"])


def _read_structured(value: bytes, content_type: str) -> Envelope | Violation:
    """Everything stands in one JSON object."""
    if _STRUCTURED.fullmatch(content_type) is None:
        return Violation(Code.ENVELOPPE_INVALIDE, CONTENT_TYPE)
    try:
        document = strict_json.loads(value)
    except ValueError:
        return Violation(Code.JSON_INVALIDE)
    if not isinstance(document, dict):
        return Violation(Code.ENVELOPPE_INVALIDE)
    data = document.pop("data", ABSENT)
    encoded = document.pop("data_base64", None)
    attributes = {name: attribute for name, attribute in document.items() if attribute is not None}
    fault = _attribute_fault(attributes)
    if fault is not None:
        return fault
    if encoded is not None:
        return _read_base64(attributes, data, encoded)
    return _envelope(attributes, data)


def _read_base64(attributes: dict[str, str], data: Any, encoded: Any) -> Envelope | Violation:
    """`data_base64` holds bytes that must be JSON, and stands alone."""
    if data is not ABSENT or not isinstance(encoded, str):
        return Violation(Code.ENVELOPPE_INVALIDE, "data_base64", attributes["id"])
    try:
        return _envelope(attributes, strict_json.loads(b64decode(encoded, validate=True)))
    except (binascii.Error, ValueError):
        return Violation(Code.JSON_INVALIDE, "data_base64", attributes["id"])


def _attribute_fault(attributes: Mapping[str, Any]) -> Violation | None:
    """The first attribute that breaks its rule, with the event's id when that one is sound."""
    for name, text in attributes.items():
        rule = RULES.get(name)
        if rule is None:
            return Violation(Code.CHAMP_INCONNU, "?", _sound_id(attributes))
        if not isinstance(text, str) or rule.fullmatch(text) is None:
            return Violation(Code.ENVELOPPE_INVALIDE, name, _sound_id(attributes))
    for name in REQUIRED:
        if name not in attributes:
            return Violation(Code.ENVELOPPE_INVALIDE, name, _sound_id(attributes))
    if attributes["specversion"] != SPEC_VERSION:
        return Violation(Code.ENVELOPPE_INVALIDE, "specversion", attributes["id"])
    if _JSON.fullmatch(attributes.get("datacontenttype", "application/json")) is None:
        return Violation(Code.ENVELOPPE_INVALIDE, "datacontenttype", attributes["id"])
    return _time_fault(attributes)


def _time_fault(attributes: Mapping[str, str]) -> Violation | None:
    """A time that is none (no offset, 30 February, 25 o'clock)."""
    for name in ("time", "recordedtime"):
        if name in attributes and instant(attributes[name]) is None:
            return Violation(Code.ENVELOPPE_INVALIDE, name, attributes["id"])
    return None


def _envelope(attributes: dict[str, str], data: Any) -> Envelope:
    """Build the envelope of attributes that keep their rules."""
    time = attributes.get("time")
    return Envelope(
        attributes["id"],
        attributes["type"],
        attributes["source"],
        attributes.get("subject"),
        None if time is None else instant(time),
        data,
        {name: attributes[name] for name in EXTENSIONS if name in attributes},
    )


def instant(text: str) -> datetime | None:
    """Read an RFC 3339 time with its offset; None when there is no such instant."""
    if _TIME.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_content_type(text: str) -> bool:
    """Whether this is one of the content types of the contract, as a partner may write it."""
    return _STRUCTURED.fullmatch(text) is not None or _JSON.fullmatch(text) is not None


def _known(name: str) -> str:
    """A name that may be shown: an unknown one could itself be an identity."""
    return name if name in RULES else "?"


def _sound_id(attributes: Mapping[str, Any]) -> str | None:
    """The event's id, when it is a token that can be repeated without harm."""
    event_id = attributes.get("id")
    return event_id if isinstance(event_id, str) and _TOKEN.fullmatch(event_id) else None


def write_structured(attributes: Mapping[str, str], data: Mapping[str, Any]) -> tuple[bytes, list[tuple[str, bytes | None]]]:
    """Write one event in structured mode: its value and its headers.

    `attributes`: `id`, `source`, `type`, `subject`, `time` and the extensions of the contract; `data` holds JSON values.
    """
    assert attributes.keys() <= ATTRIBUTES
    document = {"specversion": SPEC_VERSION, **attributes, "datacontenttype": "application/json", "data": data}
    return strict_json.dumps(document), [(CONTENT_TYPE, STRUCTURED_UTF8)]
