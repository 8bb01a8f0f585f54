"""Pass 2 of a simulation: the requests of a whole life, in the order they were made, through the account of each act.

Rules:
1. Requests of all partitions are taken by instant, then partition, then rank: one order, whatever processes gathered them.
2. Who finds nothing, and has its turn later or never, is counted once with each actor that would have had the case instead: the first
   re-routing. What that actor, or the turn that comes, makes of the case afterwards is not lived.
3. What is taken when the period has begun counts in its peak, once the acts stand on top; waits and refusals are those of the period.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hub.core import quota_account
from hub.core.quota_account import PLACES, Account, Held
from hub.core.quota_facts import GoesOn, QuotaFact
from hub.core.quotas import Id, rule
from hub.core.what_if_asking import Said
from schemas.codes import QuotaOutcome


@dataclass(slots=True)
class Use:
    """What one act had to bear: the most taken of each line in the period and the line's last bound, who had to wait, who found nothing.

    `ailleurs`: by actor, cases that would have gone to it first for want of a place or of money here.
    A line is `places`, a year of money, or a year and an aid (`hub.core.quota_account`).
    """

    pics: dict[str, int] = field(default_factory=dict)
    bornes: dict[str, int | None] = field(default_factory=dict)
    attentes: int = 0
    epuises: int = 0
    ailleurs: dict[str, int] = field(default_factory=dict)


def uses(said: Iterable[Said], start: datetime) -> dict[str, Use]:
    """The use of each act from `start` on, by act."""
    acts: dict[str, _Act] = {}
    for one in sorted(said, key=lambda one: one[:3]):
        acts.setdefault(one.request.acte, _Act()).take(one, counts=one.instant >= start, looks=one.instant > start)
    return {name: acts[name].use() for name in sorted(acts)}


class _Act:
    """One act's account, and who holds and waits."""

    def __init__(self) -> None:
        self._account = Account()
        self._held: dict[Id, Held] = {}
        self._use = Use()

    def take(self, said: Said, *, counts: bool, looks: bool) -> None:
        """One request, and the serving that goes on from it."""
        if looks:
            self._look()
        answers = self._rule(said.request)
        if not counts:
            return
        waits, finds_none = (sum(one is etat for one in answers) for etat in (QuotaOutcome.EN_ATTENTE, QuotaOutcome.EPUISEE))
        self._use.attentes += waits
        self._use.epuises += finds_none
        for actor in said.ailleurs if waits or finds_none else ():
            self._use.ailleurs[actor] = self._use.ailleurs.get(actor, 0) + 1

    def _rule(self, request: QuotaFact) -> list[QuotaOutcome]:
        name = None if isinstance(request, GoesOn) else (request.dossier, request.n)
        waiting = sorted(((one, held) for one, held in self._held.items() if held.waits), key=lambda one: one[1].rang)
        ruling = rule(self._account, None if name is None else self._held.get(name), waiting, request)
        self._account = ruling.account
        for one, held in ruling.changed.items():
            if held is None:
                self._held.pop(one, None)
            else:
                self._held[one] = held
        answers = [one.etat for one in ruling.answers]
        return [*answers, *self._rule(GoesOn(acte=request.acte))] if ruling.goes_on else answers

    def use(self) -> Use:
        """What was seen in the period; what stands at its end is looked at last."""
        self._look()
        return self._use

    def _look(self) -> None:
        for line in (PLACES, *self._account.sommes):
            taken = quota_account.taken(self._account, line)
            self._use.pics[line] = max(self._use.pics.get(line, 0), taken)
            self._use.bornes[line] = quota_account.cap(self._account, line)
