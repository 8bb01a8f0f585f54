"""A case lane that lived: partners publish, time passes, registries change; what is due happens at once, as in a hub never late."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.agents.cases import CasesStage
from hub.agents.quotas import QuotasStage
from hub.core import dossier as state
from hub.core.dossier import Dossier
from hub.core.facts import Fact, read
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView
from hub.core.replaying import Logged
from hub.core.what_if_question import Counted, counted_of
from hub.engine.fake import Emitted, FakeLane
from hub.engine.ports import Headers
from schemas.registry import AnyRecord
from schemas.topics import QUOTAS
from tests.unit.case_world import ACTS, decision, demand, view_with
from tests.unit.lane_world import LIMITS, NOON_MS, accepted
from tests.unit.other_registries import BOUNDED, ENDED, FULL_AND_OVER, LATE

PARTITION = 3
DAY_MS = 86_400_000
REGISTRIES: tuple[tuple[AnyRecord, ...], ...] = ((), LATE, ENDED, (*LATE, *BOUNDED), (*ENDED, *FULL_AND_OVER))
CANDIDATE = 1_000_000


class Silent:
    """A tally that counts nothing."""

    def event_handled(self, topic: str, outcome: str) -> None: ...
    def event_refused(self, reason: str) -> None: ...
    def lane_version(self, topic: str, partition: int, version: int) -> None: ...


@dataclass
class Numbered:
    """The versions of a registry: the records each adds to the town's, numbered from 1."""

    versions: list[tuple[AnyRecord, ...]] = field(default_factory=lambda: [()])
    candidate: tuple[AnyRecord, ...] = ()
    _built: dict[int, RegistryView] = field(default_factory=dict)

    @property
    def latest(self) -> int:
        """The last version."""
        return len(self.versions)

    def view(self, version: int) -> RegistryView:
        """The registry at that version."""
        if version not in self._built:
            self._built[version] = view_with(*self.versions[version - 1], version=version)
        return self._built[version]

    without = view

    def stand(self, *candidate: AnyRecord) -> None:
        """Another candidate on top."""
        self.candidate = candidate
        self._built.clear()

    def counted(self) -> Counted:
        """The acts with bounds."""
        return counted_of((*ACTS, *self.candidate, *(record for version in self.versions for record in version)))

    def with_acts(self, version: int) -> RegistryView:
        """The same with the candidate on top."""
        number = CANDIDATE + version
        if number not in self._built:
            self._built[number] = view_with(*self.versions[version - 1], *self.candidate, version=number)
        return self._built[number]


@dataclass
class LivedLane:
    """One lane; `log` is its partition."""

    registry: Numbered = field(default_factory=Numbered)
    lane: FakeLane = field(default_factory=lambda: FakeLane(partition=PARTITION))
    now_ms: int = NOON_MS
    offsets: dict[str, int] = field(default_factory=dict)
    references: int = 0
    _handled: int = 0
    _counted: int = 0

    def __post_init__(self) -> None:
        self.stage = CasesStage(self.registry, for_ever(bytes(32)), Silent(), LIMITS, PARTITION)
        self.stage.restored(self.lane.state)
        self._quotas = FakeLane(source=QUOTAS)
        self._quotas_stage = QuotasStage(Silent())
        self._quotas_stage.restored({})

    @property
    def today(self) -> str:
        """The commune's day, near enough."""
        return datetime.fromtimestamp(self.now_ms / 1000, UTC).date().isoformat()

    def publish(self, who: str, kind: str, subject: str, content: dict[str, Any], event_id: str | None = None) -> str:
        """One event of a partner, handled; the case it is about."""
        self.now_ms += 1_000
        offset = self.offsets[who] = self.offsets.get(who, -1) + 1
        relayed = accepted((who, offset), kind, subject, content, event_id, self.now_ms)
        self.relay(relayed.key, relayed.value, relayed.headers)
        return relayed.key.decode()

    def opened(self, code: str, who: str = "ccas", **changes: Any) -> str:
        """A demand deposited at `who`."""
        self.references += 1
        return self.publish(who, "demande.deposee", f"REF-{self.references}", demand(code, who, **{"date_demande": self.today, **changes}))

    def decided(self, dossier: str, who: str, act: str) -> str:
        """A decision of today."""
        return self.publish(who, "decision.rendue", dossier, decision(who, act, date_decision=self.today))

    def relay(self, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        """What intake relayed, handled."""
        self.lane.append(key, value, headers)
        self._settle()

    def later(self, days: int) -> None:
        """Days go by."""
        self.wait_until(self.now_ms + days * DAY_MS)

    def wait_until(self, until: int) -> None:
        """Time passes; what is due rings at its instant."""
        while (due := self.stage.next_due_ms()) is not None and due <= until:
            self.now_ms = max(self.now_ms, due)
            self._settle()
        self.now_ms = until

    def load(self, *records: AnyRecord, after_ms: int = 1_000) -> None:
        """Another version of the registry, announced and walked at once."""
        self.now_ms += after_ms
        self.registry.versions.append(records)
        self._settle()

    def _settle(self) -> None:
        """Handle what waits and what is due, until nothing is left; acts count and answer behind what asked."""
        while True:
            waiting, self._handled = self.lane.log[self._handled :], len(self.lane.log)
            self._count(self.lane.run(self.stage, waiting))
            if not waiting and not self.lane.tick(self.stage, self.now_ms) and not self.stage.tick_due(self.now_ms):
                return

    def _count(self, sent: list[Emitted]) -> None:
        """What the lane of the acts answers; its own facts come behind what was asked before them."""
        for one in sent:
            if one.topic == QUOTAS:
                self._quotas.append(one.key, one.value, one.headers)
        while waiting := self._quotas.log[self._counted :]:
            self._counted = len(self._quotas.log)
            for one in self._quotas.run(self._quotas_stage, waiting):
                if one.topic == self.lane.source:
                    self.lane.append(one.key, one.value, one.headers)

    @property
    def log(self) -> list[Logged]:
        """The partition."""
        return [Logged(one.key, one.value, one.headers, one.offset) for one in self.lane.log]

    def facts(self) -> list[Fact]:
        """The partition, read."""
        return [read(one.key, one.value, one.headers, PARTITION, one.offset) for one in self.lane.log]

    def dossiers(self) -> dict[str, Dossier]:
        """The state of every case."""
        return {key.decode(): state.decode(stored) for key, stored in self.lane.state.items() if key.startswith(b"dos_")}

    def end(self) -> datetime:
        """An instant after everything that happened."""
        return datetime.fromtimestamp(self.now_ms / 1000, UTC) + timedelta(milliseconds=1)
