"""List the legal deadlines and the targets of dossiers, next due first: of one actor, before a day, or due between two days."""

from datetime import date, datetime

import click

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("deadlines")
@click.option("--acteur", metavar="ID", help="Dossiers that one actor answers for.")
@click.option("--before", "before", type=DAY, metavar="DAY", help="Those whose last day comes before that one.")
@click.option("--echues-entre", "between", type=DAY, nargs=2, metavar="DAY DAY", help="Those whose last day is from one day to another.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(acteur: str | None, before: datetime | None, between: tuple[datetime, datetime] | None, as_json: bool) -> None:
    """List the deadlines of dossiers, next due first, from the read model; exit code 0, also when there is none.

    Without --echues-entre: those that run. With it: those reached in that time too, with the day the law gives them.
    A dossier on which no delay runs is listed with the day it is looked at again (REVUE).

    \b
    Example:
      hub deadlines --acteur ccas-ferrevaux --before 2026-04-01
      hub deadlines --echues-entre 2026-03-01 2026-03-07 --json
    """
    if between is not None and before is not None:
        raise click.UsageError("--before et --echues-entre s'excluent : l'un borne ce qui court, l'autre dit ce qui est échu.")
    if between is not None and between[1] < between[0]:
        raise click.UsageError("--echues-entre : le premier jour vient après le second.")
    days = None if between is None else (between[0].date(), between[1].date())
    _show(acteur, None if before is None else before.date(), days, as_json=as_json)


def _show(acteur: str | None, before: date | None, days: tuple[date, date] | None, *, as_json: bool) -> None:
    import json

    from rich.console import Console

    from hub.cli._reading import lag_in_words, lag_of, reading, table
    from hub.core.catalogue_phrases import CLOCKS
    from hub.core.phrases import STATES
    from hub.readmodel.apply_clocks import REVIEW
    from hub.readmodel.deadlines import fallen, pending
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = pending(model, acteur, before) if days is None else fallen(model, *days, acteur)
    if as_json:
        click.echo(json.dumps({"echeances": [one._asdict() for one in found], "retard": lag}, ensure_ascii=False, indent=2))
        return
    words: dict[str, str] = {code.value: said for code, said in CLOCKS.items()} | {REVIEW: "à revoir : aucun délai ne court"}
    effects = {"rejet": "silence : rejet", "accord": "silence : accord"}
    columns = ("dernier jour", "délai", "nature", "à l'échéance", "dossier", "état", "répond", "aide")
    rows = (
        (
            one.jusqu_au,
            words.get(one.horloge, one.horloge),
            one.nature,
            effects.get(one.effet, ""),
            one.dossier,
            STATES.get(one.etat or "", ""),
            one.acteur,
            one.aide,
        )
        for one in found
    )
    Console().print(table("Échéances", columns, rows))
    click.echo(lag_in_words(lag))
