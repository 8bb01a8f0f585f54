"""Random events in random order, against the table: one accountable actor, one end, a refusal changes nothing, a replay is the same."""

from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.core import dossier as state
from hub.core.deadlines import Deadline
from hub.core.dossier import Dossier
from hub.core.handshake import ANSWER_DUE, waited_for
from hub.core.lifecycle import CLOSING, targets
from hub.core.outcome import Outcome
from hub.core.own_facts import DeadlineReached
from schemas.codes import ClosingMotive, Code, State
from schemas.life_codes import AnswerStep, AppealPath, EventName
from tests.unit.case_world import Hub
from tests.unit.life_events import KINDS, contents
from tests.unit.test_reorienting import TWO

PARTIES = ("asso", "asso", "ccas", "ville", "ccas-village", "departement")
LIKELY = [kind for kind in KINDS if kind not in {"dossier.clos", "arbitrage.rendu", "residence.changee", "orientation.consentie"}]


class Lives(RuleBasedStateMachine):
    """One dossier in a commune, another commune beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.hub = Hub(view=TWO)
        self.waiting: set[Deadline] = set()
        self.seen: list[State] = []

    @initialize(aid=st.sampled_from(["CONFIEE", "CONFIEE", "PROPRE", "ARBITRE", "ABSENTE"]))
    def deposited(self, aid: str) -> None:
        """A demand at the town hall."""
        outcome = self.hub.opened(aid, "ville", montant_demande_centimes=20_000)
        self.id = outcome
        self.first = self.case.demande
        stands = ((self.case.examen, "ACTE_CHANGE"), (self.case.attente.rappel, ANSWER_DUE))
        self.waiting = {Deadline(due, self.id, code) for due, code in stands if due is not None}

    @property
    def case(self) -> Dossier:
        """The dossier."""
        return self.hub.case(self.id)

    def publish(self, who: str, kind: str, content: dict[str, Any]) -> Outcome:
        """One event, and what the table says of its outcome."""
        before = self.case
        outcome = self.hub.publish(who, kind, self.id, content)
        self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)
        after, event = self.case, EventName(kind)
        if outcome.refusal is not None:
            assert msgspec.structs.replace(after, sequences=before.sequences) == before
            assert (len(outcome.messages), outcome.deadlines, outcome.settled) == (1, (), ())
        else:
            moved = {before.etat, *targets(before.etat, EventName.EXAMEN)}
            assert after.etat in {one for first in moved for one in targets(first, event)}, (before.etat, kind, after.etat)
            self.seen.append(after.etat)
        return outcome

    @rule(drawn=st.data(), who=st.sampled_from(PARTIES), kind=st.sampled_from(KINDS))
    def anything(self, drawn: Any, who: str, kind: str) -> None:
        """Anyone publishes anything."""
        self.publish(who, kind, drawn.draw(contents(kind, self.hub.now.date())))

    @precondition(lambda self: self.case.etat is not State.CLOS)
    @rule(drawn=st.data(), pick=st.integers(0, 99))
    def likely(self, drawn: Any, pick: int) -> None:
        """Who answers for it publishes something that the state allows."""
        allowed = [kind for kind in LIKELY if targets(self.case.etat, EventName(kind))]
        kind = allowed[pick % len(allowed)]
        self.publish(self.case.responsable, kind, drawn.draw(contents(kind, self.hub.now.date())))

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        """What is due rings."""
        self.hub.later(days=days)
        for due in sorted(one for one in self.waiting if one.due <= self.hub.now.isoformat()):
            at = self.hub.now.fromisoformat(due.due)
            before = self.case
            fact = DeadlineReached(dossier=self.id, code=due.code, due=at, instant=at, partition=0, offset=len(self.hub.facts))
            outcome = self.hub.take(fact)
            assert self.case.etat in {before.etat, *targets(before.etat, EventName.EXAMEN)}
            self.waiting = (self.waiting | set(outcome.deadlines)) - set(outcome.settled)

    @invariant()
    def one_accountable_actor_and_one_origin(self) -> None:
        """Exactly one, who is on the dossier; the day of the demand and all that was asked never move."""
        if hasattr(self, "first"):
            assert self.case.responsable
            assert state.is_on(self.case, self.case.responsable)
            assert self.case.demande == self.first

    @invariant()
    def who_has_not_answered_is_waited_for(self) -> None:
        """Each actor that is offered something to examine, while nothing is decided, and nobody else; one deadline for all of them."""
        if hasattr(self, "first"):
            attente = self.case.attente
            assert [one.acteur for one in attente.offres] == list(waited_for(self.case))
            assert {one.due for one in self.waiting if one.code == ANSWER_DUE} == {due for due in (attente.rappel,) if due is not None}
            silent = {one.acteur for one in attente.offres if one.dit is AnswerStep.ALERTE}
            assert silent <= {self.case.titulaire, self.case.responsable} or self.case.titulaire is None
            assert attente.rappel is not None or silent == {one.acteur for one in attente.offres}

    @invariant()
    def where_it_goes_back_to_is_kept_while_it_is_away(self) -> None:
        """And only then; an appeal is open exactly while the dossier is contested; pieces are named while they are waited for."""
        if hasattr(self, "first"):
            vie, etat = self.case.vie, self.case.etat
            if etat is not State.CLOS:
                assert len(vie.avant) == (etat in {State.INDU, State.EN_RECOURS}) + (State.INDU in vie.avant)
                assert any(one.issue is None for one in vie.recours) == (etat is State.EN_RECOURS)
                assert (vie.indu_centimes is not None) == (State.INDU in {etat, *vie.avant})
            assert (etat is State.CLOS) == (self.case.clos_le is not None)

    def teardown(self) -> None:
        """Every dossier reaches the one end, where nothing more happens; the log replayed gives every byte again."""
        if not hasattr(self, "first"):
            return
        self._is_closed()
        assert self.publish(self.case.responsable, "situation.changee", {"date": self._today(), "nature": "emploi"}).refusal == (
            Code.DOSSIER_CLOS, None,
        )  # fmt: skip
        again = Hub()
        for fact, now, view in self.hub.facts:
            again.now, again.view = now, view
            again.take(fact)
        assert (again.dossiers, again.messages, again.journal) == (self.hub.dossiers, self.hub.messages, self.hub.journal)

    def _today(self) -> str:
        return self.hub.now.date().isoformat()

    def _is_closed(self) -> None:
        """Who answers for it and those who sent what waits bring it to its end, by events the table allows."""
        for _ in self.case.arretees:  # of several that wait, the last one of who withdraws is meant
            self.publish(self.case.arretees[-1].envoyeur, "decision.retiree", {"date": self._today()})
        for _ in range(4):
            chief, day, vie = self.case.responsable, self._today(), self.case.vie
            if self.case.etat is State.EN_RECOURS:
                is_judge = any(one.issue is None and one.voie is AppealPath.CONTENTIEUX for one in vie.recours)
                kind, content = ("jugement.rendu", {"sens": "rejet"}) if is_judge else ("decision.maintenue", {})
                assert self.publish(chief, kind, {"date": day, **content}).refusal is None
            elif self.case.etat is State.INDU:
                assert self.publish(chief, "indu.solde", {"date": day, "issue": "annulation"}).refusal is None
        if self.case.etat is not State.CLOS:
            assert self.case.etat in CLOSING[ClosingMotive.SANS_SUITE]
            closing = self.publish(self.case.responsable, "dossier.clos", {"date": self._today(), "motif": "sans_suite"})
            assert closing.refusal is None, (self.case.etat, closing.refusal)
        assert self.case.etat is State.CLOS


TestLives = Lives.TestCase
TestLives.__doc__ = "A dossier lives by the table, whatever is published."
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
