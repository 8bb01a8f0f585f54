"""A hub in memory for one partner's client: the hub's own intake and lanes, on no topic; what it would write to inboxes is given back.

Rules:
1. What decides is what decides in a worker: `hub.core` by `hub.agents`, with the registry it is given, by the machine's clock.
2. Keys are drawn for this hub alone: what it calls a dossier, no other hub knows.
"""

import secrets
from datetime import UTC, datetime
from typing import Final, NamedTuple

from hub.agents.cases import CasesStage
from hub.agents.personnes import PersonnesStage
from hub.agents.quotas import QuotasStage
from hub.agents.refus import RefusStage
from hub.agents.sending import Limits
from hub.core.intake import Published, judge
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView
from hub.engine.clock import rfc3339
from hub.engine.fake import Emitted, FakeLane
from hub.engine.ports import Stage
from schemas.topics import EVENTS, PERSONNES, QUOTAS, REFUS, TO_PREFIX

KEY_BYTES = 32
VERSION: Final = 1
LIMITS: Final = Limits(rejected_partitions=1, to_bytes_max=1_572_864, hub_bytes_max=4_194_304)


class _OneVersion(NamedTuple):
    """A registry that never changes."""

    given: RegistryView
    latest: int = VERSION

    def view(self, version: int) -> RegistryView:
        """The registry, of which there is one version."""
        assert version == VERSION
        return self.given


class _Uncounted:
    """Nobody looks at the figures of this hub."""

    def event_handled(self, topic: str, outcome: str) -> None:
        """One fact."""

    def event_refused(self, reason: str) -> None:
        """One refusal."""

    def lane_version(self, topic: str, partition: int, version: int) -> None:
        """One version."""


class Sandbox:
    """Feed it what partners publish; it answers at once."""

    def __init__(self, view: RegistryView) -> None:
        """No dossier yet."""
        self._case_key = secrets.token_bytes(KEY_BYTES)
        counts = _Uncounted()
        stages: dict[str, Stage] = {
            EVENTS: CasesStage(_OneVersion(view), for_ever(secrets.token_bytes(KEY_BYTES)), counts, LIMITS, 0),
            REFUS: RefusStage(counts, LIMITS),
            QUOTAS: QuotasStage(counts),
            PERSONNES: PersonnesStage(counts),
        }
        self._lanes = {topic: (FakeLane(source=topic), stage) for topic, stage in stages.items()}
        for lane, stage in self._lanes.values():
            stage.restored(lane.state)
        self._handled = dict.fromkeys(self._lanes, 0)

    def publish(self, published: Published) -> list[Emitted]:
        """Judge, route, answer: every record that goes to an inbox, in order."""
        now_ms = round(datetime.now(UTC).timestamp() * 1000)
        relayed = judge(published, case_key=self._case_key, instant=rfc3339(now_ms))
        self._lanes[relayed.topic][0].append(relayed.key, relayed.value, relayed.headers)
        letters: list[Emitted] = []
        while any(len(lane.log) > self._handled[topic] for topic, (lane, _) in self._lanes.items()):
            for topic, (lane, stage) in self._lanes.items():
                waiting, self._handled[topic] = lane.log[self._handled[topic] :], len(lane.log)
                for sent in lane.run(stage, waiting):
                    if sent.topic in self._lanes:
                        self._lanes[sent.topic][0].append(sent.key, sent.value, sent.headers)
                    elif sent.topic.startswith(TO_PREFIX):
                        letters.append(sent)
        return letters
