"""The Python client passes over what is no event, and answers a dossier that comes back."""

import argparse
import json
from pathlib import Path
from unittest.mock import Mock

import pytest

from connectors.clients.client import Client

NO_EVENT = (
    b"",
    b"\xff",
    b"null",
    b"[]",
    b"{}",
    b'{"id": "a", "subject": "dos_1", "sequence": "1"}',
    b'{"id": "a", "subject": "dos_1", "sequence": "un", "type": "t"}',
    b'{"id": {}, "subject": 5, "sequence": "1", "type": []}',
)


def made(folder: Path) -> Client:
    """A client in a folder of its own, with one act; no Kafka answers."""
    acteur = {"id": "asso-panier-solidaire", "nature": "association", "actes": ["acte-1"]}
    (folder / "contrat.json").write_text(json.dumps({"info": {"x-acteur": acteur}}), encoding="utf-8")
    (folder / "librdkafka.conf").write_text("bootstrap.servers=127.0.0.1:1\n", encoding="utf-8")
    return Client(folder, argparse.Namespace(complet=False, competent=None, republier_apres=10.0))


def receive(client: Client, content: bytes) -> None:
    """One record of its inbox."""
    client.recevoir(Mock(value=lambda: content, offset=lambda: 7))


@pytest.mark.parametrize("value", NO_EVENT)
def test_what_is_no_event_is_passed_over(value: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, nothing is to be published, and the offer that comes after is answered."""
    client = made(tmp_path)
    offer = {"id": "b", "subject": "dos_1", "sequence": "1", "type": "fr.relais.dossier.confie.v1", "causationid": "c"}
    data = {"etat": "proposee", "acte": "acte-1", "fonctions": ["INSTRUIRE"]}
    for content in (value, json.dumps(offer | {"data": data}).encode()):
        receive(client, content)
    client.lecteur.close()
    published = [json.loads(row[0])["type"] for row in client.base.execute("SELECT octets FROM publies")]
    assert published == ["fr.relais.transmission.acceptee.v1"]
    assert "passé" in capsys.readouterr().err


def test_a_dossier_taken_back_then_offered_again_is_answered(tmp_path: Path) -> None:
    """What had no notice before it was taken back is never said again; the new offer has its own answer."""
    client = made(tmp_path)
    offer: dict[str, object] = {"etat": "proposee", "acte": "acte-1", "fonctions": ["INSTRUIRE"]}
    course: tuple[tuple[str, dict[str, object]], ...] = (("dossier.confie", offer), ("dossier.retire", {}), ("dossier.confie", offer))
    for rank, (name, data) in enumerate(course, 1):
        event = {"id": f"m{rank}", "subject": "dos_1", "sequence": str(rank), "type": f"fr.relais.{name}.v1", "causationid": f"c{rank}"}
        receive(client, json.dumps({**event, "data": data}).encode())
    client.lecteur.close()
    client.producteur = producer = Mock()
    client.publier()
    (told,) = producer.produce.call_args_list
    notices = [avis for (avis,) in client.base.execute("SELECT avis FROM publies ORDER BY rowid")]
    assert notices == ["retire", None]
    assert json.loads(told.args[1])["type"] == "fr.relais.transmission.acceptee.v1"
