"""Keys: when each of those that hide persons began to serve, and rotate them."""

import json
from datetime import UTC, date, datetime

import click


@click.group("keys")
def command() -> None:
    """Keys: when each of those that hide persons began to serve, and rotate them. No key is ever shown.

    \b
    Example:
      hub keys rotate --from 2027-01-01
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: since (the first day each key serves, null for always).")
def list_command(as_json: bool) -> None:
    """List the first day that each key serves which hides persons from one recipient to the next.

    \b
    Example:
      hub keys list --json
    """
    from hub.keys import recipient_keys
    from hub.settings import load_settings

    _tell([since for since, _ in recipient_keys(load_settings()).dated], as_json=as_json)


@command.command("rotate")
@click.option(
    "--from", "since", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="The first day of the new key."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: since (the first day each key serves, null for always).")
def rotate_command(since: datetime, as_json: bool) -> None:
    """Add a key for demands made from a day to come on; dossiers opened before keep their references.

    Start every worker again before that day. The file is on this machine: where several share a hub, copy it to all of them, or give the
    keys by HUB_RECIPIENT_KEY.

    \b
    Example:
      hub keys rotate --from 2027-01-01
    """
    from hub.keys import rotate_recipient_key
    from hub.settings import load_settings

    if since.date() <= datetime.now(UTC).date():
        message = "a key begins on a day to come: demands of today already have their references"
        raise click.BadParameter(message, param_hint="--from")
    _tell([day for day, _ in rotate_recipient_key(load_settings(), since.date()).dated], as_json=as_json)


def _tell(days: list[date], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"since": [None if day == date.min else day.isoformat() for day in days]}))
        return
    for day in days:
        click.echo("depuis toujours" if day == date.min else f"pour les demandes faites depuis le {day.isoformat()}")
