"""Silence takes effect on a real Kafka: a worker down for a week and killed while it catches up, late decisions, exactly once each."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.kafka_local.broker import LocalBroker
from hub.registry.files import load_folder
from tests.broker.dated_hub import DatedHub
from tests.broker.whole_hub import ROOT
from tests.chaos.invariants import hold

WHO, TOWN = "ccas-ferrevaux", "00101"
DAYS = ("2026-01-02", "2026-01-05", "2026-01-06")
"""Of demands, with what they become without a decision on the second of March, the fifth, the sixth."""
EACH = 8
SIGNED = {
    "organe": "commission_permanente",
    "signataire": {"acteur": WHO, "fonction": "president"},
    "acte": "ferrevaux-commission-permanente",
    "sens": "refus",
    "motif": "hors_reglement",
}


@pytest.fixture
def hub(kafka: LocalBroker, tmp_path: Path) -> Iterator[DatedHub]:
    """A hub whose clock a test moves, in January 2026."""
    dated = DatedHub(kafka.bootstrap, tmp_path)
    dated.set_up()
    dated.load(load_folder(ROOT / "deploy" / "registre"), apply_topics=True)
    dated.on("2026-01-06T10:00")
    dated.start()
    yield dated
    dated.close()


def silences(hub: DatedHub) -> list[tuple[int, str, dict[str, Any]]]:
    """What the journal says of silences: partition, dossier, details; in the order of each partition."""
    entries = [(record.partition() or 0, json.loads(record.value() or b"{}")) for record in hub.records("hub.journal")]
    return [
        (partition, entry["dossier"], {"raison": one["raison"], **one["details"]})
        for partition, entry in entries
        for one in entry["conclusions"]
        if one["genre"] == "SILENCE"
    ]


def test_silence_falls_once_in_the_order_of_the_law(hub: DatedHub) -> None:
    """Warned four times; a week down and a kill later each is rejected once with its own date; a decision taken in time undoes it."""
    cases = {hub.opened(WHO, TOWN, "AID-FIN", day): day for day in DAYS for _ in range(EACH)}
    first, decided, *_, late = cases
    hub.tell(WHO, "decision.rendue", decided, {**SIGNED, "date_decision": "2026-01-06"})
    assert [one["data"]["code"] for one in hub.letters(WHO, decided, "avis.technique")][-1] == "PRIS_EN_COMPTE"
    refused = hub.tell(WHO, "indu.solde", first, {"date": "2026-01-06", "issue": "remise_gracieuse"})
    assert (refused["code"], refused["jusqu_au"]) == ("ETAT_INCOMPATIBLE", "2026-03-02")

    hub.on("2026-03-01T10:00")
    warned = hub.await_letters(WHO, first, "echeance.signalee", 4)
    assert [one["data"]["signe"] for one in warned] == ["MOITIE", "J_15", "J_5", "NEUF_DIXIEMES"]
    assert silences(hub) == []

    hub.kill()
    hub.on("2026-03-08T10:00")
    hub.start()
    assert hub.await_letters(WHO, first, "dossier.suivi", 1), hub.logs()
    hub.kill()
    hub.start()
    for case, day in cases.items():
        if case != decided:
            (told,) = hub.await_letters(WHO, case, "dossier.suivi", 1)
            assert (told["data"]["etat"], told["data"]["date"]) == ("REJET_IMPLICITE", day.replace("-01-", "-03-"))
    hub.kill()
    hub.start()
    hub.tell(WHO, "decision.rendue", late, {**SIGNED, "date_decision": "2026-03-06"})
    fallen = silences(hub)
    assert Counter(case for _, case, said in fallen if said["raison"] == "silence.echu") == Counter(set(cases) - {decided})
    for partition in {place for place, _, _ in fallen}:
        dates = [said["date"] for place, _, said in fallen if place == partition and said["raison"] == "silence.echu"]
        assert dates == sorted(dates), "a week down: in the order of the law"
    assert [said for _, case, said in fallen if case == late][1:] == [
        {"raison": "silence.annule", "date": "2026-03-06", "silence_du": "2026-03-06"}
    ]
    assert [one["data"]["fait"] for one in hub.letters(WHO, late, "dossier.suivi")] == ["silence.echu", "silence.annule"]
    sequences = [int(one["sequence"]) for one in hub.inboxes[WHO] if one["subject"] == late]
    assert sequences == list(range(1, len(sequences) + 1))
    assert hold(hub) == len(cases)
