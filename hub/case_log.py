"""The state of every case as it stands on `hub.cases`, read from outside: for commands that look at all of them."""

from hub.core.dossier import Dossier, decode
from hub.settings import HubSettings
from hub.whole_topics import batches
from schemas.topics import CASES

_CASE_PREFIX = b"dos_"


def standing_cases(settings: HubSettings) -> list[Dossier]:
    """Every case, by id. Raises BrokerRefused."""
    states: dict[bytes, bytes] = {}
    for records in batches(settings, CASES):
        for record in records:
            _take(record.key(), record.value(), states)
    return [decode(states[key]) for key in sorted(states)]


def _take(key: bytes | None, value: bytes | None, states: dict[bytes, bytes]) -> None:
    """Keep a state; other keys of a lane are not cases."""
    if key is None or not key.startswith(_CASE_PREFIX):
        return
    if value is None:
        states.pop(key, None)
    else:
        states[key] = value
