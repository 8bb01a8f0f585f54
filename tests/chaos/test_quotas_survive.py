"""Workers are killed while many cases ask, spend and give back: no place twice, no request without an answer, accounts equal to replay."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from hub.agents.quotas import QuotasStage
from hub.kafka_local.broker import LocalBroker
from hub.telemetry import Metrics
from tests.broker.counted import FSL, RSA, answers, asked, await_version, bounded, handled, is_answer, totals
from tests.broker.relived import cases_of, equal_to_replay
from tests.broker.whole_hub import WholeHub

CCAS, TOWN, CD = "ccas-nantrelle", "commune-nantrelle", "departement-haute-oriane"
DAY = "2026-11-02"
PLACES, CENTS = 25, 200_000
DEMANDS, CLOSED, KILLS = 120, 30, 6
SEED = 20_261_126


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """Two workers; 25 places of RSA, 2,000 euros a year of FSL."""
    broker = LocalBroker(tmp_path / "kafka")
    broker.start()
    whole = WholeHub(broker.bootstrap, tmp_path)
    try:
        whole.ground()
        loaded = whole.command("registry", "load", str(bounded(tmp_path, places=PLACES, cents=CENTS)))
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        for name in ("w1", "w2"):
            whole.start(name)
        await_version(whole, 2)
        yield whole
    finally:
        whole.close()
        broker.stop()


def test_accounts_are_exact_whatever_is_killed(hub: WholeHub) -> None:
    """Demands and closings flow, seven workers are killed; then all that was asked has its answer, once, and nothing is above a bound."""
    chance = random.Random(SEED)
    closings = _load(hub, chance)
    _await_quiet(hub)
    for acte in (RSA, FSL):
        requests, told = asked(hub, acte), answers(hub, acte)
        first = {(one["dossier"], one["n"]) for one in requests if one["genre"] == "demande"}
        given_back = {(one["dossier"], one["n"]) for one in requests if one["genre"] == "rendu"}
        assert len(first) == DEMANDS
        granted = Counter((one["dossier"], one["n"]) for one in told if one["etat"] == "ACCORDEE")
        refused = Counter((one["dossier"], one["n"]) for one in told if one["etat"] == "EPUISEE")
        assert set(granted.values()) <= {1}
        assert set(refused.values()) <= {1}
        assert {(one["dossier"], one["n"]) for one in told} == first, "a request without an answer, or an answer to none"
        assert not granted.keys() & refused.keys()
        account = totals(hub, acte)
        if acte == RSA:
            assert account[-1]["places"] == len(granted.keys() - given_back) == PLACES
            assert max(one["places"] for one in account) <= PLACES
        else:
            cents = {(one["dossier"], one["n"]): one["centimes"] for one in requests if one["genre"] == "demande"}
            reserved = sum(cents[key] for key in granted.keys() - given_back)
            assert account[-1]["lignes"]["2026"][:2] == [reserved, 0]
            assert all(sum(one["lignes"]["2026"][:2]) <= CENTS for one in account if "2026" in one.get("lignes", {}))
    assert closings == CLOSED
    cases, quotas = cases_of(hub), lambda _: QuotasStage(Metrics())
    for log, state, made in (("hub.events", "hub.cases", cases), ("hub.quotas", "hub.quotas-state", quotas)):
        assert equal_to_replay(hub, log, state, made) > 0


def _load(hub: WholeHub, chance: random.Random) -> int:
    """Publish and kill; returns how many cases were closed."""
    kill_at = sorted(chance.sample(range(10, DEMANDS), KILLS))
    for number in range(DEMANDS):
        hub.revive()
        actor = CCAS if number % 2 else TOWN
        hub.demand(actor, "00404", "RSA-ACC", DAY, f"rsa-{number}")
        hub.demand(actor, "00404", "FSL-E", DAY, f"fsl-{number}", montant_demande_centimes=chance.randrange(5_000, 28_000))
        if number in kill_at:
            name = chance.choice(("w1", "w2"))
            hub.kill(name)
            hub.start(name)
            time.sleep(chance.random() * 2)
    closing = _entrusted(hub)
    for number, (case_id, acte) in enumerate(closing.items()):
        hub.send(CD if acte == RSA else CCAS, "dossier.clos", case_id, {"motif": "desistement", "date": DAY})
        if number == CLOSED // 2:
            hub.kill("w1")
            hub.start("w1")
    return len(closing)


def _entrusted(hub: WholeHub, within_s: float = 120.0) -> dict[str, str]:
    """The first cases that were entrusted to the centre, once there are enough of them, with the act: who accompanies does not close."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        hub.revive()
        found = {one["subject"]: one["data"]["acte"] for one in hub.inbox(CCAS) if one["type"].endswith("dossier.confie.v1")}
        if len(found) >= CLOSED:
            return dict(islice(found.items(), CLOSED))
        time.sleep(0.5)
    raise AssertionError(hub.logs())


def _await_quiet(hub: WholeHub, within_s: float = 180.0) -> None:
    """Until every event has its notice, every request its answer, and every answer was handled."""
    deadline, before = time.monotonic() + within_s, -1
    while time.monotonic() < deadline:
        hub.revive()
        lanes = hub.command("lanes", "--json").stdout
        events = hub.records("hub.events")
        now = len(events) + len(hub.records("hub.quotas"))
        if now == before and '"EN_RETARD"' not in lanes and handled(hub) == sum(map(is_answer, events)):
            return
        before = now
        time.sleep(1.5)
    raise AssertionError(hub.logs())
