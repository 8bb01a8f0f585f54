"""The hub of the demonstration: a Kafka of its own, the registry, two workers and the projector, as processes anyone could start by hand.

Rules:
1. Everything lives in a folder of the demonstration's own; the data of a hub that is used beside it are not touched.
2. Every process is ended by its id, whatever happened, before the demonstration ends; the last to stop is Kafka.
3. A Kafka that the settings name is used as it is, if no hub has worked there yet; it is neither started nor stopped.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from confluent_kafka import Consumer, TopicPartition

from hub.clients import confluent_options
from hub.demo.descent import child_of
from hub.demo.worker import behind_s
from hub.engine.clock import SystemClock
from hub.errors import DemoNeedsNewHub, DemoProcessFailed, DemoRunning
from hub.kafka_local import control, ports
from hub.locks import hold_name
from hub.settings import HubSettings, load_settings
from schemas import topics

WORKERS = ("demo-1", "demo-2")
PROJECTOR = "projecteur"
READY_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 15.0
LOOK_EVERY_S = 0.1
LOG_CRITICAL = 2
REGISTRY = Path(__file__).parents[2] / "deploy" / "registre"


def demo_settings(environ: dict[str, str]) -> HubSettings:
    """The settings of the demonstration: its own folder, and keys that give the same dossiers the same names each time."""
    folder = load_settings(environ).data_dir / "demonstration"
    keys = {name: hashlib.sha256(f"relais demonstration {name}".encode()).hexdigest() for name in ("HUB_CASE_KEY", "HUB_RECIPIENT_KEY")}
    return load_settings(keys | environ | {"HUB_DATA_DIR": str(folder.absolute())})


class Stage:
    """`with Stage(settings, environ) as stage:` has a hub that works, and leaves nothing running behind it."""

    def __init__(self, settings: HubSettings, environ: dict[str, str]) -> None:
        """Nothing is started yet."""
        self.settings = settings
        self.connection: dict[str, Any] = {}
        self._environ = environ | {
            "HUB_DATA_DIR": str(settings.data_dir),
            "HUB_CASE_KEY": settings.case_key.get_secret_value() if settings.case_key else "",
            "HUB_RECIPIENT_KEY": settings.recipient_key.get_secret_value() if settings.recipient_key else "",
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ports: dict[str, int] = {}
        self._owns_kafka = settings.kafka.bootstrap_servers is None
        self._held: Any = None

    def __enter__(self) -> Self:
        """Start everything and wait until it is ready; whatever fails ends what was started."""
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End everything."""
        self.close()

    def kill_worker(self, name: str) -> int:
        """Kill -9 the worker itself; its supervisor stays and starts it again. Returns the id of the process that was killed."""
        pid = child_of(self._running[name].pid)
        os.kill(pid, signal.SIGKILL)
        return pid

    def check(self) -> None:
        """Raise when a process that should run has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise DemoProcessFailed(name=name, code=process.returncode, log=self._log(name))

    def close(self) -> None:
        """End workers and projector, then Kafka; may be called twice, and an impatient Ctrl-C does not stop it half-way."""
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._close()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _close(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for process in self._running.values():
            _end(process, deadline - time.monotonic())
        self._running.clear()
        if self._held is not None:
            if self._owns_kafka:
                control.down(self.settings)
            self._held.close()
            self._held = None

    def _start(self) -> None:
        self._ground("demonstration", REGISTRY)
        behind = str(behind_s(SystemClock().now_ms()))
        for name in WORKERS:
            self._spawn(name, "hub.demo.worker", "--name", name, "--behind-s", behind)
        self._spawn(PROJECTOR, "hub.cli", "projector", "--rebuild")
        for name in (*WORKERS, PROJECTOR):
            self._wait_ready(name)

    def _ground(self, what: str, registry: Path) -> None:
        """Kafka up, topics made, registry loaded; nobody else plays in this folder meanwhile."""
        self._held = hold_name(self.settings.data_dir, what)
        if self._held is None:
            raise DemoRunning(folder=self.settings.data_dir)
        if self._owns_kafka:
            control.down(self.settings)
        with _undisturbed():
            control.up(self.settings, fresh=self._owns_kafka)
        # what a client says while everything is being stopped is of no use to a spectator
        self.connection = {**confluent_options(self.settings), "log_level": LOG_CRITICAL}
        self._run("registre", "hub.cli", "registry", "load", str(registry), "--apply-topics")
        self._refuse_used_hub()

    def _run(self, name: str, module: str, *arguments: str) -> None:
        """Run a command of the hub to its end."""
        with self._log(name).open("wb") as log:
            code = subprocess.run(_command(module, *arguments), env=self._environ, stdout=log, stderr=log, check=False).returncode
        if code != 0:
            raise DemoProcessFailed(name=name, code=code, log=self._log(name))

    def _spawn(self, name: str, module: str, *arguments: str) -> None:
        """Start a process of the hub; in a session of its own, so that Ctrl-C reaches us alone."""
        port = self._ports[name] = ports.first_free()
        command = _command(module, *arguments, "--metrics-port", str(port))
        with self._log(name).open("wb") as log, _undisturbed():
            self._running[name] = subprocess.Popen(command, env=self._environ, stdout=log, stderr=log, start_new_session=True)

    def _log(self, name: str) -> Path:
        folder = self.settings.data_dir / "journaux"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"

    def _wait_ready(self, name: str) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not _answers(self._ports[name]):
            self.check()
            if time.monotonic() > deadline:
                raise DemoProcessFailed(name=name, code="aucun", log=self._log(name))
            time.sleep(LOOK_EVERY_S)

    def _refuse_used_hub(self) -> None:
        """The ledger counts from the beginning: a hub that has worked before would be counted too."""
        look = Consumer({**self.connection, "group.id": "demonstration", "enable.metrics.push": False})
        try:
            for number in look.list_topics(topics.EVENTS, timeout=10).topics[topics.EVENTS].partitions:
                if look.get_watermark_offsets(TopicPartition(topics.EVENTS, number), timeout=10)[1] > 0:
                    raise DemoNeedsNewHub(bootstrap=self.connection["bootstrap.servers"])
        finally:
            look.close()


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C until a process that was just started is written down: an interrupted `Popen` would leave it to nobody."""
    held: list[int] = []
    before = {number: signal.signal(number, lambda told, _frame: held.append(told)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for told in held[:1]:
        signal.raise_signal(told)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - the HTTP code of "ready"
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _end(process: subprocess.Popen[bytes], patience_s: float) -> None:
    try:
        process.wait(max(0.1, patience_s))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
