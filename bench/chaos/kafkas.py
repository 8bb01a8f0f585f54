"""The Kafkas that are hurt: one broker, one that a worker reaches through a network that fails, one that is patient."""

from pathlib import Path

from bench.chaos.proxy import Proxy
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, Ports, first_free
from hub.kafka_local.tools import Tools

PATIENCE = {"broker.session.timeout.ms": "4000", "broker.heartbeat.interval.ms": "500"}
"""With one second a loaded machine has its broker taken for dead: every partition loses its leader for a while."""


class Kafka:
    """One broker in `folder`."""

    replication = 1
    """How many copies of each topic it keeps."""

    def __init__(self, folder: Path) -> None:
        """Nothing runs yet."""
        self.broker = LocalBroker(folder / "kafka")

    def start(self) -> None:
        """Start, and wait until it is ready."""
        self.broker.start()

    def stop(self) -> None:
        """End it."""
        self.broker.stop()

    @property
    def bootstrap(self) -> str:
        """Where its clients reach it."""
        return self.broker.bootstrap

    def bootstrap_of(self, worker: str) -> str:
        """Where that worker reaches it."""
        del worker
        return self.bootstrap


class ProxiedKafka(Kafka):
    """One broker that the worker `w1` alone reaches through `proxy`: a listener of its own, advertised as the proxy."""

    def __init__(self, folder: Path) -> None:
        """The proxy listens already."""
        behind = first_free()
        self.proxy = Proxy(behind)
        super().__init__(folder)
        self.broker = _Listening(folder / "kafka", behind, self.proxy.port)

    def stop(self) -> None:
        """End both."""
        self.proxy.close()
        super().stop()

    def bootstrap_of(self, worker: str) -> str:
        """The proxy, for `w1`."""
        return f"{HOST}:{self.proxy.port}" if worker == "w1" else self.bootstrap


class PatientKafka(Kafka):
    """One broker that may be slow for some seconds, on a busy machine, before it is taken for dead."""

    def __init__(self, folder: Path) -> None:
        """Nothing runs yet."""
        super().__init__(folder)
        self.broker = _Patient(folder / "kafka")


class _Patient(LocalBroker):
    """With a session of four seconds; the one second of the local broker is for a quick restart."""

    def _write_configuration(self, tools: Tools, at: Ports) -> Path:
        file = super()._write_configuration(tools, at)
        write_lines(file, lines_of(file) | PATIENCE)
        return file


class _Listening(LocalBroker):
    """A broker with a second listener on the port `behind`, which it advertises as `advertised`."""

    def __init__(self, folder: Path, behind: int, advertised: int) -> None:
        super().__init__(folder)
        self._behind, self._advertised = behind, advertised

    def _write_configuration(self, tools: Tools, at: Ports) -> Path:
        file = super()._write_configuration(tools, at)
        lines = lines_of(file)
        lines["listeners"] += f",PROXIED://{HOST}:{self._behind}"
        lines["advertised.listeners"] += f",PROXIED://{HOST}:{self._advertised}"
        lines["listener.security.protocol.map"] += ",PROXIED:PLAINTEXT"
        write_lines(file, lines)
        return file


def lines_of(file: Path) -> dict[str, str]:
    """A file of Java properties, as Kafka's are: one `name=value` a line; comments are left out."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def write_lines(file: Path, lines: dict[str, str]) -> None:
    """Write such a file."""
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8")
