"""One dossier of the small town, whose life a test tells event by event."""

from dataclasses import dataclass, field
from typing import Any

from hub.core import dossier as state
from hub.core.acquired import by_silence
from hub.core.outcome import Outcome
from schemas.codes import State
from tests.unit.case_world import TODAY, Hub, decision

DELEGATE, TITLE, DOOR = "asso", "ccas", "ville"
"""On CONFIEE the association decides by convention, the CCAS is titulaire and executes, the town hall received the demand."""


@dataclass
class Life:
    """A dossier of CONFIEE deposited at the town hall; `does` publishes on it."""

    hub: Hub = field(default_factory=Hub)
    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.id or self.hub.opened("CONFIEE", DOOR, montant_demande_centimes=20_000)

    @property
    def case(self) -> state.Dossier:
        """Its state."""
        return self.hub.case(self.id)

    def stands(self) -> State:
        """Where it stands."""
        return self.case.etat

    def does(self, who: str, kind: str, **content: Any) -> Outcome:
        """`who` publishes; the day is today unless said."""
        dated = content if "date_decision" in content else {"date": TODAY, **content}
        return self.hub.publish(who, kind, self.id, dated)

    def goes(self, who: str, kind: str, **content: Any) -> Outcome:
        """The same, and it is taken into account."""
        outcome = self.does(who, kind, **content)
        assert outcome.refusal is None, outcome.refusal
        return outcome

    def decided(self, **changes: Any) -> "Life":
        """The delegate decides."""
        self.goes(DELEGATE, "decision.rendue", **decision(DELEGATE, "convention-asso", montant_centimes=18_000, **changes))
        return self

    def notified(self) -> "Life":
        """And the person has the decision."""
        self.goes(DELEGATE, "notification.envoyee", mode="recommande", voies_et_delais=True)
        self.goes(DELEGATE, "notification.recue")
        return self

    def running(self) -> "Life":
        """A right runs."""
        self.decided().notified()
        self.goes(DELEGATE, "droit.ouvert", du=TODAY, au="2027-01-05")
        return self

    def revised(self, sens: str, **changes: Any) -> Outcome:
        """The delegate revises the right."""
        signed = decision(DELEGATE, "convention-asso", sens=sens, montant_centimes=9_000, motif="ressources_superieures")
        return self.does(DELEGATE, "decision.revisee", **{**signed, **changes})

    def silent(self, etat: State, day: str = "2026-01-04") -> "Life":
        """Silence took effect (the clocks say when)."""
        case = by_silence(self.case, etat, self.hub.now.date().fromisoformat(day))  # type: ignore[arg-type]  # both senses are given by tests
        self.hub.dossiers[self.id] = state.encode(case)
        return self
