"""A hub on a real Kafka through which a few events went, its read model, and what its commands answer."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner, Result
from confluent_kafka import Consumer, TopicPartition

from hub.cli import main
from tests.broker.whole_hub import ROOT, WholeHub, notices

AGREEMENT = "aubrelle-agrement-le-seuil-2021"
DANGEROUS = b'{"a": "\x1b[31mrouge", '


@dataclass
class LivedHub(WholeHub):
    """A hub through which a few events went, and the dossiers they made."""

    domiciliation: str = ""
    food: str = ""


def live(hub: LivedHub) -> None:
    """A decision signed the day after its agreement ended, an orientation, a broken event; then a projector that has read it all."""
    hub.demand("asso-le-seuil", "00202", "DOMICIL", "2026-05-11", "dom-1")
    hub.await_messages("asso-le-seuil", 2)
    hub.domiciliation = dossier = dossier_of(hub, "asso-le-seuil")
    hub.send("asso-le-seuil", "transmission.acceptee", dossier, {"date": "2026-05-11"})
    decision = {"sens": "accord", "date_decision": "2026-05-12", "organe": "conseil_association", "acte": AGREEMENT}
    signed = {"signataire": {"acteur": "asso-le-seuil", "fonction": "president"}}
    hub.send("asso-le-seuil", "decision.rendue", dossier, decision | signed)
    hub.demand("ccas-aubrelle", "00202", "ALIM-COL", "2026-06-01", "alim-1")
    hub.publish("ccas-aubrelle", DANGEROUS)
    hub.await_messages("ccas-aubrelle", 3)
    hub.food = dossier_of(hub, "ccas-aubrelle")
    hub.await_messages("asso-le-seuil", 5)
    read_inbox(hub, "asso-le-seuil", 2)
    project(hub)


def dossier_of(hub: WholeHub, actor: str) -> str:
    """The dossier of the first notice that names one."""
    return next(str(notice["dossier"]) for notice in notices(hub.inbox(actor)) if notice.get("dossier"))


def read_inbox(hub: WholeHub, actor: str, offset: int) -> None:
    """The actor's own software has read so far."""
    options = {"bootstrap.servers": hub.bootstrap, "group.id": f"{actor}.logiciel", "log_level": 2}
    reader = Consumer(options)
    reader.commit(offsets=[TopicPartition(f"to.{actor}", 0, offset)], asynchronous=False)
    reader.close()


def project(hub: WholeHub) -> None:
    """Run a projector until it has nothing left to read, as `hub dossier` itself tells, then stop it."""
    command = [sys.executable, "-m", "hub.cli", "projector", "--metrics-port", "0"]
    projector = subprocess.Popen(command, env=hub.environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 40
        while True:
            asked = hub.command("delegations", "--json")
            if asked.returncode == 0 and json.loads(asked.stdout)["retard"] == 0:
                return
            assert time.monotonic() < deadline, asked.stdout + asked.stderr
            time.sleep(0.3)
    finally:
        projector.terminate()
        assert projector.wait(60) == 0


def asked(hub: WholeHub, *arguments: str) -> Any:
    """The JSON answer of a command that succeeds."""
    done = hub.command(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def words(hub: WholeHub, *arguments: str) -> str:
    """What a person reads, in one line of single spaces."""
    wide = WholeHub(hub.bootstrap, hub.folder, more={"COLUMNS": "220"})
    done = wide.command(*arguments)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.replace("\u00a0", " ").split())


def typed(hub: WholeHub, *words: str, **more: str) -> Result:
    """One command, in this process: dozens of them would else each load the hub anew."""
    return CliRunner().invoke(main, list(words), env={**hub.environ, **more}, catch_exceptions=False)


def at_work(hub: WholeHub) -> None:
    """Until a worker holds the lanes: one that ended itself on a busy machine is started again, as its supervisor would."""
    deadline = time.monotonic() + 60
    while "au travail" not in typed(hub, "doctor").stdout:
        assert time.monotonic() < deadline, hub.logs()
        hub.revive()
        time.sleep(0.5)
