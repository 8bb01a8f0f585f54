"""What an outside reader can tell of a published record, however broken it is."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from connectors.protocol import Incoming


class Publication(NamedTuple):
    """Who says what, when: empty words and no instant where the record does not say it readably."""

    source: str = ""
    event_id: str = ""
    type: str = ""
    subject: str = ""
    at_ms: float | None = None


def publication(record: Incoming) -> Publication:
    """Read the CloudEvents attributes of either mode; never raises."""
    found = _attributes(record)
    words = {name: found.get(name, "") for name in ("source", "id", "type", "subject")}
    texts = {name: word if isinstance(word, str) else "" for name, word in words.items()}
    return Publication(texts["source"], texts["id"], texts["type"], texts["subject"], _instant_ms(found.get("time")))


def _attributes(record: Incoming) -> dict[str, Any]:
    binary = {name[3:]: held.decode(errors="replace") for name, held in record.headers if name.startswith("ce_") and held is not None}
    if binary or record.value is None:
        return binary
    try:
        whole = json.loads(record.value)
    except (ValueError, RecursionError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _instant_ms(written: object) -> float | None:
    if not isinstance(written, str):
        return None
    try:
        return datetime.fromisoformat(written).timestamp() * 1000
    except (ValueError, OverflowError):
        return None
