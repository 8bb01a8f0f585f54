"""One dossier on a real Kafka, from its demand to its closing: pieces, commission, decision, notification, execution, revision, end."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.lived_hub import project
from tests.broker.whole_hub import WholeHub, notices

HOLDER, COUNTER = "asso-panier-solidaire", "ccas-ferrevaux"
TODAY = datetime.now(UTC).date()
DAY = TODAY.isoformat()
LATER = (TODAY + timedelta(days=20)).isoformat()
SIGNED = {
    "date_decision": DAY,
    "organe": "conseil_association",
    "signataire": {"acteur": HOLDER, "fonction": "president"},
    "acte": "ferrevaux-convention-panier-solidaire",
}

LIFE: list[tuple[str, str, dict[str, Any]]] = [
    (HOLDER, "transmission.acceptee", {"date": DAY}),
    (HOLDER, "ar.emis", {"date": DAY, "mentions_completes": True}),
    (HOLDER, "pieces.demandees", {"date": DAY, "pieces": ["COMPOSITION_DU_FOYER", "RESSOURCES"], "date_limite": LATER}),
    (COUNTER, "piece.recue", {"date": DAY, "piece": "RESSOURCES"}),
    (HOLDER, "dossier.complet", {"date": DAY}),
    (HOLDER, "proposition.etablie", {"date": DAY, "sens": "accord", "montant_centimes": 4_000}),
    (HOLDER, "ordre_du_jour.inscrit", {"date": DAY, "seance": LATER, "organe": "conseil_association"}),
    (HOLDER, "decision.ajournee", {"date": DAY, "motif": "avis_attendu", "seance": LATER}),
    (HOLDER, "decision.rendue", {**SIGNED, "sens": "accord", "montant_centimes": 4_000}),
    (HOLDER, "notification.envoyee", {"date": DAY, "mode": "main_propre", "voies_et_delais": True}),
    (HOLDER, "notification.recue", {"date": DAY}),
    (HOLDER, "service.demarre", {"date": DAY}),
    (HOLDER, "droit.ouvert", {"date": DAY, "du": DAY, "au": LATER}),
    (COUNTER, "situation.changee", {"date": DAY, "nature": "quotient_familial", "quotient_familial_centimes": 64_200}),
    (COUNTER, "revision.demandee", {"date": DAY, "motif": "changement_de_situation"}),
    (HOLDER, "contradictoire.ouvert", {"date": DAY, "date_limite": LATER}),
    (HOLDER, "decision.revisee", {**SIGNED, "sens": "baisse", "montant_centimes": 2_000, "motif": "ressources_superieures"}),
    (HOLDER, "notification.recue", {"date": DAY}),
    (COUNTER, "recours.depose", {"date": DAY, "voie": "gracieux"}),
    (HOLDER, "decision.maintenue", {"date": DAY}),
    (HOLDER, "dossier.clos", {"date": DAY, "motif": "droit_fini"}),
]
NOT_FOR_THE_COUNTER = {"transmission.acceptee", "proposition.etablie", "decision.rendue", "decision.revisee", "service.demarre"}
"""Told otherwise, or not for who tells the person."""
KILLED_AFTER = "ordre_du_jour.inscrit"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A hub with one demand, held by an association under a convention."""
    broker = LocalBroker(tmp_path / "kafka")
    broker.start()
    whole = WholeHub(broker.bootstrap, tmp_path)
    try:
        whole.ground()
        whole.start()
        whole.demand(COUNTER, "00101", "ALIM-COL", DAY, "ref-1")
        whole.await_messages(HOLDER, 1)
        yield whole
    finally:
        whole.close()
        broker.stop()


def told(hub: WholeHub, actor: str) -> list[dict[str, Any]]:
    """What an actor was told of the dossier's steps."""
    return [one["data"] for one in hub.inbox(actor) if one["type"] == "fr.relais.dossier.suivi.v1"]


def lived(hub: WholeHub, case_id: str) -> None:
    """Every event in its order, each taken into account before the next; the worker is killed on the way."""
    count = {HOLDER: 1, COUNTER: len(hub.inbox(COUNTER))}
    for who, kind, data in LIFE:
        hub.send(who, kind, case_id, data)
        count[who] = _answered(hub, who, count[who])
        if kind == KILLED_AFTER:
            hub.kill()
            hub.start()


def _answered(hub: WholeHub, who: str, before: int) -> int:
    """How many messages `who` has once its last event is answered, which it is as taken into account."""
    asked = len(notices(hub.inbox(who)[:before]))
    found = hub.await_messages(who, before + 1)
    while len(notices(found)) == asked:
        found = hub.await_messages(who, len(found) + 1)
    assert notices(found)[-1]["code"] == "PRIS_EN_COMPTE", notices(found)[-1]
    return len(found)


def test_a_dossier_lives_to_its_end(hub: WholeHub) -> None:
    """Each step is told to those it concerns; a wrong one is told why; the page tells it all, and the closed dossier takes no more."""
    case_id = hub.inbox(HOLDER)[0]["subject"]
    hub.send(HOLDER, "indu.solde", case_id, {"date": DAY, "issue": "retenue"})
    refused = notices(hub.await_messages(HOLDER, 2))[-1]
    assert (refused["code"], refused["etat"], refused["attendu"][0]) == ("ETAT_INCOMPATIBLE", "TRANSMISE", "transmission.acceptee")

    lived(hub, case_id)
    steps = told(hub, COUNTER)
    expected = [kind for who, kind, _ in LIFE if who == HOLDER and kind not in NOT_FOR_THE_COUNTER]
    assert [one["fait"] for one in steps if one["fait"] != "service.demarre"] == expected
    assert steps[-1]["etat"] == "CLOS"
    assert [one["fait"] for one in told(hub, HOLDER)] == ["piece.recue", "situation.changee", "revision.demandee", "recours.depose"]
    assert {one["data"]["demande"]["date_demande"] for one in hub.inbox(HOLDER) if "demande" in one["data"]} == {DAY}

    before = len(hub.inbox(HOLDER))
    hub.send(HOLDER, "situation.changee", case_id, {"date": DAY, "nature": "emploi"})
    late = notices(hub.await_messages(HOLDER, before + 1))[-1]
    assert late["code"] == "DOSSIER_CLOS"

    project(hub)
    shown = hub.command("dossier", "show", case_id, "--json")
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["dossier"]["etat"] == "CLOS"
    page = hub.command("explain", case_id).stdout
    assert "le droit diminue" in page
    assert "ferme le dossier, car le droit a pris fin" in " ".join(page.split())
