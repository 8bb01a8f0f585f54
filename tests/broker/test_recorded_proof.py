"""The recorded proof of a dossier on a real Kafka: the same bytes after a change of the registry, a move, a new read model."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.lived_hub import dossier_of, project
from tests.broker.whole_hub import WholeHub

HOLDER, TITULAIRE = "asso-panier-solidaire", "ccas-ferrevaux"
ACT = "ferrevaux-convention-panier-solidaire"
CHANGED = f"""- {{genre: acteur, id: {HOLDER}, nature: association, nom: "Panier renommé"}}
- {{genre: acte, id: {ACT}, type: delegation_competence, numero: "convention corrigée",
   objet: "Tout autre chose", communes: [ferrevaux], beneficiaire: {HOLDER},
   delegant: {TITULAIRE}, aides: [ALIM-COL], fonctions: [INSTRUIRE, EVALUER, DECIDER, NOTIFIER, EXECUTER, ACCOMPAGNER],
   base: "CASF L266-2 ; convention", du: 2012-01-01, au: 2026-05-01}}
"""


@pytest.fixture
def hub(kafka: LocalBroker, tmp_path: Path) -> Iterator[WholeHub]:
    """A hub with a worker."""
    whole = WholeHub(kafka.bootstrap, tmp_path)
    try:
        whole.ground()
        whole.start()
        yield whole
    finally:
        whole.close()


def printed(hub: WholeHub, dossier: str, *more: str) -> str:
    """What `hub explain --json` prints."""
    done = hub.command("explain", dossier, "--json", *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_proof_has_the_same_bytes_whatever_came_later(hub: WholeHub) -> None:
    """The actor renamed, its convention corrected so that the case moves: the move has a proof of its own, the first is untouched."""
    hub.demand(TITULAIRE, "00101", "ALIM-COL", "2026-05-11", "ref-1")
    hub.await_messages(HOLDER, 1)
    dossier = dossier_of(hub, TITULAIRE)
    project(hub)
    proof = printed(hub, dossier)
    document = json.loads(proof)
    assert (document["reponses"][0]["responsable"], document["reponses"][0]["acte"]) == (HOLDER, ACT)
    content, _, rest = proof.rstrip("\n").rpartition(',"sha256":')
    assert json.loads(f"[{rest[:-1]}]") == [hashlib.sha256(f"{content}}}".encode()).hexdigest()]

    file = hub.folder / "change.yaml"
    file.write_text(CHANGED, encoding="utf-8")
    loaded = hub.command("registry", "load", str(file), "--confirm", "1")
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    hub.await_messages(HOLDER, 2)
    project(hub)
    assert printed(hub, dossier) == proof
    moved = json.loads(printed(hub, dossier, "--preuve", "2"))
    assert (moved["genre"], moved["responsable"], moved["registre"]) == ("REEXAMEN", TITULAIRE, document["registre"] + 1)
    assert {"id": HOLDER, "nom": "Panier renommé"} in moved["acteurs"]

    (hub.folder / "relais" / "relais.sqlite").unlink()
    project(hub)
    assert printed(hub, dossier) == proof, "from the log alone"
