"""The conformance kit on a real Kafka: the client that keeps every rule passes, and each that breaks one fails on that rule alone."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import NewTopic

from connectors.kafka_partner import incoming, leave
from hub.cli._conformance import course
from hub.conformance.needs import find
from hub.conformance.rules import Rule
from hub.core.registry import build
from hub.kafka_local.broker import LocalBroker
from hub.positions import INTAKE_GROUP
from hub.registry.files import default_folder, load_folder
from schemas.codes import Channel
from schemas.topics import inbox, outbox
from tests.broker.made_topics import STAMPED, make_topics
from tests.broker.whole_hub import ROOT
from tests.course_client import TODAY, CourseClient

VIEW = build(load_folder(default_folder()))
ACTS = {act.act.id for commune in VIEW.communes() for aid in VIEW.aids() for act in VIEW.acts(commune.slug, aid.code)}
PARTNERS = [one.id for one in VIEW.actors() if one.canal is Channel.KAFKA and find(VIEW, one.id, TODAY) is not None]
CLIENTS = dict(zip(PARTNERS, (None, *Rule), strict=False))
"""One partner for the client that keeps every rule, and one for each that breaks one."""
RETRY_S = 1.0
ASKED: dict[str, Any] = {"registry": None, "answer_s": 15.0, "notice_s": 4.0, "quiet_s": 3.5}


class ClientThread(threading.Thread):
    """A client on Kafka, until it is told to leave."""

    def __init__(self, bootstrap: str, client: CourseClient) -> None:
        """`read_uncommitted` where that is the rule it breaks."""
        super().__init__(name=client.actor, daemon=True)
        self._client = client
        self._producer = Producer({"bootstrap.servers": bootstrap, "log_level": 2})
        isolation = "read_uncommitted" if client.broken is Rule.ANNULE_NON_LU else "read_committed"
        group = {"group.id": f"{client.actor}.essai", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
        self._consumer = Consumer({"bootstrap.servers": bootstrap, "log_level": 2, "isolation.level": isolation, **group})
        self._consumer.subscribe([inbox(client.actor)])
        self.done = threading.Event()

    def run(self) -> None:
        """Read, answer, publish again."""
        while not self.done.is_set():
            record = self._consumer.poll(0.1)
            if record is not None and record.error() is None:
                self._client.receive(incoming(record), time.monotonic())
            self._client.wake(time.monotonic())
            while self._client.to_publish:
                one = self._client.to_publish.pop(0)
                self._producer.produce(outbox(self._client.actor), one.value, one.key, headers=list(one.headers))
            self._producer.flush(10)
        leave(self._consumer)


@contextmanager
def at_work(bootstrap: str, actor: str, broken: Rule | None) -> Iterator[None]:
    """That client, on its topics."""
    make_topics(bootstrap, *(NewTopic(name, 1, 1, config=STAMPED) for name in (inbox(actor), outbox(actor))))
    thread = ClientThread(bootstrap, CourseClient(actor, broken, RETRY_S, ACTS))
    thread.start()
    try:
        yield
    finally:
        thread.done.set()
        thread.join(20)


def command(kafka: LocalBroker, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`hub conformance` as a partner types it, on that Kafka."""
    patience = ("--reponse", "15", "--avis-retenu", "4", "--calme", "3.5")
    typed = [sys.executable, "-m", "hub.cli", "conformance", "--bootstrap", kafka.bootstrap, *patience, *arguments]
    return subprocess.run(typed, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=110)


def broken_in(report: dict[str, Any]) -> list[str]:
    """The rules that a report says are broken."""
    return [one["code"] for one in report["regles"] if one["verdict"] == "enfreinte"]


@pytest.mark.timeout(240)
def test_each_client_fails_on_the_rule_it_breaks_and_on_no_other(kafka: LocalBroker) -> None:
    """All at once, each on its own topics."""
    assert len(CLIENTS) == len(Rule) + 1
    with ExitStack() as stack:
        for actor, rule in CLIENTS.items():
            stack.enter_context(at_work(kafka.bootstrap, actor, rule))
        with ThreadPoolExecutor(len(CLIENTS)) as pool:
            reports = dict(
                zip(CLIENTS, pool.map(lambda actor: course(actor, {**ASKED, "bootstrap": kafka.bootstrap}), CLIENTS), strict=True)
            )
    found = {actor: broken_in(report) for actor, report in reports.items()}
    assert found == {actor: [] if rule is None else [rule.value] for actor, rule in CLIENTS.items()}, reports
    assert [actor for actor, report in reports.items() if report["conforme"]] == [PARTNERS[0]]


@pytest.mark.timeout(240)
def test_the_command_reports_for_people_and_for_machines(kafka: LocalBroker, tmp_path: Path) -> None:
    """Exit 0 and a dated report where all is held; exit 1 where the client is deaf; a cure where there is no topic."""
    actor, page = PARTNERS[20], tmp_path / "rapport.html"
    with at_work(kafka.bootstrap, actor, None):
        done = command(kafka, "--partner", actor, "--json", "--html", str(page))
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["conforme"]
    assert told["partenaire"] == actor
    assert {one["verdict"] for one in told["regles"]} == {"tenue"}
    assert told["date"][:10] in page.read_text(encoding="utf-8")
    deaf = command(kafka, "--partner", actor, "--reponse", "1")
    assert deaf.returncode == 1
    assert "n'a pas répondu à un dossier confié" in deaf.stdout
    assert "Traceback" not in done.stderr + deaf.stderr
    nowhere = command(kafka, "--partner", PARTNERS[-1])
    assert (nowhere.returncode, "HUB-1048" in nowhere.stderr) == (1, True)


def test_a_kafka_where_a_hub_works_is_refused(kafka: LocalBroker) -> None:
    """Somebody is in the group of intake: two hubs would answer one client."""
    actor = PARTNERS[21]
    make_topics(kafka.bootstrap, *(NewTopic(name, 1, 1, config=STAMPED) for name in (inbox(actor), outbox(actor))))
    intake = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": INTAKE_GROUP, "log_level": 2})
    intake.subscribe([outbox(actor)])
    try:
        deadline = time.monotonic() + 30
        while not intake.assignment():
            assert time.monotonic() < deadline
            intake.poll(0.2)
        ended = command(kafka, "--partner", actor)
    finally:
        leave(intake)
    assert (ended.returncode, "HUB-1047" in ended.stderr) == (1, True), ended.stderr
