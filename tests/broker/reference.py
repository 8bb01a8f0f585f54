"""A reference cluster for breaking the engine: topics, load, worker processes and an outside check, on a real Kafka."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import NewTopic

from hub.asked_again import asked_again
from tests.broker.made_topics import STAMPED, make_topics

OUTPUTS = 4
PARTITIONS = 8
ROOT = Path(__file__).parents[2]


@dataclass
class Found:
    """What an outside reader found in the outputs; all zero but `total` when nothing was lost, doubled or disordered."""

    total: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    wrong_state: int = 0


@dataclass
class Reference:
    """Topics under `prefix` and the worker processes on them; `close` ends every process."""

    bootstrap: str
    prefix: str
    folder: Path
    session_timeout_ms: int = 3_000
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)

    def create(self) -> None:
        """Make the topics."""
        make_topics(
            self.bootstrap,
            NewTopic(f"{self.prefix}.events", PARTITIONS, 1, config=STAMPED),
            NewTopic(f"{self.prefix}.cases", PARTITIONS, 1, config={"cleanup.policy": "compact"}),
            *(NewTopic(f"{self.prefix}.out{number}", PARTITIONS, 1, config=STAMPED) for number in range(OUTPUTS)),
        )

    def load(self, cases: int, rounds: int, *, rate: float | None = None) -> None:
        """Publish `rounds` events of each of `cases`, numbered per case; `rate` in events a second."""
        producer = Producer(
            {
                "bootstrap.servers": self.bootstrap,
                "partitioner": "murmur2_random",
                "linger.ms": 5,
                "enable.idempotence": True,
                "log_level": 2,
            }
        )
        started, count = time.monotonic(), 0
        for _ in range(rounds):
            for number in range(cases):
                self._publish(producer, f"c{number:06d}")
                count += 1
                if rate and count % 50 == 0:
                    time.sleep(max(0.0, count / rate - (time.monotonic() - started)))
            producer.poll(0)
        assert producer.flush(60) == 0

    def publish(self, case: str, **more: object) -> None:
        """Publish one event; `more` joins it."""
        producer = Producer({"bootstrap.servers": self.bootstrap, "partitioner": "murmur2_random", "enable.idempotence": True})
        self._publish(producer, case, **more)
        assert producer.flush(30) == 0

    def _publish(self, producer: Producer, case: str, **more: object) -> None:
        self.sent[case] += 1
        event = {"case": case, "seq": self.sent[case], "pad": "x" * 100, **more}
        while True:
            try:
                producer.produce(f"{self.prefix}.events", json.dumps(event), case)
            except BufferError:
                producer.poll(0.1)
            else:
                return

    def start(self, name: str, module: str = "bench.reference_worker") -> None:
        """Start a worker process."""
        environ = {
            **os.environ,
            "HUB_KAFKA__BOOTSTRAP_SERVERS": self.bootstrap,
            "HUB_KAFKA__SESSION_TIMEOUT_MS": str(self.session_timeout_ms),
            "HUB_WORKER__METRICS_PORT": "0",
            "HUB_DATA_DIR": str(self.folder),
        }
        log = (self.folder / f"{self.prefix}-{name}.log").open("ab")
        command = [sys.executable, "-m", module, name, self.prefix]
        self.workers[name] = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=log, stderr=log)
        log.close()

    def kill(self, name: str) -> None:
        """Kill -9 and wait for the end."""
        worker = self.workers.pop(name)
        worker.kill()
        worker.wait()

    def pause(self, name: str) -> None:
        """Freeze a worker as a long stall would."""
        self.workers[name].send_signal(signal.SIGSTOP)

    def wake(self, name: str) -> None:
        """Let a frozen worker go on."""
        self.workers[name].send_signal(signal.SIGCONT)

    def terminate(self, name: str, within_s: float = 15.0) -> int:
        """SIGTERM; the exit code."""
        worker = self.workers.pop(name)
        worker.terminate()
        return worker.wait(within_s)

    def revive(self) -> int:
        """Start again, as a supervisor would, every worker that ended itself; how many."""
        ended = [name for name, worker in self.workers.items() if worker.poll() is not None]
        for name in ended:
            self.start(name)
        return len(ended)

    def check(self, within_s: float = 60.0) -> Found:
        """Read every output as an outside reader would, until all came (and a moment longer, for late doubles)."""
        consumer = Consumer(
            {"bootstrap.servers": self.bootstrap, "group.id": f"{self.prefix}-check", "isolation.level": "read_committed", "log_level": 2}
        )
        topics = [f"{self.prefix}.out{number}" for number in range(OUTPUTS)]
        consumer.assign([TopicPartition(topic, number, 0) for topic in topics for number in range(PARTITIONS)])
        found, seen, wanted = Found(), Counter[str](), self.sent.total()
        deadline, quiet_until = time.monotonic() + within_s, 0.0
        while time.monotonic() < deadline and not (found.total >= wanted and time.monotonic() > quiet_until):
            self.revive()
            records = consumer.consume(5_000, 0.5)
            for record in records:
                _count(found, seen, json.loads(record.value() or b""))
            if records:
                quiet_until = time.monotonic() + 1.5
        consumer.close()
        found.lost = sum((self.sent - seen).values())
        return found

    def wait_for(self, total: int, within_s: float = 40.0) -> None:
        """Until the outputs hold at least `total` records (markers included)."""
        reader = Consumer({"bootstrap.servers": self.bootstrap, "group.id": f"{self.prefix}-wait", "log_level": 2})
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            places = [TopicPartition(f"{self.prefix}.out{topic}", number) for topic in range(OUTPUTS) for number in range(PARTITIONS)]
            ends = [asked_again(partial(reader.get_watermark_offsets, place, 10), 10.0)[1] for place in places]
            if sum(ends) >= total:
                reader.close()
                return
            time.sleep(0.2)
        raise AssertionError(f"{self.prefix}: fewer than {total} outputs after {within_s} s")

    def close(self) -> None:
        """End every process."""
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        self.workers.clear()


def _count(found: Found, seen: Counter[str], event: dict[str, int | str]) -> None:
    case, sequence = str(event["case"]), int(event["seq"])
    found.total += 1
    if sequence <= seen[case]:
        found.doubled += 1
        return
    if sequence > seen[case] + 1:
        found.disordered += 1
    if event["n"] != event["seq"]:
        found.wrong_state += 1
    seen[case] = sequence
