"""A case lane in memory: partners publish through intake, the stage handles, time passes."""

import json
from dataclasses import dataclass, field
from typing import Any

from hub.agents.cases import CasesStage
from hub.agents.sending import Limits
from hub.core.intake import Published, Relayed, judge
from hub.core.registry import RegistryView
from hub.engine.clock import rfc3339
from hub.engine.fake import Emitted, FakeLane
from hub.engine.ports import Record
from tests.unit.case_world import CASE_KEY, NOON, RECIPIENT_KEYS, VIEW

LIMITS = Limits(rejected_partitions=12, to_bytes_max=1_572_864, hub_bytes_max=4_194_304)
NOON_MS = round(NOON.timestamp() * 1000)


@dataclass
class Versions:
    """A registry provider of one view, whose latest version a test moves."""

    latest: int = 1
    asked: list[int] = field(default_factory=list)

    def view(self, version: int) -> RegistryView:
        """The town, whatever the version."""
        self.asked.append(version)
        return VIEW


@dataclass
class Counts:
    """What a stage counted."""

    handled: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)

    def event_handled(self, topic: str, outcome: str) -> None:
        """One fact."""
        self.handled.append((topic, outcome))

    def event_refused(self, reason: str) -> None:
        """One refusal."""
        self.refused.append(reason)

    def lane_version(self, topic: str, partition: int, version: int) -> None:
        """One version."""
        assert (topic, partition) == ("hub.events", 3)
        self.versions.append(version)


@dataclass
class Bench:
    """One lane, its stage, and what partners publish on it."""

    lane: FakeLane = field(default_factory=lambda: FakeLane(partition=3))
    registry: Versions = field(default_factory=Versions)
    counts: Counts = field(default_factory=Counts)
    limits: Limits = LIMITS
    now_ms: int = NOON_MS
    offsets: dict[str, int] = field(default_factory=dict)
    stage: CasesStage = field(init=False)
    _handled: int = 0

    def __post_init__(self) -> None:
        """A lane that was just restored."""
        self.restart()

    def restart(self) -> None:
        """Another process takes the lane over, from its committed state."""
        self.stage = CasesStage(self.registry, RECIPIENT_KEYS, self.counts, self.limits, self.lane.partition)
        self.stage.restored(self.lane.state)

    def publish(self, who: str, kind: str, subject: str, content: dict[str, Any], event_id: str | None = None) -> Record:
        """One event of a partner, relayed to the lane's source."""
        offset = self.offsets[who] = self.offsets.get(who, -1) + 1
        event = accepted((who, offset), kind, subject, content, event_id, self.now_ms)
        return self.lane.append(event.key, event.value, event.headers)

    def run(self) -> list[Emitted]:
        """Handle what waits on the source, in one transaction."""
        waiting, self._handled = self.lane.log[self._handled :], len(self.lane.log)
        return self.lane.run(self.stage, waiting)

    def tick(self) -> list[Record]:
        """Ask the stage what is due."""
        return self.lane.tick(self.stage, self.now_ms)


def accepted(place: tuple[str, int], kind: str, subject: str, content: dict[str, Any], event_id: str | None, now_ms: int) -> Relayed:
    """The event of a partner at an offset of its topic, as intake, which accepts it, relays it."""
    who, offset = place
    attributes = {
        "specversion": "1.0", "id": event_id or f"{who}-{offset}", "source": f"urn:relais:acteur:{who}",
        "type": f"fr.relais.{kind}.v1", "subject": subject,
    }  # fmt: skip
    headers = (*((f"ce_{name}", text.encode()) for name, text in attributes.items()), ("content-type", b"application/json"))
    published = Published(f"from.{who}", f"T-{who}", 0, offset, b"cle", json.dumps(content).encode(), headers)
    relayed = judge(published, case_key=CASE_KEY, instant=rfc3339(now_ms))
    assert relayed.topic == "hub.events", relayed.headers
    return relayed


def topics(sent: list[Emitted]) -> list[str]:
    """Where records went, in order."""
    return [one.topic for one in sent]


def values(sent: list[Emitted], topic: str) -> list[dict[str, Any]]:
    """The JSON of what went to `topic`."""
    return [json.loads(one.value or b"null") for one in sent if one.topic == topic]


def headers(sent: Emitted) -> dict[str, bytes | None]:
    """Headers by name."""
    return dict(sent.headers)
