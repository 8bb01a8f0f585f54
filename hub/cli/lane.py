"""Act on lanes: set aside the record that blocks one, end the transactions that Kafka left open."""

import json

import click
from rich.console import Console

from hub.settings import load_settings
from schemas import topics


@click.group("lane")
def command() -> None:
    """Act on lanes: set aside the record that blocks one, end the transactions that Kafka left open.

    \b
    Example:
      hub lane set-aside hub.events 3 1204 --reason defaut-signale-4512
      hub lane end-open --dry-run
    """


@command.command("set-aside")
@click.argument("topic", type=click.Choice(list(topics.STATE_OF)))
@click.argument("partition", type=click.IntRange(min=0))
@click.argument("offset", type=click.IntRange(min=0))
@click.option("--reason", required=True, metavar="MOT", help="Why, in one word of [a-z0-9-] (no free text on any topic).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: topic, partition, offset, dossier, error, reason.")
def set_aside_command(topic: str, partition: int, offset: int, reason: str, as_json: bool) -> None:
    """Set aside exactly the record at OFFSET that blocks the lane of TOPIC and PARTITION.

    It leaves for the refusals (one notice to its author, one dead letter), and the lane goes on behind it.

    \b
    Example:
      hub lane set-aside hub.events 3 1204 --reason defaut-signale-4512
    """
    from hub.agents.set_aside import refusal_of
    from hub.app import GROUP
    from hub.engine.batch import Partition
    from hub.engine.set_aside import set_aside

    refuse = refusal_of(reason)
    crash = set_aside(load_settings(), Partition(topic, partition), topics.STATE_OF[topic], GROUP, offset, refuse)
    done = {"topic": topic, "partition": partition, "offset": offset, "dossier": crash.dossier, "error": crash.error, "reason": reason}
    if as_json:
        click.echo(json.dumps(done))
    else:
        Console().print(
            f"[green]mis de côté[/]: {topic}/{partition}/{offset} ({crash.error}, dossier {crash.dossier or '-'}); la voie repart."
        )


@command.command("end-open")
@click.option("--dry-run", is_flag=True, help="Say what is open and what was decided of it; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: transactions (id, producer, epoch, verdict, places, ended), running.")
@click.pass_context
def end_open_command(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """End the lanes' transactions that Kafka left open though their lane was opened anew, on every partition, as they were decided.

    It takes who administers Kafka (READ on all topics, ALTER on the cluster). What a lane or Kafka may still end itself is only counted.
    Exit code 1 when something stays open that nobody will end.

    \b
    Example:
      hub lane end-open --dry-run
    """
    from hub.cli._reading import table
    from hub.ending_open import end_open

    done = end_open(load_settings(), is_dry=dry_run)
    if as_json:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False, indent=2))
    else:
        rows = [
            (one.id, one.verdict, len(one.places), ", ".join(sorted({place.topic for place in one.places})), "oui" if one.ended else "non")
            for one in done.transactions
        ]
        if rows:
            Console().print(
                table("Transactions laissées ouvertes", ("identifiant", "décidé", "partitions", "topics", "terminée"), iter(rows))
            )
        running = f"{done.running} en cours : leur voie ou Kafka les terminera." if done.running else ""
        click.echo(" ".join(part for part in ("" if rows else "Aucune transaction laissée ouverte.", running) if part))
    ctx.exit(0 if all(one.ended for one in done.transactions) else 1)
