"""The states that a hub of one registry version keeps on Kafka, and those of a pure replay of its facts."""

from hub.agents.cases import CasesStage
from hub.agents.sending import Limits
from hub.core.registry import RegistryView, build
from hub.engine.fake import FakeLane
from hub.engine.ports import Record
from hub.keys import recipient_keys
from hub.registry.files import load_folder
from hub.settings import load_settings
from hub.telemetry import Metrics
from schemas.registry import Version
from tests.broker.whole_hub import PARTITIONS, ROOT, WholeHub

States = dict[int, dict[bytes, bytes]]


class OneVersion:
    """A registry provider with the reference registry as version 1."""

    latest = 1

    def __init__(self) -> None:
        self._view = build([*load_folder(ROOT / "deploy" / "registre"), Version(version=1, empreinte="-", enregistre_le="-")])

    def view(self, version: int) -> RegistryView:
        """The only version."""
        assert version == 1
        return self._view


def kept_states(hub: WholeHub) -> States:
    """Every key of hub.cases but the engine's own, by partition."""
    kept: States = {number: {} for number in range(PARTITIONS)}
    for record in hub.records("hub.cases"):
        key, value = record.key() or b"", record.value()
        state = kept[record.partition() or 0]
        if key.startswith(b"_engine"):
            continue
        if value is None:
            state.pop(key, None)
        else:
            state[key] = value
    return kept


def replayed_states(hub: WholeHub) -> States:
    """What the stage makes in memory of hub.events, from its first fact to its last."""
    settings = load_settings(hub.environ)
    made: States = {}
    records = hub.records("hub.events")
    for number in range(PARTITIONS):
        lane = FakeLane(partition=number)
        stage = CasesStage(OneVersion(), recipient_keys(settings), Metrics(), Limits(PARTITIONS, 1 << 20, 1 << 22), number)
        stage.restored({})
        facts = [record for record in records if record.partition() == number]
        for fact in sorted(facts, key=lambda fact: fact.offset() or 0):
            headers = tuple(fact.headers() or ())
            lane.run(stage, [Record("hub.events", number, fact.offset() or 0, 0, fact.key(), fact.value(), headers)])  # type: ignore[arg-type] # stubs
        made[number] = lane.state
    return made
