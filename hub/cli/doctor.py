"""Say in ten lines whether somebody on call may go back to sleep."""

import click


@click.command("doctor")
@click.option(
    "--metrics",
    multiple=True,
    metavar="URL",
    help="A worker whose restarts are asked; repeatable (default: the one of these settings, http://127.0.0.1:9464).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, metrics: tuple[str, ...], as_json: bool) -> None:
    """Say in ten lines whether somebody on call may go back to sleep.

    Kafka and its topics, lanes, workers, registry, read model, deadlines, inboxes, dead letters, disk: each `ok`, `à voir` (in the morning)
    or `AGIR` (now), with the page to act by. Nothing is written. Exit code 0 when you may sleep, 1 when something needs you now.

    \b
    Example:
      hub doctor --metrics http://127.0.0.1:9464 --metrics http://127.0.0.1:9470
    """
    import json

    from hub.core.checkup import Mark, examine, may_sleep, verdict
    from hub.doctor import look
    from hub.settings import load_settings

    settings = load_settings()
    worker = settings.worker
    lines = examine(look(settings, metrics or (f"http://{worker.metrics_host}:{worker.metrics_port}",)))
    if as_json:
        points = [one._asdict() | {"fiche": _page(one.fiche)} for one in lines]
        click.echo(json.dumps({"points": points, "verdict": verdict(lines), "dormir": may_sleep(lines)}, ensure_ascii=False, indent=2))
    else:
        marks = {Mark.OK: "ok", Mark.LOOK: "à voir", Mark.ACT: "AGIR"}
        for one in lines:
            page = "" if one.fiche is None else f" → {_page(one.fiche)}"
            click.echo(f"{marks[one.etat]:<7}{one.point:<10} {one.constat}{page}")
        click.echo(verdict(lines))
    if not may_sleep(lines):
        ctx.exit(1)


def _page(name: str | None) -> str | None:
    return None if name is None else f"docs/runbooks/{name}.md"
