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
@click.option("--secure", is_flag=True, help="Everyone logs in, over TLS; it stays so until `--fresh` without it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def up(fresh: bool, secure: bool, as_json: bool) -> None:
    """Have a Kafka that answers, starting one here if need be.

    With --secure an authority, logins and rights are made here; one file of variables for each principal of the hub says how to log in.

    \b
    Example:
      hub kafka up --secure
      set -a; . .relais/kafka/secured/hub-administration.env; set +a
    """
    from hub.kafka_local import control
    from hub.settings import load_settings

    found = control.up(load_settings(), fresh=fresh, secure=secure, say=lambda line: click.echo(line, err=True))
    verb = "started" if found["started"] else "was already there"
    sentence = f"Kafka {verb} at {found['bootstrap']}{_process(found)} in {found['seconds']} s"
    _show(found, as_json, "\n".join([sentence, *_logins(found)]))


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
    sentence = f"Kafka at {found['bootstrap']}{_process(found)} {'answers' if found['answers'] else 'does not answer'}"
    _show(found, as_json, "\n".join([sentence, *_logins(found)]))
    if not found["answers"]:
        ctx.exit(EXIT_REFUSED)


def _process(found: dict[str, Any]) -> str:
    return f" (process {found['pid']}, log {found['log']})" if found["pid"] else ""


def _logins(found: dict[str, Any]) -> list[str]:
    if not found["secured"]:
        return []
    return ["secured: everyone logs in, over TLS; how, for each principal of the hub:", *(f"  {path}" for path in found["environments"])]


def _show(found: dict[str, Any], as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else sentence)
