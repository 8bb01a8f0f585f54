"""The Python client passes over what is no event: it stops at nothing that stands in its inbox."""

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


@pytest.mark.parametrize("value", NO_EVENT)
def test_what_is_no_event_is_passed_over(value: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, nothing is to be published, and the offer that comes after is answered."""
    acteur = {"id": "asso-panier-solidaire", "nature": "association", "actes": ["acte-1"]}
    (tmp_path / "contrat.json").write_text(json.dumps({"info": {"x-acteur": acteur}}), encoding="utf-8")
    (tmp_path / "librdkafka.conf").write_text("bootstrap.servers=127.0.0.1:1\n", encoding="utf-8")
    client = Client(tmp_path, argparse.Namespace(complet=False, competent=None, republier_apres=10.0))
    offer = {"id": "b", "subject": "dos_1", "sequence": "1", "type": "fr.relais.dossier.confie.v1", "causationid": "c"}
    data = {"etat": "proposee", "acte": "acte-1", "fonctions": ["INSTRUIRE"]}
    for content in (value, json.dumps(offer | {"data": data}).encode()):
        client.recevoir(Mock(value=lambda content=content: content, offset=lambda: 7))
    client.lecteur.close()
    published = [json.loads(row[0])["type"] for row in client.base.execute("SELECT octets FROM publies")]
    assert published == ["fr.relais.transmission.acceptee.v1"]
    assert "passé" in capsys.readouterr().err
