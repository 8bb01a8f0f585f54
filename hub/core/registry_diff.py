"""What changed for each aid of a commune from one business day to a later one: acts, and who holds each function.

Rules:
1. What begins on the first day was there before: a change has `du < day <= au`. So the changes of two stretches that follow each other are
   those of the whole, and nothing changes from a day to itself.
2. An act that begins and ends within the stretch is told twice: it began, it ended.
3. The same act in other hands (succession, a relation that changes) neither begins nor ends: it changed.
4. An act takes the place of the one it names (`remplace`), else of one of the same kind, holder and delegator that ended that day.
5. Who holds a function is what `resolve` answers on each of the two days, for no public, amount or door in particular. Where an act is made
   for some of them (a door, an amount, a public, urgency, a territory) the same is asked for who it was made for, and told where the answer
   is another one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hub.core.commune_acts import acts_of
from hub.core.competence import Answer, Question, resolve
from hub.core.local_acts import LocalAct
from hub.core.registry import RegistryView
from schemas.codes import ActKind, Function, Public
from schemas.registry import Commune


class ChangeKind(StrEnum):
    """What became of an act that is told neither as begun nor as ended, or beside it."""

    REMPLACE = "REMPLACE"
    SUCCESSION = "SUCCESSION"
    PROLONGE = "PROLONGE"
    SUSPENDU = "SUSPENDU"
    REPRIS = "REPRIS"
    CORRIGE = "CORRIGE"


@dataclass(frozen=True, slots=True)
class Correction:
    """An act whose record was replaced by a version of the registry recorded on `day`; `fields` are those that differ."""

    act: str
    version: int
    day: date
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on `day`: the act, and for REMPLACE, SUCCESSION and PROLONGE what stood there before."""

    kind: ChangeKind
    day: date
    act: LocalAct
    before: LocalAct | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """For whom an act was made: what a question must say to fit it; ANYONE when nothing in particular."""

    counter: str | None = None
    amount_cents: int | None = None
    public: Public | None = None
    urgent: bool = False
    territory: str | None = None


ANYONE: Final = Case()


@dataclass(frozen=True, slots=True)
class Held:
    """Who answers for one function on the first and on the last day, in one case."""

    function: Function
    before: Answer
    after: Answer
    case: Case = ANYONE

    @property
    def has_changed(self) -> bool:
        """Whether another actor answers, or by another act, in another role, for another reason."""
        return _word(self.before) != _word(self.after)


@dataclass(frozen=True, slots=True)
class AidDiff:
    """What changed for one aid; `held` has every function for ANYONE, then those that have another answer in some case."""

    aid: str
    begun: tuple[LocalAct, ...]
    ended: tuple[LocalAct, ...]
    changes: tuple[Change, ...]
    held: tuple[Held, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.begun or self.ended or self.changes or any(one.has_changed for one in self.held))


def diff(view: RegistryView, commune: Commune, days: tuple[date, date], corrections: Iterable[Correction] = ()) -> tuple[AidDiff, ...]:
    """The aids that changed from `days[0]` to `days[1]` (not before it), by code."""
    rewritten = tuple(corrections)
    by_aid: dict[str, list[LocalAct]] = {}
    for local in acts_of(view, commune):
        for aid in dict.fromkeys(local.act.aides):
            by_aid.setdefault(aid, []).append(local)
    found = (_aid_diff(view, (commune.slug, aid.code), by_aid.get(aid.code, []), days, rewritten) for aid in view.aids())
    return tuple(one for one in found if not one.is_empty)


def _aid_diff(
    view: RegistryView, place: tuple[str, str], acts: list[LocalAct], days: tuple[date, date], rewritten: tuple[Correction, ...]
) -> AidDiff:
    started = [local for local in acts if days[0] < local.start <= days[1]]
    stopped = [local for local in acts if days[0] < local.end <= days[1]]
    passed = [change for local in started if (change := _passed(local, acts)) is not None]
    moved = {id(change.act) for change in passed}
    left = {id(change.before) for change in passed}
    begun = tuple(local for local in started if id(local) not in moved)
    replaced = (change for local in begun if (change := _replaced(local, acts)) is not None)
    changes = [*passed, *replaced, *_suspensions(acts, days), *_corrected(acts, days, rewritten)]
    return AidDiff(
        aid=place[1],
        begun=begun,
        ended=tuple(local for local in stopped if id(local) not in left),
        changes=tuple(sorted(changes, key=lambda change: (change.day, change.act.act.id, change.kind, change.act.holder))),
        held=tuple(_held(view, place, acts, days)),
    )


