"""Show how far every lane has come: position, lag in records and seconds, and whether it is blocked."""

import click


@click.command("lanes")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show how far every lane has come: position, lag in records and seconds, state.

    Seconds are the age of the oldest record that waits, 0 when none does. Exit code 1 when a lane is blocked (BLOQUEE): see
    `hub lane set-aside`.

    \b
    Example:
      hub lanes --json
    """
    import json
    from datetime import UTC, datetime

    from rich.console import Console

    from hub.app import GROUP
    from hub.cli._reading import age_in_words, table
    from hub.lane_lags import LaneLag, LaneState, measure_lanes
    from hub.positions import Positions
    from hub.settings import load_settings

    found = measure_lanes(Positions(load_settings()), GROUP, datetime.now(UTC))
    blocked = [one for one in found if one.etat is LaneState.BLOQUEE]
    if as_json:
        click.echo(json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=2))
    else:

        def row(one: LaneLag) -> tuple[object, ...]:
            waits = age_in_words(one.retard_secondes) if one.retard_enregistrements else ""
            stands = "" if one.bloquee_offset is None else f"offset {one.bloquee_offset}, dossier {one.bloquee_dossier}"
            return one.topic, one.partition, one.position, one.retard_enregistrements, waits, one.etat, stands

        columns = ("topic", "partition", "position", "en attente", "depuis", "état", "bloquée sur")
        Console().print(table("Voies", columns, map(row, found)))
    if blocked or not found:
        message = (
            "Une voie est bloquée : `hub lane set-aside` met de côté ce qui la bloque." if blocked else "Aucune voie : `hub topics apply`."
        )
        click.echo(message, err=True)
        ctx.exit(1)
