"""One partition as its readers see it: records, markers that end transactions, the last stable offset, what compaction leaves."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """A record on its way."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


class Entry:
    """One place of a log: a record, or the marker that ends a transaction; `is_visible` is None while its transaction is open."""

    __slots__ = ("headers", "is_marker", "is_visible", "key", "offset", "value")

    def __init__(self, offset: int, record: Sent | None, *, is_visible: bool | None) -> None:
        self.offset = offset
        self.is_marker = record is None
        self.key, self.value, self.headers = record if record is not None else Sent(None, None)
        self.is_visible = is_visible


class Log:
    """One partition."""

    def __init__(self) -> None:
        """Empty."""
        self.entries: list[Entry] = []
        self._open: dict[int, list[Entry]] = {}
        self._epochs: dict[int, int] = {}

    @property
    def end(self) -> int:
        """The offset of what comes next."""
        return len(self.entries)

    @property
    def stable(self) -> int:
        """The last stable offset: before it every transaction has ended."""
        return min((entries[0].offset for entries in self._open.values()), default=self.end)

    def open_now(self) -> list[tuple[int, int, int]]:
        """Each producer with something open: its id, the epoch it wrote in last, where that begins."""
        return [(producer, self._epochs[producer], entries[0].offset) for producer, entries in self._open.items()]

    def append(self, records: Iterable[Sent], producer: int | None = None, epoch: int = 0) -> None:
        """Of a transaction with `producer`, else visible at once."""
        for record in records:
            entry = Entry(self.end, record, is_visible=True if producer is None else None)
            self.entries.append(entry)
            if producer is not None:
                self._open.setdefault(producer, []).append(entry)
                self._epochs[producer] = epoch

    def mark(self, producer: int, *, committed: bool) -> None:
        """A marker: what the producer left open is visible from now on, or never."""
        for entry in self._open.pop(producer, ()):
            entry.is_visible = committed
        self.entries.append(Entry(self.end, None, is_visible=False))

    def committed(self, position: int, most: int) -> tuple[list[Entry], int]:
        """What a read_committed reader gets from `position`, and where it stands then."""
        stable = self.stable
        found: list[Entry] = []
        while position < stable and len(found) < most:
            entry = self.entries[position]
            position += 1
            if entry.is_visible:
                found.append(entry)
        return found, position


def compacted(entries: Iterable[Entry]) -> dict[bytes, bytes]:
    """What a compacted topic holds for a read_committed reader."""
    state: dict[bytes, Any] = {}
    for entry in entries:
        if entry.is_visible and entry.key is not None:
            state[entry.key] = entry.value
    return {key: value for key, value in state.items() if value is not None}