def _passed(local: LocalAct, acts: list[LocalAct]) -> Change | None:
    """The act was there the day before, in other hands or in full."""
    there = [one for one in acts if one.act.id == local.act.id and one.end == local.start]
    if not there:
        return None
    before = max(there, key=lambda one: (one.holder == local.holder, one.delegant == local.delegant))
    kind = ChangeKind.PROLONGE if local.is_over and not before.is_over else ChangeKind.SUCCESSION
    return Change(kind, local.start, local, before)


def _replaced(local: LocalAct, acts: list[LocalAct]) -> Change | None:
    named = [one for one in acts if one.act.id == local.act.remplace]
    same = [one for one in acts if one.end == local.start and _hands(one) == _hands(local) and one.act.id != local.act.id]
    before = (named or same)[-1:]
    return Change(ChangeKind.REMPLACE, local.start, local, before[0]) if before else None


def _hands(local: LocalAct) -> tuple[object, ...]:
    act = local.act
    return act.type, local.holder, local.delegant, act.organe, frozenset(act.fonctions), local.is_over


def _suspensions(acts: list[LocalAct], days: tuple[date, date]) -> Iterator[Change]:
    for local in acts:
        for stretch in local.act.suspensions:
            start, end = max(stretch.du, local.start), min(stretch.au or local.end, local.end)
            if start < end and days[0] < start <= days[1]:
                yield Change(ChangeKind.SUSPENDU, start, local)
            if start < end < local.end and days[0] < end <= days[1]:
                yield Change(ChangeKind.REPRIS, end, local)


def _corrected(acts: list[LocalAct], days: tuple[date, date], rewritten: tuple[Correction, ...]) -> Iterator[Change]:
    last = {local.act.id: local for local in acts}
    for one in rewritten:
        if one.act in last and days[0] < one.day <= days[1]:
            yield Change(ChangeKind.CORRIGE, one.day, last[one.act], correction=one)


def _held(view: RegistryView, place: tuple[str, str], acts: list[LocalAct], days: tuple[date, date]) -> Iterator[Held]:
    general = {function: _asked(view, place, days, function, ANYONE) for function in Function}
    yield from general.values()
    there = (local for local in acts if any(local.is_in_force(day) for day in days))
    for case in dict.fromkeys(case for local in there if (case := _made_for(local)) != ANYONE):
        for function in Function:
            held = _asked(view, place, days, function, case)
            usual = general[function]
            if (_word(held.before), _word(held.after)) != (_word(usual.before), _word(usual.after)):
                yield held


def _asked(view: RegistryView, place: tuple[str, str], days: tuple[date, date], function: Function, case: Case) -> Held:
    answers = [
        resolve(
            view,
            Question(
                *place,
                day=day,
                function=function,
                counter=case.counter,
                amount_cents=case.amount_cents,
                public=case.public,
                urgent=case.urgent,
                territory=case.territory,
            ),
        )
        for day in days
    ]
    return Held(function, answers[0], answers[1], case)


def _made_for(local: LocalAct) -> Case:
    """The question that an act was made for."""
    act = local.act
    has_door = act.au_guichet or act.type is ActKind.AUTORISATION
    return Case(
        counter=local.holder if has_door else None,
        amount_cents=act.montant_min_centimes if act.montant_max_centimes is None else act.montant_max_centimes,
        public=next(iter(local.publics), None),
        urgent=act.urgence_seulement,
        territory=next(iter(local.territory), None),
    )


def _word(answer: Answer) -> tuple[str | None, ...]:
    return answer.responsable, answer.role, answer.acte, answer.raison
