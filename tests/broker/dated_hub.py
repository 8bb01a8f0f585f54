"""A whole hub whose workers' clock stands on a day that the test names: years are played in seconds, in order."""

import json
import os
import time
import urllib.error
import urllib.request
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition

from connectors.kafka_partner import read_soon
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from hub.registry.files import load_folder
from hub.registry.loading import load
from hub.registry.versions import encode
from hub.settings import HubSettings, load_settings
from schemas.registry import AnyRecord, Version
from schemas.topics import REGISTRY
from tests.broker.whole_hub import ROOT, WholeHub

WITHIN_S = 25.0
VERSIONS = "relais_registry_version{"
Letter = dict[str, Any]


@dataclass
class DatedHub(WholeHub):
    """`on` a day; partners send and read; every answer is read from the recipients' own inboxes."""

    inboxes: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, set[bytes | None]] = field(default_factory=lambda: defaultdict(set))
    """The Kafka keys under which each subject's messages stand."""
    published: list[tuple[str, str]] = field(default_factory=list)
    """Every event, by its author and id."""
    _reader: Consumer | None = None

    def set_up(self) -> None:
        """The clock is the machine's until a day is named."""
        self._set_clock(0)
        self.program = ("-m", "tests.broker.ahead_worker", str(self.folder / "ahead"))
        self.more["HUB_WORKER__METRICS_PORT"] = str(first_free())

    def on(self, instant: str) -> None:
        """It is that instant (UTC, `2026-04-05T10:00`) for every worker from now on."""
        self._set_clock(round(datetime.fromisoformat(instant).replace(tzinfo=UTC).timestamp() - time.time()))

    def _set_clock(self, ahead_s: int) -> None:
        """Written beside and moved: a worker reads the whole number, or the one before."""
        beside = self.folder / "ahead.new"
        beside.write_text(str(ahead_s))
        os.replace(beside, self.folder / "ahead")  # noqa: PTH105 -- the atomic one

    def tell(self, actor: str, kind: str, subject: str, data: dict[str, Any]) -> Letter:
        """One event of a partner; its technical notice, once it came."""
        name, _ = self.send(actor, kind, subject, data)
        return self._notice(actor, name)

    def opened(self, actor: str, cog: str, aid: str, day: str, **more: Any) -> str:
        """A demand deposited by the actor at its own counter; the dossier that the notice names."""
        name, _ = self.demand(actor, cog, aid, day, f"ref-{uuid.uuid4().hex}", **more)
        return str(self._notice(actor, name).get("dossier"))

    def _notice(self, actor: str, event_id: str) -> Letter:
        self.published.append((actor, event_id))
        found = self._until(lambda: [one["data"] for one in self.inboxes[actor] if one["data"].get("evenement_id") == event_id], 1)
        assert len(found) == 1, (actor, event_id, found, self.logs())
        notice: Letter = found[0]
        return notice

    def letters(self, actor: str, subject: str, kind: str) -> list[Letter]:
        """What that inbox holds of a type about a dossier, in order."""
        return [one for one in self.inboxes[actor] if one["subject"] == subject and one["type"] == f"fr.relais.{kind}.v1"]

    def await_letters(self, actor: str, subject: str, kind: str, count: int = 1) -> list[Letter]:
        """The same once there are `count`, or what there is when time is up: a test says what was missing."""
        return self._until(lambda: self.letters(actor, subject, kind), count)

    def _until(self, look: Callable[[], list[Letter]], count: int) -> list[Letter]:
        deadline = time.monotonic() + WITHIN_S
        found = look()
        while len(found) < count and time.monotonic() < deadline:
            self.revive()
            self.read()
            found = look()
        return found

    def await_all(self, is_there: Callable[[], bool]) -> None:
        """Read until it is, or time is up: a test says what was missing."""
        deadline = time.monotonic() + WITHIN_S
        while not is_there() and time.monotonic() < deadline:
            self.revive()
            self.read()

    def read(self, wait_s: float = 0.2) -> None:
        """Take what came into any inbox, as each partner would (read_committed)."""
        if self._reader is None:
            self._reader = self._open()
        for record in read_soon(self._reader, 500, wait_s):
            assert record.error() is None, record.error()
            letter: Letter = json.loads(record.value() or b"{}")
            self.inboxes[str(record.topic()).removeprefix("to.")].append(letter)
            self.keys[letter["subject"]].add(record.key())

    def _open(self) -> Consumer:
        options = {"isolation.level": "read_committed", "enable.auto.commit": False, "fetch.wait.max.ms": 50}
        reader = Consumer({**self.connection(), **options, "group.id": uuid.uuid4().hex})
        inboxes = [name for name in reader.list_topics(timeout=10).topics if name.startswith("to.")]
        reader.assign([TopicPartition(name, 0, 0) for name in inboxes])
        return reader

    def close(self) -> None:
        """End every process, and the reader."""
        if self._reader is not None:
            self._reader.close()
        super().close()

    def conclusions(self, dossier: str) -> list[dict[str, Any]]:
        """What the journal holds of a dossier, in order."""
        entries = [json.loads(record.value() or b"{}") for record in self.records("hub.journal")]
        return [one for entry in entries if entry.get("dossier") == dossier for one in entry.get("conclusions", ())]

    def load(self, records: Iterable[AnyRecord], *, apply_topics: bool = False) -> int:
        """Load registry records, whatever they move; the version they made, once every lane of a running worker decides with it."""
        version = load(records, self.settings, apply_topics=apply_topics, confirmed=100_000).version
        deadline = time.monotonic() + WITHIN_S
        while self.workers and set(self.figures(VERSIONS)) != {version}:
            assert time.monotonic() < deadline, (version, self.logs())
            time.sleep(0.1)
        return version

    def damage(self, *values: bytes) -> int:
        """Write records on the registry's log that no load wrote, and a version that needs them; its number, once the worker said so."""
        number = round(max(self.figures(VERSIONS))) + 1
        version = encode(Version(version=number, empreinte="0" * 64, enregistre_le="2026-06-12T10:00:00.000Z"))
        writer = Producer(self.connection())
        for value in (*values, version):
            writer.produce(REGISTRY, value, partition=0)
        assert writer.flush(30) == 0
        deadline = time.monotonic() + WITHIN_S
        while sum(self.figures("relais_registry_faults_total{")) < len(values) + 1:
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.1)
        return number

    @property
    def settings(self) -> HubSettings:
        """The settings of this hub, for what is called without a process."""
        return load_settings(self.environ)

    def figures(self, name: str) -> list[float]:
        """The values of one figure of the worker, whatever its labels; none while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.more['HUB_WORKER__METRICS_PORT']}/metrics", timeout=5) as answer:
                lines = answer.read().decode().splitlines()
        except (urllib.error.URLError, ConnectionError):
            return []
        return [float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)]


def days(letters: list[Letter]) -> list[str]:
    """The day of record of each letter, by the hub's clock (UTC)."""
    return [str(one["recordedtime"])[:10] for one in letters]


@contextmanager
def dated_hub(folder: Path, instant: str) -> Iterator[DatedHub]:
    """A hub on that instant with the reference registry, on a Kafka of its own: the time of record never goes back in a partition."""
    broker = LocalBroker(folder / "kafka")
    broker.start()
    dated = DatedHub(broker.bootstrap, folder)
    try:
        dated.set_up()
        dated.load(load_folder(ROOT / "deploy" / "registre"), apply_topics=True)
        dated.on(instant)
        dated.start()
        yield dated
    finally:
        dated.close()
        broker.stop()
