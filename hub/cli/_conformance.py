"""The course of `hub conformance`: its ground, its progress bar, its table."""

import os
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from hub.cli._bar import bar
from hub.cli._partner_asked import partner_asked
from hub.cli._registry_source import from_files
from hub.clients import bootstrap_servers
from hub.conformance.course import Course, Patience
from hub.conformance.link import KafkaLink
from hub.conformance.needs import find
from hub.conformance.report import Ran, report
from hub.conformance.rules import TERMS
from hub.pages.conformance import VERDICTS
from hub.settings import HubSettings, load_settings
from schemas.registry import DEFAULT_ZONE

COLOURS = {"tenue": "green", "enfreinte": "bold red", "non_observee": "yellow", "sans_objet": "dim"}


def course(name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Lead the client of that partner through; the report. Raises NoContract, or what the link raises."""
    view = from_files(asked["registry"])
    actor = partner_asked(view, name).id
    started = datetime.now(UTC)
    today = started.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    need = find(view, actor, today)
    if need is None:
        Console(stderr=True).print(f"Le registre ne confie aucun dossier à {actor} : déposez une demande chaque fois que l'essai attend.")
    patience = Patience(asked["answer_s"], asked["notice_s"], asked["quiet_s"])
    settings = _settings(asked["bootstrap"])
    with closing(KafkaLink(settings, actor)) as link:
        led = Course(view, actor, need, link, patience, today)
        begin_s = time.monotonic()
        with bar() as shown:
            task = shown.add_task("", total=len(led.steps))
            for rule in led.run():
                shown.update(task, description=TERMS[rule].done, advance=1)
    ran = Ran(actor, started, time.monotonic() - begin_s, bootstrap_servers(settings), need, patience)
    return report(ran, led.verdicts(), led.findings, led.events)


def print_report(told: dict[str, Any]) -> None:
    """A table of the rules; under it what was found, and what to do."""
    console = Console()
    table = Table("règle", "verdict", "ce qui est demandé", title=f"{told['partenaire']}, {told['date']}, {told['duree_s']:g} s")
    for rule in told["regles"]:
        colour = COLOURS[rule["verdict"]]
        table.add_row(rule["code"], f"[{colour}]{VERDICTS[rule['verdict']]}[/{colour}]", rule["demande"])
    console.print(table)
    for rule in told["regles"]:
        for one in rule["constats"]:
            about = " ".join(part for part in (one["evenement"], one["dossier"]) if part)
            console.print(f"[red]{rule['code']}[/red] à {one['instant_s']:g} s : {one['constat']} [dim]{about}[/dim]")
        if rule["constats"]:
            console.print(f"  → {rule['remede']}")
    console.print("conforme" if told["conforme"] else "[bold red]non conforme[/bold red]")


def _settings(bootstrap: str | None) -> HubSettings:
    environ = dict(os.environ)
    return load_settings(environ if bootstrap is None else environ | {"HUB_KAFKA__BOOTSTRAP_SERVERS": bootstrap})
