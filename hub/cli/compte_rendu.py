"""Report what an actor's organs decided by delegation since the last sitting of its board: the page an élu signs."""

from datetime import datetime
from pathlib import Path

import click

from hub.cli._page_file import PageFile


@click.command("compte-rendu")
@click.option("--acteur", required=True, metavar="ID", help="The actor whose organs decided, such as a CCAS.")
@click.option("--depuis", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day of the last sitting (YYYY-MM-DD).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", "html_file", type=PageFile(), help="Write a page to print and sign.")
@click.pass_context
def command(ctx: click.Context, acteur: str, depuis: datetime, as_json: bool, html_file: Path | None) -> None:
    """Report what an actor's organs decided by delegation since the last sitting of its board (CASF R123-22).

    Numbers, amounts, senses, aids and dates by internal act and organ, derogations apart; no person, no dossier. Exit code 1 when the
    actor is unknown.

    \b
    Example:
      hub compte-rendu --acteur ccas-ferrevaux --depuis 2026-04-20 --html compte-rendu.html
    """
    import json

    from rich.console import Console

    from hub.cli._board_report import as_dict, as_html, print_page
    from hub.cli._reading import lag_in_words, lag_of, reading
    from hub.readmodel.board_report import board_report
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        report = board_report(model, acteur, depuis.date())
    if report is None:
        click.echo(f"Acteur inconnu au registre lu : {acteur}. {lag_in_words(lag)}", err=True)
        ctx.exit(1)
    if html_file is not None:
        html_file.write_text(as_html(report), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(as_dict(report) | {"retard": lag}, ensure_ascii=False, indent=2))
    else:
        print_page(report, Console())
        click.echo(f"\n{lag_in_words(lag)}")
