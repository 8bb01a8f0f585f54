"""What a transport does for a partner: publish records and say what became of each, read an inbox and forget nothing that was not settled.

Rules:
1. `publish` gives one outcome a record, in order; it raises only for a bug. It may take as long as the transport's own delivery timeout.
2. `Delivered`: the record is kept, at that place. `Retryable`: not known to be kept; publishing the same record (same event id) again is
   safe, since the hub answers a repeat with a notice `doublon`. `Rejected`: as it is, it will never pass.
3. `read` waits at most `timeout_s` for something and gives at most `records_max` records, oldest first; none is a normal answer.
4. `settle` marks everything read so far as dealt with; when it cannot be noted now, the next `settle` covers it too. What was read and
   never settled is read again by the next opening.
5. `close` settles nothing; it may be called twice.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes | None], ...]


class Outgoing(NamedTuple):
    """A record as a partner publishes it; `value` None is a record without a body."""

    value: bytes | None
    headers: Headers = ()
    key: bytes | None = None


class Incoming(NamedTuple):
    """A record as a partner reads it; `timestamp_ms` is the broker's append time."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Delivered(NamedTuple):
    """Kept, at this place."""

    topic: str
    partition: int
    offset: int


class Retryable(NamedTuple):
    """Not known to be kept: publish the same again."""

    reason: str


class Rejected(NamedTuple):
    """Will never pass as it is."""

    reason: str


Outcome = Delivered | Retryable | Rejected


class Transport(Protocol):
    """The two directions of one partner."""

    def publish(self, records: Sequence[Outgoing]) -> list[Outcome]:
        """Publish on the partner's `from.<id>`, in order."""
        ...

    def read(self, records_max: int, timeout_s: float) -> list[Incoming]:
        """Read on from the partner's `to.<id>`."""
        ...

    def settle(self) -> None:
        """Everything read so far is dealt with."""
        ...

    def close(self) -> None:
        """Give back what the transport holds."""
        ...
