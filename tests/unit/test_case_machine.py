"""Whatever partners publish, in whatever order: the invariants of a case hold, and the log of facts gives every byte again."""

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from hub.core import dossier as state
from hub.core.deadlines import ACT_BOUNDARY, DECISION_TO_SETTLE
from hub.core.outcome import Outcome
from hub.core.own_facts import DeadlineReached
from schemas.codes import ActKind, Function, Role, State
from tests.unit.answer_rules import Answers, days, picks
from tests.unit.case_world import ACTORS, Hub, action, decision, demand
from tests.unit.case_world import ACTS as REGISTERED
from tests.unit.case_world import AIDS as CATALOGUE
from tests.unit.other_registries import VIEWS
from tests.unit.quota_invariants import both_sides_agree

AIDS = [one.code for one in CATALOGUE if one.code not in {"FINIE", "COLL"}]
ACTS = [one.id for one in REGISTERED if one.type is not ActKind.DELEGATION_INTERNE] + ["rien"]
CASES_MAX = 2
ORGANS = ("conseil_administration", "conseil_administration", "president", "commission_permanente", "conseil_municipal")
DESKS = ("ccas", "ville", "asso", "service")
EVERYONE = [one.id for one in ACTORS if one.id != "ancien"]
actors = st.sampled_from(EVERYONE)
senses = st.sampled_from(["accord", "accord", "accord_partiel", "refus", "ajournement"])


