"""Time as a port: the engine asks, a test answers, or whoever plays a simulated hub."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall-clock time; `now_ms` is milliseconds since the Unix epoch."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000_000


class SimulatedClock:
    """The time that the lanes of this worker were told last (`HUB_CLOCK=simulated`): it stands still in between, and never goes back.

    Before the first telling it is the epoch, and `told` waits.
    """

    def __init__(self) -> None:
        self._now_ms = 0
        self._told = asyncio.Event()

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC, as told."""
        return self._now_ms

    def reach(self, now_ms: int) -> None:
        """It is that time, or later already."""
        self._now_ms = max(self._now_ms, now_ms)
        self._told.set()

    async def told(self) -> None:
        """Wait until the time is known."""
        await self._told.wait()


def rfc3339(now_ms: int) -> str:
    """`2026-01-01T00:00:00.000Z` (RFC 3339, UTC, milliseconds)."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
