"""What a lane remembers of its own beside the cases: the highest origin applied, the last recordedtime. Keys begin with `_`.

Rules:
1. A record whose origin is at or below the highest applied of its source partition was relayed twice: it is dropped without a trace.
2. recordedtime never goes back within a lane, whatever the clocks of the workers that stamped the facts.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from hub.core.facts import Origin
from hub.engine.ports import LaneTransaction

INSTANT_KEY = b"_instant"
ORIGIN_PREFIX = b"_origine/"


class _Highest(msgspec.Struct, frozen=True):
    offset: int
    format: int = 1


class _Last(msgspec.Struct, frozen=True):
    instant: datetime
    format: int = 1


_highest = msgspec.json.Decoder(_Highest)
_last = msgspec.json.Decoder(_Last)


def is_new(lane: LaneTransaction, origin: Origin) -> bool:
    """Whether the lane sees this published record for the first time; it is then remembered as the highest."""
    key = ORIGIN_PREFIX + f"{origin.topic_id}/{origin.partition}".encode()
    stored = lane.read(key)
    if stored is not None and origin.offset <= _highest.decode(stored).offset:
        return False
    lane.write(key, msgspec.json.encode(_Highest(origin.offset)))
    return True


def recorded(lane: LaneTransaction, instant: datetime) -> datetime:
    """The fact's instant, or the last one when a clock went back."""
    last = last_recorded(lane.read)
    if last is not None:
        instant = max(instant, last)
    lane.write(INSTANT_KEY, msgspec.json.encode(_Last(instant)))
    return instant


def last_recorded(read: Callable[[bytes], bytes | None]) -> datetime | None:
    """The last recordedtime of a lane whose state is read so; None when it has recorded nothing yet."""
    stored = read(INSTANT_KEY)
    return None if stored is None else _last.decode(stored).instant
