"""Dossiers whose clocks run: the small town, where aids have entries of the reference catalogue."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub.core.deadlines import Deadline
from hub.core.outcome import Outcome
from hub.core.own_facts import DeadlineReached
from schemas.codes import State
from tests.unit.case_world import Hub, decision, demand, view_with
from tests.unit.catalogue_entries import entry
from tests.unit.registry_records import aid


def entered(code: str, of: str, **fields: Any) -> Any:
    """An aid of the town with the reference's entry of another."""
    return aid(code, entrees=[entry(of).model_dump()], **fields)


TIMED = view_with(entered("PROPRE", "AID-FIN"), entered("CONFIEE", "CHRS"), entered("LEGALE", "ASH-PA", nature="legale"))


@dataclass
class Clocked:
    """One dossier; what is due rings as time passes, as a lane would ring it."""

    aid: str = "PROPRE"
    counter: str = "ccas"
    day: str = "2026-01-05"
    hub: Hub = field(default_factory=lambda: Hub(view=TIMED))
    waiting: set[Deadline] = field(default_factory=set)
    rung: list[Outcome] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    id: str = ""

    def __post_init__(self) -> None:
        self.hub.now = max(self.hub.now, datetime.fromisoformat(f"{self.day}T10:00:00+00:00"))
        outcome = self.hub.publish(self.counter, "demande.deposee", "REF", self._demand())
        assert outcome.dossier is not None
        self.id = outcome.dossier.id
        self._keep(outcome)

    def _demand(self) -> dict[str, Any]:
        return demand(self.aid, self.counter, date_demande=self.day, **self.changes)

    def does(self, who: str, kind: str, **content: Any) -> Outcome:
        """`who` publishes; the day is the hub's unless said."""
        dated = content if "date_decision" in content else {"date": self.hub.now.date().isoformat(), **content}
        outcome = self.hub.publish(who, kind, self.id, dated)
        self._keep(outcome)
        return outcome

    def decides(self, day: str, act: str = "ccas-propre", who: str = "ccas", **changes: Any) -> Outcome:
        """A decision of that day."""
        return self.does(who, "decision.rendue", **decision(who, act, date_decision=day, **changes))

    def until(self, instant: str) -> "Clocked":
        """Time passes; what falls due rings in order."""
        end = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        while self.waiting:
            first = min(self.waiting)
            at = datetime.fromisoformat(first.due)
            if at > end:
                break
            self.waiting.discard(first)
            self.hub.now = max(self.hub.now, at)
            self.ring(first)
        self.hub.now = max(self.hub.now, end)
        return self

    def ring(self, due: Deadline) -> Outcome:
        """One deadline is reached."""
        at = datetime.fromisoformat(due.due)
        fact = DeadlineReached(dossier=self.id, code=due.code, due=at, instant=at, partition=0, offset=len(self.hub.facts))
        outcome = self.hub.take(fact)
        self.rung.append(outcome)
        self._keep(outcome)
        return outcome

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.hub.case(self.id).etat

    def clocks(self) -> dict[str, str]:
        """The last day of each clock that runs, as the journal said last."""
        return {code: last for code, _, _, _, last, _ in self.said("HORLOGES_COMPTEES")[-1][1]["horloges"]}

    def said(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """The conclusions of a kind, in order: reason and details."""
        return [(one.raison, one.details) for entry_ in self.hub.journal for one in entry_.conclusions if one.genre == kind]

    def warnings(self, who: str) -> list[tuple[str, str]]:
        """What an actor was warned of: clock and sign."""
        return [(one["horloge"], one["signe"]) for one in self.hub.inbox(who, "echeance.signalee")]

    def steps(self, who: str) -> list[tuple[str, str, str]]:
        """What an actor was told of the dossier: fact, state, day."""
        return [(one["fait"], one["etat"], one["date"]) for one in self.hub.inbox(who, "dossier.suivi")]

    def _keep(self, outcome: Outcome) -> None:
        assert not {one for one in outcome.deadlines if one in self.waiting}, "a deadline is set once"
        self.waiting = (self.waiting - set(outcome.settled)) | set(outcome.deadlines)
