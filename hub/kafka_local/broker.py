"""One local Kafka in one folder: start it, stop it, kill it, bring it back on the same port with the same records.

Rules:
1. The running broker holds a lock on `<folder>/lock` (it inherits the locked file): alive means locked, whatever process ids say.
2. `state.json` says where it listens; it is written before the broker is ready and removed by a clean stop.
3. Records are in `<folder>/data`, logins and authority in `<folder>/secured`; nothing but `wipe` removes them.
4. A folder that was started secured once starts secured, whoever starts it.
"""

import json
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from hub.access.private_files import write_private
from hub.errors import KafkaDidNotStart, KafkaFolderBusy, KafkaIsUp, KafkaPortTaken
from hub.kafka_local import config, ports, principals, process, warm
from hub.kafka_local.ports import Ports
from hub.kafka_local.security import Security
from hub.kafka_local.tools import Tools, find_tools
from hub.settings import KAFKA_VERSION

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
_PORT_TRIES_MAX = 3
_READY = b"Kafka Server started"


class LocalBroker:
    """A Kafka of our own in `folder`, on `port`, else on its last one, else on `usual_port`, else on a free one."""

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        tools: Tools | None = None,
        usual_port: int | None = None,
        *,
        secure: bool = False,
    ) -> None:
        self.folder = folder.resolve()
        self.secured = self.folder / "secured"
        self.log_file = self.folder / "kafka.log"
        self._lock = self.folder / "lock"
        self._wanted_port = port
        self._usual_port = usual_port
        self._tools = tools
        self._secure = secure

    @property
    def bootstrap(self) -> str:
        """The address for clients, as the last start wrote it down."""
        return str(self.state()["bootstrap"])

    def state(self) -> dict[str, Any]:
        """What the last start wrote down: bootstrap, mode, pid, ports, version, since; empty after a clean stop."""
        try:
            written = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return written if isinstance(written, dict) else {}

    @property
    def is_secured(self) -> bool:
        """Whether everyone must log in, at its last start or at the next one."""
        return self._secure or self.secured.exists()

    def ports(self) -> Ports:
        """Where the last start had it listen."""
        kept = self.state()
        return Ports(kept["port"], kept["controller_port"], kept.get("certificate_port", 0), kept.get("internal_port", 0))

    def is_running(self) -> bool:
        """Whether a broker lives in this folder, whoever started it."""
        return process.is_locked(self._lock)

    def start(self) -> None:
        """Start and wait until it is ready; raises KafkaFolderBusy, KafkaPortTaken or KafkaDidNotStart."""
        if self._tools is None:
            self._tools = find_tools()
        tools = self._tools
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it will hold what partners send
        for tries_left in reversed(range(_PORT_TRIES_MAX)):
            with process.held(self._lock) as lock:
                if lock is None:
                    raise KafkaFolderBusy(pid=self.state().get("pid"), folder=self.folder)
                pid, at = self._spawn(tools, lock)
            try:
                self._wait_until_ready(pid, at)
            except KafkaPortTaken:
                # someone took the port between our look and the broker's: only a port nobody asked for is given up
                if self._wanted_port is not None or not tries_left:
                    raise
                (self.folder / "state.json").unlink(missing_ok=True)
            else:
                if self.is_secured:
                    principals.provide(Security.of(self.secured), at)
                return

    def stop(self) -> bool:
        """Ask it to end and wait for it; False if it had to be killed. Nothing happens when it does not run."""
        archive = self.state().get("archive")
        in_time = self._end(signal.SIGTERM)
        if not in_time:
            self.kill9()
        elif archive is not None:
            warm.keep_archive(self.folder, Path(archive))
        (self.folder / "state.json").unlink(missing_ok=True)
        return in_time

    def kill9(self) -> None:
        """End it with kill -9, as a crash would; `start` brings it back on the same port."""
        self._end(signal.SIGKILL)

    def wipe(self) -> None:
        """Remove every record, login and authority; refused while it runs."""
        if self.is_running():
            raise KafkaIsUp(pid=self.state().get("pid"))
        for made in (self.folder / "data", self.secured):
            shutil.rmtree(made, ignore_errors=True)

    def _spawn(self, tools: Tools, lock: IO[bytes]) -> tuple[int, Ports]:
        at = self._choose_ports()
        properties = self._write_configuration(tools, at)
        warm.format_once(tools, self.folder, properties)
        if self.log_file.exists():
            self.log_file.rename(self.folder / "kafka.log.1")
        (self.folder / "classes.jsa").unlink(missing_ok=True)
        java = [str(tools.java.program), *warm.archive_options(tools, self.folder), f"@{self.folder / 'jvm.args'}"]
        pid = process.spawn([*java, "kafka.Kafka", str(properties)], self.log_file, lock)
        self._write_state(pid, at, warm.archive_file(tools))
        return pid, at

    def _choose_ports(self) -> Ports:
        before = self.state()
        if self._wanted_port is not None and not ports.is_free(self._wanted_port):
            raise KafkaPortTaken(port=self._wanted_port)
        chosen = [self._wanted_port or ports.first_free(before.get("port"), self._usual_port)]
        for name in ("controller", "certificate", "internal"):
            chosen.append(ports.first_free(before.get(f"{name}_port"), but=chosen))
        return Ports(*chosen)

    def _write_configuration(self, tools: Tools, at: Ports) -> Path:
        security = Security.of(self.secured) if self.is_secured else None
        log4j, properties = self.folder / "log4j2.properties", self.folder / "server.properties"
        log4j.write_text(config.LOG4J, encoding="utf-8")
        write_private(properties, config.server_properties(self.folder / "data", at, security))
        (self.folder / "jvm.args").write_text(config.jvm_arguments(tools.jars, log4j), encoding="utf-8")
        return properties

    def _write_state(self, pid: int, at: Ports, archive: Path) -> None:
        where: dict[str, Any] = {"bootstrap": f"{ports.HOST}:{at.clients}", "mode": "local", "pid": pid, "secured": self.is_secured}
        where |= {"port": at.clients, "controller_port": at.controller}
        if self.is_secured:
            where |= {"certificate_port": at.certificates, "internal_port": at.internal}
        since = datetime.now(UTC).isoformat(timespec="seconds")
        draft = self.folder / ".state.json"
        draft.write_text(json.dumps({**where, "kafka": KAFKA_VERSION, "since": since, "archive": str(archive)}), encoding="utf-8")
        draft.replace(self.folder / "state.json")

    def _wait_until_ready(self, pid: int, at: Ports) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while _READY not in self.log_file.read_bytes():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill9()
                process.reap(pid)
                raise self._why_not(at)
            time.sleep(process.LOOK_EVERY_S)

    def _why_not(self, at: Ports) -> KafkaPortTaken | KafkaDidNotStart:
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        if any("Address already in use" in line for line in lines):
            return KafkaPortTaken(port=at.clients)
        faults = [line for line in lines if " ERROR " in line or " FATAL " in line or line.startswith("Error")]
        return KafkaDidNotStart(last_line=(faults or lines or ["it said nothing"])[-1], log=self.log_file)

    def _end(self, number: signal.Signals) -> bool:
        pid = self.state().get("pid")
        return pid is None or process.end(pid, self._lock, number, STOP_TIMEOUT_S)
