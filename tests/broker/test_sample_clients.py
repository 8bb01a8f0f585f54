"""The clients that a partner is handed keep every rule of the conformance kit, each by the login it is made for, even killed on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import pytest

from tests.broker.secured_hub import SecuredHub, hub_with_partners
from tests.broker.whole_hub import ROOT

NODE_MODULES = ROOT / "tests" / "contract" / "node" / "node_modules"
RETRY_S = "2"
PATIENCE = ("--reponse", "40", "--avis-retenu", "6", "--calme", "5")
KILLED_AFTER_S = 12.0


class Sample(NamedTuple):
    """A client: how it is started in the folder of which partner, and by which configuration it connects."""

    actor: str
    command: tuple[str, ...]
    connects_by: str

    @property
    def name(self) -> str:
        """For people."""
        return " ".join(self.command[1:])


PYTHON, NODE = (sys.executable, "client.py", "--republier-apres", RETRY_S), ("node", "client.mjs", "--republier-apres", RETRY_S)
SAMPLES = (
    Sample("asso-panier-solidaire", PYTHON, "librdkafka.conf"),
    Sample("asso-banque-du-panier", (*PYTHON, "--complet"), "librdkafka.conf"),
    Sample("asso-mjc-aubrelle", NODE, "librdkafka.conf"),
    Sample("asso-epi-dor", (*NODE, "--complet"), "librdkafka.conf"),
    Sample("asso-table-ouverte", ("bash", "client.sh"), "librdkafka-certificat.conf"),
    Sample("asso-repas-domicile", ("bash", "client.sh", "--complet"), "librdkafka-certificat.conf"),
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredHub]:
    """A secured Kafka with its registry, no worker; each partner was handed its folder."""
    with hub_with_partners(tmp_path_factory.mktemp("clients"), *(one.actor for one in SAMPLES)) as made:
        for one in SAMPLES:
            (made.folder / one.actor / "node_modules").symlink_to(NODE_MODULES)
        yield made


def started(hub: SecuredHub, sample: Sample) -> subprocess.Popen[bytes]:
    """The client, in its partner's folder, in a group of processes of its own."""
    folder = hub.folder / sample.actor
    assert (folder / sample.connects_by).exists()
    log = (folder / "client.log").open("ab")
    environ = os.environ | {"REPUBLIER_APRES": RETRY_S}
    client = subprocess.Popen(sample.command, cwd=folder, env=environ, stdout=log, stderr=log, start_new_session=True)
    log.close()
    return client


@contextmanager
def at_work(hub: SecuredHub, sample: Sample) -> Iterator[list[subprocess.Popen[bytes]]]:
    """It is there at the start, and told to leave at the end: then it leaves as it should."""
    running = [started(hub, sample)]
    try:
        yield running
        running[-1].send_signal(signal.SIGTERM)
        assert running[-1].wait(30) == 0, said(hub, sample)
    finally:
        for one in running:
            if one.poll() is None:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()


def said(hub: SecuredHub, sample: Sample) -> str:
    """The end of what the client said."""
    return sample.name + "\n" + (hub.folder / sample.actor / "client.log").read_text(errors="replace")[-3_000:]


def judged(hub: SecuredHub, sample: Sample) -> dict[str, Any]:
    """What the kit says of it, under the worker's login."""
    ended = hub.command("conformance", "--partner", sample.actor, "--json", *PATIENCE)
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@pytest.mark.long
@pytest.mark.timeout(300)
def test_every_sample_client_keeps_every_rule(hub: SecuredHub) -> None:
    """All at once; killed in the middle of the course and started again, they lose nothing, say nothing twice, keep what was refused."""
    with ExitStack() as stack:
        running = {one: stack.enter_context(at_work(hub, one)) for one in SAMPLES}
        with ThreadPoolExecutor(len(SAMPLES)) as pool:
            courses = {one: pool.submit(judged, hub, one) for one in SAMPLES}
            time.sleep(KILLED_AFTER_S)
            for one, clients in running.items():
                os.killpg(clients[-1].pid, signal.SIGKILL)
                clients[-1].wait()
                clients.append(started(hub, one))
            reports = {one: course.result() for one, course in courses.items()}
    broken = {
        one.name: [(rule["code"], rule["constats"]) for rule in told["regles"] if rule["verdict"] != "tenue"]
        for one, told in reports.items()
    }
    assert {name: rules for name, rules in broken.items() if rules} == {}, "\n".join(said(hub, one) for one in SAMPLES)
    kept = {one.name: (hub.folder / one.actor / "rejets.jsonl").read_text(encoding="utf-8").splitlines() for one in SAMPLES}
    assert {name: {json.loads(line)["code"] for line in lines} for name, lines in kept.items()} == {
        name: {"CHAMP_INCONNU"} for name in kept
    }
