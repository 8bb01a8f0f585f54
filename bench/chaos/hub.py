"""The hub that is broken: a Kafka of its own, the registry with acts that run out, supervised workers whose processes may be hurt.

Rules:
1. Everything lives in one temporary folder; every process is ended by its id before it is removed.
2. What hurts a worker reaches its process, never its supervisor: coming back is the hub's own work.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.chaos.kafkas import Kafka
from bench.chaos.releases import THIS, Release
from bench.chaos.worker import jump_to
from bench.ground import ROOT, SILENT, is_ready
from hub.demo.descent import child_of
from hub.demo.stage import REGISTRY
from hub.demo.worker import behind_s
from hub.engine.clock import SystemClock
from hub.kafka_local.ports import first_free
from hub.settings import HubSettings, load_settings

PARTITIONS = 4
SESSION_TIMEOUT_MS = 3_000
TRANSACTION_TIMEOUT_MS = 12_000
READY_WITHIN_S = 60.0
LEAVE_WITHIN_S = 15.0
LAST_WORDS_MAX = 6_000
REASON_MAX = 160
BOUNDS = {
    "enveloppe: {centimes_par_an: 18000000}": "enveloppe: {centimes_par_an: 100000}",
    "aides: [CANTINE],\n   fonctions: [EXECUTER],": "aides: [CANTINE],\n   fonctions: [EXECUTER], capacite: 20,",
}
"""What Nantrelle's acts allow, and what they allow here: little enough to run out while hurt."""


