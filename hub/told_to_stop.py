"""A long command that is told to stop (SIGTERM) stops what it started, as it does at Ctrl-C."""

import signal
from types import FrameType


def stop_when_told() -> None:
    """From now on SIGTERM raises KeyboardInterrupt in the main thread."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
