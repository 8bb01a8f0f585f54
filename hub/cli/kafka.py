"""Start, stop and look at the local Kafka."""

import json
from typing import Any

import click

from hub.errors import EXIT_REFUSED


@click.group("kafka")
def command() -> None:
    """Start, stop and look at the local Kafka.

    With HUB_KAFKA__BOOTSTRAP_SERVERS set, that Kafka is used and nothing is started.

    \b
    Example:
      hub kafka up && hub topics apply
    """


@command.command("up")
@click.option("--fresh", is_flag=True, help="Remove every record first (refused while Kafka runs).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def up(fresh: bool, as_json: bool) -> None:
    """Have a Kafka that answers, starting one here if need be.

    \b
    Example:
      hub kafka up --fresh
    """
    from hub.kafka_local import control
    from hub.settings import load_settings

    found = control.up(load_settings(), fresh=fresh, say=lambda line: click.echo(line, err=True))
    verb = "started" if found["started"] else "was already there"
    _show(found, as_json, f"Kafka {verb} at {found['bootstrap']}{_process(found)} in {found['seconds']} s")


@command.command("down")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def down(as_json: bool) -> None:
    """Stop the local Kafka; its records stay.

    \b
    Example:
      hub kafka down
    """
    from hub.kafka_local import control
    from hub.settings import load_settings

    stopped = control.down(load_settings())
    _show({"stopped": stopped}, as_json, "Kafka stopped" if stopped else "no local Kafka was running")


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say which Kafka the hub would use and whether it answers; exit code 1 when it does not.

    \b
    Example:
      hub kafka status --json
    """
    from hub.kafka_local import control
    from hub.settings import load_settings

    found = control.status(load_settings())
    _show(found, as_json, f"Kafka at {found['bootstrap']}{_process(found)} {'answers' if found['answers'] else 'does not answer'}")
    if not found["answers"]:
        ctx.exit(EXIT_REFUSED)


def _process(found: dict[str, Any]) -> str:
    return f" (process {found['pid']}, log {found['log']})" if found["pid"] else ""


def _show(found: dict[str, Any], as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else sentence)
