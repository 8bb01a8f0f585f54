"""Who receives a demand, in what capacity and by which act: every function asked of the registry, grouped by holder.

Rules:
1. A demand is routed on its own date (but see `hub/core/late_demands.py`); each function is asked apart, because different acts give them.
2. Where nobody owns the need by an act, nobody is entrusted: no function is asked after DECIDER.
3. Where acts contradict each other the dossier is entrusted for arbitration (ARBITRER): to the arbiter an act names, else to the titulaire,
   else to the counter; that actor is accountable meanwhile.
4. An association without mandate is never a holder.
"""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import msgspec

from hub.core.competence import resolve
from hub.core.dossier import Demand
from hub.core.entrusting import Share
from hub.core.proof import Asked
from hub.core.question import Answer, Question
from hub.core.registry import RegistryView
from schemas.codes import ActKind, Function, Public, Reason, Role

ASKED = (Function.INSTRUIRE, Function.EXECUTER, Function.ACCOMPAGNER)
"""What is asked after DECIDER, in the order a dossier lives."""
NOBODY = frozenset({Reason.ORIENTATION_SUPPLETIF, Reason.AIDE_NON_INSTITUEE, Reason.ACTION_COLLECTIVE})
"""The answers that leave the need without an owner."""


class Route(msgspec.Struct, frozen=True, gc=False):
    """Who decides (or why nobody does), who is accountable until somebody accepts, the shares of all holders, all that was asked."""

    answer: Answer
    accountable: str
    shares: tuple[Share, ...] = ()
    asked: Asked = ()


class Full(msgspec.Struct, frozen=True, gc=False):
    """The acts under which a case has no place or no money: those that fell back, and those under which it waits."""

    exhausted: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()


NOTHING_FULL = Full()


def ask(
    view: RegistryView, demand: Demand, place: tuple[str, str], day: date, amount_cents: int | None, full: Full = NOTHING_FULL
) -> Callable[[Function], Answer]:
    """The registry's answer for each function on a demand; `place` is the commune's slug and the aid.

    What no act there looks at is left out of the question, so that an answer once found is found again. Where nobody else answers, an act
    that is full still does: exhausted is never a refusal.
    """
    alike = _alike(view, demand, place, amount_cents)

    def answer(function: Function) -> Answer:
        question = Question(*place, day, function, alike.counter, alike.amount_cents, alike.public, alike.urgent)
        if full == NOTHING_FULL:
            return resolve(view, question)
        found = resolve(view, msgspec.structs.replace(question, exhausted=full.exhausted, waiting=full.waiting))
        return resolve(view, question) if found.raison in NOBODY else found

    return answer


class _Alike(NamedTuple):
    """What acts there tell a demand by, and nothing else."""

    counter: str | None
    amount_cents: int | None
    public: Public | None
    urgent: bool


def _alike(view: RegistryView, demand: Demand, place: tuple[str, str], amount_cents: int | None) -> _Alike:
    marks = view.once(("repères", place), lambda: _marks(view, place))
    amount = None if amount_cents is None else _standing_for(amount_cents, marks.amounts)
    counter = demand.guichet if demand.guichet in marks.doors else None
    return _Alike(counter, amount, demand.public if demand.public in marks.publics else None, demand.urgence)


class _Marks(NamedTuple):
    """What the acts on an aid (and, for publics, on those of its domain, which may be offered instead) tell demands apart by."""

    amounts: list[int]
    doors: frozenset[str]
    publics: frozenset[Public]


def _marks(view: RegistryView, place: tuple[str, str]) -> _Marks:
    commune, aid = place
    acts = view.acts(*place)
    around = (local for one in (aid, *(other.code for other in view.same_domain(aid))) for local in view.acts(commune, one))
    bounds = {bound for one in acts for bound in (one.act.montant_min_centimes, one.act.montant_max_centimes) if bound is not None}
    doors = {one.holder for one in acts if one.act.au_guichet or one.act.type is ActKind.AUTORISATION}
    doors |= {instead.who for one in acts if one.act.au_guichet for instead in one.fallbacks if instead.who is not None}
    return _Marks(sorted(bounds), frozenset(doors), frozenset(public for local in around for public in local.publics))


def _standing_for(amount: int, bounds: list[int]) -> int:
    """The one amount that stands for all those between the same bounds."""
    rank = bisect_left(bounds, amount)
    if rank < len(bounds) and bounds[rank] == amount:
        return amount
    return bounds[rank - 1] + 1 if rank else 0


def route(view: RegistryView, demand: Demand, place: tuple[str, str], day: date, receiver: str) -> Route:
    """Where the demand goes as asked on `day`; `receiver` answers for it where nobody else does."""
    alike = _alike(view, demand, place, demand.montant_demande_centimes)
    return view.once(("chemin", place, day, alike, receiver), lambda: _routed(view, demand, place, day, receiver))


def _routed(view: RegistryView, demand: Demand, place: tuple[str, str], day: date, receiver: str) -> Route:
    asked = ask(view, demand, place, day, demand.montant_demande_centimes)
    answer = asked(Function.DECIDER)
    if answer.raison in NOBODY:
        return Route(answer, answer.titulaire or receiver, asked=((Function.DECIDER, answer),))
    answers = [(Function.DECIDER, answer), *((one, asked(one)) for one in ASKED)]
    ties = [one for _, one in answers if one.raison is Reason.COMPETENCE_A_TRANCHER]
    accountable = (ties[0].responsable if ties else None) or answer.titulaire or answer.responsable or receiver
    shares = (*grouped(answers), *(arbitration(tie, accountable) for tie in ties[:1]))
    return Route(answer, accountable, shares, tuple(answers))


def arbitration(tie: Answer, accountable: str) -> Share:
    """What the accountable actor is given when acts contradict each other: to say who is competent."""
    role, act = (tie.role, tie.acte) if tie.responsable == accountable else (Role.AUCUN, None)
    return Share(accountable, role, act, Reason.COMPETENCE_A_TRANCHER, (Function.ARBITRER,), tie.ecartes)


def grouped(answers: list[tuple[Function, Answer]]) -> tuple[Share, ...]:
    """One share an actor and act, of all the functions it gives; contradictions and unowned functions are nobody's."""
    found: dict[tuple[str, Role, str | None], list[tuple[Function, Answer]]] = {}
    for function, answer in answers:
        if answer.responsable is not None and answer.raison is not Reason.COMPETENCE_A_TRANCHER:
            found.setdefault((answer.responsable, answer.role, answer.acte), []).append((function, answer))
    return tuple(
        Share(acteur, role, acte, held[0][1].raison, tuple(function for function, _ in held), held[0][1].ecartes)
        for (acteur, role, acte), held in found.items()
    )
