"""What stands on the compacted topics of a whole hub, beside what the stages make of its logs."""

from collections.abc import Callable
from typing import Any

from hub.agents.cases import CasesStage
from hub.agents.sending import Limits
from hub.engine.fake import FakeLane
from hub.engine.ports import Record, Stage
from hub.keys import recipient_key
from hub.registry.loading import committed_versions
from hub.settings import load_settings
from hub.telemetry import Metrics
from tests.broker.whole_hub import PARTITIONS, WholeHub

Making = Callable[[int], Stage]


class Frozen:
    """The versions of the registry as they stand; none is announced."""

    latest = 1

    def __init__(self, versions: Any) -> None:
        self._versions = versions

    def view(self, version: int) -> Any:
        """One of them."""
        return self._versions.view(version)


def cases_of(hub: WholeHub) -> Making:
    """The stage of a case lane, as this hub's own."""
    settings = load_settings(hub.environ)
    versions = committed_versions(settings)
    limits = Limits(PARTITIONS, 1 << 20, 1 << 22)
    return lambda number: CasesStage(Frozen(versions), recipient_key(settings), Metrics(), limits, number)


def equal_to_replay(hub: WholeHub, log: str, state: str, made: Making) -> int:
    """What stands on `state` is what the stages make of `log`, byte for byte, but for the engine's own keys; how many keys there are."""
    live = _standing(hub, state)
    for number in range(PARTITIONS):
        assert _replayed(hub, log, number, made) == live[number]
    return sum(map(len, live.values()))


def _standing(hub: WholeHub, topic: str) -> dict[int, dict[bytes, bytes]]:
    live: dict[int, dict[bytes, bytes]] = {number: {} for number in range(PARTITIONS)}
    for record in sorted(hub.records(topic), key=lambda record: record.offset() or 0):
        key, value = record.key() or b"", record.value()
        if key.startswith(b"_engine"):
            continue
        if value is None:
            live[record.partition() or 0].pop(key, None)
        else:
            live[record.partition() or 0][key] = value
    return live


def _replayed(hub: WholeHub, log: str, number: int, made: Making) -> dict[bytes, bytes]:
    lane = FakeLane(partition=number, source=log)
    stage = made(number)
    stage.restored({})
    facts = [record for record in hub.records(log) if record.partition() == number]
    for fact in sorted(facts, key=lambda fact: fact.offset() or 0):
        headers: Any = tuple(fact.headers() or ())
        key: Any = fact.key()
        value: Any = fact.value()
        lane.run(stage, [Record(log, number, fact.offset() or 0, 0, key, value, headers)])
    return lane.state
