"""How `hub delegations --suppletifs` shows the needs nobody answers for: as JSON and as a table."""

import json
from dataclasses import asdict

import click
from rich.console import Console

from hub.cli._reading import lag_in_words, lag_of, reading, table
from hub.readmodel.uncovered import SMALL_MAX, Uncovered, uncovered
from hub.settings import load_settings

COLUMNS = ("trimestre", "commune", "aide", "proposées", "acceptées", "sans association", "vers qui")
SMALL = f"* {SMALL_MAX} demandes ou moins : à lire dans les services, à ne pas publier tel quel (une personne pourrait être reconnue)."


def show(*, as_json: bool) -> None:
    """Print what the read model says now."""
    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = uncovered(model)
    if as_json:
        rows = [{**asdict(one), "petit_effectif": one.is_small} for one in found]
        click.echo(json.dumps({"besoins_non_couverts": rows, "retard": lag}, ensure_ascii=False, indent=2))
        return
    if found:
        title = "Besoins sans responsable, par trimestre de la demande : demandes, sans aucune personne"
        Console().print(table(title, COLUMNS, (_cells(one) for one in found)))
        if any(one.is_small for one in found):
            click.echo(SMALL)
    else:
        click.echo("Aucune orientation : chaque demande reçue a eu un responsable.")
    click.echo(lag_in_words(lag))


def _cells(one: Uncovered) -> tuple[object, ...]:
    towards = "\n".join(f"{helped.nom} : {helped.transmises} sur {helped.proposees}" for helped in one.associations)
    small = " *" if one.is_small else ""
    return (
        one.trimestre,
        one.commune_nom,
        f"{one.libelle} ({one.aide}){small}",
        one.proposees,
        one.transmises,
        one.sans_association,
        towards,
    )
