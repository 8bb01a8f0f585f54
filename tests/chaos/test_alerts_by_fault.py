"""Alerts made true by faults of time, room and supervision, on a real Prometheus; tests/broker/test_on_call has the others."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from confluent_kafka import Consumer

from bench.chaos.disk import SmallDisk
from bench.chaos.worker import jump_to
from hub.demo.descent import child_of
from hub.engine.intake import PATTERN
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from hub.positions import INTAKE_GROUP
from tests.broker.counted import RSA, await_answers, await_version, bounded
from tests.broker.planted_worker import PLANTED
from tests.broker.test_on_call import burning, until
from tests.broker.watching import Prometheus
from tests.broker.whole_hub import DAY, ROOT, WholeHub

CCAS, AID = "ccas-nantrelle", "RSA-ACC"
PLACES = 20
DAYS_AHEAD = 20
"""Past the first deadlines of a demand of today, and longer than an inbox may stay unread."""
BURN_WITHIN_S = 100.0
DISK_MB = 128
RESTARTS = 7
DEMANDS = 6
HERE = {
    "VoieBloquee",
    "VoieEnRetard",
    "ReceptionEnRetard",
    "EcheancesEnAttente",
    "EcheancesDitesEnRetard",
    "OuvrierRelanceSansCesse",
    "DisquePresquePlein",
    "DisqueSeRemplit",
    "BoiteNonRelevee",
    "QuotaA80PourCent",
    "QuotaA95PourCent",
    "QuotaEpuise",
}


class Watched(NamedTuple):
    """A hub whose worker has a planted bug and a clock that a file moves, a projector some days ahead, and a Prometheus on both."""

    hub: WholeHub
    prometheus: Prometheus
    jump: Path
    disk: SmallDisk
    second: int
    """The port of a worker that is not started yet."""

    def burn(self, *alerts: str) -> None:
        """Wait until their expressions are true."""
        deadline = time.monotonic() + BURN_WITHIN_S
        while silent := set(alerts) - burning(self.prometheus):
            assert time.monotonic() < deadline, f"silent: {silent}\n{self.hub.logs()}"
            self.hub.revive()
            time.sleep(0.5)


@pytest.fixture
def watched(kafka: LocalBroker, tmp_path: Path) -> Iterator[Watched]:
    """An act of twenty places; the port of the second worker is asked in vain until it starts."""
    first, second, projected = first_free(), first_free(), first_free()
    jump = tmp_path / "jump"
    jump_to(jump, 0)
    with ExitStack() as stack:
        disk = SmallDisk(tmp_path / "small", DISK_MB)
        stack.callback(disk.close)
        more = {"HUB_WORKER__METRICS_PORT": str(first)}
        hub = WholeHub(kafka.bootstrap, tmp_path, more=more, program=("-m", "tests.broker.planted_worker", str(jump)))
        stack.callback(hub.close)
        hub.ground()
        loaded = hub.command("registry", "load", str(bounded(tmp_path, places=PLACES, cents=50_000)))
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        command = [sys.executable, "-m", "tests.broker.ahead_projector", str(projected), str(DAYS_AHEAD)]
        with (tmp_path / "projector.log").open("wb") as log:
            projector = subprocess.Popen(command, env=hub.environ, cwd=ROOT, stdout=log, stderr=log)
        stack.callback(projector.wait)
        stack.callback(projector.kill)
        prometheus = Prometheus(tmp_path, [f"{HOST}:{port}" for port in (first, second, projected)])
        stack.callback(prometheus.stop)
        hub.start()
        await_version(hub, 2)
        until(hub, lambda: len(prometheus.ask('up{job="relais"} == 1')) == 2)
        yield Watched(hub, prometheus, jump, disk, second)


@pytest.mark.long
@pytest.mark.timeout(400)  # a lane must be late for more than a minute, and a worker start eight times
def test_alerts_become_true_by_their_faults(watched: Watched) -> None:
    """None before; places that are taken, a bug, days that pass over a lane that stands, a disk that fills, a worker that keeps dying."""
    hub = watched.hub
    assert not burning(watched.prometheus) & HERE
    take_places(watched)
    for number in range(DEMANDS):
        hub.demand("asso-le-seuil", "00202", "DOMICIL", DAY, f"dom-{number}")
        hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, f"sec-{number}")
    hub.await_messages("asso-le-seuil", DEMANDS)
    hub.await_messages("ccas-ferrevaux", DEMANDS)
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-bug", personne_ref=PLANTED.decode())
    watched.burn("VoieBloquee")
    jump_to(watched.jump, DAYS_AHEAD * 86_400)
    watched.burn("BoiteNonRelevee", "EcheancesEnAttente", "EcheancesDitesEnRetard")
    keep_killing(watched)
    with intruder(watched) as taken:
        hub.publish(taken, b"{")
        fill_disk(watched)
        watched.burn("VoieEnRetard", "ReceptionEnRetard")
        doctor = hub.command("doctor", "--json")
        (workers,) = [point for point in json.loads(doctor.stdout)["points"] if point["point"] == "Ouvriers"]
        assert (workers["etat"], workers["fiche"]) == ("agir", "docs/runbooks/reception-en-retard.md"), workers
        assert f"from.{taken}" in workers["constat"]
    until(hub, lambda: "ReceptionEnRetard" not in burning(watched.prometheus))


@contextmanager
def intruder(watched: Watched) -> Iterator[str]:
    """A program that reads under the name of the relays' group and commits nothing: an actor whose topic it was given."""
    options = {"group.id": INTAKE_GROUP, "enable.auto.commit": False, "auto.offset.reset": "latest"}
    consumer = Consumer(watched.hub.connection() | options)
    try:
        consumer.subscribe([PATTERN])
        until(watched.hub, lambda: consumer.poll(0.1) is not None or bool(consumer.assignment()))
        yield min(place.topic for place in consumer.assignment()).removeprefix("from.")
    finally:
        consumer.close()


