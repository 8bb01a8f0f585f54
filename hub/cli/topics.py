"""Compare the topics with what they must be, and make what is missing."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.errors import EXIT_REFUSED

if TYPE_CHECKING:
    from hub.topics import Finding

DEFAULT_REGISTRY = Path("deploy/registre")
_ACTOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.group("topics")
def command() -> None:
    """Compare the topics with what they must be, and make what is missing.

    \b
    Example:
      hub topics plan && hub topics apply
    """


def an_actor(context: click.Context, parameter: click.Parameter, actor: str) -> str:
    """The id of an actor, as the registry writes one."""
    del context, parameter
    if not _ACTOR.fullmatch(actor):
        raise click.BadParameter(f"{actor!r} is not the id of an actor (small letters, digits, single dashes)")
    return actor


def _some_actors(context: click.Context, parameter: click.Parameter, actors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(an_actor(context, parameter, actor) for actor in actors)


_actors = click.option("--actor", "actors", multiple=True, callback=_some_actors, metavar="ID", help="An actor with an inbox; repeatable.")
_registry = click.option(
    "--registry",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"Folder whose actors reached by Kafka have an inbox (default: {DEFAULT_REGISTRY} where it exists and no --actor is given).",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command.command("plan")
@_actors
@_registry
@_json
@click.pass_context
def plan(context: click.Context, actors: tuple[str, ...], registry: Path | None, as_json: bool) -> None:
    """Show every topic, the reason of it and what `apply` would do; exit code 1 when a partition count differs.

    \b
    Example:
      hub topics plan --actor ccas-rochebelle
    """
    from hub import topics
    from hub.settings import load_settings

    findings = topics.plan(load_settings(), _all_actors(actors, registry))
    _show(findings, as_json)
    if any(finding.verdict is topics.Verdict.REFUSED for finding in findings):
        context.exit(EXIT_REFUSED)


@command.command("apply")
@_actors
@_registry
@_json
def apply(actors: tuple[str, ...], registry: Path | None, as_json: bool) -> None:
    """Make missing topics and set what differs; removes nothing, and done twice changes nothing more.

    \b
    Example:
      hub topics apply --registry deploy/registre
    """
    from hub import topics
    from hub.cli._bar import bar
    from hub.settings import load_settings

    settings = load_settings()
    findings = topics.plan(settings, _all_actors(actors, registry))
    with bar() as shown:
        task = shown.add_task("topics", total=sum(one.verdict is not topics.Verdict.AS_IT_MUST_BE for one in findings))
        topics.carry_out(settings, findings, lambda more: shown.advance(task, more))
    made, changed = ([one.spec.name for one in findings if one.verdict is kind] for kind in (topics.Verdict.TO_MAKE, topics.Verdict.TO_SET))
    outcome = {"made": made, "set": changed, "unchanged": len(findings) - len(made) - len(changed)}
    sentence = f"{len(made)} made, {len(changed)} set, {outcome['unchanged']} as they must be"
    click.echo(json.dumps(outcome) if as_json else sentence)


def _all_actors(actors: tuple[str, ...], registry: Path | None) -> list[str]:
    if registry is None and not actors and DEFAULT_REGISTRY.is_dir():
        registry = DEFAULT_REGISTRY
    return [*actors, *(_with_inbox(registry) if registry is not None else ())]


def _with_inbox(registry: Path) -> list[str]:
    """Only actors reached by Kafka have topics: mail and paper have none."""
    from hub.registry.files import load_folder
    from schemas.codes import Channel
    from schemas.registry import Actor

    return [record.id for record in load_folder(registry) if isinstance(record, Actor) and record.canal is Channel.KAFKA]


def _show(findings: "list[Finding]", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_row(finding) for finding in findings], indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("topic", "partitions", "policy", "kept", "record max", "verdict", "reason")
    for finding in findings:
        row = _row(finding)
        verdict = "\n".join([str(finding.verdict), *(finding.differences if row["verdict"] != "to make" else ())])
        config = finding.spec.config
        kept, size = _days(config["retention.ms"]), f"{int(config['max.message.bytes']) / 1_048_576:g} MiB"
        table.add_row(finding.spec.name, str(finding.spec.partitions), config["cleanup.policy"], kept, size, verdict, finding.spec.reason)
    Console().print(table)


def _row(finding: "Finding") -> dict[str, object]:
    spec = finding.spec
    topic = {"topic": spec.name, "partitions": spec.partitions, "config": spec.config, "reason": spec.reason}
    return {**topic, "verdict": str(finding.verdict), "differences": list(finding.differences)}


def _days(retention_ms: str) -> str:
    return "for ever" if retention_ms == "-1" else f"{int(retention_ms) // 86_400_000} d"
