"""The case lanes: read a fact, call core once, write what it says; append the facts that time and the registry bring.

Rules:
1. Time is the clock's, and a deadline rings when intake has passed it (`tick`). Where time is simulated it is what `horloge.avance` says,
   from there on in the lane: what that makes due is appended behind it in the order of the law, then the advance again, until all has rung.
2. Where time is not simulated an advance moves nothing, and is an alarm.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from hub.agents.examining import Walk
from hub.agents.lane_marks import is_new, last_recorded, recorded
from hub.agents.sending import Limits, Tally, bury, send, write_entry
from hub.core import deadlines, dossier, facts, own_facts, person_facts, quota_facts
from hub.core.cases import decide
from hub.core.dead_letters import of_event
from hub.core.facts import Fact, Received, origin_of
from hub.core.lane_facts import time_moved
from hub.core.linking import reported
from hub.core.outcome import Outcome
from hub.core.own_facts import ClockAdvanced, RegistryApplied
from hub.core.planning import planned
from hub.core.receiving import asking, received
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.engine.clock import SimulatedClock
from hub.engine.ports import LaneTransaction, Record
from schemas.codes import Code
from schemas.topics import EVENTS, PERSONNES, QUOTAS

VERSION_KEY = b"_version"
FIRST_VERSION = 1
DUE_PER_TICK_MAX = 500
EPOCH = datetime.fromtimestamp(0, UTC)


class Registry(Protocol):
    """The versions of the registry that this worker has read, all of them complete."""

    @property
    def latest(self) -> int:
        """The last complete version."""
        ...

    def view(self, version: int) -> RegistryView:
        """The registry at that version; the same object for the same version."""
        ...


class _Version(msgspec.Struct, frozen=True):
    """The version a lane decides with, and the one it has announced to its partition."""

    version: int = FIRST_VERSION
    announced: int = FIRST_VERSION
    format: int = 1


class _Deadline(msgspec.Struct, frozen=True):
    """A deadline that stands; `announced` once its fact was appended."""

    announced: bool = False
    format: int = 1


_STANDING = msgspec.json.encode(_Deadline())
_ANNOUNCED = msgspec.json.encode(_Deadline(announced=True))


class CasesStage:
    """The stage of one lane of `hub.events`; `simulated` is the worker's clock where time is simulated, None where it is the machine's."""

    def __init__(
        self,
        registry: Registry,
        recipient_keys: RecipientKeys,
        tally: Tally,
        limits: Limits,
        partition: int,
        simulated: SimulatedClock | None = None,
    ) -> None:
        self._registry = registry
        self._recipient_key = recipient_keys
        self._tally = tally
        self._limits = limits
        self._partition = partition
        self._simulated = simulated
        self._version = _Version()
        self._walk: Walk | None = None
        self._due: list[bytes] = []
        self._waiting: set[bytes] = set()

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Find the version and the deadlines again."""
        self._version = msgspec.json.decode(state.get(VERSION_KEY, b"{}"), type=_Version)
        self._tally.lane_version(EVENTS, self._partition, self._version.version)
        self._walk = Walk(state, self._version.version, self._recipient_key)
        if self._simulated is not None and (last := last_recorded(state.get)) is not None:
            self._simulated.reach(_ms(last))
        self._due = list(_standing(state))
        heapq.heapify(self._due)
        self._waiting = set(self._due)

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Handle one fact: core decides once, and says what the lanes of the person and of the plan must know of it."""
        fact = facts.read(record.key, record.value, record.headers, record.partition, record.offset)
        if isinstance(fact, Received) and not is_new(lane, fact.origin):
            return
        if isinstance(fact, ClockAdvanced):
            self._write(lane, record, self._timed(fact, lane), fact)
            return
        if isinstance(fact, RegistryApplied):
            self._apply(fact, lane)
        instant = recorded(lane, fact.instant)
        key = _case_key(fact)
        stored = None if key is None else lane.read(key)
        known = None if stored is None else dossier.decode(stored)
        view = self._registry.view(self._version.version)
        outcome = decide(known, fact, view, instant, self._recipient_key)
        self._write(lane, record, outcome, fact)
        after = outcome.dossier
        for told in (*reported(known, after), *planned(known, after), *received(known, after, view)):
            lane.emit(PERSONNES, *person_facts.write(asking(told, after, view), instant))

    def next_due_ms(self) -> int | None:
        """When the next deadline that nothing settled falls due."""
        while self._due and self._due[0] not in self._waiting:
            heapq.heappop(self._due)
        return _ms(deadlines.due_at(self._due[0])) if self._due else None

    def tick_due(self, mark_ms: int) -> bool:
        """Whether a deadline was due by the mark, a newer version of the registry is known, or cases are to be examined under this one."""
        is_walking = self._walk is not None and self._walk.is_due
        return is_walking or self._registry.latest > self._version.announced or self._is_due(mark_ms)

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        """Append what is due; each fact once, however long it waits in the partition."""
        now = datetime.fromtimestamp(now_ms / 1000, UTC)
        if self._registry.latest > self._version.announced:
            self._version = _Version(self._version.version, self._registry.latest)
            lane.write(VERSION_KEY, msgspec.json.encode(self._version))
            lane.append_to_source(*own_facts.registry_applied(self._registry.latest, now))
        if self._walk is not None and self._walk.is_due:
            self._walk.step(self._registry.view(self._version.version), now, lane)
        self._ring(mark_ms, now, lane)

    def _is_due(self, mark_ms: int) -> bool:
        due_ms = self.next_due_ms()
        return due_ms is not None and due_ms <= mark_ms

    def _timed(self, fact: ClockAdvanced, lane: LaneTransaction) -> Outcome:
        """Time moves, where it may."""
        view = self._registry.view(self._version.version)
        if self._simulated is None:
            return decide(None, fact, view, last_recorded(lane.read) or EPOCH, self._recipient_key)
        instant = recorded(lane, fact.instant)
        self._simulated.reach(_ms(instant))
        rung = self._ring(_ms(instant), instant, lane)
        if rung:
            lane.append_to_source(*own_facts.clock_advanced(instant))
        return time_moved(fact, view, instant, rung)

    def _ring(self, mark_ms: int, now: datetime, lane: LaneTransaction) -> int:
        """Announce what is due by the mark, a bounded number at a time; how many."""
        for count in range(DUE_PER_TICK_MAX):
            if not self._is_due(mark_ms):
                return count
            self._announce(heapq.heappop(self._due), now, lane)
        return DUE_PER_TICK_MAX

    def _announce(self, key: bytes, now: datetime, lane: LaneTransaction) -> None:
        self._waiting.discard(key)
        lane.write(key, _ANNOUNCED)
        due = deadlines.read_key(key)
        lane.append_to_source(*own_facts.deadline_reached(due.dossier, due.code, deadlines.due_at(key), now))

    def _apply(self, fact: RegistryApplied, lane: LaneTransaction) -> None:
        version = max(self._version.version, fact.version)
        self._version = _Version(version, max(version, self._version.announced))
        lane.write(VERSION_KEY, msgspec.json.encode(self._version))
        self._tally.lane_version(EVENTS, lane.partition, version)
        if self._walk is not None:
            self._walk.begin(version)

    def _write(self, lane: LaneTransaction, record: Record, outcome: Outcome, fact: Fact) -> None:
        """State, messages, dead letter, journal, what is asked of quotas, deadlines."""
        instant = outcome.entry.instant
        if outcome.dossier is not None:
            lane.write(outcome.dossier.id.encode(), dossier.encode(outcome.dossier))
        sent = [send(lane, message, origin_of(fact), instant, self._limits) for message in outcome.messages]
        alarms = [alarm for alarm in sent if alarm is not None]
        if isinstance(fact, Received) and outcome.refusal is not None:
            bury(lane, of_event(fact, outcome.refusal, instant), self._limits)
            self._tally.event_refused(outcome.refusal.code)
        write_entry(lane, record.key or own_facts.REGISTRY_KEY, outcome.entry, alarms, self._tally)
        recorded_at = datetime.fromisoformat(instant)
        for request in outcome.requests:
            lane.emit(QUOTAS, *quota_facts.write(request, recorded_at))
        self._keep_deadlines(lane, outcome)
        self._tally.event_handled(EVENTS, _word(outcome))

    def _keep_deadlines(self, lane: LaneTransaction, outcome: Outcome) -> None:
        for settled in outcome.settled:
            lane.write(settled.key(), None)
            self._waiting.discard(settled.key())
        for deadline in outcome.deadlines:
            lane.write(deadline.key(), _STANDING)
            self._await(deadline.key())

    def _await(self, key: bytes) -> None:
        if key not in self._waiting:
            self._waiting.add(key)
            heapq.heappush(self._due, key)


def _case_key(fact: Fact) -> bytes | None:
    return None if isinstance(fact, RegistryApplied | ClockAdvanced) else fact.dossier.encode()


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _standing(state: dict[bytes, bytes]) -> Iterator[bytes]:
    """Keys of deadlines not announced. There may be a million: one that this release wrote needs no decoding, nor bytes of its own."""
    for key, stored in state.items():
        if not key.startswith(deadlines.PREFIX):
            continue
        if stored == _STANDING:
            state[key] = _STANDING
            yield key
        elif not msgspec.json.decode(stored, type=_Deadline).announced:
            yield key


def _word(outcome: Outcome) -> str:
    """The code of an outcome, for the figures."""
    if outcome.refusal is not None:
        return outcome.refusal.code
    return Code.DOUBLON if outcome.entry.conclusions and outcome.entry.conclusions[0].raison == Code.DOUBLON else Code.PRIS_EN_COMPTE
