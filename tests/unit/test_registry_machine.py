"""Acts are loaded, corrected, revoked and given heirs in any order while cases are in flight: a slow oracle says who must hold what.

The registry goes through the log as a worker reads it (records, then a version with its digest); cases go through core, and are examined
when a lane would: at the deadline of an act's boundary, and under a newer version where the walk finds something to move.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.core import dossier as state
from hub.core.competence import Question, resolve
from hub.core.deadlines import Deadline
from hub.core.living import is_living
from hub.core.outcome import Outcome
from hub.core.own_facts import DeadlineReached
from hub.core.rescheduling import is_to_examine
from hub.core.routing import ASKED, NOBODY
from hub.registry.versions import Kind, Versions, encode, log_key
from schemas.codes import Function, Reason, Role
from schemas.registry import Act, AnyRecord, Version
from tests.unit.case_world import RECIPIENT_KEYS, Hub, demand
from tests.unit.competence_oracle import Verdict, verdict
from tests.unit.registry_records import actor, aid, commune
from tests.unit.test_competence_properties import ACTORS, BOUNDED, HEIR, ORIGIN, THEMES, acts, days, questions, refs

FUNCTIONS = (Function.DECIDER, *ASKED)
CASES_MAX = 3
LAST_DAY = ORIGIN + timedelta(days=5)
names = st.sampled_from([f"acte-{number}" for number in range(4)])
CORRECTIONS: dict[str, st.SearchStrategy[Any]] = {
    "beneficiaire": refs,
    "du": days,
    "au": st.none() | days,
    "montant_max_centimes": st.sampled_from([None, 1]),
    "delegant": st.none() | refs,
    "revoque_le": st.none(),
}


class Registry(RuleBasedStateMachine):
    """The log of one commune, the cases that live by it, and what the records say as the oracle reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.log = Versions()
        self.truth: dict[str, AnyRecord] = {}
        self.known: dict[int, list[AnyRecord]] = {}
        self.hub = Hub()
        self.hub.now = datetime.combine(ORIGIN - timedelta(days=3), time(12), UTC)
        self.waiting: set[Deadline] = set()
        self.dated_back: set[str] = set()
        self.theme: tuple[Any, ...] = ()
        self.bounds: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The commune's day: noon, so that it is that of UTC."""
        return self.hub.now.date()

    @initialize(theme=st.sampled_from(THEMES), bounds=st.sampled_from(BOUNDED), change=days, data=st.data())
    def ground(self, theme: tuple[Any, ...], bounds: tuple[str, ...], change: date, data: st.DataObject) -> None:
        """A commune whose relation `ccas` changes hands on some day, four actors, one aid, up to two acts."""
        self.theme, self.bounds = theme, tuple(one for one in bounds if one != "aides")
        relations = [
            {"nom": "ccas", "acteur": "ccas", "au": change},
            {"nom": "ccas", "acteur": "cias", "du": change},
            {"nom": "commune", "acteur": "ville"},
        ]
        first = [data.draw(acts(f"acte-{number}", self.theme, self.bounds)) for number in range(data.draw(st.integers(0, 2)))]
        self.load([*(actor(name) for name in ACTORS), commune(relations=relations), aid(), *first])

    def load(self, records: list[AnyRecord]) -> None:
        """Records and their version on the log; every lane applies it and looks at its cases."""
        for record in records:
            assert self.log.read(encode(record), "-") is None
            self.truth[log_key(record)] = record
        number = self.log.numbered + 1
        event = self.log.read(encode(Version(version=number, empreinte=self.log.digest(), enregistre_le="-")), "-")
        assert event is not None
        assert event.kind is Kind.APPLIED
        self.known[number] = list(self.truth.values())
        self.hub.view = self.log.view(number)
        for case in sorted(self.hub.dossiers):
            if is_to_examine(self.hub.case(case), self.hub.view, self.hub.now, RECIPIENT_KEYS):
                self.keep(case, self.hub.examined(case))
        self.dated_back.clear()

    def keep(self, case: str, outcome: Outcome) -> None:
        """What it left to wait for; the case stands as of today."""
        self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)
        self.dated_back.discard(case)

    @rule(data=st.data(), name=names)
    def an_act_is_loaded(self, data: st.DataObject, name: str) -> None:
        """Any act, even one that the check would refuse: competence is total."""
        self.load([data.draw(acts(name, self.theme, self.bounds))])

    @precondition(lambda self: any(isinstance(one, Act) for one in self.truth.values()))
    @rule(data=st.data(), field=st.sampled_from(sorted(CORRECTIONS)))
    def an_act_is_corrected(self, data: st.DataObject, field: str) -> None:
        """A record replaces the one of the same id."""
        act = data.draw(st.sampled_from(self.acts()))
        self.load([act.model_copy(update={field: data.draw(CORRECTIONS[field])})])

    @precondition(lambda self: any(isinstance(one, Act) for one in self.truth.values()))
    @rule(data=st.data(), day=days)
    def an_act_is_revoked(self, data: st.DataObject, day: date) -> None:
        """From some day on, past or to come."""
        self.load([data.draw(st.sampled_from(self.acts())).model_copy(update={"revoque_le": day})])

    @rule(day=days, name=st.sampled_from(["ccas", "departement"]), follows=st.booleans())
    def an_actor_ends(self, day: date, name: str, *, follows: bool) -> None:
        """With a successor by law, or without anyone."""
        self.load([actor(name, au=day, **(HEIR if follows else {}))])

    @rule(value=st.sampled_from([b"\xff", b"{}", b'{"genre": "acte", "id": "acte-0"}', None]))
    def what_cannot_be_read_is_written(self, value: bytes | None) -> None:
        """It is named, the version that needs it is refused, and the one before stays in force."""
        before = self.log.latest
        unreadable = self.log.read(value, "hub.registry/0/9")
        assert unreadable is not None
        assert (unreadable.kind, unreadable.place) == (Kind.UNREADABLE, "hub.registry/0/9")
        refused = self.log.read(encode(Version(version=self.log.numbered + 1, empreinte="0" * 64, enregistre_le="-")), "-")
        assert refused is not None
        assert refused.kind is Kind.REFUSED
        assert self.log.latest is before
        assert self.log.view(self.log.numbered) is self.hub.view

    @precondition(lambda self: len(self.hub.dossiers) < CASES_MAX)
    @rule(
        back=st.sampled_from([0, 0, 1, 3]),
        counter=st.sampled_from(["ville", "cias"]),
        cents=st.sampled_from([None, 1, 2]),
        urgent=st.booleans(),
    )
    def a_case_is_opened(self, back: int, counter: str, cents: int | None, *, urgent: bool) -> None:
        """Today, or asked some days ago and recorded today."""
        day = self.today - timedelta(days=back)
        content = demand("AIDE", counter, date_demande=day.isoformat(), montant_demande_centimes=cents, urgence=urgent)
        content = {name: value for name, value in content.items() if value is not None}
        outcome = self.hub.publish("ville", "demande.deposee", f"REF-{len(self.hub.facts)}", content)
        assert outcome.dossier is not None, outcome.refusal
        self.keep(outcome.dossier.id, outcome)
        if back:
            self.dated_back.add(outcome.dossier.id)

    @precondition(lambda self: self.today < LAST_DAY)
    @rule(count=st.integers(1, 2))
    def days_pass(self, count: int) -> None:
        """What is due rings, day by day."""
        for _ in range(count):
            self.hub.later(days=1)
            for deadline in sorted(one for one in self.waiting if one.due <= self.hub.now.isoformat()):
                self.keep(deadline.dossier, self.hub.take(self.rung(deadline)))

    def rung(self, deadline: Deadline) -> DeadlineReached:
        """Its fact."""
        at = datetime.fromisoformat(deadline.due)
        return DeadlineReached(dossier=deadline.dossier, code=deadline.code, due=at, instant=at, partition=0, offset=len(self.hub.facts))

    @precondition(lambda self: bool(self.known))
    @rule(data=st.data(), question=questions)
    def an_old_version_is_asked(self, data: st.DataObject, question: Question) -> None:
        """Whatever was loaded since: by what was known then, the oracle's answer of then."""
        number = data.draw(st.sampled_from(sorted(self.known)))
        said, expected = resolve(self.log.view(number), question), verdict(self.known[number], question)
        assert (said.responsable, said.raison) == (expected.responsable, expected.raison)

    def acts(self) -> list[Act]:
        """The acts as they stand."""
        return [one for _, one in sorted(self.truth.items()) if isinstance(one, Act)]

    def expected(self, case: state.Dossier, function: Function) -> Verdict:
        """What the oracle says of a function on that case: today; for a need nobody ever owned, only if somebody did on its own day."""
        asked = case.demande
        assert asked is not None
        then = self.said(asked, asked.date_demande, function)
        is_unowned = case.orientation is not None and all(one.role is Role.AUCUN for one in case.tenues)
        if case.id in self.dated_back or (is_unowned and self.said(asked, asked.date_demande, Function.DECIDER).raison in NOBODY):
            return then
        return self.said(asked, self.today, function)

    def said(self, asked: state.Demand, day: date, function: Function) -> Verdict:
        """The oracle's word on a day."""
        question = Question("ville", "AIDE", day, function, asked.guichet, asked.montant_demande_centimes, asked.public, asked.urgence)
        return verdict(list(self.truth.values()), question)

    @invariant()
    def everyone_holds_what_the_oracle_says(self) -> None:
        """Each function is held by who must have it, and by nobody else; where nobody or two must, one is accountable all the same."""
        for case_id in self.hub.dossiers:
            case = self.hub.case(case_id)
            assert state.is_on(case, case.responsable)
            decides = self.expected(case, Function.DECIDER)
            for function in FUNCTIONS:
                said = self.expected(case, function)
                held = {one.acteur for one in state.holders(case, function) if one.role is not Role.AUCUN}
                assert len(held) <= 1
                if Reason.COMPETENCE_A_TRANCHER in (said.raison, decides.raison) or NOBODY & {said.raison, decides.raison}:
                    continue
                assert held == {said.responsable}, (function, self.today)

    @invariant()
    def nobody_holds_who_is_gone_or_without_an_owner(self) -> None:
        """Who holds by an act exists that day (or did on the day of a demand recorded late); a need that nobody owns is held by nobody."""
        for case_id in self.hub.dossiers:
            case = self.hub.case(case_id)
            held = {one.acteur for one in case.tenues if one.is_active and one.role is not Role.AUCUN}
            assert case_id in self.dated_back or all(is_living(self.hub.view, one, self.today) for one in held), held
            assert case.orientation is None or not held, held


TestRegistry = Registry.TestCase
TestRegistry.__doc__ = "Every function is held by who must have it, whatever was loaded, corrected and revoked in whatever order."
TestRegistry.settings = settings(max_examples=150, stateful_step_count=20, deadline=None)
