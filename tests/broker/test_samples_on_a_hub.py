"""The sample clients before a hub at work: a demand at another's counter is offered to each, accepted once, and the whole of it comes."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.conformance.needs import find
from hub.core.registry import build
from hub.kafka_local.broker import LocalBroker
from hub.registry.files import default_folder, load_folder
from tests.broker.whole_hub import DAY, ROOT, WholeHub, notices

VIEW = build(load_folder(default_folder()))
CLIENTS = ROOT / "connectors" / "clients"
NODE_MODULES = ROOT / "tests" / "contract" / "node" / "node_modules"
COMMANDS = {
    "asso-panier-solidaire": (sys.executable, "client.py"),
    "asso-mjc-aubrelle": ("node", "client.mjs"),
    "asso-table-ouverte": ("bash", "client.sh"),
}
WITHIN_S = 60.0


def folder_of(actor: str, bootstrap: str, where: Path) -> Path:
    """What a partner needs on a Kafka without logins: an address, its contract, the client."""
    folder = where / actor
    folder.mkdir()
    contract = CliRunner().invoke(main, ["contract", "asyncapi", "--partner", actor, "--json"])
    (folder / "contrat.json").write_text(contract.stdout, encoding="utf-8")
    (folder / "librdkafka.conf").write_text(f"bootstrap.servers={bootstrap}\n", encoding="utf-8")
    for client in CLIENTS.glob("client.*"):
        (folder / client.name).write_bytes(client.read_bytes())
    (folder / "node_modules").symlink_to(NODE_MODULES)
    return folder


def is_through(messages: list[dict[str, Any]]) -> bool:
    """The acceptance had its notice, and the demand came whole."""
    taken = [one for one in messages if one["type"] == "fr.relais.dossier.confie.v1" and one["data"]["etat"] == "acceptee"]
    return bool(taken) and bool(notices(messages))


@pytest.mark.timeout(240)
def test_each_sample_client_accepts_once_what_a_hub_offers(kafka: LocalBroker, tmp_path: Path) -> None:
    """One notice each, PRIS_EN_COMPTE; told to leave, each leaves."""
    hub = WholeHub(kafka.bootstrap, tmp_path)
    hub.ground()
    hub.start()
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for actor, command in COMMANDS.items():
            folder = folder_of(actor, kafka.bootstrap, tmp_path)
            with (tmp_path / f"{actor}.log").open("wb") as log:
                running[actor] = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
            need = find(VIEW, actor, date.fromisoformat(DAY))
            assert need is not None
            hub.demand(need.counter, need.cog, need.aid, DAY, f"essai-{hashlib.sha256(actor.encode()).hexdigest()[:8]}")
        deadline = time.monotonic() + WITHIN_S
        while not all(is_through(hub.inbox(actor)) for actor in COMMANDS):
            assert time.monotonic() < deadline, hub.logs()
            time.sleep(0.5)
        for actor in COMMANDS:
            running[actor].send_signal(signal.SIGTERM)
            assert running[actor].wait(30) == 0, hub.logs()
        told = {actor: Counter(one["code"] for one in notices(hub.inbox(actor))) for actor in COMMANDS}
        assert told == {actor: Counter({"PRIS_EN_COMPTE": 1}) for actor in COMMANDS}
    finally:
        for client in running.values():
            if client.poll() is None:
                os.killpg(client.pid, signal.SIGKILL)
                client.wait()
        hub.close()
