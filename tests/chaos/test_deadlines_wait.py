"""A deadline falls due while intake stands still, on a real Kafka: what was published in time and relayed late wins over the alarm."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer

from hub.engine.intake import PATTERN
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from tests.broker.whole_hub import DAY, WholeHub

WHO = "ccas-ferrevaux"
SIX_DAYS_S = 6 * 86_400
"""Longer than two working days, whatever the day."""
WITHDRAWN = 3
FIGURE = "relais_deadlines_waiting_seconds "


@pytest.fixture
def hub(kafka: LocalBroker, tmp_path: Path) -> Iterator[WholeHub]:
    """A hub whose worker's clock a file moves."""
    (tmp_path / "ahead").write_text("0")
    whole = WholeHub(kafka.bootstrap, tmp_path, more={"HUB_WORKER__METRICS_PORT": str(first_free())})
    whole.program = ("-m", "tests.broker.ahead_worker", str(tmp_path / "ahead"))
    whole.ground()
    yield whole
    whole.close()


class StandingStill:
    """Another member of intake's group, which is given every partition (it comes first by its name) and relays nothing."""

    def __init__(self, bootstrap: str) -> None:
        """Join, and wait until `from.*` is its own."""
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": "hub-intake",
                "group.instance.id": "a-standing-still",
                "session.timeout.ms": 3_000,
                "heartbeat.interval.ms": 300,
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "log_level": 2,
            }
        )
        self._consumer.subscribe([PATTERN])
        self.during(lambda: f"from.{WHO}" in {place.topic for place in self._consumer.assignment()}, 20)

    def during(self, is_true: Callable[[], bool], within_s: float) -> None:
        """Stay a good member until something is true."""
        deadline = time.monotonic() + within_s
        while not is_true():
            assert time.monotonic() < deadline, is_true
            self._consumer.poll(0.2)

    def rest(self, seconds: float) -> None:
        """Stay a good member for some time."""
        end = time.monotonic() + seconds
        self.during(lambda: time.monotonic() > end, seconds + 5)

    def leave(self) -> None:
        """The group notices when its session is over."""
        self._consumer.close()


def waiting_s(hub: WholeHub) -> float:
    """What the worker's figure says, -1 while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{hub.more['HUB_WORKER__METRICS_PORT']}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
    except (urllib.error.URLError, ConnectionError):
        return -1.0
    return next(float(line.removeprefix(FIGURE)) for line in lines if line.startswith(FIGURE))


def journal(hub: WholeHub, kind: str) -> list[dict[str, Any]]:
    """The entries of that type."""
    entries = [json.loads(record.value() or b"{}") for record in hub.records("hub.journal")]
    return [entry for entry in entries if entry["type"] == kind]


def alarms(hub: WholeHub) -> list[dict[str, Any]]:
    """The deadlines reached of decisions that waited; the clocks of a dossier ring beside them."""
    return [entry for entry in journal(hub, "echeance.atteinte") if any(one["genre"] == "ALERTE" for one in entry["conclusions"])]


def stopped_decisions(hub: WholeHub, count: int) -> list[str]:
    """Dossiers with a decision by an act nobody knows: stopped, and to be settled within two working days."""
    for number in range(count):
        hub.demand(WHO, "00101", "SEC-URG", DAY, f"ref-{number}")
    opened = hub.await_messages(WHO, 2 * count)
    dossiers = sorted({message["subject"] for message in opened if message["type"] == "fr.relais.dossier.confie.v1"})
    assert len(dossiers) == count
    signed = {"acteur": WHO, "fonction": "president"}
    decided = {"sens": "accord", "date_decision": DAY, "organe": "conseil_administration", "signataire": signed, "acte": "jamais-vu"}
    for dossier in dossiers:
        hub.send(WHO, "decision.rendue", dossier, decided)
    hub.await_messages(WHO, 4 * count)
    return dossiers


def test_what_was_published_before_an_alarm_and_relayed_after_it_fell_due_wins(hub: WholeHub, tmp_path: Path) -> None:
    """Intake stands still, the clock passes the deadlines, the worker is killed while they wait: only what nobody settled rings, once."""
    hub.start()
    *withdrawn, silent = stopped_decisions(hub, WITHDRAWN + 1)
    still = StandingStill(hub.bootstrap)
    for dossier in withdrawn:
        hub.send(WHO, "decision.retiree", dossier, {"date": DAY})
    assert waiting_s(hub) == 0.0
    (tmp_path / "ahead").write_text(str(SIX_DAYS_S))
    still.during(lambda: waiting_s(hub) > 86_400, 10)
    still.rest(1.5)
    hub.kill()
    hub.start()
    still.during(lambda: waiting_s(hub) > 86_400, 20)
    still.rest(1.5)
    assert journal(hub, "echeance.atteinte") == [], "neither an alarm nor a clock"
    assert journal(hub, "fr.relais.decision.retiree.v1") == [], "nothing was relayed meanwhile"
    still.leave()
    _rings_once(hub, silent)
    assert len(journal(hub, "fr.relais.decision.retiree.v1")) == WITHDRAWN
    hub.kill()
    hub.start()
    hub.demand(WHO, "00101", "SEC-URG", DAY, "ref-after")
    hub.await_messages(WHO, 5 * WITHDRAWN + 4 + 2)
    _rings_once(hub, silent)


def _rings_once(hub: WholeHub, dossier: str) -> None:
    """No deadline is due and waits any more, and one alarm stands in the journal."""
    deadline = time.monotonic() + 20
    while not alarms(hub) or waiting_s(hub) != 0.0:
        assert time.monotonic() < deadline, hub.logs()
        time.sleep(0.2)
    (rung,) = alarms(hub)
    assert (rung["dossier"], rung["conclusions"][0]["genre"]) == (dossier, "ALERTE")
