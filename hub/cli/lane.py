"""Act on one lane: set aside the record that blocks it."""

import json

import click
from rich.console import Console

from hub.settings import load_settings


@click.group("lane")
def command() -> None:
    """Act on one lane: set aside the record that blocks it.

    \b
    Example:
      hub lane set-aside hub.events 3 1204 --reason defaut-signale-4512
    """


@command.command("set-aside")
@click.argument("topic", type=click.Choice(["hub.events", "hub.refus", "hub.quotas", "hub.personnes"]))
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
    from schemas import topics

    states = {topics.EVENTS: topics.CASES, topics.REFUS: topics.REFUS_STATE, topics.QUOTAS: topics.QUOTAS_STATE}
    states |= {topics.PERSONNES: topics.PERSONNES_STATE}
    refuse = refusal_of(reason)
    crash = set_aside(load_settings(), Partition(topic, partition), states[topic], GROUP, offset, refuse)
    done = {"topic": topic, "partition": partition, "offset": offset, "dossier": crash.dossier, "error": crash.error, "reason": reason}
    if as_json:
        click.echo(json.dumps(done))
    else:
        Console().print(
            f"[green]mis de côté[/]: {topic}/{partition}/{offset} ({crash.error}, dossier {crash.dossier or '-'}); la voie repart."
        )
