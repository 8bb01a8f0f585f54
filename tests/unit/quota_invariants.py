"""What holds of the cases' reservations and of the acts' accounts whatever happened."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.core.deadlines import Deadline
from schemas.codes import QuotaOutcome, State
from tests.unit.case_world import Hub
from tests.unit.quota_world import Till

MOST = {"places-asso": (2, 0), "argent-asso": (0, 50_000), "file-asso": (0, 50_000), "ccas-comptee": (1, 0)}
"""Places and cents that an act ever allowed."""


def what_is_reserved_is_wanted(hub: Hub) -> None:
    """A closed case reserves nothing; what is granted is held, or waited for by a decision; a number is given once."""
    for case in (hub.case(case_id) for case_id in hub.dossiers):
        assert not (case.etat is State.CLOS and (case.reservations or case.attendues))
        numbers = {one.n for one in case.reservations}
        awaited = {pending.n for pending in case.attendues}
        assert len(numbers) == len(case.reservations)
        assert awaited <= numbers <= set(range(1, case.numero + 1))
        held = {one.acte for one in case.tenues if one.is_active}
        assert all(one.acte in held or one.n in awaited for one in case.reservations if one.etat is QuotaOutcome.ACCORDEE)


def no_account_is_passed(hub: Hub) -> None:
    """Never more than the act ever allowed, in places or in cents."""
    for acte, (places, cents) in MOST.items():
        account = hub.tills.get(acte, Till()).account
        assert account.places <= places
        assert all(one.taken <= cents for one in account.sommes.values())


def both_sides_agree(hub: Hub) -> None:
    """Once all is answered, an account holds what cases reserve, and nothing else."""
    hub.count()
    assert hub.requests == []
    reserved = {
        (case_id, one.acte, one.n)
        for case_id in hub.dossiers
        for one in hub.case(case_id).reservations
        if one.etat is not QuotaOutcome.EPUISEE
    }
    assert {(one[0], acte, one[1]) for acte, till in hub.tills.items() for one in till.held} == reserved
    assert all(one.etat is not QuotaOutcome.DEMANDEE for case_id in hub.dossiers for one in hub.case(case_id).reservations)


class CountedCases(RuleBasedStateMachine):
    """Cases whose acts are counted now and then; `waiting` are the deadlines that stand."""

    def __init__(self) -> None:
        super().__init__()
        self.hub = Hub()
        self.waiting: set[Deadline] = set()

    @rule(most=st.integers(1, 4))
    def acts_are_counted(self, most: int) -> None:
        """The lanes of the acts answer some of what was asked."""
        for outcome in self.hub.count(most):
            self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)

    @invariant()
    def quotas_hold(self) -> None:
        """What is reserved is wanted, and no account is passed."""
        what_is_reserved_is_wanted(self.hub)
        no_account_is_passed(self.hub)
