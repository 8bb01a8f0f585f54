"""Read the dead letters: what was refused, why, and the bytes as they came."""

import click


@click.group("rejected")
def command() -> None:
    """Read the dead letters: what was refused, why, and the bytes as they came.

    What was refused for identity is not here: not a byte of it was kept.

    \b
    Example:
      hub rejected list --limit 20
    """


@command.command("list")
@click.option("--acteur", metavar="ID", help="One partner only.")
@click.option("--limit", type=click.IntRange(1, 1_000), default=50, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(acteur: str | None, limit: int, as_json: bool) -> None:
    """List the last dead letters, newest first, without their content.

    \b
    Example:
      hub rejected list --acteur ccas-ferrevaux
    """
    import json

    from rich.console import Console

    from hub.cli._reading import table
    from hub.cli._rejected import described, instant_of
    from hub.rejections import latest
    from hub.settings import load_settings

    found = latest(load_settings(), limit, acteur)
    if as_json:
        click.echo(json.dumps([described(one) for one in found], ensure_ascii=False, indent=2))
        return
    columns = ("partition", "offset", "quand", "partenaire", "code", "champ", "publié en")
    rows = ((one.partition, one.offset, instant_of(one), one.acteur, one.code, one.champ, one.origine) for one in found)
    Console().print(table("Lettres mortes", columns, rows))
    if not found:
        click.echo("Aucune lettre morte à montrer.")


@command.command("show")
@click.argument("partition", type=click.IntRange(min=0))
@click.argument("offset", type=click.IntRange(min=0))
@click.option("--json", "as_json", is_flag=True, help="Print JSON; bytes in base64.")
@click.pass_context
def show(ctx: click.Context, partition: int, offset: int, as_json: bool) -> None:
    """Show the dead letter at PARTITION and OFFSET, its bytes made safe for a terminal; exit code 1 when none stands there.

    \b
    Example:
      hub rejected show 2 1041
    """
    import json

    from hub.cli._rejected import described, page, with_bytes
    from hub.rejections import at
    from hub.settings import load_settings

    found = at(load_settings(), partition, offset)
    if found is None:
        click.echo(f"Aucune lettre morte en {partition} {offset} : `hub rejected list` montre les dernières.", err=True)
        ctx.exit(1)
    if as_json:
        click.echo(json.dumps(described(found) | with_bytes(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(page(found)))


@command.command("resend")
@click.argument("partition", type=click.IntRange(min=0))
@click.argument("offset", type=click.IntRange(min=0))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: partition, offset, destination.")
@click.pass_context
def resend_command(ctx: click.Context, partition: int, offset: int, as_json: bool) -> None:
    """Send again, as it was, the message of the hub's own that stands at PARTITION and OFFSET (its inbox was missing, or too small).

    \b
    Example:
      hub rejected resend 2 1041
    """
    import json

    from hub.rejections import at
    from hub.resending import resend
    from hub.settings import load_settings

    settings = load_settings()
    found = at(settings, partition, offset)
    if found is None:
        click.echo(f"Aucune lettre morte en {partition} {offset} : `hub rejected list` montre les dernières.", err=True)
        ctx.exit(1)
    destination = resend(settings, found)
    done = {"partition": partition, "offset": offset, "destination": destination}
    click.echo(json.dumps(done) if as_json else f"Message remis dans {destination}, avec le même identifiant.")
