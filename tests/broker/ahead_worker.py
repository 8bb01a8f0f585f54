"""A worker whose clock is ahead by the seconds that a file holds: deadlines of days fall due within a test."""

import sys
from pathlib import Path

from bench.chaos.worker import JumpingClock
from hub.app import run_worker
from hub.engine.clock import SystemClock
from hub.settings import load_settings
from hub.telemetry import configure_logging


def main() -> None:
    """Run until told to stop."""
    settings = load_settings()
    configure_logging(settings.log_level)
    run_worker(settings, JumpingClock(SystemClock(), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
