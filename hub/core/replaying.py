"""One partition of `hub.events` lived again: partners' facts as they were recorded, the hub's own made anew by the rules of a lane.

Rules:
1. A deadline rings at its instant, behind what was recorded by then and before all that was recorded later: a hub that is never late.
2. A version of the registry begins where its `registre.applique` stands; every case is looked at there, once, and examined when something
   moves on it.
3. What a case asks of an act's places and money is answered by a desk (`hub.core.what_if_desk`), at the instant it is asked.
4. Which demands of one person wait together, and what a plan is granted, is no question of competence: what their lanes told is taken as
   it was recorded.
5. What the relay repeated is dropped, and recordedtime never goes back, as in a lane.
6. A fact that crashes core changes nothing here and stops nothing: it is named.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import msgspec

from hub.core import dossier as case_state
from hub.core import facts
from hub.core.cases import decide
from hub.core.deadlines import Deadline
from hub.core.dossier import Dossier
from hub.core.facts import Fact, Received, origin_in
from hub.core.minimise import NOBODY_READS
from hub.core.outcome import Outcome
from hub.core.own_facts import ClockAdvanced, DeadlineReached, ExaminationDue, QuotaAnswered, RegistryApplied
from hub.core.quota_facts import Request
from hub.core.registry import RegistryView
from hub.core.rescheduling import is_to_examine
from hub.core.told_facts import Told
from schemas.codes import State

NOWHERE = -1
"""The offset of a fact that was made anew."""
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

CaseFact = Received | DeadlineReached | ExaminationDue | QuotaAnswered | Told


class Logged(NamedTuple):
    """One record of the partition."""

    key: bytes | None
    value: bytes | None
    headers: Any
    offset: int


class Fault(NamedTuple):
    """A fact that core could not handle: where it stands (`NOWHERE`: made anew), its case if it is known, the name of what was raised."""

    partition: int
    offset: int
    dossier: str | None
    erreur: str


class Taken(msgspec.Struct, frozen=True, gc=False):
    """What a fact met, what it made (no outcome when core crashed), by which registry and when."""

    before: Dossier | None
    outcome: Outcome | None
    view: RegistryView
    recorded: datetime

    @property
    def after(self) -> Dossier | None:
        """The case as the fact left it, if it changed anything."""
        return None if self.outcome is None else self.outcome.dossier


def in_order(
    records: Iterable[Logged], partition: int, note_fault: Callable[[Fault], object]
) -> Iterator[tuple[CaseFact | RegistryApplied, datetime]]:
    """The facts of a partition with their instants, each published event once; what cannot be read is noted.

    An advance of a simulated clock is none of them: what came behind it bears its instant.
    """
    highest: dict[tuple[str, int], int] = {}
    last: datetime | None = None
    for record in records:
        try:
            fact: Fact | None = facts.read(record.key, record.value, record.headers, partition, record.offset)
            origin = fact.origin if isinstance(fact, Received) else None
        except Exception as error:  # noqa: BLE001 -- whatever a record does to its reader, the others are read
            fact, origin = None, origin_in(record.headers)
            note_fault(Fault(partition, record.offset, (record.key or b"").decode("ascii", "replace") or None, type(error).__name__))
        if origin is not None:
            place = origin.topic_id, origin.partition
            if origin.offset <= highest.get(place, -1):
                continue
            highest[place] = origin.offset
        if fact is not None and not isinstance(fact, ClockAdvanced):
            if last is None or fact.instant > last:
                last = fact.instant
            yield fact, last


class Answering(Protocol):
    """Who answers what cases ask of acts."""

    def ask(self, run: "Run", requests: Iterable[Request], recorded: datetime) -> None:
        """Answer them, at once or when what is gathered is over."""

    def seat(self, dossier: str, run: "Run") -> None:
        """Answers to that case are for that run from now on."""

    def gathering(self) -> AbstractContextManager[None]:
        """Answers wait until the end of the block."""
        ...


class Run:
    """The cases of one partition as one registry makes them; `told` hears each fact with what it met and made, in order."""

    def __init__(
        self,
        partition: int,
        view: RegistryView,
        desk: Answering,
        *,
        told: Callable[[CaseFact, Taken], object],
        note_fault: Callable[[Fault], object],
    ) -> None:
        """No case yet."""
        self._desk = desk
        self.partition = partition
        self._told = told
        self._note_fault = note_fault
        self._view = view
        self._at: datetime | None = None
        self._dossiers: dict[str, Dossier | bytes] = {}
        self._due: list[tuple[datetime, str, str]] = []
        self._standing: set[tuple[datetime, str, str]] = set()

    def __contains__(self, dossier: str) -> bool:
        return dossier in self._dossiers

    def let_go(self) -> None:
        """Forget every case; nothing more is lived."""
        self._dossiers, self._due, self._standing = {}, [], set()

    def open_dossiers(self) -> Iterator[Dossier]:
        """Every case that is not closed."""
        return (one for one in self._dossiers.values() if isinstance(one, Dossier))

    def dossier(self, name: str) -> Dossier | None:
        """One case; a closed one is kept packed."""
        known = self._dossiers.get(name)
        return case_state.decode(known) if isinstance(known, bytes) else known

    def adopt(self, other: "Run", dossiers: Iterable[str]) -> None:
        """Go on from where those cases of `other` stand, with what waits on them."""
        adopted = set(dossiers)
        self._dossiers |= {name: other._dossiers[name] for name in adopted}  # noqa: SLF001 -- another of its own kind
        self._standing |= {one for one in other._standing if one[1] in adopted}  # noqa: SLF001 -- same
        self._due = sorted(self._standing)
        for name in adopted:
            self._desk.seat(name, self)

    def apply(self, view: RegistryView, recorded: datetime) -> None:
        """A version begins: every case is looked at, and examined if something moves."""
        self._view, self._at = view, recorded
        moving = sorted(one.id for one in self.open_dossiers() if self._is_to_examine(one, view, recorded))
        with self._desk.gathering():
            for name in moving:
                due = ExaminationDue(dossier=name, version=view.version, instant=recorded, partition=self.partition, offset=NOWHERE)
                self.take(due, recorded)

    def _is_to_examine(self, dossier: Dossier, view: RegistryView, recorded: datetime) -> bool:
        try:
            return is_to_examine(dossier, view, recorded, NOBODY_READS)
        except Exception as error:  # noqa: BLE001 -- rule 6
            self._note_fault(Fault(self.partition, NOWHERE, dossier.id, type(error).__name__))
            return False

    @property
    def next_due(self) -> datetime:
        """When the next deadline is due, or an earlier one that is settled; the end of time when there is none."""
        return self._due[0][0] if self._due else END_OF_TIME

    def ring_until(self, instant: datetime) -> None:
        """Reach every deadline that is due before `instant`."""
        while self.next_due < instant:
            self.ring_next()

    def ring_next(self) -> None:
        """Reach the next deadline."""
        one = due, dossier, code = heapq.heappop(self._due)
        if one in self._standing:
            self._standing.discard(one)
            at = due if self._at is None else max(due, self._at)
            self.take(DeadlineReached(dossier=dossier, code=code, due=due, instant=at, partition=self.partition, offset=NOWHERE), at)

    def take(self, fact: CaseFact, recorded: datetime) -> Taken:
        """Decide with the version in force, and keep what it makes."""
        self._at = recorded
        before = self.dossier(fact.dossier)
        try:
            outcome = decide(before, fact, self._view, recorded, NOBODY_READS)
        except Exception as error:  # noqa: BLE001 -- rule 6
            self._note_fault(Fault(self.partition, fact.offset, fact.dossier, type(error).__name__))
            return Taken(before, None, self._view, recorded)
        if outcome.dossier is not None:
            is_closed = outcome.dossier.etat is State.CLOS
            self._dossiers[outcome.dossier.id] = case_state.encode(outcome.dossier) if is_closed else outcome.dossier
        if outcome.deadlines or outcome.settled:
            self._keep_deadlines(outcome.deadlines, outcome.settled)
        taken = Taken(before, outcome, self._view, recorded)
        self._told(fact, taken)
        if outcome.requests:
            self._desk.ask(self, outcome.requests, recorded)
        return taken

    def _keep_deadlines(self, new: Iterable[Deadline], settled: Iterable[Deadline]) -> None:
        for one in settled:
            self._standing.discard(_sortable(one))
        for one in new:
            waiting = _sortable(one)
            if waiting not in self._standing:
                self._standing.add(waiting)
                heapq.heappush(self._due, waiting)


def _sortable(deadline: Deadline) -> tuple[datetime, str, str]:
    return datetime.fromisoformat(deadline.due), deadline.dossier, deadline.code
