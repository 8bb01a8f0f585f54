"""The transport without a network, for tests: logs in memory that hold the same contract as the real one."""

from collections import defaultdict
from collections.abc import Sequence

from connectors.protocol import Delivered, Incoming, Outcome, Outgoing, Rejected
from schemas import topics

RECORD_BYTES_MAX = 1_572_864


class FakeBroker:
    """Topics as lists of records, and the settled position of each partner."""

    def __init__(self) -> None:
        """Start empty, at instant 0."""
        self.logs: dict[str, list[Incoming]] = defaultdict(list)
        self.settled: dict[str, int] = defaultdict(int)
        self.now_ms = 0

    def append(self, topic: str, record: Outgoing) -> Delivered:
        """Keep a record at the end of a topic."""
        log = self.logs[topic]
        log.append(Incoming(topic, 0, len(log), self.now_ms, record.key, record.value, record.headers))
        return Delivered(topic, 0, len(log) - 1)


class FakePartner:
    """One partner on a FakeBroker."""

    def __init__(self, broker: FakeBroker, partner: str) -> None:
        """Open where the partner last settled."""
        self._broker = broker
        self._outbox = topics.outbox(partner)
        self._inbox = topics.inbox(partner)
        self._position = broker.settled[self._inbox]

    def publish(self, records: Sequence[Outgoing]) -> list[Outcome]:
        """Append each record, unless it is larger than a topic takes."""
        return [self._publish_one(record) for record in records]

    def read(self, records_max: int, timeout_s: float) -> list[Incoming]:
        """Give what stands in the inbox now; a fake waits for nobody."""
        del timeout_s
        found = self._broker.logs[self._inbox][self._position : self._position + records_max]
        self._position += len(found)
        return found

    def settle(self) -> None:
        """Move the settled position up to what was read."""
        self._broker.settled[self._inbox] = self._position

    def close(self) -> None:
        """Nothing is held."""

    def _publish_one(self, record: Outgoing) -> Outcome:
        if record.value is not None and len(record.value) > RECORD_BYTES_MAX:
            return Rejected("MSG_SIZE_TOO_LARGE")
        return self._broker.append(self._outbox, record)
