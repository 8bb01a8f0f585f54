"""Read a lane's state back from its compacted topic: raw bytes, decoded only when touched."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from hub.engine.batch import Partition

Change = tuple[bytes, bytes | None]
"""A key and its value; None where the key is removed."""


class Reader(Protocol):
    """The committed records of one partition from its start (`StateReader`)."""

    @property
    def partition(self) -> Partition:
        """Which."""
        ...

    @property
    def stable(self) -> int | None:
        """Its last stable offset; None while it is unknown."""
        ...

    async def read(self) -> tuple[Sequence[Change], int]:
        """What has come, and up to where all is read; nothing when nothing comes for a moment."""
        ...

    async def close(self) -> None:
        """Leave."""
        ...


class RestoreStuckError(Exception):
    """Nothing more could be read; a last stable offset below the end means that a transaction which nobody ends stands in the way."""

    def __init__(self, partition: Partition, position: int, end: int, stable: int | None, stuck_s: float) -> None:
        where = f"restore of {partition.topic}/{partition.number} stands at {position} of {end} for {stuck_s:g} s"
        super().__init__(f"{where}, last stable offset {'unknown' if stable is None else stable}")


async def restore_state(reader: Reader, end: int, stuck_s: float) -> dict[bytes, bytes]:
    """Every live key up to `end` (the read_uncommitted end, taken after the fence: an open transaction must not hide state).

    Raises RestoreStuckError when it got no further for `stuck_s` seconds.
    """
    state: dict[bytes, bytes] = {}
    now = asyncio.get_running_loop().time
    position, patience_until = 0, now() + stuck_s
    try:
        while position < end:
            changes, reached = await reader.read()
            _apply(state, changes)
            if reached > position:
                position, patience_until = reached, now() + stuck_s
            elif now() >= patience_until:
                raise RestoreStuckError(reader.partition, position, end, reader.stable, stuck_s)
    finally:
        await reader.close()
    return state


def _apply(state: dict[bytes, bytes], changes: Sequence[Change]) -> None:
    """The last value of a key wins; an empty value removes it."""
    for key, value in changes:
        if value is None:
            state.pop(key, None)
        else:
            state[key] = value
