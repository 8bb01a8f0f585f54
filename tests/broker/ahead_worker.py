"""A worker whose clock is ahead by the seconds that a file holds: deadlines of days fall due within a test."""

import sys
from pathlib import Path

from hub.app import run_worker
from hub.engine.clock import SystemClock
from hub.settings import load_settings
from hub.telemetry import configure_logging


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
    run_worker(settings, AheadClock(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
