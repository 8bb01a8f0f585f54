"""A worker whose clock is ahead by the seconds that a file holds: deadlines of days fall due within a test."""

import sys
from pathlib import Path

from hub.app import worker_engine
from hub.engine.clock import SystemClock
from hub.engine.process import run_engine
from hub.management import ManagementServer
from hub.settings import load_settings
from hub.telemetry import Metrics, configure_logging


class AheadClock:
    """The machine's clock, moved."""

    def __init__(self, file: Path) -> None:
        """`file` is read at every question."""
        self._file = file
        self._clock = SystemClock()

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC, ahead of time."""
        return self._clock.now_ms() + 1_000 * int(self._file.read_text())


def main() -> None:
    """Run until told to stop."""
    settings = load_settings()
    configure_logging(settings.log_level)
    metrics = Metrics()
    engine = worker_engine(settings, metrics, AheadClock(Path(sys.argv[1])))
    worker = settings.worker
    ManagementServer(metrics.exposition, engine.is_live, engine.is_ready, worker.metrics_host, worker.metrics_port).start()
    run_engine(engine)


if __name__ == "__main__":
    main()
