"""One act's account in memory, moved by core alone as its lane does."""

from dataclasses import dataclass, field
from typing import Any

from hub.core.quota_account import Account, Held
from hub.core.quota_facts import Asked, Bounds, GoesOn, QuotaFact, Returned, Spent
from hub.core.quotas import Id, Ruling, rule
from schemas.codes import QuotaOutcome

ACT = "convention-asso"


def asked(case: str, n: int = 1, **fields: Any) -> Asked:
    """A place under an act of two places, unless said otherwise."""
    content = {"aide": "AIDE", "annee": 2026, "place": True, "centimes": None, "attend": True, "version": 1, "bornes": Bounds(2), **fields}
    return Asked(dossier=case, acte=ACT, n=n, **content)


def money(case: str, centimes: int, n: int = 1, **fields: Any) -> Asked:
    """Cents of an envelope of 1,000 a year."""
    return asked(case, n, **{"place": False, "centimes": centimes, "bornes": Bounds(None, 1_000), **fields})


def spent(case: str, centimes: int, n: int = 1) -> Spent:
    """A decision that grants `centimes`."""
    return Spent(dossier=case, acte=ACT, n=n, centimes=centimes)


def returned(case: str, n: int = 1) -> Returned:
    """It is over."""
    return Returned(dossier=case, acte=ACT, n=n)


@dataclass
class Till:
    """The account, its reservations, and what was answered."""

    account: Account = field(default_factory=Account)
    held: dict[Id, Held] = field(default_factory=dict)
    answers: list[tuple[Id, QuotaOutcome]] = field(default_factory=list)

    def take(self, fact: QuotaFact) -> Ruling:
        """One fact; what goes on is called again."""
        waiting = sorted(((one, held) for one, held in self.held.items() if held.waits), key=lambda pair: pair[1].rang)
        known = None if isinstance(fact, GoesOn) else self.held.get((fact.dossier, fact.n))
        ruling = rule(self.account, known, waiting, fact)
        self.account = ruling.account
        for one, held in ruling.changed.items():
            if held is None:
                self.held.pop(one, None)
            else:
                self.held[one] = held
        self.answers += [(answer.id, answer.etat) for answer in ruling.answers]
        return ruling

    def told(self, fact: QuotaFact) -> list[tuple[str, QuotaOutcome]]:
        """Whom the fact answers, and what."""
        return [(answer.id[0], answer.etat) for answer in self.take(fact).answers]
