"""Workers are killed while persons ask at two doors: each pair is linked once, from its earliest day, and the state is that of a replay."""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.agents.personnes import PersonnesStage
from hub.kafka_local.broker import LocalBroker
from hub.telemetry import Metrics
from schemas.person_ref import base32
from tests.broker.relived import cases_of, equal_to_replay
from tests.broker.whole_hub import WholeHub

CCAS, MDS = "ccas-ferrevaux", "mds-haute-oriane"
PAIRS, ALONE, KILLS = 40, 20, 5
SEED = 20_261_127
TODAY = datetime.now(UTC).date()
MONDAY, WEDNESDAY = (TODAY - timedelta(days=4)).isoformat(), (TODAY - timedelta(days=2)).isoformat()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """Two workers."""
    broker = LocalBroker(tmp_path / "kafka")
    broker.start()
    whole = WholeHub(broker.bootstrap, tmp_path)
    try:
        whole.ground()
        for name in ("w1", "w2"):
            whole.start(name)
        yield whole
    finally:
        whole.close()
        broker.stop()


def person(number: int) -> str:
    """A reference of its own."""
    return "per_" + base32(number.to_bytes(16, "big"))


def test_links_are_whole_whatever_is_killed(hub: WholeHub) -> None:
    """Every pair knows the other and counts from its Monday; who asked once is told nothing; both doors had one letter each."""
    _load(hub, random.Random(SEED))
    links = _await_links(hub)
    assert len(links) == 2 * PAIRS
    for told in links.values():
        assert len(told) == 1, "a link told twice"
        (one,) = told
        assert one["details"]["origine"] == MONDAY
        (other,) = one["details"]["liens"]
        assert links[other[0]], "a link that only one side knows"
        assert (one["raison"] == "ORIGINE_AVANCEE") == (other[1] == MONDAY)
    letters = {actor: [one for one in hub.inbox(actor) if one["type"].endswith("dossier.lie.v1")] for actor in (CCAS, MDS)}
    assert (len(letters[CCAS]), len(letters[MDS])) == (2 * PAIRS, PAIRS)
    assert equal_to_replay(hub, "hub.personnes", "hub.personnes-state", lambda _: PersonnesStage(Metrics())) == PAIRS + ALONE
    assert equal_to_replay(hub, "hub.events", "hub.cases", cases_of(hub)) > 2 * PAIRS


def _load(hub: WholeHub, chance: random.Random) -> None:
    """Both doors in any order, and people who ask once; workers are killed on the way."""
    asked = [(number, actor, day) for number in range(PAIRS) for actor, day in ((CCAS, MONDAY), (MDS, WEDNESDAY))]
    asked += [(PAIRS + number, CCAS, MONDAY) for number in range(ALONE)]
    chance.shuffle(asked)
    kill_at = chance.sample(range(5, len(asked)), KILLS)
    for rank, (number, actor, day) in enumerate(asked):
        hub.revive()
        hub.demand(actor, "00101", "AID-FIN", day, f"ref-{rank}", personne_ref=person(number))
        if rank in kill_at:
            name = chance.choice(("w1", "w2"))
            hub.kill(name)
            hub.start(name)
            time.sleep(chance.random() * 2)


def _await_links(hub: WholeHub, within_s: float = 180.0) -> dict[str, list[dict[str, Any]]]:
    """What each dossier concluded of a link, once all lanes have come to their end and nothing moves any more."""
    deadline, before = time.monotonic() + within_s, -1
    links: dict[str, list[dict[str, Any]]] = {}
    while time.monotonic() < deadline:
        hub.revive()
        lanes = hub.command("lanes", "--json").stdout
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in hub.records("hub.journal"):
            entry = json.loads(record.value() or b"{}")
            found[entry.get("dossier", "")] += [one for one in entry["conclusions"] if one["genre"] == "DOSSIER_LIE"]
        links = {dossier: told for dossier, told in found.items() if told}
        now = len(hub.records("hub.events")) + len(hub.records("hub.personnes"))
        if len(links) >= 2 * PAIRS and now == before and '"EN_RETARD"' not in lanes:
            return links
        before = now
        time.sleep(1.5)
    raise AssertionError(f"{len(links)} links\n{hub.logs()}")
