"""List partners: last event received, how far each has read its inbox, and its oldest unread message."""

import click


@click.command("partners")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """List partners: last event received, how far each has read its inbox, and its oldest unread message.

    An inbox counts as read as far as the furthest of its actor's own groups (`<id>.<name>`) committed.

    \b
    Example:
      hub partners --json
    """
    import json
    from datetime import UTC, datetime

    from rich.console import Console

    from hub.cli._reading import age_in_words, lag_in_words, lag_of, reading, table
    from hub.positions import Positions
    from hub.readmodel.directory import last_version, names_at
    from hub.readmodel.queries import last_events
    from hub.settings import load_settings
    from hub.standing import Partner, measure_inboxes, partners

    settings = load_settings()
    inboxes = measure_inboxes(Positions(settings), datetime.now(UTC))
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = partners(last_events(model), inboxes)
        names = names_at(model, last_version(model), {one.acteur for one in found}).actors
    if as_json:
        click.echo(json.dumps({"partenaires": [one._asdict() for one in found], "retard": lag}, ensure_ascii=False, indent=2))
        return

    def row(one: Partner) -> tuple[object, ...]:
        read = "sans boîte" if one.non_lus is None else "jamais" if one.lu is None else one.lu
        oldest = "" if not one.non_lus else age_in_words(one.plus_ancien_non_lu_s)
        return names.get(one.acteur, one.acteur), one.dernier_instant, one.dernier_type, one.recus, read, one.non_lus, oldest

    columns = ("partenaire", "dernier événement", "type", "reçus", "boîte lue jusqu'à", "non lus", "le plus ancien")
    lively = sorted(found, key=lambda one: (one.dernier_instant is None and not one.non_lus, one.acteur))
    Console().print(table("Partenaires", columns, map(row, lively)))
    click.echo(lag_in_words(lag))
