"""How `hub plan show` shows a plan as a table in French."""

from rich.console import Console

from hub.cli._reading import table
from hub.core.phrases import STATES, euros
from hub.readmodel.plans import PlannedDemand, PlanShown


def print_plan(plan_ref: str, plan: PlanShown, console: Console) -> None:
    """One line a demand, then the whole."""
    columns = ("dossier", "aide", "demande du", "répond", "état", "demandé", "accordé")
    console.print(table(f"Plan {plan_ref}", columns, (_row(one) for one in plan.demandes)))
    total = plan.total
    asked, granted, left = (euros(cents) for cents in (total.demande_centimes, total.accorde_centimes, total.reste_centimes))
    console.print(f"Demandé : {asked} ; accordé : {granted} ; reste : {left}.")


def _row(one: PlannedDemand) -> tuple[str, ...]:
    asked = euros(one.demande_centimes) if one.is_counted else "retiré du plan"
    granted = "" if one.accorde_centimes is None else euros(one.accorde_centimes)
    return one.dossier, one.aide or "", one.date_demande or "", one.responsable or "", STATES.get(one.etat or "", ""), asked, granted
