"""Deposit a table of requests or decisions for an actor that has a spreadsheet and no connector."""

from pathlib import Path
from typing import Any

import click

from hub.cli._page_file import PageFile
from hub.errors import EXIT_REFUSED


@click.command("deposer")
@click.argument("file", metavar="FICHIER.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--acteur", required=True, metavar="A", help="Who deposits: its id in the registry.")
@click.option("--rejets", type=PageFile(), metavar="FICHIER", help="Where refused rows go (default: FICHIER.rejets.csv).")
@click.option("--attendre/--sans-attendre", "waits", default=True, show_default=True, help="Wait for the hub's answer to each row.")
@click.option(
    "--delai", type=click.FloatRange(1, 3_600), default=30.0, show_default=True, help="Seconds without an answer before giving up."
)
@click.option("--dry-run", is_flag=True, help="Check only: nothing is published.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(context: click.Context, /, file: Path, acteur: str, waits: bool, as_json: bool, **asked: Any) -> None:
    """Deposit the requests or decisions of FICHIER.csv as actor A; every row ends accepted, known already, or in the rejection file.

    UTF-8 or Windows-1252, `;` or `,`, dates JJ/MM/AAAA, amounts 1 234,56. A row is known by its `reference`: the same file may be
    deposited again at any time. Nothing is published when the file as a whole cannot be read. The rejection file can be corrected and
    deposited as it is. Exit code 0: all accepted; 1: a row was refused, or has no answer; 2: wrong usage, or a file that cannot be read.

    \b
    Example:
      hub deposer demandes.csv --acteur asso-le-seuil --dry-run
      hub deposer demandes.csv --acteur asso-le-seuil
    """
    import json

    from hub.cli._deposit import (
        as_dict,
        check_place,
        checked_actor,
        checked_only,
        opened,
        print_outcome,
        published,
        rejections_beside,
        save,
    )

    actor = checked_actor(acteur)
    place = asked["rejets"] or rejections_beside(file)
    if place.resolve() == file.resolve():
        raise click.BadParameter("c'est le fichier à déposer lui-même.", param_hint="--rejets")
    sheet, found, deposit = opened(file, actor)
    check_place(place)
    outcome = checked_only(deposit) if asked["dry_run"] else published(actor, deposit, found, asked["delai"] if waits else None)
    written = save(place, sheet, found, outcome.refused)
    if as_json:
        click.echo(json.dumps(as_dict(sheet, outcome, written), ensure_ascii=False, indent=2))
    else:
        print_outcome(sheet, outcome, written)
    if outcome.is_short:
        context.exit(EXIT_REFUSED)
