"""Explain one dossier in a page of plain French: who answers for it, by which text, who else was considered and why not."""

import click


@click.command("explain")
@click.argument("dossier", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: sections {titre, lignes}.")
@click.pass_context
def command(ctx: click.Context, dossier: str, as_json: bool) -> None:
    """Explain the dossier ID in a page of plain French; exit code 1 when it is not known.

    Only what was recorded when it was concluded is told: nothing is recomputed.

    \b
    Example:
      hub explain dos_2k7aq5w3n6hx4m2cz7v5r3t6ya
    """
    import json

    from hub.cli._reading import lag_in_words, lag_of, reading
    from hub.core.explain import as_text, explain
    from hub.readmodel.telling import told_of
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        told = told_of(model, dossier)
        if told is None:
            click.echo(f"Aucun dossier {dossier} dans le modèle de lecture. {lag_in_words(lag)}", err=True)
            ctx.exit(1)
        sections = explain(told)
    if as_json:
        page = [{"titre": section.title, "lignes": list(section.lines)} for section in sections]
        click.echo(json.dumps({"dossier": dossier, "sections": page, "retard": lag}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{as_text(sections)}\n\n{lag_in_words(lag)}")
