"""Invented events of the contract, in both modes, for the tests of intake and of what reads after it."""

import json
from typing import Any

from hub.core.intake import Published, Relayed, judge

CASE_KEY = b"\x07" * 32
INSTANT = "2026-01-05T10:00:01.250Z"
ACTOR = "ccas-ferrevaux"
DOSSIER = "dos_" + "a" * 26

DEMANDE: dict[str, Any] = {
    "commune": "00101",
    "aide": "AID-FIN",
    "date_demande": "2026-01-05",
    "guichet": ACTOR,
    "canal": "guichet",
    "personne_ref": "per_" + "b" * 26,
    "urgence": False,
}
ACCEPTEE: dict[str, Any] = {"date": "2026-01-06"}
ACTION: dict[str, Any] = {
    "aide": "COLL",
    "public": "familles",
    "territoire": ["00101"],
    "du": "2026-02-01",
    "acte": "ferrevaux-delib-2026-003",
}
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "evt-1",
    "source": f"urn:relais:acteur:{ACTOR}",
    "type": "fr.relais.demande.deposee.v1",
    "subject": "DEM-2026-0001",
    "time": "2026-01-05T10:00:00Z",
}
JSON_TYPE = ("content-type", b"application/json")
STRUCTURED_TYPE = ("content-type", b"application/cloudevents+json; charset=UTF-8")

Headers = tuple[tuple[str, bytes | None], ...]


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`base` with `changes`; a change to Ellipsis removes the name."""
    return {name: value for name, value in {**base, **changes}.items() if value is not ...}


def published(value: bytes | None, headers: Headers, key: bytes | None = b"DEM-2026-0001") -> Published:
    """One record on the topic of the actor."""
    return Published(f"from.{ACTOR}", "kq3", 0, 41, key, value, headers)


def binary(content: Any = None, headers: Headers = (), key: bytes | None = b"DEM-2026-0001", **attributes: Any) -> Published:
    """A demand (or `content`) in binary mode, with changed attributes and more headers."""
    written = tuple((f"ce_{name}", str(value).encode()) for name, value in merged(ATTRIBUTES, attributes).items())
    return published(compact(DEMANDE if content is None else content), (*written, JSON_TYPE, *headers), key)


def structured(content: Any = None, headers: Headers = (), **attributes: Any) -> Published:
    """A demand (or `content`) in structured mode, with changed attributes and more headers."""
    document = merged({**ATTRIBUTES, "datacontenttype": "application/json", "data": DEMANDE if content is None else content}, attributes)
    return published(compact(document), (STRUCTURED_TYPE, *headers))


def demand(**changes: Any) -> Published:
    """A demand in binary mode whose data is changed."""
    return binary(merged(DEMANDE, changes))


def judged(record: Published) -> Relayed:
    """The verdict under the key and the instant of the tests."""
    return judge(record, case_key=CASE_KEY, instant=INSTANT)


def header(relayed: Relayed, name: str) -> str | None:
    """One of the hub's headers, as text."""
    found = dict(relayed.headers).get(name)
    return None if found is None else found.decode()


def compact(value: Any) -> bytes:
    """JSON as most clients write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
