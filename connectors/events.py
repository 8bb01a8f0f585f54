"""A partner's CloudEvents: how it writes its own, in both modes of the Kafka binding, and how it reads the hub's (structured).

Source: CloudEvents 1.0.2, Kafka protocol binding §3.2 (binary) and §3.3 (structured).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.protocol import Incoming, Outgoing

SOURCE_PREFIX = "urn:relais:acteur:"
STRUCTURED = b"application/cloudevents+json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class PartnerEvent:
    """What a partner has to say: `type` in full, `subject` its own reference or the dossier's id, `data` as the contract has it."""

    partner: str
    id: str
    type: str
    subject: str
    data: dict[str, Any]
    time: datetime

    def attributes(self) -> dict[str, str]:
        """The CloudEvents attributes, without the data."""
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": SOURCE_PREFIX + self.partner,
            "type": self.type,
            "subject": self.subject,
            "time": rfc3339(self.time),
        }


@dataclass(frozen=True, slots=True)
class HubMessage:
    """A CloudEvent of the hub, as read in an inbox."""

    id: str
    type: str
    subject: str
    sequence: int
    causationid: str | None
    data: dict[str, Any]


def binary(event: PartnerEvent) -> Outgoing:
    """Attributes as `ce_` headers, data as the value."""
    headers = [(f"ce_{name}", value.encode()) for name, value in event.attributes().items()]
    return Outgoing(_json(event.data), (*headers, ("content-type", b"application/json")), event.subject.encode())


def structured(event: PartnerEvent) -> Outgoing:
    """Everything in one JSON value."""
    whole = {**event.attributes(), "datacontenttype": "application/json", "data": event.data}
    return Outgoing(_json(whole), (("content-type", STRUCTURED),), event.subject.encode())


def read_message(record: Incoming) -> HubMessage:
    """Read what the hub wrote; it raises on anything else, since an inbox holds nothing else."""
    assert record.value is not None
    whole = json.loads(record.value)
    return HubMessage(
        id=whole["id"],
        type=whole["type"],
        subject=whole["subject"],
        sequence=int(whole["sequence"]),
        causationid=whole.get("causationid"),
        data=whole["data"],
    )


def rfc3339(instant: datetime) -> str:
    """An instant as the contract writes it: UTC, milliseconds, `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
