"""What a peer put out, checked: a peer whose work is wrong has no figures.

The reference work: each event once, in the order of its case, on the output its case has, with the number of events of its case so far.
Events of a case are numbered from 1 (`seq`), so a right count (`n`) equals the number.
"""

from collections import defaultdict
from zlib import crc32

import orjson
from confluent_kafka import Message

from bench.peers.counting import OUTPUTS


class WrongOutputsError(AssertionError):
    """A peer did not do the reference work; its figures do not count."""


class Outputs:
    """Keeps what is read while a measure runs, and checks it when the measure is over (checking takes CPU that the peers need)."""

    def __init__(self, prefix: str) -> None:
        """`prefix` starts the names of the outputs."""
        self.prefix = prefix
        self._kept: list[tuple[Message, float]] = []
        self._seen: defaultdict[bytes, int] = defaultdict(int)

    def keep(self, record: Message, at: float = 0.0) -> bool:
        """Keep a record, read at that instant (seconds since the epoch); every record counts."""
        self._kept.append((record, at))
        return True

    def check(self, published: int) -> list[tuple[float, float]]:
        """When each event kept since the last check was published (`t`) and read; raises unless all `published` so far came out right."""
        spans = [(self._checked(record), at) for record, at in self._kept]
        self._kept.clear()
        if (got := sum(self._seen.values())) != published:
            raise WrongOutputsError(f"{got} outputs of {published} events")
        return spans

    def _checked(self, record: Message) -> float:
        key, topic, event = record.key() or b"", record.topic(), orjson.loads(record.value() or b"null")
        place = f"{topic} {record.partition()} {record.offset()}: "
        assert isinstance(key, bytes)
        if topic != f"{self.prefix}.out{crc32(key) % OUTPUTS}" or event["case"] != key.decode():
            raise WrongOutputsError(f"{place}the case {event['case']} has another output, or another key")
        wanted = self._seen[key] + 1
        if event["seq"] != wanted:
            raise WrongOutputsError(f"{place}event {event['seq']} of {event['case']} where {wanted} was due: lost, doubled or out of order")
        if event["n"] != wanted:
            raise WrongOutputsError(f"{place}event {wanted} of {event['case']} was counted as {event['n']}")
        self._seen[key] = wanted
        return float(event["t"])
