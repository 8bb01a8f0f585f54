"""What candidate acts would have changed: one partition's facts lived twice side by side, as the hub did and with the acts on top.

Rules:
1. Before the period the cases live once, under the registry of their time: that is where both lives begin.
2. At the period's first instant the candidate acts stand on top, as if they were loaded then: open cases they may touch are examined, and
   from there on every version has them on top.
3. Cases that no candidate record may touch (hub/core/touching.py) live once: both lives would be the same.
4. Nothing is decided here: both lives ask the core a lane asks, with the same facts in the same order.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple, Protocol

from hub.core import comparing
from hub.core.cases import OPENING
from hub.core.changes import Changes
from hub.core.comparing import Side
from hub.core.facts import Received
from hub.core.own_facts import RegistryApplied
from hub.core.registry import RegistryView
from hub.core.replaying import CaseFact, Fault, Logged, Run, Taken, in_order
from hub.core.told_facts import Told
from hub.core.touching import Touch
from hub.core.verdicts import judged_aside
from hub.core.what_if_asking import Asking
from schemas.following import ResidenceChangee
from schemas.inbound import DecisionRendue

FIRST_VERSION = 1
"""What a partition decides with before its first `registre.applique` (ADR 0005)."""
INSTANT = timedelta(milliseconds=1)
"""The resolution of recordedtime: what is due at the period's first instant is reached before the acts stand on top."""


class Registers(Protocol):
    """The registry of each time, as it was and with the candidate acts on top (a version of its own number, above all others)."""

    def without(self, version: int) -> RegistryView:
        """The registry at that version."""
        ...

    def with_acts(self, version: int) -> RegistryView:
        """The same with the candidate acts."""
        ...

    def counted(self) -> frozenset[str]:
        """The acts whose places or money are bounded, in any of them."""
        ...


class Period(NamedTuple):
    """From `start` to `end`, half-open."""

    start: datetime
    end: datetime


def live_twice(records: Iterable[Logged], partition: int, registers: Registers, touch: Touch, period: Period) -> Changes:
    """What the candidate acts behind `registers` would have changed in that partition; `records` begin at its first."""
    return Lives(partition, registers, touch, period).live(records)


