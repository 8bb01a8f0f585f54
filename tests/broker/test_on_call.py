"""A real Prometheus on a live hub: every query of the dashboard answers, and alerts become true by their faults."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import Producer

from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from hub.registry.versions import encode
from schemas.registry import Version
from schemas.topics import REGISTRY
from tests.broker.lived_hub import AGREEMENT, dossier_of
from tests.broker.made_topics import remove_topics
from tests.broker.planted_worker import PLANTED
from tests.broker.watching import Prometheus, panels, rules
from tests.broker.whole_hub import DAY, ROOT, WholeHub

ABSENT = "to.asso-panier-solidaire"
WITHIN_S = 60.0
DAYS_AHEAD = 20
"""How far ahead the projector measures: past five working days, and past the first deadline of a demand of today."""
REFUSED = 24
BY_FAULTS = {
    "VoieBloquee",
    "RegistreIllisible",
    "TropDeRefus",
    "BoiteAbsente",
    "MessageNonRemis",
    "PartenaireSilencieux",
    "DecisionAVerifier",
    "EcheancePasseePendantUnArret",
    "ActeARenouveler",
}
"""What the faults below make true, in the order of the rules; the test of a process that ends adds OuvrierMuet."""

NOTHING_TO_SHOW = {"Quotas pris, par acte": ["max by (act, bound) (relais_quota_used_ratio)"]}
"""No demand here asks for a place of an act that bounds them; broker/test_quotas sees the figure."""

Watched = tuple[WholeHub, Prometheus, "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def watched(kafka: LocalBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A worker with a planted bug, a projector some days ahead, and a Prometheus that reads both; one inbox is missing."""
    folder = tmp_path_factory.mktemp("watched")
    worker, projected = first_free(), first_free()
    more = {"HUB_WORKER__METRICS_PORT": str(worker)}
    hub = WholeHub(kafka.bootstrap, folder, more=more, program=("-m", "tests.broker.planted_worker"))
    hub.ground()
    remove_topics(kafka.bootstrap, ABSENT)
    command = [sys.executable, "-m", "tests.broker.ahead_projector", str(projected), str(DAYS_AHEAD)]
    projector = subprocess.Popen(command, env=hub.environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    prometheus = Prometheus(folder, [f"{HOST}:{worker}", f"{HOST}:{projected}"])
    try:
        hub.start()
        until(hub, lambda: len(prometheus.ask('up{job="relais"} == 1')) == 2)
        yield hub, prometheus, projector
    finally:
        prometheus.stop()
        projector.kill()
        projector.wait()
        hub.close()


def until(hub: WholeHub, is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Wait for it; a worker that ended itself is started again, as its supervisor would."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, hub.logs()
        hub.revive()
        time.sleep(0.5)


def burning(prometheus: Prometheus) -> set[str]:
    """The alerts whose expression is true now, the time they must stay so left out."""
    return {name for name, expression in rules().items() if prometheus.ask(expression)}


@pytest.mark.timeout(360)  # it waits for three crashes of a worker, on a machine that may be busy
def test_alerts_become_true_by_their_faults_and_every_query_of_the_dashboard_answers(watched: Watched) -> None:
    """Silent before; then a bug, an absent inbox, bad events, a damaged registry, a stopped decision, days without anything."""
    hub, prometheus, projector = watched
    assert burning(prometheus) & BY_FAULTS <= {"ActeARenouveler"}, "the reference registry has acts that end within 90 days"
    block(hub, prometheus)
    stop_a_decision(hub)
    refuse(hub)
    damage(hub)
    until(hub, lambda: burning(prometheus) >= BY_FAULTS - {"MessageNonRemis"})
    doctor = hub.command("doctor", "--metrics", f"http://{HOST}:{hub.more['HUB_WORKER__METRICS_PORT']}")
    assert doctor.returncode == 1
    assert [line.split()[1] for line in doctor.stdout.splitlines() if line.startswith("AGIR")] == ["Voies", "Registre"]
    set_aside(hub)
    until(hub, lambda: "MessageNonRemis" in burning(prometheus))
    until(hub, lambda: bool(prometheus.ask("max(relais_lane_blocked) == 0")))
    until(hub, lambda: silent_panels(prometheus) == NOTHING_TO_SHOW)
    projector.terminate()
    until(hub, lambda: "OuvrierMuet" in burning(prometheus))


def silent_panels(prometheus: Prometheus) -> dict[str, list[str]]:
    """The queries of the dashboard that no series answers, by panel."""
    silent = {title: [one for one in queries if not prometheus.ask(one)] for title, queries in panels().items()}
    return {title: queries for title, queries in silent.items() if queries}


def block(hub: WholeHub, prometheus: Prometheus) -> None:
    """The planted bug: three crashes, then the lane stands."""
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-bug", personne_ref=PLANTED.decode())
    until(hub, lambda: bool(prometheus.ask(rules()["VoieBloquee"])), 2 * WITHIN_S)


def stop_a_decision(hub: WholeHub) -> None:
    """Signed the day after its agreement ended, on a dossier of a lane that flows; demands until one is."""
    for number in range(6):
        hub.demand("asso-le-seuil", "00202", "DOMICIL", "2026-05-11", f"dom-{number}")
    hub.await_messages("asso-le-seuil", 2)
    dossier = dossier_of(hub, "asso-le-seuil")
    hub.send("asso-le-seuil", "transmission.acceptee", dossier, {"date": "2026-05-11"})
    signed = {"signataire": {"acteur": "asso-le-seuil", "fonction": "president"}, "acte": AGREEMENT}
    decision = {"sens": "accord", "date_decision": "2026-05-12", "organe": "conseil_association"}
    hub.send("asso-le-seuil", "decision.rendue", dossier, decision | signed)


def refuse(hub: WholeHub) -> None:
    """Two dozen events that are no JSON, and demands whose delegate has no inbox."""
    for _ in range(REFUSED):
        hub.publish("ccas-aubrelle", b"{")
    for number in range(8):
        hub.demand("ccas-ferrevaux", "00101", "ALIM-COL", DAY, f"alim-{number}")


def damage(hub: WholeHub) -> None:
    """A version of the registry whose digest is not that of its records."""
    writer = Producer(hub.connection())
    writer.produce(REGISTRY, encode(Version(version=2, empreinte="0" * 64, enregistre_le="2026-06-12T10:00:00.000Z")), partition=0)
    assert writer.flush(30) == 0


def set_aside(hub: WholeHub) -> None:
    """As the runbook says: the blocked lane is named by `hub lanes`, its record is set aside."""
    (stands,) = [lane for lane in json.loads(hub.command("lanes", "--json").stdout) if lane["etat"] == "BLOQUEE"]
    place = (stands["topic"], str(stands["partition"]), str(stands["bloquee_offset"]))
    done = hub.command("lane", "set-aside", *place, "--reason", "essai")
    assert done.returncode == 0, done.stdout + done.stderr
