"""Let a partner in, give it another login, stop it at once, let it in again, remove it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.cli.topics import an_actor

if TYPE_CHECKING:
    from hub.access.partners import Ask, Done, Partners
    from hub.access.plan import Standing


@click.group("partner")
def command() -> None:
    """Let a partner in, give it another login, stop it at once, let it in again, remove it.

    Run it as the administration of Kafka. Each command shows what it changes, changes it once, and with --dry-run only shows it.

    \b
    Example:
      hub partner add asso-panier-solidaire --bundle asso && hub partner list
    """


_actor = click.argument("actor", callback=an_actor)
_dry_run = click.option("--dry-run", is_flag=True, help="Only show what would change.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_bundle = click.option(
    "--bundle",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to hand to the partner (default: partners/ACTOR in HUB_DATA_DIR).",
)
_certificate = click.option("--certificate", is_flag=True, help="Also a certificate, signed by HUB_PARTNERS__CA_CERTIFICATE_FILE.")


@command.command("add")
@_actor
@_bundle
@_certificate
@_dry_run
@_json
def add(actor: str, bundle: Path | None, certificate: bool, dry_run: bool, as_json: bool) -> None:
    """Make topics, login, rights and quotas of an actor of the registry, and the folder to hand over.

    \b
    Example:
      hub partner add asso-panier-solidaire --dry-run
    """
    _run(lambda partners, ask: partners.add(actor, ask), (dry_run, bundle, certificate), as_json)


@command.command("rotate")
@_actor
@click.option("--finish", is_flag=True, help="End the old login, once the partner uses the new one.")
@_bundle
@_certificate
@_dry_run
@_json
def rotate(actor: str, finish: bool, bundle: Path | None, certificate: bool, dry_run: bool, as_json: bool) -> None:
    """Give a partner a second login that works beside the first; `--finish` ends the first.

    \b
    Example:
      hub partner rotate asso-panier-solidaire
      hub partner rotate asso-panier-solidaire --finish
    """
    if finish and (bundle is not None or certificate):
        raise click.UsageError("--finish makes no login: --bundle and --certificate go with the first step.")

    def change(partners: "Partners", ask: "Ask") -> "Done":
        return partners.finish(actor, ask) if finish else partners.rotate(actor, ask)

    _run(change, (dry_run, bundle, certificate), as_json)


@command.command("suspend")
@_actor
@_dry_run
@_json
def suspend(actor: str, dry_run: bool, as_json: bool) -> None:
    """Stop a partner now, live connections included; its topics stay, and its messages wait.

    \b
    Example:
      hub partner suspend asso-panier-solidaire
    """
    _run(lambda partners, ask: partners.suspend(actor, ask), (dry_run, None, False), as_json)


@command.command("resume")
@_actor
@_bundle
@_certificate
@_dry_run
@_json
def resume(actor: str, bundle: Path | None, certificate: bool, dry_run: bool, as_json: bool) -> None:
    """Let a suspended partner in again, under a new login.

    \b
    Example:
      hub partner resume asso-panier-solidaire
    """
    _run(lambda partners, ask: partners.resume(actor, ask), (dry_run, bundle, certificate), as_json)


@command.command("remove")
@_actor
@click.option("--topics", "with_topics", is_flag=True, help="Its topics and their records too (refused while something is unread).")
@click.option("--unread", is_flag=True, help="With --topics: even what nobody read.")
@_dry_run
@_json
def remove(actor: str, with_topics: bool, unread: bool, dry_run: bool, as_json: bool) -> None:
    """Remove a partner's logins, rights and quotas; its topics stay unless told.

    \b
    Example:
      hub partner remove asso-panier-solidaire --topics
    """
    if unread and not with_topics:
        raise click.UsageError("--unread goes with --topics.")
    _run(lambda partners, ask: partners.remove(actor, ask, with_topics=with_topics, even_unread=unread), (dry_run, None, False), as_json)


@command.command("list")
@_json
def list_(as_json: bool) -> None:
    """List the partners that Kafka knows: logins, state, quotas.

    \b
    Example:
      hub partner list --json
    """
    from hub.access.partners import Partners
    from hub.settings import load_settings

    rows = [_row(one) for one in Partners(load_settings()).every()]
    if as_json:
        click.echo(json.dumps({"partners": rows}, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("partner", "state", "logins", "may publish")
    for row in rows:
        rates = {f"{values.get('producer_byte_rate', 0):.0f} B/s" for values in row["quotas"].values()}
        table.add_row(row["actor"], row["state"], "\n".join(row["logins"]), ", ".join(sorted(rates)))
    Console().print(table)


def _row(one: "Standing") -> dict[str, Any]:
    state = "suspended" if one.is_suspended else "rotating" if len(one.logins) > 1 else "open" if one.logins else "closed"
    return {"actor": one.actor, "state": state, "logins": list(one.logins), "quotas": {name: dict(one.quotas[name]) for name in one.quotas}}


def _run(change: "Callable[[Partners, Ask], Done]", asked: tuple[bool, Path | None, bool], as_json: bool) -> None:
    from hub.access.partners import Ask, Partners
    from hub.settings import load_settings

    ask = Ask(*asked)
    done = change(Partners(load_settings()), ask)
    bundle = None if done.bundle is None else str(done.bundle)
    if as_json:
        told = {"actor": done.actor, "dry_run": ask.dry_run, "changes": list(done.changes), "login": done.login, "bundle": bundle}
        click.echo(json.dumps({**told, "remains": list(done.remains)}, indent=2))
        return
    for line in done.changes or (f"{done.actor} stands as it must: nothing to change",):
        click.echo(line)
    for line in done.remains:
        click.echo(f"remains {line}")
    if ask.dry_run and done.changes:
        click.echo("nothing was changed (--dry-run)")
    if bundle is not None:
        click.echo(f"to hand over, by a way nobody else reads: {bundle}")
