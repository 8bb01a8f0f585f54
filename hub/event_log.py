"""One partition of `hub.events` read from outside, from its first record to where it ended when somebody looked."""

from collections.abc import Callable, Iterator
from contextlib import closing

from hub.core.replaying import Logged
from hub.settings import HubSettings
from hub.whole_topics import batches
from schemas.topics import EVENTS


def events_of(settings: HubSettings, partition: int, end: int, tell: Callable[[int], object]) -> Iterator[Logged]:
    """Every record below the offset `end`; `tell` hears how many offsets were passed each time some were. Raises BrokerRefused."""
    passed = 0
    if not end:
        return
    with closing(batches(settings, EVENTS, (partition,))) as found:
        for records in found:
            reached = passed
            for record in records:
                offset = record.offset()
                if offset >= end:
                    reached = end
                    break
                reached = offset + 1
                yield Logged(record.key(), record.value(), record.headers() or (), offset)
            tell(reached - passed)
            passed = reached
            if passed >= end:
                return
    tell(end - passed)
