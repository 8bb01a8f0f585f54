"""Messages of an inbox as the kit writes them: the hub's own, and what it makes of them to see what a client does."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from connectors.protocol import Headers
from hub.engine.fake import Emitted

TO_COME = "fr.relais.essai.a_venir.v1"
FOLLOWED = "fr.relais.dossier.suivi.v1"
MORE = "champ_a_venir"
ANOTHERS = {"acte": "convention-d-un-autre"}
ANOTHERS_NEED = {"commune": "99999", "aide": "AUTRE"}


class Letter(NamedTuple):
    """One record of an inbox."""

    key: bytes | None
    value: bytes
    headers: Headers

    @property
    def content(self) -> dict[str, Any]:
        """The CloudEvent."""
        content: dict[str, Any] = json.loads(self.value)
        return content


def of(emitted: Emitted, course: str) -> Letter:
    """What the hub in memory writes, under an id of this course's own: two hubs in memory number their facts alike."""
    letter = Letter(emitted.key, emitted.value or b"", emitted.headers)
    return _changed(letter, lambda content: content.update({"id": f"{course}-{content['id']}"}))


def _changed(letter: Letter, change: Callable[[dict[str, Any]], None]) -> Letter:
    content = letter.content
    change(content)
    return letter._replace(value=json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def with_a_field_more(letter: Letter) -> Letter:
    """The same with a field that no version of the contract has."""
    return _changed(letter, lambda content: content["data"].update({MORE: True}))


def of_another(letter: Letter) -> Letter:
    """The same by an act, for a commune and for an aid that are nobody's."""

    def change(content: dict[str, Any]) -> None:
        content["data"] |= ANOTHERS
        content["data"]["demande"] |= ANOTHERS_NEED

    return _changed(letter, change)


def later(letter: Letter, ranks: int) -> Letter:
    """The same, so many ranks later among the messages of its dossier."""
    return _changed(letter, lambda content: content.update({"sequence": str(int(content["sequence"]) + ranks)})) if ranks else letter


def before(letter: Letter) -> Letter:
    """A message of the same dossier that says nothing to do, of the same rank."""

    def change(content: dict[str, Any]) -> None:
        content["id"] = f"{content['id']}-avant"
        content["type"] = FOLLOWED
        content["data"] = {"fait": "ar.emis", "etat": "AR_EMIS", "date": content["data"]["depuis"]}

    return _changed(letter, change)


def of_a_type_to_come(letter: Letter, dossier: str) -> Letter:
    """A message of a type that does not exist yet, on a dossier of its own."""

    def change(content: dict[str, Any]) -> None:
        content |= {"id": f"{content['id']}-a-venir", "type": TO_COME, "subject": dossier, "sequence": "1", "data": {"date": "2026-01-01"}}

    return _changed(letter, change)._replace(key=dossier.encode())
