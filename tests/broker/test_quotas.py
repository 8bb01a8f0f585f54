"""Places and money of acts on a real Kafka: many ask for the last place at once, an envelope runs out, a place comes back."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.counted import FSL, RSA, await_answers, await_version, bounded, totals
from tests.broker.whole_hub import WholeHub

CCAS, TOWN, CD = "ccas-nantrelle", "commune-nantrelle", "departement-haute-oriane"
DAY = "2026-11-02"
TODAY = datetime.now(UTC).date().isoformat()
AT_ONCE = 100


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """Two workers; Nantrelle's convention for RSA has one place, that for housing 500 euros a year."""
    broker = LocalBroker(tmp_path / "kafka")
    broker.start()
    whole = WholeHub(broker.bootstrap, tmp_path)
    try:
        whole.ground()
        loaded = whole.command("registry", "load", str(bounded(tmp_path, places=1, cents=50_000)))
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        whole.start("w1")
        whole.start("w2")
        await_version(whole, 2)
        yield whole
    finally:
        whole.close()
        broker.stop()


def entrusted(hub: WholeHub, actor: str, function: str) -> list[str]:
    """The cases on which an actor was offered that function, in order."""
    found = hub.inbox(actor)
    return [one["subject"] for one in found if one["type"].endswith("dossier.confie.v1") and function in one["data"]["fonctions"]]


def test_of_a_hundred_that_ask_for_the_last_place_at_once_one_has_it(hub: WholeHub) -> None:
    """The others wait, in the département's hands; none is refused; the next in line has the place that is given back."""
    for number in range(AT_ONCE):
        hub.demand(CCAS if number % 2 else TOWN, "00404", "RSA-ACC", DAY, f"ref-{number}")
    told = await_answers(hub, RSA, AT_ONCE)
    assert Counter(one["etat"] for one in told) == {"ACCORDEE": 1, "EN_ATTENTE": AT_ONCE - 1}
    (granted,) = [one["dossier"] for one in told if one["etat"] == "ACCORDEE"]
    assert entrusted(hub, CCAS, "ACCOMPAGNER") == [granted]
    assert len(entrusted(hub, CD, "ACCOMPAGNER")) == AT_ONCE - 1
    assert [one["places"] for one in totals(hub, RSA)] == [1] * AT_ONCE
    hub.send(CD, "dossier.clos", granted, {"motif": "desistement", "date": "2026-11-03"})
    last = await_answers(hub, RSA, AT_ONCE + 1)[-1]
    first_in_line = next(one["dossier"] for one in told if one["etat"] == "EN_ATTENTE")
    assert (last["dossier"], last["etat"]) == (first_in_line, "ACCORDEE")
    assert totals(hub, RSA)[-1]["places"] == 1


def test_an_envelope_runs_out_and_comes_back_with_what_is_not_spent(hub: WholeHub) -> None:
    """280 of 500 euros are reserved: the next 280 fall back on the département; 100 are granted in the end, so 280 fit again."""
    asks: dict[str, Any] = {"montant_demande_centimes": 28_000}
    hub.demand(CCAS, "00404", "FSL-E", DAY, "ref-1", **asks)
    (first,) = await_answers(hub, FSL, 1)
    hub.demand(CCAS, "00404", "FSL-E", DAY, "ref-2", **asks)
    second = await_answers(hub, FSL, 2)[-1]
    assert (first["etat"], second["etat"], second["manque"]) == ("ACCORDEE", "EPUISEE", "budget")
    assert entrusted(hub, CCAS, "DECIDER") == [first["dossier"]]
    assert second["dossier"] in entrusted(hub, CD, "DECIDER")
    signed = {
        "sens": "accord_partiel", "date_decision": DAY, "organe": "conseil_administration", "acte": FSL, "montant_centimes": 10_000,
        "signataire": {"acteur": CCAS, "fonction": "president"},
    }  # fmt: skip
    hub.send(CCAS, "decision.rendue", first["dossier"], {**signed, "date_decision": TODAY})
    hub.send(CCAS, "decision.rendue", second["dossier"], {**signed, "date_decision": TODAY})
    (stopped,) = hub.await_kind(CD, "decision.a_verifier", 1)
    assert stopped["subject"] == second["dossier"]
    assert (stopped["data"]["raison"], stopped["data"]["constat"]) == ("ENVELOPPE_EPUISEE", "a_confirmer")
    hub.demand(CCAS, "00404", "FSL-E", DAY, "ref-3", **asks)
    assert await_answers(hub, FSL, 3)[-1]["etat"] == "ACCORDEE"
    assert totals(hub, FSL)[-1]["lignes"] == {"2026": [28_000, 10_000, 50_000]}
    reached = [one["raison"] for one in conclusions(hub, "QUOTA_SEUIL")]
    assert reached == []


def conclusions(hub: WholeHub, genre: str) -> list[dict[str, Any]]:
    """The journal's conclusions of one kind."""
    entries = [json.loads(record.value() or b"{}") for record in hub.records("hub.journal")]
    return [one for entry in entries for one in entry.get("conclusions", ()) if one["genre"] == genre]
