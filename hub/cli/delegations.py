"""List who holds dossiers by which act, how many are open, closed or gone, and until when the act lasts."""

import click


@click.command("delegations")
@click.option("--acte", metavar="ID", help="One act only; told even when no dossier was ever held by it.")
@click.option("--acteur", metavar="ID", help="One actor only.")
@click.option("--suppletifs", is_flag=True, help="Needs nobody answers for instead: orientations per aid and quarter.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, acte: str | None, acteur: str | None, suppletifs: bool, as_json: bool) -> None:
    """List who holds dossiers by which act: open, closed, gone (refused or taken back); exit code 1 when there is nothing to list.

    Where the act bounds them: places taken of how many and how many wait, and each year's money, reserved and spent, of how much.

    With --suppletifs: the demands nobody answered for, by commune, aid and quarter, and the associations without mandate they were oriented
    to (for the analysis of social needs). Counts only, no person.

    \b
    Example:
      hub delegations --acteur ccas-nantrelle
      hub delegations --suppletifs
    """
    if suppletifs:
        if acte is not None or acteur is not None:
            raise click.UsageError("--suppletifs compte les besoins sans responsable : ni --acte ni --acteur avec lui.")
        from hub.cli._suppletifs import show

        show(as_json=as_json)
    else:
        _show(ctx, acte, acteur, as_json=as_json)


def _show(ctx: click.Context, acte: str | None, acteur: str | None, *, as_json: bool) -> None:
    import json

    from rich.console import Console

    from hub.cli._quotas import budget_in_words, places_in_words
    from hub.cli._reading import lag_in_words, lag_of, reading, table
    from hub.core.reasons import ROLES
    from hub.readmodel.delegations import delegations
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = delegations(model, acte, acteur)
    if as_json:
        click.echo(json.dumps({"delegations": [one.as_json() for one in found], "retard": lag}, ensure_ascii=False, indent=2, default=str))
    elif found:
        columns = ("acte", "objet", "acteur", "qualité", "dernier jour", "ouverts", "clos", "partis", "places", "budget")
        rows = (
            (
                *(one.acte, one.objet, one.nom, ROLES.get(one.role or "", ""), one.dernier_jour or "sans fin"),
                *(one.ouverts, one.clos, one.partis, places_in_words(one.quota), budget_in_words(one.quota)),
            )
            for one in found
        )
        Console().print(table("Dossiers par acte", columns, rows))
        click.echo(lag_in_words(lag))
    if not found:
        click.echo(f"Rien à montrer : ni dossier, ni acte de ce nom au registre lu. {lag_in_words(lag)}", err=True)
        ctx.exit(1)
