"""What a simulated year came to, as JSON and on the terminal."""

from pathlib import Path
from typing import Any

import orjson
from rich import box
from rich.console import Console
from rich.table import Table

from hub.pages.simulation import FAULTS, outcome_told
from hub.simulation.figures import BINS_DAYS, Delay, figures
from hub.simulation.ledger import adrift, counts, sha256
from hub.simulation.run import Played

SHOWN_MAX = 20


def as_dict(played: Played) -> dict[str, Any]:
    """The whole report; delays in days."""
    told, plan = figures(played.found), played.plan
    return {
        "annee": plan.year,
        "graine": plan.seed,
        "communes": [town.slug for town in plan.towns],
        "dernier_jour": played.last.isoformat(),
        "dossiers": played.filed,
        "evenements": played.published,
        "non_conformes": played.refused,
        "ouvriers_tues": played.kills,
        "secondes": round(played.seconds, 1),
        "fautes": played.faults,
        "derive": adrift(played.found)[:SHOWN_MAX],
        "sha256": sha256(played.lines),
        "actes_a_sec": sorted(played.found.ran_out),
        "dossiers_a_sec": counts(played.lines),
        "demandes": told.demandes,
        "signalements": told.signalements,
        "issues": told.issues,
        "sorts": told.sorts,
        "delai": _delay(told.delai),
        "delais_par_aide": {aid: _delay(one) for aid, one in told.delais_par_aide.items()},
        "acteurs": [{**one._asdict(), "delai": _delay(one.delai)} for one in told.acteurs],
    }


def _delay(one: Delay | None) -> dict[str, Any] | None:
    if one is None:
        return None
    names = (*(f"<={end}" for end in BINS_DAYS), f">{BINS_DAYS[-1]}")
    told = {"nombre": one.cases, "mediane": one.median, "neuf_dixiemes": one.ninth, "plus_long": one.longest}
    return {**told, "classes": dict(zip(names, one.classes, strict=True))}


def write_ledger(played: Played, file: Path) -> None:
    """One JSON line a case, in the order of their names."""
    file.write_bytes(b"".join(orjson.dumps(line._asdict()) + b"\n" for line in played.lines))


def print_report(report: dict[str, Any], console: Console) -> None:
    """For the terminal."""
    console.print(
        f"Année {report['annee']}, jusqu'au {report['dernier_jour']} : {report['dossiers']} dossiers, {report['evenements']} événements, "
        f"{report['ouvriers_tues']} ouvriers tués, {report['secondes']} s"
    )
    table = Table("issue", "dossiers", box=box.SIMPLE)
    for outcome, count in report["issues"].items():
        table.add_row(outcome_told(outcome), str(count))
    console.print(table)
    table = Table("acteur", "ouverts", "clos", "décisions", "silences", "délai médian (jours)", box=box.SIMPLE)
    for one in sorted(report["acteurs"], key=lambda one: -(one["ouverts"] + one["clos"]))[:SHOWN_MAX]:
        delay = "" if one["delai"] is None else str(one["delai"]["mediane"])
        table.add_row(one["acteur"], *(str(one[name]) for name in ("ouverts", "clos", "decisions", "silences")), delay)
    console.print(table)
    for name, count in report["fautes"].items():
        console.print(f"{count} {FAULTS[name]}", style="bold red" if count else "green")
    console.print(f"registre des dossiers : sha256 {report['sha256']}")
    if report["actes_a_sec"]:
        apart = sum(report["dossiers_a_sec"].values())
        console.print(f"à part, {apart} dossiers d'actes arrivés à leur limite : {', '.join(report['actes_a_sec'])}")
