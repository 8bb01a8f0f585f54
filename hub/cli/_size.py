"""How `hub size` shows a plan: JSON for machines, tables in French for the people who buy the machines."""

from typing import Any

from rich.console import Console

from hub.cli._reading import table
from hub.core.sizing import KEYED, Plan
from hub.core.sizing_figures import FIGURES, Figure
from hub.core.sizing_limits import first_to_break, untried
from hub.core.sizing_phrases import UNTRIED, beyond, breaks_first, lines, origin, said
from schemas.topics import FROM_PREFIX, REGISTRY, TO_PREFIX

FIXED = (
    "Le nombre de partitions d'un topic à clé ne change plus : une clé changerait de partition. Le fixer avant `hub topics apply` "
    "(HUB_KAFKA__PARTITIONS={lanes}) ; en changer est un rejeu dans de nouveaux topics, hub arrêté."
)


def as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as a machine reads it; keys are only ever added."""
    asked, found, cost = plan.asked, plan.load, plan.cost
    return {
        **asked._asdict(),
        **found._asdict(),
        "partitions": _partitions(plan),
        "workers": plan.workers,
        "brokers": plan.brokers,
        "disk_gb_per_year": round(plan.disk_gb_per_year, 3),
        "disk_gb_rolling": round(plan.disk_gb_rolling, 3),
        "disk_gb": round(plan.disk_gb, 3),
        "restore_s": round(plan.restore_s, 3),
        "transactional_ids": plan.transactional_ids,
        "connections": plan.connections,
        "facts_per_transaction": round(plan.facts_per_transaction, 3),
        "memory_mb_per_worker": round(plan.memory_mb_per_worker, 1),
        "replay_s": round(plan.replay_s, 1),
        "cost": {
            "cpu_s_per_million_events": cost.cpu_s_per_million_events,
            "worker_cpu_s_per_million_events": cost.worker_cpu_s,
            "broker_cpu_s_per_million_events": cost.broker_cpu_s,
            "disk_gb_per_million_events": cost.disk_gb,
            "idle_cores": round(cost.idle_cores, 3),
        },
        "first_to_break": _breaking(plan),
        "untried": [{"code": one.what, "what": UNTRIED[one.what], "at_communes": one.at_communes} for one in untried(plan)],
        "figures": [_figure(one) for one in FIGURES],
    }


def print_plan(plan: Plan, console: Console) -> None:
    """The plan, what breaks first, the next step, and the figures behind."""
    asked = plan.asked
    title = f"{asked.communes} communes de {asked.inhabitants} habitants, {asked.replicas} copies, {asked.years} ans"
    rows = ((one.what, one.value, one.formula, ", ".join(figure.name for figure in one.figures)) for one in lines(plan))
    console.print(table(title, ("quoi", "valeur", "formule", "d'après"), rows))
    console.print(FIXED.format(lanes=plan.partitions.lanes), soft_wrap=True)
    breaks, step = breaks_first(first_to_break(plan))
    console.print(f"Ce qui casse d'abord : {breaks}.", style="bold", soft_wrap=True)
    console.print(f"L'étape suivante : {step}.", style="bold", soft_wrap=True)
    console.print(f"Personne ne l'a essayé : {' ; '.join(beyond(plan, one) for one in untried(plan))}.", soft_wrap=True)
    sources = ((one.name, said(one), one.unit, origin(one), one.source) for one in FIGURES)
    console.print(table("Les chiffres", ("chiffre", "valeur", "unité", "connu", "d'où"), sources))


def _partitions(plan: Plan) -> dict[str, Any]:
    found = plan.partitions
    topics = {**dict.fromkeys(KEYED, found.lanes), REGISTRY: 1, f"{FROM_PREFIX}*": 1, f"{TO_PREFIX}*": 1}
    return {
        "lanes": found.lanes,
        "topics": topics,
        "hub": found.hub,
        "partners": found.partners,
        "kafka": found.kafka,
        "total": found.total,
        "copies": found.total * plan.asked.replicas,
    }


def _breaking(plan: Plan) -> dict[str, Any]:
    first = first_to_break(plan)
    what, step = breaks_first(first)
    return {"code": first.what, "what": what, "at_communes": first.at_communes, "next_step": step}


def _figure(one: Figure) -> dict[str, Any]:
    day = None if one.day is None else one.day.isoformat()
    measured = {"known": one.known, "is_measured": one.is_measured, "day": day}
    return {"name": one.name, "value": one.value, "unit": one.unit, "source": one.source, **measured}
