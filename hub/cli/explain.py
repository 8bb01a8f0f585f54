"""Explain one dossier in a page of plain French: who answers for it, by which text, who else was considered and why not."""

from pathlib import Path

import click

from hub.cli._page_file import PageFile


@click.command("explain")
@click.argument("dossier", metavar="ID")
@click.option("--pourquoi-pas", "actor", metavar="ACTEUR", help="Tell why this actor (identifier or name) does not answer for it.")
@click.option("--html", "html_file", type=PageFile(), help="Write the page as one file.")
@click.option("--json", "as_json", is_flag=True, help="Print the recorded proof, byte for byte; with --pourquoi-pas, its answer as JSON.")
@click.option("--preuve", "number", type=click.IntRange(1), default=1, show_default=True, help="Which proof, the demand's is the first.")
@click.pass_context
def command(ctx: click.Context, dossier: str, actor: str | None, html_file: Path | None, as_json: bool, number: int) -> None:
    """Explain the dossier ID in a page of plain French; exit code 1 when it, or the actor asked about, is not known.

    Only what was recorded when it was concluded is told: nothing is recomputed. The proof has the same bytes for ever.

    \b
    Example:
      hub explain dos_2k7aq5w3n6hx4m2cz7v5r3t6ya --pourquoi-pas asso-le-seuil --html fiche.html
    """
    from hub.cli._explain import Asked, answer
    from hub.cli._reading import lag_of, reading
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        asked = Asked(dossier, actor, number, lag_of(settings, model), as_json=as_json)
        shown = answer(model, asked)
    if html_file is not None and shown.page is not None:
        html_file.write_text(shown.page, encoding="utf-8")
    click.echo(shown.out, nl=bool(shown.out))
    click.echo(shown.err, err=True, nl=bool(shown.err))
    ctx.exit(shown.code)
