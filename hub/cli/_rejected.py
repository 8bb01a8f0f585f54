"""How `hub rejected` shows a dead letter."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from hub.rejections import Rejection, printable

CAUTION = "Ce contenu vient du partenaire et peut porter des données personnelles : ne le recopiez nulle part."


def instant_of(one: Rejection) -> str:
    """When it was written, RFC 3339, to the second."""
    return datetime.fromtimestamp(one.instant_ms / 1000, UTC).isoformat(timespec="seconds")


def described(one: Rejection) -> dict[str, Any]:
    """The dead letter without its bytes; keys are only ever added."""
    return {
        "partition": one.partition,
        "offset": one.offset,
        "instant": instant_of(one),
        "acteur": one.acteur,
        "code": one.code,
        "champ": one.champ,
        "phrase": one.phrase,
        "origine": one.origine,
        "destination": one.destination,
        "octets": None if one.value is None else len(one.value),
        "longueur": one.longueur,
        "sha256": one.sha256,
    }


def with_bytes(one: Rejection) -> dict[str, Any]:
    """The record itself, in base64."""
    headers = [[name, None if value is None else b64encode(value).decode()] for name, value in one.headers]
    return {"cle_base64": _base64(one.key), "valeur_base64": _base64(one.value), "entetes_base64": headers}


def page(one: Rejection) -> list[str]:
    """The dead letter as it is printed, every byte of the partner made visible."""
    lines = [f"{name:<12} {value}" for name, value in described(one).items() if value is not None]
    lines += ["", CAUTION, "", "clé", *_shown(one.key)]
    for name, value in one.headers:
        lines += [f"en-tête {printable(name.encode())[0]}", *_shown(value)]
    return [*lines, "valeur", *_shown(one.value)]


def _shown(value: bytes | None) -> list[str]:
    return ["  (aucune)"] if value is None else [f"  {line}" for line in printable(value)]


def _base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode()
