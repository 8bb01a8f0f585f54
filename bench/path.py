"""The full path on a real hub: a partner's event through intake, case lane, registry and transaction to the inbox."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psutil
from confluent_kafka import Message, Producer

from bench.figures import Figures, pace, spread, spreads, waits
from bench.ground import Ground, measured, put, python
from hub.demo.drafts import write
from hub.demo.ledger import Account, Ledger
from hub.demo.mix import WEEK
from hub.demo.reader import LedgerReader
from hub.demo.stage import REGISTRY
from hub.demo.traffic import Traffic
from hub.demo.worker import behind_s
from hub.kafka_local import ports
from schemas import topics

EVENTS = 40_000
RATE = 1_000
WARM_S, MEASURED_S = 4.0, 15.0
NOTICE = b"fr.relais.avis.technique.v1"
DRAIN_TIMEOUT_S = 240.0


class Hub:
    """Topics, registry and one seed's demands on `ground`; numbers never come twice."""

    def __init__(self, ground: Ground) -> None:
        """Make the topics and load the registry."""
        self.ground = ground
        self._traffic = Traffic(1)
        self._next = 0
        self._ports: dict[str, int] = {}
        self._behind_s = behind_s(time.time_ns() // 1_000_000)
        ground.run("registre", ["hub.cli", "registry", "load", str(REGISTRY), "--apply-topics"])
        known = ground.topics()
        self.inboxes = [name for name in known if name.startswith(topics.TO_PREFIX)]

    def publish(self, producer: Producer, count: int = 1) -> None:
        """Publish the next demands, each on its partner's topic."""
        for _ in range(count):
            draft = self._traffic.demand(self._next, self._next % len(WEEK))
            self._next += 1
            record = write(draft, datetime.now(UTC), 1)
            put(producer, topics.outbox(draft.partner), record.value, headers=list(record.headers))

    def worker(self, name: str = "bench-1", *, supervised: bool = False) -> psutil.Process:
        """Start a worker whose clock stands in the week of the demands, or silence would decide them; `wait_ready` waits for all."""
        port = self._ports[name] = ports.first_free()
        mode = ["--behind-s", str(self._behind_s), *([] if supervised else ["--no-supervise"])]
        return self.ground.spawn(name, python("hub.demo.worker", "--name", name, "--metrics-port", str(port), *mode))

    def wait_ready(self, *names: str) -> None:
        """Until each of these workers is ready."""
        for name in names:
            self.ground.wait_ready(self._ports[name])

    def publish_at_rate(self, rate: int, seconds: float) -> None:
        """Publish evenly for a while."""
        producer = self.ground.producer()
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            self.publish(producer)
            if number % 10 == 0:
                producer.poll(0)
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
        producer.flush(30)

    @contextmanager
    def load(self, rate: int, seconds: float) -> Iterator[None]:
        """Publish evenly beside the block, and to the end."""
        publisher = threading.Thread(target=self.publish_at_rate, args=(rate, seconds))
        publisher.start()
        yield
        publisher.join()


def path(ground: Ground, runs: int) -> Figures:
    """A backlog of demands drained by one worker; and what a case takes."""
    hub = Hub(ground)
    found = [_drain(hub) for _ in range(runs)]
    return {**spreads(found), "state_bytes_per_case": _state_bytes_per_case(hub)}


def full_path_latency(ground: Ground, runs: int) -> Figures:
    """One worker at a steady rate, from the event's time to a reader of the inbox, and the CPU it takes."""
    hub = Hub(ground)
    worker = hub.worker()
    hub.wait_ready("bench-1")
    found = [_steady(hub, worker) for _ in range(runs)]
    ground.end(worker)
    return spreads(found)


def settled(reader: LedgerReader, published: int) -> Account:
    """The sum, once the reader knows all that was published and each has its notice; or as it stands when time is up.

    What was published last is known last: until then nothing seems to be lost.
    """
    deadline = time.monotonic() + DRAIN_TIMEOUT_S
    account = reader.look(lambda ledger: ledger.account())
    while (account.published < published or account.lost) and time.monotonic() < deadline:
        time.sleep(0.2)
        account = reader.look(lambda ledger: ledger.account())
    return account


def is_notice(record: Message) -> bool:
    """Whether a message of an inbox is the notice that every event gets once."""
    return NOTICE in (record.value() or b"")


def _drain(hub: Hub) -> dict[str, float]:
    producer = hub.ground.producer()
    hub.publish(producer, EVENTS)
    if producer.flush(60):
        message = "the backlog was not acknowledged"
        raise TimeoutError(message)
    reader = hub.ground.reader(hub.inboxes)
    worker = hub.worker()
    run: dict[str, float] = {}
    with measured(worker, run):
        came = reader.drain(EVENTS, is_notice, DRAIN_TIMEOUT_S)
    reader.close()
    hub.ground.end(worker)
    return {**run, "cpu_s_per_10k": run.pop("cpu_s") * 10_000 / EVENTS, "events_per_s": pace(came)}


def _steady(hub: Hub, worker: psutil.Process) -> dict[str, float]:
    reader = LedgerReader(hub.ground.connection, from_end=True)
    reader.start()
    began_ms = time.time() * 1000
    run: dict[str, float] = {}
    with measured(worker, run), hub.load(RATE, WARM_S + MEASURED_S):
        pass
    events = RATE * (WARM_S + MEASURED_S)
    _ = settled(reader, int(events))
    run |= {"events_per_s": events / (time.time() - began_ms / 1000), "cpu_s_per_100k": run["cpu_s"] * 100_000 / events}
    found = reader.look(lambda ledger: _waits_after(ledger, began_ms + WARM_S * 1000))
    reader.leave()
    reader.join()
    return {**waits(found), **run}


def _waits_after(ledger: Ledger, since_ms: float) -> list[float]:
    published = ((place, found.at_ms or 0.0) for place, found in ledger.publications.items())
    return [ledger.notices[place][0].seen_ms - at_ms for place, at_ms in published if at_ms > since_ms and place in ledger.notices]


def _state_bytes_per_case(hub: Hub) -> dict[str, float]:
    """Key and value of the last state of each case, as they stand in the compacted topic."""
    reader = hub.ground.reader([topics.CASES], from_end=False)
    sizes: dict[bytes, float] = {}
    while True:
        _, found = reader.read(2.0)
        if not found:
            break
        for record in found:
            key, value = record.key() or b"", record.value() or b""
            if not key.startswith(b"_"):
                sizes[key] = len(key) + len(value)
    reader.close()
    return spread(sizes.values())
