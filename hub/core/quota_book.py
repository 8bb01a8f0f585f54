"""One act's account in memory, with who holds and who waits: what a lane of `hub.quotas` keeps on its state, for a replay."""

from hub.core.quota_account import PLACES, Account, Held
from hub.core.quota_facts import Asked, GoesOn, QuotaFact
from hub.core.quotas import Answer, Id, line_of, rule


class Book:
    """The account, its reservations, and the queue: turns only grow, so those who wait stand in the order they came."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.account = Account()
        self.lines: set[str] = set()
        """Of which something was asked."""
        self._held: dict[Id, Held] = {}
        self._waiting: dict[Id, None] = {}

    def copy(self) -> "Book":
        """Another book that goes on from here."""
        other = Book()
        other.account, other.lines = self.account, set(self.lines)
        other._held, other._waiting = dict(self._held), dict(self._waiting)
        return other

    def take(self, fact: QuotaFact) -> list[Answer]:
        """Rule on a fact, and go on while more of those who wait can be served; who is answered what."""
        if isinstance(fact, Asked):
            self.lines.update(filter(None, (PLACES, line_of(fact))))
        answers: list[Answer] = []
        following: QuotaFact | None = fact
        while following is not None:
            known = None if isinstance(following, GoesOn) else self._held.get((following.dossier, following.n))
            ruling = rule(self.account, known, [(one, self._held[one]) for one in self._waiting], following)
            self.account = ruling.account
            for one, held in ruling.changed.items():
                self._keep(one, held)
            answers += ruling.answers
            following = GoesOn(acte=fact.acte) if ruling.goes_on else None
        return answers

    def _keep(self, one: Id, held: Held | None) -> None:
        if held is None:
            self._held.pop(one, None)
        else:
            self._held[one] = held
        if held is not None and held.waits:
            self._waiting[one] = None
        else:
            self._waiting.pop(one, None)
