"""The lanes of persons beside the town of `case_world`: what cases tell goes to their groups, what these answer comes back to the cases."""

from dataclasses import dataclass, field

from hub.core import dossier as state
from hub.core.facts import Fact
from hub.core.linking import reported
from hub.core.outcome import Outcome
from hub.core.own_facts import CaseLinked
from hub.core.person_facts import PersonFact
from hub.core.personnes import Group, rule
from tests.unit.case_world import Hub


@dataclass
class Doors(Hub):
    """A hub whose persons' lanes speak when `meet` is called."""

    reports: list[PersonFact] = field(default_factory=list)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)

    def take(self, fact: Fact) -> Outcome:
        """As every case, and what it tells of itself is kept."""
        stored = self.dossiers.get(getattr(fact, "dossier", ""))
        outcome = super().take(fact)
        self.reports += reported(None if stored is None else state.decode(stored), outcome.dossier)
        return outcome

    def meet(self) -> list[Outcome]:
        """Every report reaches its group, every answer its case, until nothing is left."""
        outcomes = []
        while self.reports:
            report = self.reports.pop(0)
            place = report.personne, report.aide
            ruling = rule(self.groups.get(place, Group()), report)
            self.groups[place] = ruling.group
            outcomes += [self.take(self.link(one, ruling.group)) for one in ruling.told]
        return outcomes

    def link(self, case_id: str, group: Group) -> CaseLinked:
        """What a case is told of the others in its group."""
        return CaseLinked(dossier=case_id, liens=group.others(case_id), instant=self.now, partition=0, offset=len(self.facts))