class HurtHub:
    """`with HurtHub(workers) as hub:` has a hub that works; `hub.folder` holds its logs until the end."""

    def __init__(
        self,
        names: list[str],
        kafka: Callable[[Path], Kafka] = Kafka,
        release: Callable[[Path], Release] = lambda _: THIS,
        *,
        simulated: bool = False,
    ) -> None:
        """Nothing runs yet; the workers named will begin with that release, and be told what time it is if it is `simulated`."""
        self._folder = tempfile.TemporaryDirectory(prefix="relais-chaos-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self.kafka = kafka(self.folder)
        self.names = names
        self.release = release(self.folder)
        self._runs = dict.fromkeys(names, self.release)
        self.registry = self.folder / "registre"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ports: dict[str, int] = {}
        self._behind_s = behind_s(SystemClock().now_ms())
        self._ahead_s = 0
        self._simulated = simulated

    def __enter__(self) -> Self:
        """Broker, registry, workers; whatever fails ends what was started."""
        try:
            self.kafka.start()
            self._write_registry()
            self.run("registry", "load", str(self.registry), "--apply-topics")
            for name in self.names:
                self.start(name)
            self.wait_ready()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End every process, keep nothing; say what is known of a fault."""
        if isinstance(error, Exception):
            self.tell_last_words()
        for name in list(self._running):
            self.end(name)
        self.kafka.stop()
        self._folder.cleanup()

    @property
    def environ(self) -> dict[str, str]:
        """The settings of every process of this hub."""
        ours = {
            "HUB_KAFKA__BOOTSTRAP_SERVERS": self.kafka.bootstrap,
            "HUB_KAFKA__PARTITIONS": str(PARTITIONS),
            "HUB_KAFKA__REPLICATION_FACTOR": str(self.kafka.replication),
            "HUB_KAFKA__SESSION_TIMEOUT_MS": str(SESSION_TIMEOUT_MS),
            "HUB_KAFKA__TRANSACTION_TIMEOUT_MS": str(TRANSACTION_TIMEOUT_MS),
            "HUB_DATA_DIR": str(self.folder / "relais"),
            "HUB_CLOCK": "simulated" if self._simulated else "wall",
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("HUB_")} | ours

    @property
    def settings(self) -> HubSettings:
        """The same, for what is asked without a process."""
        return load_settings(self.environ)

    @property
    def connection(self) -> dict[str, Any]:
        """What a client needs."""
        return {"bootstrap.servers": self.kafka.bootstrap, **SILENT}

    def now_ms(self) -> int:
        """The instant it is for a worker whose clock does not jump."""
        return SystemClock().now_ms() + 1_000 * (self._ahead_s - self._behind_s)

    def run(self, *arguments: str) -> None:
        """Run a command of the hub to its end; it must succeed."""
        command = [sys.executable, "-m", "hub.cli", *arguments]
        done = subprocess.run(command, env=self.environ, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            message = f"hub {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
            raise RuntimeError(message)

    def start(self, name: str) -> None:
        """Start a supervised worker."""
        self.jump(name, 0)
        with (self.folder / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", *self._program(name)]
            runs = self._runs.get(name, THIS)
            environ = runs.environ(self.environ | {"HUB_KAFKA__BOOTSTRAP_SERVERS": self.kafka.bootstrap_of(name)})
            self._running[name] = subprocess.Popen(command, env=environ, cwd=runs.tree, stdout=log, stderr=log)

    def _program(self, name: str) -> tuple[str, ...]:
        """The hub's own worker where time is told, else the one whose clock can be moved."""
        given = ("--name", name, "--metrics-port", str(self._ports.setdefault(name, first_free())))
        if self._simulated:
            return ("hub.cli", "worker", *given)
        return ("bench.chaos.worker", *given, "--behind-s", str(self._behind_s), "--jump", str(self._jump_file(name)))

    def switch(self, name: str) -> None:
        """It starts with this tree the next time; with the release it began with when it has this tree now."""
        self._runs[name] = THIS if self._runs[name] == self.release else self.release

    def leave(self, name: str) -> int:
        """SIGTERM, as a deploy does; the exit code, a signal's when it did not leave by itself."""
        worker = self._running[name]
        worker.terminate()
        try:
            worker.wait(LEAVE_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.end(name)
        else:
            del self._running[name]
        return worker.returncode

    def signal(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to the worker's own process; False while its supervisor is starting it again."""
        try:
            os.kill(child_of(self._running[name].pid), number)
        except ProcessLookupError:
            return False
        return True

    def jump(self, name: str, seconds: int) -> None:
        """Move the clock of one worker."""
        jump_to(self._jump_file(name), self._ahead_s + seconds)

    def pass_time(self, seconds: int) -> None:
        """It is so much later for every worker."""
        self._ahead_s += seconds
        for name in self._running:
            self.jump(name, 0)

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> None:
        """Until every worker says it is ready."""
        self.wait(lambda: all(is_ready(self._ports[name]) for name in self._running), "workers that are ready", within_s)

    def wait(self, is_so: Callable[[], bool], what: str, within_s: float) -> None:
        """Until it is; TimeoutError names what did not come."""
        deadline = time.monotonic() + within_s
        while not is_so():
            self.check()
            if time.monotonic() > deadline:
                message = f"{what}: not within {within_s:g} s"
                raise TimeoutError(message)
            time.sleep(0.2)

    def check(self) -> None:
        """Raise when a supervisor ended: nothing that is done here may end one."""
        for name, worker in self._running.items():
            if worker.poll() is not None:
                message = f"worker {name} ended with {worker.returncode}"
                raise RuntimeError(message)

    def restarts(self) -> int:
        """How often supervisors started a worker again."""
        return sum("OUVRIER_RELANCE" in line for line in self._said())

    def endings(self) -> dict[str, int]:
        """Why workers ended themselves, and how often."""
        told = (json.loads(line) for line in self._said() if "PROCESSUS_TERMINE" in line)
        return dict(Counter(f"{one['raison']}: {one['erreur']} {one['detail']}"[:REASON_MAX] for one in told))

    def end(self, name: str) -> None:
        """End one worker, whatever state it is in."""
        worker = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.kill(child_of(worker.pid), signal.SIGKILL)
        worker.kill()
        worker.wait()

    def tell_last_words(self) -> None:
        """The last lines of every log, on stderr."""
        for log in sorted(self.folder.glob("*.log")):
            print(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')[-LAST_WORDS_MAX:]}", file=sys.stderr)

    def _said(self) -> Iterator[str]:
        for name in self._ports:
            yield from (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()

    def _jump_file(self, name: str) -> Path:
        return self.folder / f"jump-{name}"

    def _write_registry(self) -> None:
        shutil.copytree(REGISTRY, self.registry)
        file = self.registry / "nantrelle.yaml"
        text = file.read_text(encoding="utf-8")
        for allowed, here in BOUNDS.items():
            assert allowed in text
            text = text.replace(allowed, here)
        file.write_text(text, encoding="utf-8")
