"""What the tests of the projector share: a writer of `hub.journal`, and the projector as a process of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from http import HTTPStatus

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from hub.settings import HubSettings
from schemas.topics import JOURNAL, REGISTRY
from tests.unit.journal_entries import accepting, bytes_of, closing, opening

PARTITIONS = 3


class Journal:
    """Writes `hub.journal` as lanes do: transactions, some of them aborted."""

    def __init__(self, bootstrap: str) -> None:
        self.admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
        self._bootstrap = bootstrap
        self.make_topics()

    def make_topics(self) -> None:
        """Make the two logs anew, empty."""
        existing = [name for name in (JOURNAL, REGISTRY) if name in self.admin.list_topics(timeout=10).topics]
        for done in self.admin.delete_topics(existing).values() if existing else ():
            done.result()
        deadline = time.monotonic() + 10
        while not self._made():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        self._producer = Producer({"bootstrap.servers": self._bootstrap, "transactional.id": f"test-{time.monotonic_ns()}", "log_level": 0})
        self._producer.init_transactions()
        self.written = 0

    def _made(self) -> bool:
        """Whether both could be made; right after a deletion the broker may still refuse."""
        made = self.admin.create_topics([NewTopic(JOURNAL, PARTITIONS, 1), NewTopic(REGISTRY, 1, 1)])
        return all(answer.exception() is None for answer in made.values())

    def write(self, dossiers: int, *, commit: bool = True) -> None:
        """Three entries a dossier, every transaction over all partitions."""
        self._producer.begin_transaction()
        for number in range(self.written, self.written + dossiers):
            name = f"dos_{number:026}"
            for made in (opening(3 * number, name), accepting(3 * number + 1, name), closing(3 * number + 2, name)):
                self._producer.produce(JOURNAL, bytes_of(made), name, partition=number % PARTITIONS)
        if commit:
            self._producer.commit_transaction()
            self.written += dossiers
        else:
            self._producer.flush()
            self._producer.abort_transaction()

    def write_raw(self, topic: str, value: bytes, partition: int = 0) -> None:
        """One record of any content."""
        self._producer.begin_transaction()
        self._producer.produce(topic, value, partition=partition)
        self._producer.commit_transaction()


PROJECTOR = ("-m", "hub.cli", "projector", "--metrics-port", "0")


class Process:
    """`hub projector` as an operator runs it."""

    def __init__(self, settings: HubSettings, *options: str, program: tuple[str, ...] = PROJECTOR) -> None:
        environ = os.environ | {
            "HUB_KAFKA__BOOTSTRAP_SERVERS": settings.kafka.bootstrap_servers or "",
            "HUB_DATA_DIR": str(settings.data_dir),
        }
        command = [sys.executable, *program, *options]
        self._process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
        self._port = 0

    def kill9(self) -> None:
        """As a crash would; harmless when it is gone."""
        self._process.kill()
        if self._process.stderr is not None and not self._process.stderr.closed:
            self._process.communicate()

    def terminate(self) -> tuple[int, float]:
        """SIGTERM: the exit code and how long it took."""
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=30)
        return self._process.returncode, time.monotonic() - started

    def management_port(self) -> int:
        """Where it answers machines, from its own log."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r'"port": ?(\d+)', line):
                return int(found[1])
        pytest.fail("it never said where it listens")

    def ask(self, page: str) -> tuple[int, str]:
        """What the management address answers."""
        self._port = self._port or self.management_port()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        connection.request("GET", page)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def wait_until_ready(self) -> "Process":
        """Until it has caught up with what was in the journal when it started."""
        deadline = time.monotonic() + 30
        while self.ask("/readyz")[0] != HTTPStatus.OK:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return self

    def fails(self, code: int = 1) -> str:
        """Wait until it stops by itself with that exit code; what it said."""
        said = self._process.communicate(timeout=30)[1]
        assert self._process.returncode == code, said
        return said
