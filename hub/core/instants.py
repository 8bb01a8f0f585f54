"""An instant as the hub writes it."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

REMEMBERED_MAX: Final = 1_024
"""Instants and days that are remembered: one is asked for several times while its fact is handled."""


def rfc3339(instant: datetime) -> str:
    """An instant as the hub writes it: UTC, milliseconds, `Z`."""
    return _written(instant.astimezone(UTC))


@lru_cache(REMEMBERED_MAX)
def _written(instant: datetime) -> str:
    """In UTC two instants are equal only when they are the same."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