class Lives:
    """Both lives of one partition, kept at the same instant; the second begins with the period."""

    def __init__(self, partition: int, registers: Registers, touch: Touch, period: Period) -> None:
        self._registers = registers
        self._touch = touch
        self._period = period
        self._partition = partition
        self._version = FIRST_VERSION
        self.without = Run(partition, registers.without(FIRST_VERSION), self._hear_without, self.note)
        self.with_acts: Run | None = None
        self._sides = Side(), Side()
        self._asked = Asking(partition, registers.counted(), self.note)
        self._asked_with, self._asked_before = self._asked, 0
        self._untouched: set[tuple[str, str]] = set()
        self._touched: set[str] = set()
        self._found = Changes()
        self._faults: dict[Fault, None] = {}

    def live(self, records: Iterable[Logged]) -> Changes:
        """Both lives, to the end of the period, and what differs between them."""
        facts = in_order(records, self._partition, self.note)
        for fact, instant in takewhile(lambda one: one[1] < self._period.end, facts):
            self.live_until(instant)
            if isinstance(fact, RegistryApplied):
                self.apply(fact.version, instant)
            elif isinstance(fact, Received):
                self.take(fact, instant)
            elif isinstance(fact, Told):
                self._link(fact, instant)
        self.live_until(self._period.end)
        return self.changes()

    def note(self, fault: Fault) -> None:
        """Keep what could not be read or decided, once for both lives."""
        self._faults[fault] = None

    def live_until(self, instant: datetime) -> None:
        """Let the time pass; the period may begin on the way."""
        if self.with_acts is None and instant >= self._period.start:
            self.without.ring_until(self._period.start + INSTANT)
            self._begin()
        for run in self._runs():
            run.ring_until(instant)

    def apply(self, version: int, instant: datetime) -> None:
        """Another version is in force; never an older one, as in a lane."""
        self._version = max(self._version, version)
        view = self._registers.without(self._version)
        self._asked.rebound(view, instant)
        self.without.apply(view, instant)
        if self.with_acts is not None:
            view = self._registers.with_acts(self._version)
            self._asked_with.rebound(view, instant)
            self.with_acts.apply(view, instant)

    def take(self, fact: Received, instant: datetime) -> None:
        """A partner's event, in both lives where they may differ; one that follows its person elsewhere has both from then on."""
        if self.with_acts is not None and isinstance(fact.payload, ResidenceChangee) and fact.dossier in self.without:
            self.with_acts.adopt(self.without, {fact.dossier} - self._touched)
            self._touched.add(fact.dossier)
        first = self.without.take(fact, instant)
        if self.with_acts is None:
            return
        self._found.evenements += 1
        if self._concerns(fact, first):
            second = self.with_acts.take(fact, instant)
            if comparing.differ(first, second):
                self._note_difference(fact, second, instant)

    def _link(self, fact: Told, instant: datetime) -> None:
        """What the lane of a person or of a plan told, in both lives."""
        for run in self._runs():
            if fact.dossier in run:
                run.take(fact, instant)

    def changes(self) -> Changes:
        """What differs between the two."""
        self._found.pannes = list(self._faults)
        if self.with_acts is None:
            return self._found
        self._find_moved(self.with_acts)
        self._count_loads(self.with_acts)
        common, since = self._asked.said[: self._asked_before], self._asked.said[self._asked_before :]
        elsewhere = [one for one in since if one.request.dossier not in self._touched]
        self._found.demandes = self._asked.said, [*common, *elsewhere, *self._asked_with.said]
        first, second = self._sides
        self._found.nes_du_hub = first.own_facts, second.own_facts
        self._found.decisions = list(comparing.decisions_that_change(first, second))
        return self._found

    def _runs(self) -> Iterable[Run]:
        return (self.without,) if self.with_acts is None else (self.without, self.with_acts)

    def _begin(self) -> None:
        view = self._registers.with_acts(self._version)
        self.with_acts = Run(self._partition, view, self._hear_with, self.note)
        opened = list(self.without.open_dossiers())
        self._found.dossiers = len(opened)
        self._touched = {one.id for one in opened if self._touch.on(one)}
        self.with_acts.adopt(self.without, self._touched)
        self._asked_with, self._asked_before = self._asked.fork(self._touched), len(self._asked.said)
        self._asked_with.rebound(view, self._period.start)
        self.with_acts.apply(view, self._period.start)

    def _concerns(self, fact: Received, first: Taken) -> bool:
        """Whether the event may have another effect with the acts; an opening that was refused might not have been."""
        assert self.with_acts is not None
        known = first.after or first.before
        if known is None:
            return type(fact.payload) in OPENING or fact.dossier in self.with_acts
        return fact.dossier in self._touched

    def _hear_without(self, fact: CaseFact, taken: Taken) -> None:
        known = taken.after or taken.before
        self._asked.hear(fact, taken)
        if self.with_acts is None or known is None:
            return
        if taken.before is None:
            self._found.dossiers += 1
            self._touched |= {known.id} if self._touch.on(known) else set()
        if known.id in self._touched:
            self._sides[0].hear(fact, taken)
        else:
            self._untouched |= comparing.entrusted(taken)

    def _hear_with(self, fact: CaseFact, taken: Taken) -> None:
        self._touched.add(fact.dossier)
        self._asked_with.hear(fact, taken)
        self._sides[1].hear(fact, taken)

    def _note_difference(self, fact: Received, second: Taken, instant: datetime) -> None:
        """An event was taken in one life only."""
        refusal = None if second.outcome is None else second.outcome.refusal
        if refusal is None:
            self._found.admis[fact.actor] += 1
            return
        pointless = comparing.is_pointless(fact, second.before, refusal)
        (self._found.sans_objet if pointless else self._found.par_suite)[fact.actor] += 1
        if isinstance(fact.payload, DecisionRendue) and second.before is not None:
            view = self._registers.with_acts(self._version)
            self._sides[1].note(fact, judged_aside(fact.payload, second.before, view, instant))

    def _find_moved(self, with_acts: Run) -> None:
        for name in sorted(self._touched):
            found = comparing.moved(self.without.dossier(name), with_acts.dossier(name))
            if found is not None:
                self._found.deplaces.append(found[0])
                self._found.flux.update(found[1])

    def _count_loads(self, with_acts: Run) -> None:
        before, after = self._found.avant, self._found.apres
        for dossier in self.without.open_dossiers():
            before.tenus.update(comparing.holders_of(dossier))
            if dossier.id not in self._touched:
                after.tenus.update(comparing.holders_of(dossier))
        for dossier in with_acts.open_dossiers():
            after.tenus.update(comparing.holders_of(dossier))
        before.confies.update(actor for actor, _ in self._sides[0].entrusted | self._untouched)
        after.confies.update(actor for actor, _ in self._sides[1].entrusted | self._untouched)
