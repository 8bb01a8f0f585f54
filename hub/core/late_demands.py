"""A demand recorded after a body that it would go to was dissolved: it goes to who is there, and both days are on record.

Rules:
1. A demand goes to who was competent on its own day (ADR 0008), while all of them are still there.
2. Where one of them is gone on the day it is recorded, and was gone two months after the demand's own day, all functions are asked on the
   day it is recorded: nothing is offered to an inbox that nobody reads. A body that was there for those two months has answered, by its
   silence at the latest (CRPA L231-4): what is recorded years later is its history, and stays that.
3. Where nobody answers any more on that day, the titulaire of the demand's own day finishes what was asked in time, if it is there.
4. Who received it is the counter, or who brought the demand where the counter is gone. A demand that nobody owned on its own day stays
   nobody's: what began later gives no right to it.
"""

from datetime import date
from typing import Any

import msgspec

from hub.core.dossier import Demand
from hub.core.legal_days import after_months
from hub.core.living import end_of
from hub.core.proof import Draft
from hub.core.proof_form import ProofKind
from hub.core.question import Answer
from hub.core.registry import RegistryView
from hub.core.routing import ASKED, NOBODY, Route, grouped, route
from schemas.codes import Function, Reason, Role

MONTHS_TO_ANSWER = 2
"""After which silence is an answer, unless a text says otherwise (CRPA L231-1, L231-4)."""


class Placed(msgspec.Struct, frozen=True, gc=False):
    """Where a demand goes, asked on `day`; `then`: where it would have gone on its own day, to whom some are `gone` since."""

    route: Route
    day: date
    then: Route | None = None
    gone: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """What the journal says of the demand's own day (see `conclusions.case_opened`)."""
        if self.then is None:
            return {}
        then = {"competent_alors": self.then.answer.responsable, "acte_alors": self.then.answer.acte}
        return {"disparus": list(self.gone)} | {name: value for name, value in then.items() if value is not None}

    def proofs(self, demand: Demand) -> tuple[Draft, ...]:
        """What was concluded: on the demand's own day, then on the day it was recorded."""
        accountable = self.route.accountable
        if self.then is None:
            return (Draft(ProofKind.DEMANDE, self.route.asked, demand.date_demande, accountable),)
        first = Draft(ProofKind.DEMANDE, self.then.asked, demand.date_demande, accountable)
        return first, Draft(ProofKind.REEXAMEN, self.route.asked, self.day, accountable)


def placed(view: RegistryView, demand: Demand, place: tuple[str, str], today: date, receiver: str) -> Placed:
    """Where the demand goes when it is recorded on `today`; `receiver`: who answers for it where nobody else does."""
    then = route(view, demand, place, demand.date_demande, receiver)
    if today == demand.date_demande or then.answer.raison in NOBODY:
        return Placed(then, demand.date_demande)
    gone = tuple(sorted(one for one in _named(then) if is_missing(view, one, demand.date_demande, today)))
    if not gone:
        return Placed(then, demand.date_demande)
    now = route(view, demand, place, today, receiver)
    title, act = then.answer.titulaire, then.answer.acte_titulaire
    if now.answer.raison in NOBODY and title is not None and title not in gone:
        finishing = Answer(title, Role.TITULAIRE, act, Reason.RETOUR_AU_TITULAIRE, now.answer.ecartes, title, act)
        answers = [(function, finishing) for function in (Function.DECIDER, *ASKED)]
        now = Route(finishing, title, grouped(answers), tuple(answers))
    return Placed(now, today, then, gone)


def is_missing(view: RegistryView, actor: str, asked_on: date, today: date) -> bool:
    """Whether the actor is gone today and could not answer in time what was asked on that day (rule 2)."""
    end = end_of(view, actor)
    return end is not None and end <= min(today, after_months(asked_on, MONTHS_TO_ANSWER))


def _named(routed: Route) -> set[str]:
    """Whoever would be offered something, or answer for the case."""
    named = {routed.accountable, *(share.acteur for share in routed.shares)}
    return named if routed.answer.titulaire is None else named | {routed.answer.titulaire}
