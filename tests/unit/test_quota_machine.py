"""Whatever cases ask, spend and give back, in whatever order: the account is that of a naive count, and no bound is ever passed."""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec import structs

from hub.core.quota_account import PLACES, taken
from hub.core.quota_facts import Asked, Bounds, GoesOn
from hub.core.quotas import Id
from schemas.codes import QuotaOutcome
from tests.unit.quota_world import ACT, Till, asked, returned, spent

CASES = st.sampled_from([f"case-{number}" for number in range(8)])
YEARS = st.sampled_from([2026, 2026, 2027])
BOUNDS = st.builds(
    Bounds,
    st.one_of(st.none(), st.integers(1, 4)),
    st.one_of(st.none(), st.integers(0, 1_000)),
    st.one_of(st.none(), st.just(2026)),
    report=st.sampled_from([False]),
    fongible=st.booleans(),
)


@dataclass
class Naive:
    """One reservation, as one would write it in a notebook."""

    place: bool
    line: str | None
    cents: int
    granted: bool = False
    spent: int = 0


class Accounts(RuleBasedStateMachine):
    """An account by core, and a notebook in which everything is added up anew each time."""

    def __init__(self) -> None:
        super().__init__()
        self.till = Till()
        self.book: dict[Id, Naive] = {}
        self.gone: dict[str, int] = {}
        self.told: list[tuple[Id, QuotaOutcome]] = []
        self.numbers: dict[str, int] = {}
        self.version = 1
        self.bounds = Bounds(2, 500)
        self.lowered = False

    # -- the notebook ----------------------------------------------------

    def used(self, line: str) -> int:
        """What is taken of a line, added up."""
        held = [one for one in self.book.values() if one.granted]
        if line == PLACES:
            return sum(one.place for one in held)
        return self.gone.get(line, 0) + sum(one.cents for one in held if one.line == line)

    def cap(self, line: str) -> int | None:
        """The bound of a line."""
        if line == PLACES:
            return self.bounds.capacite
        if self.bounds.centimes_par_an is None or self.bounds.annee in {None, int(line[:4])}:
            return self.bounds.centimes_par_an
        return 0

    def short(self, one: Naive) -> list[str]:
        """The lines that have no room for it."""
        wanted = [(PLACES, 1)] if one.place else []
        wanted += [(one.line, one.cents)] if one.line is not None else []
        bounds = [(line, amount, self.cap(line)) for line, amount in wanted]
        return [line for line, amount, cap in bounds if cap is not None and (self.used(line) >= cap or self.used(line) + amount > cap)]

    def serve(self) -> None:
        """From the first who waits, again and again, until nobody can be served."""
        held_up: set[str] = set()
        for one, entry in self.book.items():
            if entry.granted:
                continue
            lines = [*([PLACES] if entry.place else []), *([entry.line] if entry.line is not None else [])]
            short = [line for line in lines if line in held_up or line in self.short(entry)]
            cap = None if entry.line is None else self.cap(entry.line)
            if short and (cap is None or (cap > 0 and entry.cents <= cap)):
                held_up |= set(short)
            elif not short:
                entry.granted = True
                self.told.append((one, QuotaOutcome.ACCORDEE))

    # -- what happens ----------------------------------------------------

    def fact(self, case: str, n: int, year: int, place: bool, cents: int | None, attend: bool) -> Asked:  # noqa: FBT001 -- a fact
        """What is asked."""
        return asked(case, n, annee=year, place=place, centimes=cents, attend=attend, version=self.version, bornes=self.bounds)

    @rule(case=CASES, year=YEARS, what=st.sampled_from(["place", "money", "both"]), cents=st.integers(0, 600), attend=st.booleans())
    def asks(self, case: str, year: int, what: str, cents: int, *, attend: bool) -> None:
        """A case asks for the first time under this number."""
        n = self.numbers[case] = self.numbers.get(case, 0) + 1
        place, money = what != "money", None if what == "place" else cents
        line = None if money is None else str(year) if self.bounds.fongible else f"{year}/AIDE"
        self.book[case, n] = Naive(place, line, money or 0)
        before = len(self.told)
        self.serve()
        if not self.book[case, n].granted:
            self.told.append(((case, n), QuotaOutcome.EN_ATTENTE if attend else QuotaOutcome.EPUISEE))
            if not attend:
                del self.book[case, n]
        self.till.take(self.fact(case, n, year, place, money, attend))
        assert self.till.answers[before:] == self.told[before:]

    @precondition(lambda self: self.book)
    @rule(pick=st.integers(0, 99))
    def gives_back(self, pick: int) -> None:
        """Granted or waiting, it is over; a second time changes nothing."""
        one = list(self.book)[pick % len(self.book)]
        del self.book[one]
        self.serve()
        self.till.take(returned(*one))
        assert self.till.take(returned(*one)).changed == {}

    @precondition(lambda self: any(one.granted and one.line for one in self.book.values()))
    @rule(pick=st.integers(0, 99), part=st.integers(0, 100))
    def decides(self, pick: int, part: int) -> None:
        """Of what was reserved a part is spent."""
        own = [one for one, entry in self.book.items() if entry.granted and entry.line]
        one = own[pick % len(own)]
        entry = self.book[one]
        amount = entry.cents * part // 100
        self.gone[entry.line or ""] = self.gone.get(entry.line or "", 0) + amount
        entry.line, entry.cents = None, 0
        if not entry.place:
            del self.book[one]
        self.serve()
        self.till.take(spent(one[0], amount, one[1]))

    @rule(bounds=BOUNDS, year=YEARS, case=CASES)
    def the_act_changes(self, bounds: Bounds, year: int, case: str) -> None:
        """A newer version of the registry, told by who asks next."""
        self.version, self.bounds = self.version + 1, bounds
        self.lowered = True
        self.asks(case, year, "place", 0, attend=True)

    @rule(case=CASES, year=YEARS, cents=st.integers(0, 600))
    def is_held_already(self, case: str, year: int, cents: int) -> None:
        """The act comes to be bounded while a case is held: it is counted, above the bound too."""
        n = self.numbers[case] = self.numbers.get(case, 0) + 1
        self.lowered = True
        line = str(year) if self.bounds.fongible else f"{year}/AIDE"
        self.book[case, n] = Naive(place=True, line=line, cents=cents, granted=True)
        self.told.append(((case, n), QuotaOutcome.ACCORDEE))
        self.serve()
        fact = self.fact(case, n, year, place=True, cents=cents, attend=True)
        self.till.take(structs.replace(fact, tenu=True))

    @precondition(lambda self: any(not one.granted for one in self.book.values()))
    @rule(pick=st.integers(0, 99), year=YEARS)
    def asks_again(self, pick: int, year: int) -> None:
        """Who waits keeps its turn in another year."""
        own = [one for one, entry in self.book.items() if not entry.granted]
        one = own[pick % len(own)]
        entry = self.book[one]
        money = None if entry.line is None else entry.cents
        entry.line = None if money is None else str(year) if self.bounds.fongible else f"{year}/AIDE"
        self.serve()
        self.till.take(self.fact(one[0], one[1], year, entry.place, money, attend=True))

    # -- what must be true -----------------------------------------------

    @invariant()
    def the_notebook_agrees(self) -> None:
        """Same answers, same totals, same queue in the same order."""
        assert self.till.answers == self.told
        assert {one for one, held in self.till.held.items() if not held.waits} == {one for one, entry in self.book.items() if entry.granted}
        waiting = sorted((held.rang, one) for one, held in self.till.held.items() if held.waits)
        assert [one for _, one in waiting] == [one for one, entry in self.book.items() if not entry.granted]
        assert self.till.account.attente == len(waiting)
        for line in (PLACES, *self.till.account.sommes):
            assert taken(self.till.account, line) == self.used(line)

    @invariant()
    def no_bound_is_passed(self) -> None:
        """As long as no bound was ever lowered; then nothing is given while it is passed, which the notebook sees."""
        if not self.lowered:
            lines = ((line, self.cap(line)) for line in (PLACES, *self.till.account.sommes))
            assert all(bound is None or taken(self.till.account, line) <= bound for line, bound in lines)

    @invariant()
    def nobody_waits_who_could_be_served(self) -> None:
        """A call to go on finds nothing to do."""
        assert self.till.take(GoesOn(acte=ACT)).changed == {}


TestAccounts = Accounts.TestCase
TestAccounts.__doc__ = "The account is the naive count's for every order of facts."
TestAccounts.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
