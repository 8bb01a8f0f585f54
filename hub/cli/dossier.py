"""Show one dossier: its state, who holds which function since when by which act, what happened, what was decided."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hub.readmodel.queries import ToVerify


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


@command.command("to-verify")
@click.option("--acteur", metavar="ID", help="Dossiers that one actor answers for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def to_verify(acteur: str | None, as_json: bool) -> None:
    """List the stopped decisions that wait to be confirmed, regularised or taken back, the oldest first.

    \b
    Example:
      hub dossier to-verify --acteur ccas-aubrelle
    """
    import json

    from rich.console import Console

    from hub.cli._reading import lag_in_words, lag_of, reading, table
    from hub.core.reasons import REASONS
    from hub.readmodel.queries import decisions_to_verify
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = decisions_to_verify(model, acteur)
    if as_json:
        click.echo(json.dumps({"decisions": [one._asdict() for one in found], "retard": lag}, ensure_ascii=False, indent=2))
        return
    reasons: dict[str, str] = {str(code): words for code, words in REASONS.items()}

    def row(one: "ToVerify") -> tuple[object, ...]:
        why = reasons.get(one.raison or "", one.raison)
        return one.depuis[:10], one.dossier, one.aide, one.responsable, one.signataire, one.sens, one.date_decision, why

    columns = ("attend depuis", "dossier", "aide", "répond", "signée par", "sens", "datée du", "pourquoi")
    Console().print(table("Décisions à vérifier", columns, map(row, found)))
    click.echo(lag_in_words(lag))
