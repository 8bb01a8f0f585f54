"""What stands on the compacted topics of a whole hub, beside what the stages make of its logs."""

from bench.chaos import records
from bench.chaos.records import Making
from hub.settings import load_settings
from tests.broker.whole_hub import PARTITIONS, WholeHub


def cases_of(hub: WholeHub) -> Making:
    """The stage of a case lane, as this hub's own."""
    return records.cases_of(load_settings(hub.environ))


def equal_to_replay(hub: WholeHub, log: str, state: str, made: Making) -> int:
    """What stands on `state` is what the stages make of `log`, byte for byte, but for the engine's own keys; how many keys there are."""
    live = records.standing(records.committed(hub.connection(), state))
    assert records.differences(records.committed(hub.connection(), log), log, live, made, PARTITIONS) == []
    return sum(map(len, live.values()))
