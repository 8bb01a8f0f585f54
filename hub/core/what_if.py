"""What candidate acts would have changed: facts lived twice side by side, as the hub did and with the acts on top.

Rules:
1. Before the period the cases live once, under the registry of their time: that is where both lives begin.
2. At the period's first instant the candidate acts stand on top, as if they were loaded then: open cases they may touch are examined, and
   from there on every version has them on top.
3. Cases that no candidate record may touch (hub/core/touching.py) live once: both lives would be the same.
4. Nothing is decided here: both lives ask the core a lane asks, with the same facts in the same order.
5. A partition is lived by itself, but for the cases of an aid that some act gives within bounds: these share places and money with cases
   of other partitions, and are kept for the second pass (hub/core/what_if_counted.py).
"""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.core import comparing
from hub.core.cases import OPENING
from hub.core.changes import Changes
from hub.core.comparing import Side
from hub.core.facts import Received
from hub.core.own_facts import RegistryApplied
from hub.core.replaying import CaseFact, Fault, Logged, Run, Taken, in_order
from hub.core.told_facts import Told
from hub.core.verdicts import judged_aside
from hub.core.what_if_desk import Desks
from hub.core.what_if_question import Question
from schemas.following import ResidenceChangee
from schemas.inbound import DecisionRendue, DemandeDeposee

FIRST_VERSION = 1
"""What a partition decides with before its first `registre.applique` (ADR 0005)."""
INSTANT = timedelta(milliseconds=1)
"""The resolution of recordedtime: what is due at the period's first instant is reached before the acts stand on top."""


class Timed(NamedTuple):
    """A fact of a partition, and when it was recorded."""

    instant: datetime
    partition: int
    fact: CaseFact | RegistryApplied


def live_twice(records: Iterable[Logged], partition: int, question: Question) -> tuple[Changes, list[Timed]]:
    """What the candidate acts would have changed in that partition, and what is kept for the second pass; `records` begin at its first."""
    lives, kept = Lives(partition, question, Desks(frozenset())), list[Timed]()
    aids, aside = question.registers.counted().aids, set[str]()
    for fact, instant in in_order(records, partition, lives.note):
        if instant >= question.period.end:
            break
        if isinstance(fact, RegistryApplied):
            kept.append(Timed(instant, partition, fact))
        elif fact.dossier in aside or (asks(fact, aids) and not lives.knows(fact.dossier)):
            aside.add(fact.dossier)
            kept.append(Timed(instant, partition, fact))
            continue
        lives.live_until(instant)
        lives.take_up(fact, instant)
    lives.live_until(question.period.end)
    found = lives.changes()
    lives.let_go()
    return found, kept


def asks(fact: CaseFact, aids: Container[str]) -> bool:
    """Whether the fact may open a case that asks for places or money: a demand for one of these aids."""
    return isinstance(fact, Received) and isinstance(fact.payload, DemandeDeposee) and fact.payload.aide in aids


class Lives:
    """Both lives of one partition, kept at the same instant; the second begins with the period."""

    def __init__(self, partition: int, question: Question, desks: Desks) -> None:
        registers, touch, period = question
        self._registers = registers
        self._touch = touch
        self._period = period
        self._partition = partition
        self._version = FIRST_VERSION
        self._desks = desks
        self.without = Run(partition, registers.without(FIRST_VERSION), desks.without, told=self._hear_without, note_fault=self.note)
        self.with_acts: Run | None = None
        self._sides = Side(), Side()
        self._desk_with = desks.without
        self._untouched: set[tuple[str, str]] = set()
        self._touched: set[str] = set()
        self._found = Changes()
        self._faults: dict[Fault, None] = {}

    def take_up(self, fact: CaseFact | RegistryApplied, instant: datetime) -> None:
        """One recorded fact, in both lives; what the hub had made of its own is made anew."""
        if isinstance(fact, Received):
            self.take(fact, instant)
        elif isinstance(fact, RegistryApplied):
            self.apply(fact.version, instant)
        elif isinstance(fact, Told):
            self._link(fact, instant)

    def knows(self, dossier: str) -> bool:
        """Whether the case exists in one of the lives."""
        return any(dossier in run for run in self.runs())

    def note(self, fault: Fault) -> None:
        """Keep what could not be read or decided, once for both lives."""
        self._faults[fault] = None

    def live_until(self, instant: datetime) -> None:
        """Let the time pass; the period may begin on the way."""
        if self.with_acts is None and instant >= self._period.start:
            self.without.ring_until(self._period.start + INSTANT)
            self.begin()
        for run in self.runs():
            run.ring_until(instant)

    def apply(self, version: int, instant: datetime) -> None:
        """Another version is in force; never an older one, as in a lane."""
        self._version = max(self._version, version)
        view = self._registers.without(self._version)
        self._desks.without.taking.rebound(view, instant)
        self.without.apply(view, instant)
        if self.with_acts is not None:
            view = self._registers.with_acts(self._version)
            self._desk_with.taking.rebound(view, instant)
            self.with_acts.apply(view, instant)

    def take(self, fact: Received, instant: datetime) -> None:
        """A partner's event, in both lives where they may differ; one that follows its person elsewhere has both from then on."""
        moving = self.without.dossier(fact.dossier) if isinstance(fact.payload, ResidenceChangee) else None
        if self.with_acts is not None and moving is not None and self._touch.reaches({moving.aide}):
            self.with_acts.adopt(self.without, {moving.id} - self._touched)
            self._touched.add(moving.id)
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
        for run in self.runs():
            if fact.dossier in run:
                run.take(fact, instant)

    def changes(self) -> Changes:
        """What differs between the two."""
        self._found.pannes = list(self._faults)
        if self.with_acts is None:
            return self._found
        self._find_moved(self.with_acts)
        self._count_loads(self.with_acts)
        first, second = self._sides
        self._found.nes_du_hub = first.own_facts, second.own_facts
        self._found.decisions = list(comparing.decisions_that_change(first, second))
        return self._found

    def let_go(self) -> None:
        """Forget all cases: lives and runs know one another, and what is left in such a circle waits for the collector."""
        for run in self.runs():
            run.let_go()

    def runs(self) -> tuple[Run, ...]:
        """The lives there are."""
        return (self.without,) if self.with_acts is None else (self.without, self.with_acts)

    def begin(self) -> None:
        """The period begins, and with it the second life."""
        view = self._registers.with_acts(self._version)
        self._desk_with = self._desks.begin()
        self.with_acts = Run(self._partition, view, self._desk_with, told=self._hear_with, note_fault=self.note)
        opened = list(self.without.open_dossiers())
        self._found.dossiers = len(opened)
        self._touched = {one.id for one in opened if self._touch.on(one)}
        self.with_acts.adopt(self.without, self._touched)
        self._desk_with.taking.rebound(view, self._period.start)
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
        self._desks.without.taking.hear(taken)
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
        self._desk_with.taking.hear(taken)
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
