"""What a worker tells of itself while it works: its figures, its health, its name in both consumer groups."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from tests.broker.made_topics import remove_topics
from tests.broker.whole_hub import DAY, PARTITIONS, WholeHub

ABSENT = "to.asso-panier-solidaire"
LANES = [(topic, number) for topic in ("hub.events", "hub.personnes", "hub.quotas", "hub.refus") for number in range(PARTITIONS)]


@pytest.fixture(scope="module")
def hub(kafka: LocalBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHub]:
    """A worker that accepted two demands and refused one record; one message had no inbox to go to."""
    more = {"HUB_WORKER__METRICS_PORT": str(first_free()), "TMPDIR": str(tmp_path_factory.mktemp("provisoire"))}
    whole = WholeHub(kafka.bootstrap, tmp_path_factory.mktemp("hub"), more=more)
    whole.ground()
    remove_topics(kafka.bootstrap, ABSENT)
    whole.start()
    try:
        whole.demand("ccas-ferrevaux", "00101", "ALIM-COL", DAY, "ref-1")
        whole.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-2")
        whole.publish("ccas-ferrevaux", b"{")
        whole.await_messages("ccas-ferrevaux", 4)
        yield whole
    finally:
        whole.close()


def ask(hub: WholeHub, path: str) -> str:
    """What the worker serves under that path; an answer that is not 200 raises."""
    with urllib.request.urlopen(f"http://{HOST}:{hub.more['HUB_WORKER__METRICS_PORT']}{path}", timeout=5) as answer:
        text: bytes = answer.read()
    return text.decode()


def figures(hub: WholeHub, awaited: set[str]) -> list[str]:
    """The lines of /metrics, once all `awaited` are among them (each lane tells its lag every second, from its own opening on)."""
    deadline = time.monotonic() + 15
    while missing := awaited - set(lines := ask(hub, "/metrics").splitlines()):
        assert time.monotonic() < deadline, missing
        time.sleep(0.2)
    return lines


def test_a_worker_counts_what_it_did_and_where_its_lanes_stand(hub: WholeHub) -> None:
    """Events by topic and outcome, refusals by reason, no lag when nothing waits, the registry version of every lane."""
    awaited = {
        'relais_events_total{outcome="PRIS_EN_COMPTE",topic="from"} 2.0',
        'relais_events_total{outcome="PRIS_EN_COMPTE",topic="hub.events"} 2.0',
        'relais_events_total{outcome="ENVELOPPE_INVALIDE",topic="hub.refus"} 1.0',
        'relais_refusals_total{reason="ENVELOPPE_INVALIDE"} 1.0',
        'relais_refusals_total{reason="BOITE_ABSENTE"} 1.0',
        'relais_restarts_total{worker="w1"} 0.0',
        f'relais_restore_seconds_count{{topic="hub.events"}} {PARTITIONS}.0',
        *(f'relais_registry_version{{partition="{number}",topic="hub.events"}} 1.0' for number in range(PARTITIONS)),
        *(f'relais_lane_lag_records{{partition="{number}",topic="{topic}"}} 0.0' for topic, number in LANES),
        *(f'relais_lane_lag_seconds{{partition="{number}",topic="{topic}"}} 0.0' for topic, number in LANES),
        *(f'relais_lane_blocked{{partition="{number}",topic="{topic}"}} 0.0' for topic, number in LANES),
    }
    lines = figures(hub, awaited)
    values = {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}
    assert values['relais_rebalances_total{worker="w1"}'] >= 1
    assert values['relais_transaction_facts_sum{topic="hub.events"}'] >= 2
    assert values['relais_transaction_seconds_count{topic="hub.refus"}'] == 1


def test_promtool_accepts_what_a_worker_serves(hub: WholeHub) -> None:
    """Not only what a test made up."""
    path = shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.executable).parent))
    assert path, "promtool is missing: run scripts/setup --tests"
    checked = subprocess.run([path, "check", "metrics"], input=ask(hub, "/metrics"), capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_a_worker_that_works_is_live_and_ready(hub: WholeHub) -> None:
    """Both addresses answer 200."""
    for path in ("/livez", "/readyz"):
        assert ask(hub, path)


def test_a_worker_is_a_static_member_of_both_groups_under_its_name(hub: WholeHub) -> None:
    """A worker that comes back within the session timeout keeps its partitions, whatever its process is."""
    admin = AdminClient({"bootstrap.servers": hub.bootstrap})
    told = admin.describe_consumer_groups(["hub", "hub-intake"])
    members = {group: [member.group_instance_id for member in answer.result().members] for group, answer in told.items()}
    assert members == {"hub": ["w1"], "hub-intake": ["w1"]}


def test_a_worker_leaves_nothing_on_the_disk_but_its_name(hub: WholeHub) -> None:
    """Faust makes folders for tables that a worker does not have; a start more was a folder more, for ever."""
    assert list(Path(hub.more["TMPDIR"]).iterdir()) == []
    assert list(Path.cwd().glob("*-data")) == []
