"""The whole hub as processes on a real Kafka, and partners' clients around it, for tests that look from outside."""

import hashlib
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Message, Producer, TopicPartition

from connectors.kafka_partner import read_soon
from hub.kafka_local.broker import LocalBroker
from schemas.person_ref import base32

ROOT = Path(__file__).parents[2]
PERSON = "per_" + "a" * 26
PARTITIONS = 3
DAY = datetime.now(UTC).date().isoformat()
"""Today, for a worker by the machine's clock: an older demand would be decided by silence."""


@dataclass
class WholeHub:
    """Registry loaded, topics made; `start` workers, `publish` as a partner, read `inbox`es."""

    bootstrap: str
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = ("-m", "hub.cli", "worker", "--no-supervise")
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    exits: list[int] = field(default_factory=list)
    """Exit codes of the workers that ended themselves, as `revive` found them."""
    _producers: dict[str, Producer] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """The settings every process of this hub has."""
        return {
            **os.environ,
            "HUB_KAFKA__BOOTSTRAP_SERVERS": self.bootstrap,
            "HUB_KAFKA__PARTITIONS": str(PARTITIONS),
            "HUB_KAFKA__SESSION_TIMEOUT_MS": "3000",
            "HUB_WORKER__METRICS_PORT": "0",
            "HUB_DATA_DIR": str(self.folder / "relais"),
            **self.more,
        }

    def connection(self, actor: str | None = None) -> dict[str, Any]:
        """How a client of that partner reaches Kafka; without one, a client that may see everything."""
        return {"bootstrap.servers": self.bootstrap, "log_level": 2}

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the hub, with `more` settings of its own."""
        return subprocess.run(
            [sys.executable, "-m", "hub.cli", *arguments],
            env={**self.environ, **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def ground(self, **more: str) -> None:
        """Make all topics and load the reference registry."""
        loaded = self.command("registry", "load", str(ROOT / "deploy" / "registre"), "--apply-topics", **more)
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr

    def start(self, name: str = "w1") -> None:
        """Start a worker process."""
        log = (self.folder / f"{name}.log").open("ab")
        environ = {**self.environ, "HUB_WORKER__NAME": name}
        self.workers[name] = subprocess.Popen([sys.executable, *self.program], env=environ, cwd=ROOT, stdout=log, stderr=log)
        log.close()

    def moved(self, bootstrap: str) -> None:
        """Kafka is there now: partners knock there."""
        self.bootstrap = bootstrap
        self._producers.clear()

    def kill(self, name: str = "w1") -> None:
        """Kill -9 and wait."""
        worker = self.workers.pop(name)
        worker.kill()
        worker.wait()

    def terminate(self, name: str = "w1") -> int:
        """SIGTERM; the exit code."""
        worker = self.workers.pop(name)
        worker.terminate()
        return worker.wait(20)

    def revive(self) -> None:
        """Start again, as a supervisor would, every worker that ended itself."""
        for name, code in [(name, code) for name, worker in self.workers.items() if (code := worker.poll()) is not None]:
            self.exits.append(code)
            self.start(name)

    def close(self) -> None:
        """End every process."""
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        self.workers.clear()

    def publish(self, actor: str, value: bytes | None, *, key: bytes | None = None, headers: Iterable[tuple[str, bytes]] = ()) -> int:
        """Publish bytes on a partner's topic; the offset they stand at."""
        if actor not in self._producers:
            self._producers[actor] = Producer({**self.connection(actor), "enable.idempotence": True})
        producer = self._producers[actor]
        placed: list[int] = []

        def note(error: Any, record: Message) -> None:
            assert error is None, error
            offset = record.offset()
            assert offset is not None
            placed.append(offset)

        producer.produce(f"from.{actor}", value, key, headers=list(headers), on_delivery=note)
        assert producer.flush(30) == 0
        return placed[0]

    def send(self, actor: str, kind: str, subject: str, data: dict[str, Any], *, event_id: str | None = None) -> tuple[str, int]:
        """Publish one structured event; its id and its offset."""
        name = event_id or uuid.uuid4().hex
        event = {
            "specversion": "1.0",
            "id": name,
            "type": f"fr.relais.{kind}.v1",
            "source": f"urn:relais:acteur:{actor}",
            "subject": subject,
            "time": "2026-06-01T09:00:00+02:00",
            "datacontenttype": "application/json",
            "data": data,
        }
        return name, self.publish(actor, json.dumps(event).encode(), headers=[("content-type", b"application/cloudevents+json")])

    def demand(self, actor: str, commune: str, aid: str, day: str, reference: str, **more: Any) -> tuple[str, int]:
        """Publish a demand received at the actor's own counter, of a person of its own unless `more` names one."""
        data = {
            "commune": commune,
            "aide": aid,
            "date_demande": day,
            "guichet": actor,
            "canal": "guichet",
            "personne_ref": "per_" + base32(hashlib.sha256(reference.encode()).digest()),
            "urgence": False,
            **more,
        }
        return self.send(actor, "demande.deposee", reference, data)

    def records(self, topic: str, actor: str | None = None) -> list[Message]:
        """Every committed record of a topic, as it stands now, read by that partner or by one who may see everything."""
        options = {"isolation.level": "read_committed", "enable.partition.eof": True, "enable.auto.commit": False, "fetch.wait.max.ms": 20}
        reader = Consumer({**self.connection(actor), **options, "group.id": f"{actor}.{uuid.uuid4().hex}"})
        known = reader.list_topics(timeout=10).topics
        partitions = list(known[topic].partitions) if topic in known else []
        reader.assign([TopicPartition(topic, number, 0) for number in partitions])
        found: list[Message] = []
        ended = 0
        while ended < len(partitions):
            for record in read_soon(reader, 1_000, 0.3):
                if record.error() is None:
                    found.append(record)
                else:
                    ended += 1
        reader.close()
        return found

    def inbox(self, actor: str) -> list[dict[str, Any]]:
        """Every message of an inbox."""
        return [json.loads(record.value() or b"{}") for record in self.records(f"to.{actor}", actor)]

    def await_messages(self, actor: str, count: int, within_s: float = 40.0) -> list[dict[str, Any]]:
        """An inbox once it holds `count` messages; fails when it does not."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            self.revive()
            found = self.inbox(actor)
            if len(found) >= count:
                return found
            time.sleep(0.3)
        raise AssertionError(f"to.{actor}: {len(self.inbox(actor))} of {count} messages after {within_s} s\n{self.logs()}")

    def await_kind(self, actor: str, kind: str, count: int, within_s: float = 40.0) -> list[dict[str, Any]]:
        """The messages of one kind in an inbox once there are `count` of them; fails when they do not come."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            self.revive()
            found = [one for one in self.inbox(actor) if one["type"] == f"fr.relais.{kind}.v1"]
            if len(found) >= count:
                return found
            time.sleep(0.3)
        raise AssertionError(f"to.{actor}: {len(self.inbox(actor))} messages, not {count} of {kind} after {within_s} s\n{self.logs()}")

    def logs(self) -> str:
        """The end of what the workers said."""
        return "\n".join(file.read_text(errors="replace")[-2_000:] for file in self.folder.glob("*.log"))


@contextmanager
def hub_of_its_own(folder: Path) -> Iterator[WholeHub]:
    """A hub on a Kafka of its own in `folder`, its registry loaded, no worker started."""
    broker = LocalBroker(folder / "kafka")
    broker.start()
    hub = WholeHub(broker.bootstrap, folder)
    try:
        hub.ground()
        yield hub
    finally:
        hub.close()
        broker.stop()


def notices(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The technical notices among messages."""
    return [message["data"] for message in messages if message["type"] == "fr.relais.avis.technique.v1"]
