"""Who receives a demand, in what capacity and by which act: every function asked of the registry, grouped by holder.

Rules:
1. A demand is routed on its own date; each function is asked apart, because different acts give them.
2. Where nobody owns the need by an act, nobody is entrusted: no function is asked after DECIDER.
3. Where acts contradict each other the dossier is entrusted for arbitration (ARBITRER): to the arbiter an act names, else to the titulaire,
   else to the counter; that actor is accountable meanwhile.
4. An association without mandate is never a holder.
"""

from dataclasses import dataclass
from datetime import date

from hub.core.competence import resolve
from hub.core.dossier import Demand
from hub.core.entrusting import Share
from hub.core.question import Answer, Question
from hub.core.registry import RegistryView
from schemas.codes import Function, Reason, Role

ASKED = (Function.INSTRUIRE, Function.EXECUTER, Function.ACCOMPAGNER)
"""What is asked after DECIDER, in the order a dossier lives."""
NOBODY = frozenset({Reason.ORIENTATION_SUPPLETIF, Reason.AIDE_NON_INSTITUEE, Reason.ACTION_COLLECTIVE})
"""The answers that leave the need without an owner."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who decides (or why nobody does), who is accountable until somebody accepts, and the shares of all holders."""

    answer: Answer
    accountable: str
    shares: tuple[Share, ...] = ()


def question_of(demand: Demand, place: tuple[str, str], function: Function, day: date, amount_cents: int | None) -> Question:
    """The question a demand puts to the registry; `place` is the commune's slug and the aid."""
    return Question(*place, day, function, demand.guichet, amount_cents, demand.public, demand.urgence)


def route(view: RegistryView, demand: Demand, place: tuple[str, str]) -> Route:
    """Where the demand goes on its own date."""
    day, amount = demand.date_demande, demand.montant_demande_centimes
    answer = resolve(view, question_of(demand, place, Function.DECIDER, day, amount))
    if answer.raison in NOBODY:
        return Route(answer, answer.titulaire or demand.guichet)
    answers = [(Function.DECIDER, answer)]
    answers += [(one, resolve(view, question_of(demand, place, one, day, amount))) for one in ASKED]
    ties = [one for _, one in answers if one.raison is Reason.COMPETENCE_A_TRANCHER]
    accountable = (ties[0].responsable if ties else None) or answer.titulaire or answer.responsable or demand.guichet
    return Route(answer, accountable, (*_grouped(answers), *(_arbitration(tie, accountable) for tie in ties[:1])))


def _arbitration(tie: Answer, accountable: str) -> Share:
    role, act = (tie.role, tie.acte) if tie.responsable == accountable else (Role.AUCUN, None)
    return Share(accountable, role, act, Reason.COMPETENCE_A_TRANCHER, (Function.ARBITRER,), tie.ecartes)


def _grouped(answers: list[tuple[Function, Answer]]) -> tuple[Share, ...]:
    found: dict[tuple[str, Role, str | None], list[tuple[Function, Answer]]] = {}
    for function, answer in answers:
        if answer.responsable is not None and answer.raison is not Reason.COMPETENCE_A_TRANCHER:
            found.setdefault((answer.responsable, answer.role, answer.acte), []).append((function, answer))
    return tuple(
        Share(acteur, role, acte, held[0][1].raison, tuple(function for function, _ in held), held[0][1].ecartes)
        for (acteur, role, acte), held in found.items()
    )