def take_places(watched: Watched) -> None:
    """Four fifths of the act, nineteen of twenty, all."""
    taken = 0
    for alert, places in (("QuotaA80PourCent", 17), ("QuotaA95PourCent", 19), ("QuotaEpuise", PLACES)):
        for number in range(taken, places):
            watched.hub.demand(CCAS, "00404", AID, DAY, f"ref-{number}")
        taken = places
        await_answers(watched.hub, RSA, taken)
        watched.burn(alert)


def fill_disk(watched: Watched) -> None:
    """Of the second worker's disk a seventh is left, then a twentieth."""
    filler = watched.disk.path / "filler"
    size = watched.disk.free_bytes
    for alert, left in (("DisqueSeRemplit", 0.15), ("DisquePresquePlein", 0.05)):
        with filler.open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, size - round(left * DISK_MB * 2**20))
        watched.burn(alert)
    filler.unlink()


def keep_killing(watched: Watched) -> None:
    """A second worker, under its supervisor and on the small disk, killed as soon as it is there again."""
    hub = watched.hub
    hub.program = ("-m", "hub.cli", "worker")
    hub.more["HUB_WORKER__METRICS_PORT"] = str(watched.second)
    hub.more["HUB_DATA_DIR"] = str(watched.disk.path / "relais")
    hub.start("w2")
    until(hub, lambda: bool(watched.prometheus.ask('relais_restarts_total{worker="w2"} == 0')))
    dead: set[int] = set()
    for _ in range(RESTARTS):
        until(hub, lambda: killed(hub.workers["w2"].pid, dead))
    watched.burn("OuvrierRelanceSansCesse")


def killed(supervisor: int, dead: set[int]) -> bool:
    """Kill -9 its worker; False while it has none but the dead."""
    try:
        worker = child_of(supervisor)
    except ProcessLookupError:
        return False
    if worker in dead:
        return False
    dead.add(worker)
    os.kill(worker, signal.SIGKILL)
    return True
