"""What stands on the topics of a hub, read by a client that is not the hub's, and what its stages make of the same logs."""

from collections.abc import Callable, Iterable
from typing import Any

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from connectors.kafka_partner import read_soon
from hub.agents.cases import CasesStage
from hub.agents.sending import Limits
from hub.engine.clock import SimulatedClock
from hub.engine.fake import FakeLane
from hub.engine.ports import Record, Stage
from hub.keys import recipient_keys
from hub.registry.loading import committed_versions
from hub.settings import HubSettings
from hub.telemetry import Metrics

Making = Callable[[int], Stage]
"""The stage of a lane, by its partition."""
State = dict[int, dict[bytes, bytes]]
ENGINE = b"_engine"


class Frozen:
    """The versions of the registry as they stand; none is announced."""

    latest = 1

    def __init__(self, versions: Any) -> None:
        self._versions = versions

    def view(self, version: int) -> Any:
        """One of them."""
        return self._versions.view(version)


def cases_of(settings: HubSettings) -> Making:
    """The stage of a case lane, as that hub's own."""
    versions = committed_versions(settings)
    limits = Limits(settings.kafka.partitions, settings.to_bytes_max, settings.hub_bytes_max)

    def made(number: int) -> Stage:
        told = SimulatedClock() if settings.clock == "simulated" else None
        return CasesStage(Frozen(versions), recipient_keys(settings), Metrics(), limits, number, told)

    return made


def committed(connection: dict[str, Any], topic: str) -> list[Message]:
    """Every committed record of a topic, each partition in its order."""
    options = {
        "group.id": "records",
        "enable.metrics.push": False,
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 20,
    }
    reader = Consumer({**connection, **options})
    try:
        open_places = {(topic, number) for number in reader.list_topics(topic, timeout=10).topics[topic].partitions}
        reader.assign([TopicPartition(*place, 0) for place in open_places])
        found = []
        while open_places:
            for record in read_soon(reader, 5_000, 1.0):
                error = record.error()
                if error is None:
                    found.append(record)
                elif error.code() == KafkaError._PARTITION_EOF:
                    open_places.discard((record.topic() or "", record.partition() or 0))
    finally:
        reader.close()
    return found


def standing(records: Iterable[Message]) -> State:
    """What a compacted topic holds, by partition, but for the engine's own keys."""
    state: State = {}
    for record in records:
        key, value = record.key() or b"", record.value()
        if key.startswith(ENGINE):
            continue
        lane = state.setdefault(record.partition() or 0, {})
        if value is None:
            lane.pop(key, None)
        else:
            lane[key] = value
    return state


def replayed(facts: Iterable[Message], source: str, number: int, stage: Stage) -> dict[bytes, bytes]:
    """The state that a stage makes of the facts of one partition, alone."""
    lane = FakeLane(partition=number, source=source)
    stage.restored({})
    for fact in facts:
        if fact.partition() == number:
            key: Any = fact.key()
            value: Any = fact.value()
            headers: Any = tuple(fact.headers() or ())
            lane.run(stage, [Record(source, number, fact.offset() or 0, 0, key, value, headers)])
    return lane.state


def differences(facts: list[Message], source: str, state: State, made: Making, partitions: int) -> list[tuple[int, bytes]]:
    """The keys whose bytes on Kafka are not those of a replay: (partition, key)."""
    found = []
    for number in range(partitions):
        again, live = replayed(facts, source, number, made(number)), state.get(number, {})
        found += [(number, key) for key in sorted(again.keys() | live.keys()) if again.get(key) != live.get(key)]
    return found
