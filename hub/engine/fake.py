"""A lane in memory: what a stage's tests, and the hub that the conformance kit plays, stand on instead of a broker."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.engine.ports import Headers, Record, Stage


class Emitted(NamedTuple):
    """One record a stage sent."""

    topic: str
    partition: int | None
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


@dataclass
class FakeLane:
    """State, outputs and source of one lane; what a failed `commit` block did is forgotten, as a broker would."""

    partition: int = 0
    source: str = "hub.events"
    inboxes: set[str] | None = None
    """None: every inbox exists."""
    state: dict[bytes, bytes] = field(default_factory=dict)
    emitted: list[Emitted] = field(default_factory=list)
    log: list[Record] = field(default_factory=list)
    _changed: dict[bytes, bytes | None] = field(default_factory=dict)
    _sent: list[Emitted] = field(default_factory=list)
    _appended: list[Emitted] = field(default_factory=list)

    def read(self, key: bytes) -> bytes | None:
        """The state, changes of the open transaction included."""
        return self._changed[key] if key in self._changed else self.state.get(key)

    def write(self, key: bytes, value: bytes | None) -> None:
        """Change the state in the open transaction."""
        self._changed[key] = value

    def emit(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = (), partition: int | None = None) -> None:
        """Send in the open transaction."""
        self._sent.append(Emitted(topic, partition, key, value, tuple(headers)))

    def append_to_source(self, key: bytes | None, value: bytes, headers: Headers = ()) -> None:
        """Append to the lane's own source, once committed."""
        self._appended.append(Emitted(self.source, self.partition, key, value, tuple(headers)))

    def inbox_exists(self, topic: str) -> bool:
        """Whether the test gave this inbox."""
        return self.inboxes is None or topic in self.inboxes

    def append(self, key: bytes | None, value: bytes | None, headers: Headers = (), timestamp_ms: int = 0) -> Record:
        """What another producer put on the source; returns the record as the lane will read it."""
        record = Record(self.source, self.partition, len(self.log), timestamp_ms, key, value, tuple(headers))
        self.log.append(record)
        return record

    def commit(self) -> None:
        """All or nothing: apply the state, keep the outputs, append to the source."""
        for key, value in self._changed.items():
            if value is None:
                self.state.pop(key, None)
            else:
                self.state[key] = value
        self.emitted += self._sent
        for one in self._appended:
            self.append(one.key, one.value, one.headers)
        self.abort()

    def abort(self) -> None:
        """Forget the open transaction."""
        self._changed, self._sent, self._appended = {}, [], []

    def run(self, stage: Stage, records: Iterable[Record]) -> list[Emitted]:
        """One transaction over `records`; returns what it sent. A stage that raises leaves nothing behind."""
        before = len(self.emitted)
        try:
            for record in records:
                stage.handle(record, self)
        except BaseException:
            self.abort()
            raise
        self.commit()
        return self.emitted[before:]

    def tick(self, stage: Stage, now_ms: int, mark_ms: int | None = None) -> list[Record]:
        """One tick, when the stage says one is due; returns the records it appended. Without a mark, nothing published is missing."""
        before = len(self.log)
        mark_ms = now_ms if mark_ms is None else mark_ms
        if stage.tick_due(mark_ms):
            stage.tick(now_ms, mark_ms, self)
            self.commit()
        return self.log[before:]
