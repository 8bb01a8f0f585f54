"""Show one dossier: its state, who holds which function since when by which act, what happened, what was decided."""

import click


@click.group("dossier")
def command() -> None:
    """Show one dossier: its state, who holds which function since when by which act, what happened, what was decided.

    \b
    Example:
      hub dossier show dos_2k7aq5w3n6hx4m2cz7v5r3t6ya
    """


@command.command("show")
@click.argument("dossier", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def show(ctx: click.Context, dossier: str, as_json: bool) -> None:
    """Show the dossier ID as the read model has it; exit code 1 when it is not known.

    \b
    Example:
      hub dossier show dos_2k7aq5w3n6hx4m2cz7v5r3t6ya --json
    """
    import json

    from rich.console import Console

    from hub.cli._dossier import as_dict, print_tables
    from hub.cli._reading import lag_in_words, lag_of, reading
    from hub.readmodel.queries import entries_of
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        if not entries_of(model, dossier):
            click.echo(f"Aucun dossier {dossier} dans le modèle de lecture. {lag_in_words(lag)}", err=True)
            ctx.exit(1)
        if as_json:
            click.echo(json.dumps(as_dict(model, dossier) | {"retard": lag}, ensure_ascii=False, indent=2))
        else:
            print_tables(model, dossier, Console())
            click.echo(lag_in_words(lag))
