"""Two lives of the same cases, with and without candidate acts: who would have had what, which decisions would not have stood.

Rules:
1. A case goes elsewhere when somebody would have been given, or would have lost, a function on it, or when another actor would answer
   for it. What counts is its timeline, and who holds what at the end; what a counter holds does not.
2. A decision counts when the finding on it changes: incompetent, to be confirmed, or competent by the candidate acts. That of an actor
   that would not have held the case is judged all the same.
3. An event that the hub took and would not have taken is `sans_objet` when its author would have held nothing on the case; else it is
   refused because of what went before (`par_suite`).
4. A load is counted by cases: those entrusted in the period, and those open at its end on which the actor holds something.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hub.core.dossier import Dossier, Holding
from hub.core.facts import Received
from hub.core.journal import ConclusionKind
from hub.core.outcome import Refusal
from hub.core.own_facts import QuotaAnswered
from hub.core.preview import Moved
from hub.core.replaying import CaseFact, Taken
from hub.core.told_facts import Told
from hub.core.verdicts import Judged, freed, resumed, said
from schemas.codes import Code, Finding, Function, Role
from schemas.inbound import DecisionRendue

NOTHING_HELD = frozenset({Code.DOSSIER_INCONNU, Code.FONCTION_NON_TENUE})

Held = set[tuple[str, Function]]
Flow = tuple[str | None, str | None]


@dataclass(slots=True)
class Side:
    """What one life brought: (actor, case) entrusted, verdicts by case and event, facts the hub made anew."""

    entrusted: set[tuple[str, str]] = field(default_factory=set)
    verdicts: dict[tuple[str, str], Judged] = field(default_factory=dict)
    own_facts: int = 0

    def hear(self, fact: CaseFact, taken: Taken) -> None:
        """Take note of one fact on a case that may go another way."""
        self.own_facts += not isinstance(fact, Received | Told)
        self.entrusted |= entrusted(taken)
        dossier = taken.after
        if taken.outcome is None or dossier is None:
            return
        conclusions = taken.outcome.entry.conclusions
        self.verdicts |= {(dossier.id, event): one for event, one in freed(dossier, conclusions).items()}
        if isinstance(fact, QuotaAnswered) and taken.before is not None:
            judged = resumed(fact.n, taken.before, dossier, conclusions)
            self.verdicts |= {(dossier.id, event): one for event, one in judged.items()}
        if isinstance(fact, Received) and isinstance(fact.payload, DecisionRendue):
            self.note(fact, said(dossier, conclusions))

    def note(self, fact: Received, verdict: Judged | None) -> None:
        """Keep the verdict on the decision that an event rendered."""
        if verdict is not None:
            self.verdicts[fact.dossier, fact.event_id] = verdict


def entrusted(taken: Taken) -> set[tuple[str, str]]:
    """Who was given a function on which case."""
    if taken.outcome is None or taken.outcome.dossier is None:
        return set()
    name, conclusions = taken.outcome.dossier.id, taken.outcome.entry.conclusions
    given = [one for one in conclusions if one.genre is ConclusionKind.FONCTIONS_CONFIEES and one.details["role"] is not Role.AUCUN]
    return {(one.acteur, name) for one in given if one.acteur is not None}


def decisions_that_change(without: Side, with_acts: Side) -> Iterator[tuple[Finding | None, Judged]]:
    """Each decision on which the finding changes, as it would have been judged, with that finding."""
    for place, before in without.verdicts.items():
        after = with_acts.verdicts.get(place)
        if after is not None and after.constat is not before.constat:
            yield after.constat, after


def is_taken(taken: Taken) -> bool:
    """Whether the event had its effect: neither refused nor known already."""
    return taken.outcome is not None and taken.outcome.entry.conclusions[0].genre is ConclusionKind.EVENEMENT_RETENU


def differ(first: Taken, second: Taken) -> bool:
    """Whether the event had its effect in one life and was refused in the other; where core crashed nothing is known."""
    was, would_be = first.outcome, second.outcome
    if was is None or would_be is None:
        return False
    return (is_taken(first) and would_be.refusal is not None) or (was.refusal is not None and is_taken(second))


def is_pointless(fact: Received, before: Dossier | None, refusal: Refusal) -> bool:
    """Whether the author of a refused event would have held nothing on the case (rule 3)."""
    held = () if before is None else before.tenues
    return refusal.code in NOTHING_HELD or not any(counts(one) and one.is_active and one.acteur == fact.actor for one in held)


def counts(holding: Holding) -> bool:
    """Whether a holding is more than a counter's, or an arbiter's."""
    return holding.role is not Role.AUCUN


def holders_of(dossier: Dossier) -> set[str]:
    """Who holds something on a case."""
    return {one.acteur for one in dossier.tenues if counts(one) and one.is_active}


def moved(without: Dossier | None, with_acts: Dossier | None) -> tuple[Moved, set[Flow]] | None:
    """Where a case would have gone, and from whom to whom each function; None when nowhere else. A case may be in one life only."""
    case = without or with_acts
    lost, gained = _held_only_by_first(without, with_acts), _held_only_by_first(with_acts, without)
    answered, answers = _accountable(without), _accountable(with_acts)
    if case is None or (not lost and not gained and answers == answered):
        return None
    one = Moved(case.id, case.commune, case.aide, _actors(lost), _actors(gained), answered, answers)
    return one, _flows(lost, gained) or {(answered, answers)}


def _accountable(dossier: Dossier | None) -> str | None:
    return None if dossier is None else dossier.responsable


def _held_only_by_first(first: Dossier | None, second: Dossier | None) -> Held:
    """By timeline, and by what is held at the end."""
    return (_held(first) - _held(second)) | (_held(first, is_active=True) - _held(second, is_active=True))


def _held(dossier: Dossier | None, *, is_active: bool = False) -> Held:
    tenues = () if dossier is None else dossier.tenues
    return {(one.acteur, function) for one in tenues if counts(one) and (one.is_active or not is_active) for function in one.fonctions}


def _actors(held: Held) -> tuple[str, ...]:
    return tuple(sorted({actor for actor, _ in held}))


def _flows(lost: Held, gained: Held) -> set[Flow]:
    found: set[Flow] = set()
    for function in {function for _, function in lost | gained}:
        found |= {(actor, taker) for actor in _or_nobody(lost, function) for taker in _or_nobody(gained, function) if actor != taker}
    return found


def _or_nobody(held: Held, function: Function) -> list[str | None]:
    found: list[str | None] = [actor for actor, one in held if one is function]
    return found or [None]
