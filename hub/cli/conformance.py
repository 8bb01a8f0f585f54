"""Lead a partner's client through what it must hold, on a sandbox Kafka, and report."""

from pathlib import Path
from typing import Any

import click

from hub.cli._page_file import PageFile
from hub.errors import EXIT_REFUSED

SECONDS = click.FloatRange(0.1, 3_600)


@click.command("conformance")
@click.option("--partner", "name", required=True, metavar="ACTEUR", help="Whose client: its id in the registry.")
@click.option("--bootstrap", metavar="HÔTE:PORT", help="The sandbox Kafka (default: that of the settings, else the local one).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--reponse", "answer_s", type=SECONDS, default=30.0, show_default=True, help="Seconds an answer may take.")
@click.option(
    "--avis-retenu",
    "notice_s",
    type=SECONDS,
    default=25.0,
    show_default=True,
    help="Seconds a notice is withheld: longer than your retries.",
)
@click.option("--calme", "quiet_s", type=SECONDS, default=5.0, show_default=True, help="Seconds it is looked at where nothing must come.")
@click.option("--html", "html_file", type=PageFile(), metavar="FICHIER", help="Write the report as a page for people.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(context: click.Context, /, name: str, html_file: Path | None, as_json: bool, **asked: Any) -> None:
    """Lead the client of a partner through twelve rules: valid events, stable ids, duplicates, notices, redelivery, order, refusals.

    The client runs beside, with its own login, on a Kafka that has its topics and no worker (`hub kafka up`, `hub registry load
    --apply-topics`): the kit is its hub. It entrusts dossiers, withholds
    a notice, gives messages again, aborts, leaves a gap, refuses an event, and says which rule was broken by which event. Where the
    registry entrusts nothing to the partner, it waits for what the client deposits. Exit code 0: every rule that can be seen is held;
    1: one is broken or could not be seen.

    \b
    Example:
      hub conformance --partner asso-panier-solidaire --bootstrap 127.0.0.1:19092 --html conformite.html
    """
    import json

    from hub.cli._conformance import course, print_report

    told = course(name, asked)
    if html_file is not None:
        from hub.pages.conformance import conformance_page

        html_file.write_text(conformance_page(told), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_report(told)
    if not told["conforme"]:
        context.exit(EXIT_REFUSED)
