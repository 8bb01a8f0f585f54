"""The answers that anybody may try to give to what a case offers: rules of the machine of cases."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from hub.core.outcome import Outcome
from tests.unit.quota_invariants import CountedCases

picks = st.integers(0, 999)
days = st.sampled_from([-9, -2, -1, 0, 0, 0, 0, 0, 1])


class Answers(CountedCases):
    """Accept, refuse, take back; the machine says who, which case and what day it is."""

    def among(self, case: str, pick: int) -> str:
        """An actor."""
        raise NotImplementedError

    def case(self, pick: int) -> str:
        """One of the cases."""
        raise NotImplementedError

    def day(self, offset: int) -> str:
        """A business date near today."""
        raise NotImplementedError

    def publish(self, who: str, kind: str, subject: str, content: dict[str, Any], event_id: str | None = None) -> Outcome:
        """One event, and what must be true of its outcome."""
        raise NotImplementedError

    @rule(which=picks, pick=picks, day=days)
    def accept(self, which: int, pick: int, day: int) -> None:
        """Anyone tries to accept."""
        case = self.case(which)
        self.publish(self.among(case, pick), "transmission.acceptee", case, {"date": self.day(day)})

    @rule(which=picks, pick=picks, day=days)
    def refuse(self, which: int, pick: int, day: int) -> None:
        """Anyone tries to refuse, naming the CAF or (an authority may not) nobody."""
        case = self.case(which)
        named = {"competent_selon_lui": "caf"} if pick % 4 else {}
        content = {"date": self.day(day), "motif": "capacite_atteinte", **named}
        self.publish(self.among(case, pick), "transmission.refusee", case, content)

    @rule(which=picks, pick=picks, other=picks, day=days)
    def retract(self, which: int, pick: int, other: int, day: int) -> None:
        """Anyone tries to take back what somebody was offered."""
        case = self.case(which)
        content = {"date": self.day(day), "acteur": self.among(case, other), "motif": "erreur_de_destinataire"}
        self.publish(self.among(case, pick), "transmission.retiree", case, content)
