"""The lanes of persons and of plans beside the town of `case_world`: what cases tell goes there, what is answered comes back to them."""

from dataclasses import dataclass, field

from hub.core import dossier as state
from hub.core.facts import Fact
from hub.core.linking import reported
from hub.core.outcome import Outcome
from hub.core.person_facts import LinkFact, Planned, Received, Waiting
from hub.core.personnes import Group, rule
from hub.core.planning import planned
from hub.core.plans import Plan, advance
from hub.core.receipts import Receipts, answer, noted
from hub.core.receiving import asking, received
from hub.core.told_facts import AidReceived, CaseLinked, PlanAdvanced
from tests.unit.case_world import Hub


@dataclass
class Doors(Hub):
    """A hub whose persons' lanes speak when `meet` is called."""

    reports: list[LinkFact] = field(default_factory=list)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    receipts: dict[str, Receipts] = field(default_factory=dict)

    def take(self, fact: Fact) -> Outcome:
        """As every case, and what it tells of itself is kept."""
        stored = self.dossiers.get(getattr(fact, "dossier", ""))
        outcome = super().take(fact)
        before = None if stored is None else state.decode(stored)
        after = outcome.dossier
        told = (*reported(before, after), *planned(before, after), *received(before, after, self.view))
        self.reports += [asking(one, after, self.view) for one in told]
        return outcome

    def meet(self) -> list[Outcome]:
        """Every report reaches its group, every answer its case, until nothing is left."""
        outcomes = []
        while self.reports:
            report = self.reports.pop(0)
            if isinstance(report, Planned):
                outcomes += self._advance(report)
                continue
            if isinstance(report, Received):
                self.receipts[report.personne] = noted(self.receipts.get(report.personne, Receipts()), report)
                continue
            place = report.personne, report.aide
            ruling = rule(self.groups.get(place, Group()), report)
            self.groups[place] = ruling.group
            outcomes += [self.take(self.link(one, ruling.group)) for one in ruling.told]
            if isinstance(report, Waiting) and report.mois is not None:
                outcomes.append(self.take(self.lately(report, report.mois)))
        return outcomes

    def lately(self, report: Waiting, months: int) -> AidReceived:
        """What a case is told of aids received."""
        told = answer(self.receipts.get(report.personne, Receipts()), months, report.demande.date_demande)
        return AidReceived(dossier=report.demande.dossier, connu=told, instant=self.now, partition=0, offset=len(self.facts))

    def _advance(self, report: Planned) -> list[Outcome]:
        after = advance(self.plans.get(report.plan, Plan()), report)
        self.plans[report.plan] = after.plan
        return [self.take(self.whole(one, after.plan)) for one in after.told]

    def whole(self, case_id: str, plan: Plan) -> PlanAdvanced:
        """What a case is told of its plan."""
        return PlanAdvanced(dossier=case_id, total=plan.total, instant=self.now, partition=0, offset=len(self.facts))

    def link(self, case_id: str, group: Group) -> CaseLinked:
        """What a case is told of the others in its group."""
        return CaseLinked(dossier=case_id, liens=group.others(case_id), instant=self.now, partition=0, offset=len(self.facts))
