"""What every measure stands on: a fresh Kafka in a temporary folder, processes that are measured from outside, a reader that waits."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from connectors.kafka_partner import read_soon
from hub.asked_again import NOT_YET
from hub.kafka_local.broker import LocalBroker

ROOT = Path(__file__).parents[1]
READ_AT_ONCE_MAX = 10_000
READY_FOR_S = 1.5
OPEN_WITHIN_S = 20.0
NOT_OPEN_YET = NOT_YET | {
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError._UNKNOWN_PARTITION,  # noqa: SLF001 -- the client's own words for it
    KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 -- same
}
"""Nor does the client know a topic that was just made."""
LAST_WORDS_MAX = 4_000
SILENT = {"enable.metrics.push": False, "log_level": 2}


class Ground:
    """`with Ground() as ground:` has a broker; every process started on it ends with it."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._folder = tempfile.TemporaryDirectory(prefix="relais-bench-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self.broker = LocalBroker(self.folder / "kafka")
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Start the broker; whatever stops that ends it."""
        try:
            self.broker.start()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End every process, then the broker; keep nothing, but say what is known of a fault."""
        if isinstance(error, Exception):
            self._tell_last_words()
        for process in self._running:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.broker.stop()
        self._folder.cleanup()

    def _tell_last_words(self) -> None:
        for process in self._running:
            print(f"process {process.pid}: {'runs' if process.poll() is None else f'ended with {process.returncode}'}", file=sys.stderr)
        for log in sorted(self.folder.glob("*.log")):
            print(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')[-LAST_WORDS_MAX:]}", file=sys.stderr)

    @property
    def connection(self) -> dict[str, Any]:
        """What a client needs."""
        return {"bootstrap.servers": self.broker.bootstrap, **SILENT}

    def make_topics(self, names: Iterable[str], partitions: int, **config: str) -> None:
        """Make topics; times are the broker's."""
        stamped = {"message.timestamp.type": "LogAppendTime", **{name.replace("_", "."): value for name, value in config.items()}}
        admin = AdminClient(self.connection)
        for made in admin.create_topics([NewTopic(name, partitions, 1, config=stamped) for name in names]).values():
            made.result(30)

    def producer(self) -> Producer:
        """A producer that partitions as Java does."""
        return Producer({**self.connection, "partitioner": "murmur2_random", "linger.ms": 5, "enable.idempotence": True})

    def topics(self) -> list[str]:
        """The names of all topics."""
        return list(AdminClient(self.connection).list_topics(timeout=10).topics)

    def reader(self, topics: Iterable[str], *, from_end: bool = True) -> "Reader":
        """A read_committed reader of whole topics."""
        return Reader(self.connection, list(topics), from_end=from_end)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a process of the hub on this ground."""
        ours = {"HUB_KAFKA__BOOTSTRAP_SERVERS": self.broker.bootstrap, "HUB_DATA_DIR": str(self.folder), "HUB_LOG_LEVEL": "WARNING"}
        return {**os.environ, **ours, **more}

    def run(self, name: str, arguments: list[str]) -> None:
        """Run `python -m ...` to its end; it must succeed."""
        with (self.folder / f"{name}.log").open("ab") as log:
            subprocess.run(python(*arguments), env=self.environ(), cwd=ROOT, stdout=log, stderr=log, check=True)

    def spawn(self, name: str, command: list[str], **environ: str) -> psutil.Process:
        """Start a program (`python(...)` for one of ours) and watch it."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environ(**environ), cwd=ROOT, stdout=log, stderr=log)
        self._running.append(process)
        return psutil.Process(process.pid)

    def wait_ready(self, port: int, within_s: float = 60.0) -> None:
        """Until the process on that management port says it is ready, twice, a second apart: a group may still be moving."""
        deadline, since = time.monotonic() + within_s, None
        while since is None or time.monotonic() - since < READY_FOR_S:
            if time.monotonic() > deadline:
                message = f"port {port} is not ready after {within_s} s"
                raise TimeoutError(message)
            since = (since or time.monotonic()) if is_ready(port) else None
            time.sleep(0.1)

    def end(self, process: psutil.Process, *, kill: bool = False) -> None:
        """End one process and wait for it."""
        found = next(one for one in self._running if one.pid == process.pid)
        self._running.remove(found)
        if kill:
            found.kill()
        else:
            found.terminate()
        found.wait(30)


class Reader:
    """Reads topics as an outsider; each record comes with the instant it was handed over."""

    def __init__(self, connection: dict[str, Any], topics: list[str], *, from_end: bool) -> None:
        """Find every partition and stand at its beginning, or at what is its end now."""
        settings = {"group.id": "bench", "isolation.level": "read_committed", "enable.auto.commit": False, "fetch.wait.max.ms": 50}
        self._consumer = Consumer({**connection, **settings})
        known = self._consumer.list_topics(timeout=10).topics
        places = [TopicPartition(topic, number) for topic in topics for number in known[topic].partitions]
        for place in places:
            place.offset = self._end_of(place) if from_end else OFFSET_BEGINNING
        self._consumer.assign(places)

    def _end_of(self, place: TopicPartition) -> int:
        """Its end now; a partition that was just made is asked again until the broker has opened it."""
        deadline = time.monotonic() + OPEN_WITHIN_S
        while True:
            try:
                return int(self._consumer.get_watermark_offsets(place, timeout=10)[1])
            except KafkaException as refused:
                if refused.args[0].code() not in NOT_OPEN_YET or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def read(self, wait_s: float) -> tuple[float, list[Message]]:
        """What is there, with the instant (seconds since the epoch)."""
        found = read_soon(self._consumer, READ_AT_ONCE_MAX, wait_s)
        return time.time(), [record for record in found if record.error() is None]

    def drain(
        self, wanted: int, counts: Callable[[Message], bool], within_s: float, worker: psutil.Process | None = None
    ) -> list[tuple[float, int]]:
        """Read until `wanted` records that count have come; how many came at each instant. A `worker` that ended is not waited for."""
        deadline, came, got = time.monotonic() + within_s, list[tuple[float, int]](), 0
        while got < wanted:
            if time.monotonic() > deadline:
                message = f"only {got} of {wanted} after {within_s:g} s: {got / within_s:,.0f} a second"
                raise TimeoutError(message)
            if worker is not None and has_ended(worker):
                message = f"the worker ended by itself after {got} of {wanted}"
                raise ChildProcessError(message)
            now, found = self.read(0.5)
            counted = sum(map(counts, found))
            got += counted
            if counted:
                came.append((now, counted))
        return came

    def close(self) -> None:
        """Leave."""
        self._consumer.close()


def put(
    producer: Producer, topic: str, value: str | bytes | None, key: str | bytes | None = None, partition: int = -1, **more: Any
) -> None:
    """Produce a record, waiting while the queue is full."""
    while True:
        try:
            producer.produce(topic, value, key, partition, **more)
        except BufferError:
            producer.poll(0.05)
        else:
            return


def python(*arguments: str) -> list[str]:
    """The command of `python -m ...`."""
    return [sys.executable, "-m", *arguments]


@contextmanager
def measured(process: psutil.Process, into: dict[str, float]) -> Iterator[None]:
    """CPU seconds of `process` inside the block, and its resident memory at the end of it, children included."""
    with measured_together([process], into):
        yield


@contextmanager
def measured_together(processes: Iterable[psutil.Process], into: dict[str, float]) -> Iterator[None]:
    """The same of several processes, added up."""
    watched = list(processes)
    before = sum(map(_cpu_s, watched))
    yield
    into["cpu_s"] = sum(map(_cpu_s, watched)) - before
    into["rss_mb"] = sum(one.memory_info().rss for process in watched for one in _family(process)) / 2**20


def has_ended(process: psutil.Process) -> bool:
    """Whether a process that we started is over."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def is_ready(port: int) -> bool:
    """Whether `/readyz` says so."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def json_of(record: Message) -> Any:
    """The JSON value of a record."""
    return json.loads(record.value() or b"null")


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _cpu_s(process: psutil.Process) -> float:
    return sum(times.user + times.system for times in (one.cpu_times() for one in _family(process)))
