"""Time as a port: the engine asks, a test answers."""

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


def rfc3339(now_ms: int) -> str:
    """`2026-01-01T00:00:00.000Z` (RFC 3339, UTC, milliseconds)."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