class Cases(Answers):
    """One hub; every rule publishes something a partner could."""

    def __init__(self) -> None:
        super().__init__()
        self.numbered = 0
        self.published = 0
        self.replayable: list[tuple[str, str, str, dict[str, Any], str]] = []

    def among(self, case: str, pick: int) -> str:
        """An actor, most often one that is on the case."""
        if pick % 8:
            known = self.hub.case(case)
            parties = sorted({*known.informes, *(one.acteur for one in known.tenues)})
            return parties[pick // 8 % len(parties)]
        return EVERYONE[pick % len(EVERYONE)]

    def case(self, pick: int) -> str:
        """One of the cases."""
        return sorted(self.hub.dossiers)[pick % len(self.hub.dossiers)]

    def day(self, offset: int) -> str:
        """A business date near today."""
        return (self.hub.now.date() + timedelta(days=offset)).isoformat()

    def publish(self, who: str, kind: str, subject: str, content: dict[str, Any], event_id: str | None = None) -> Outcome:
        """One event, and what must be true of its outcome."""
        before = dict(self.hub.dossiers)
        if event_id is None:
            self.numbered += 1
            event_id = f"e-{self.numbered}"
            self.replayable.append((who, kind, subject, content, event_id))
        outcome = self.hub.publish(who, kind, subject, content, event_id=event_id)
        self.published += 1
        notices = [one for one in outcome.messages if one.type.endswith("avis.technique.v1")]
        assert [one.recipient for one in notices] == [who]
        assert outcome.messages[0] is notices[0]
        if outcome.refusal is not None:
            self.refused_changed_nothing(before, outcome)
        self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)
        return outcome

    def refused_changed_nothing(self, before: dict[str, bytes], outcome: Outcome) -> None:
        """Nothing but the rank of its author's next message."""
        assert len(outcome.messages) == 1
        assert (outcome.deadlines, outcome.settled, before.keys()) == ((), (), self.hub.dossiers.keys())
        for case_id, stored in before.items():
            old, new = state.decode(stored), self.hub.case(case_id)
            assert msgspec.structs.replace(new, sequences=old.sequences) == old

    @initialize(aid=st.sampled_from(AIDS))
    def first(self, aid: str) -> None:
        """There is always a case."""
        self.deposit("ccas", "ccas", aid, -1, 100)

    @precondition(lambda self: len(self.hub.dossiers) < CASES_MAX)
    @rule(
        who=st.sampled_from(DESKS),
        counter=st.sampled_from(DESKS),
        aid=st.sampled_from(AIDS),
        day=days,
        cents=st.integers(1, 60_000),
    )
    def deposit(self, who: str, counter: str, aid: str, day: int, cents: int) -> None:
        """A demand, possibly refused (its day has not come)."""
        content = demand(aid, counter, date_demande=self.day(day), montant_demande_centimes=cents)
        self.publish(who, "demande.deposee", f"REF-{self.numbered}", content)

    @precondition(lambda self: len(self.hub.dossiers) < CASES_MAX)
    @rule(who=actors)
    def open_an_action(self, who: str) -> None:
        """A collective action, possibly by a body that may not."""
        self.publish(who, "action.ouverte", f"REF-{self.numbered}", action())

    @rule(which=picks, pick=picks, by=actors, act=st.sampled_from(ACTS), sense=senses, day=days, cents=st.integers(0, 60_000))
    def decide(self, *, which: int, pick: int, by: str, act: str, sense: str, day: int, cents: int) -> None:  # noqa: PLR0913 -- one per draw
        """Anyone sends a decision that anyone is said to have signed."""
        case = self.case(which)
        organ = ORGANS[pick % len(ORGANS)]
        signed = decision(by, act, sens=sense, date_decision=self.day(day), motif="hors_reglement", montant_centimes=cents, organe=organ)
        self.publish(self.among(case, pick), "decision.rendue", case, signed)

    @rule(which=picks, pick=picks, sense=senses)
    def decide_by_its_act(self, which: int, pick: int, sense: str) -> None:
        """Who holds DECIDER, or the titulaire, decides by the act it was given, competent or not any more."""
        case = self.case(which)
        known = self.hub.case(case)
        signers = [(one.acteur, one.acte) for one in known.tenues if Function.DECIDER in one.fonctions]
        by, act = [*signers, (known.titulaire, known.acte_titulaire)][pick % (len(signers) + 1)]
        if by is not None and act is not None:
            self.publish(by, "decision.rendue", case, decision(by, act, sens=sense, date_decision=self.day(0), motif="hors_reglement"))

    @rule(which=picks, pick=picks, kind=st.sampled_from(["regularisee", "confirmee", "retiree"]), day=days)
    def settle(self, which: int, pick: int, kind: str, day: int) -> None:
        """Anyone tries to settle a stopped decision, by the titulaire's act or by another."""
        case = self.case(which)
        who = self.among(case, pick)
        act = self.hub.case(case).acte_titulaire or ACTS[pick % len(ACTS)]
        content = {"date": self.day(day)} | ({"acte": act} if kind == "regularisee" else {})
        self.publish(who, f"decision.{kind}", case, content)

    @rule(which=picks, pick=picks, day=days, kind=st.sampled_from(["aide.mise_en_oeuvre", "orientation.consentie"]))
    def follow(self, which: int, pick: int, day: int, kind: str) -> None:
        """Anyone tries to deliver, or to say that the person consents."""
        case = self.case(which)
        self.publish(self.among(case, pick), kind, case, {"date": self.day(day)})

    @rule(which=picks, pick=picks)
    def report(self, which: int, pick: int) -> None:
        """Anyone tries to report on a collective action."""
        case = self.case(which)
        self.publish(self.among(case, pick), "action.bilan", case, {"participants": 3})

    @rule(which=picks, pick=picks, motive=st.sampled_from(["aide_servie", "desistement"]))
    def close(self, which: int, pick: int, motive: str) -> None:
        """Anyone tries to close."""
        case = self.case(which)
        self.publish(self.among(case, pick), "dossier.clos", case, {"date": self.day(0), "motif": motive})

    @precondition(lambda self: bool(self.replayable))
    @rule(which=st.randoms(use_true_random=False))
    def repeat(self, which: Any) -> None:
        """A partner sends an event again: a repeat never has an effect that the first one had."""
        who, kind, subject, content, event_id = which.choice(self.replayable)
        before = {key: msgspec.structs.replace(state.decode(stored), sequences={}) for key, stored in self.hub.dossiers.items()}
        outcome = self.publish(who, kind, subject, content, event_id)
        if outcome.messages[0].value.find(b'"statut":"doublon"') >= 0:
            after = {key: msgspec.structs.replace(state.decode(stored), sequences={}) for key, stored in self.hub.dossiers.items()}
            assert after == before
            assert len(outcome.messages) == 1

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        """Days go by; what is due rings."""
        self.hub.later(days=days)
        due = sorted(one for one in self.waiting if one.due <= self.hub.now.isoformat())
        for deadline in due:
            at = self.hub.now.fromisoformat(deadline.due)
            fact = DeadlineReached(
                dossier=deadline.dossier, code=deadline.code, due=at, instant=at, partition=0, offset=len(self.hub.facts)
            )
            outcome = self.hub.take(fact)
            assert deadline in outcome.settled
            if deadline.code == DECISION_TO_SETTLE:
                assert (outcome.dossier, outcome.settled, bool(outcome.entry.conclusions)) == (None, (deadline,), True)
            self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)

    @rule(which=st.integers(0, len(VIEWS) - 1))
    def registry_changes(self, which: int) -> None:
        """Acts were recorded late, revoked, or given back: every case is examined again, and a second look moves nothing."""
        for outcome in self.hub.under(VIEWS[which]):
            self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)
        again = self.hub.under(VIEWS[which])
        assert [(one.messages, one.entry.conclusions, one.deadlines, one.settled) for one in again] == [((), (), (), ())] * len(again)

    @invariant()
    def one_accountable_actor(self) -> None:
        """Exactly one, on the dossier, whatever happened; at most one actor holds DECIDER; a supplétif holds nothing."""
        for case_id in self.hub.dossiers:
            case = self.hub.case(case_id)
            assert case.responsable
            assert state.is_on(case, case.responsable)
            assert len({one.acteur for one in state.holders(case, Function.DECIDER)}) <= 1
            assert all(one.role is not Role.SUPPLETIF for one in case.tenues)
            if case.orientation is not None:
                assert not any(state.is_on(case, suppletif) for suppletif in case.orientation.suppletifs)
            assert (case.etat is State.CLOS) == (case.clos_le is not None)
            assert case.clos_le is None or not case.arretees

    @invariant()
    def one_notice_an_event_and_no_gap(self) -> None:
        """As many notices as events; ranks from 1 without gaps per recipient and subject; no id twice."""
        notices = [one for one in self.hub.messages if one.type == "avis.technique"]
        assert len(notices) == self.published
        ranks: dict[tuple[str, str], list[int]] = {}
        for one in self.hub.messages:
            ranks.setdefault((one.to, one.document["subject"]), []).append(int(one.document["sequence"]))
        assert all(seen == list(range(1, len(seen) + 1)) for seen in ranks.values())
        assert len({one.document["id"] for one in self.hub.messages}) == len(self.hub.messages)

    @invariant()
    def what_waits_has_an_alarm(self) -> None:
        """Every stopped decision whose alarm has not rung yet has its deadline, each case its next boundary, and nothing else stands."""
        cases = [self.hub.case(case_id) for case_id in self.hub.dossiers]
        alarms = {(case.id, one.alarme) for case in cases for one in case.arretees}
        assert {(one.dossier, one.due) for one in self.waiting if one.code == DECISION_TO_SETTLE} <= alarms
        boundaries = {(case.id, case.examen) for case in cases if case.examen is not None}
        assert {(one.dossier, one.due) for one in self.waiting if one.code == ACT_BOUNDARY} == boundaries
        assert all(case.examen is None for case in cases if case.etat is State.CLOS or case.action is not None)

    def teardown(self) -> None:
        """The log of facts, replayed, gives the same states, messages and entries, byte for byte."""
        both_sides_agree(self.hub)
        again = Hub()
        for fact, now, view in self.hub.facts:
            again.now, again.view = now, view
            again.take(fact)
        assert again.dossiers == self.hub.dossiers
        assert again.messages == self.hub.messages
        assert again.journal == self.hub.journal


TestCases = Cases.TestCase
TestCases.__doc__ = "The invariants of a case hold for every order of events."
TestCases.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
