"""Play a whole year of four communes through a real Kafka, and say what became of every demand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.cli._page_file import PageFile
from hub.errors import EXIT_REFUSED

if TYPE_CHECKING:
    from hub.simulation.run import Plan

FILES = 19_817
DAYS = 366
TOWNS = ("ferrevaux", "aubrelle", "port-sorvan", "nantrelle")


class _Speed(click.ParamType):
    """`max`, or days a second."""

    name = "speed"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        """None: as fast as it goes."""
        if value is None or value == "max":
            return None
        try:
            speed = float(str(value))
        except ValueError:
            speed = 0.0
        if speed <= 0:
            self.fail(f"'{value}' is neither `max` nor a number of days a second.", param, ctx)
        return speed


@click.command("simulate")
@click.option("--year", type=click.IntRange(2026, 2030), default=2026, show_default=True, help="The year that is played.")
@click.option("--speed", type=_Speed(), default="max", show_default=True, help="`max`, or how many days a second at most.")
@click.option("--communes", multiple=True, type=click.Choice(TOWNS), help="One of the four; again for more (default: all).")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed is another year.")
@click.option("--files", type=click.IntRange(1), default=FILES, show_default=True, help="Files of each commune in the days played.")
@click.option("--days", type=click.IntRange(1, DAYS), default=DAYS, help="Play only the first days of the year.")
@click.option("--kills", type=click.IntRange(0), default=0, show_default=True, help="Kill -9 a worker so many times on the way.")
@click.option("--registry", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another registry (a folder).")
@click.option("--html", "html_file", type=PageFile(), help="Write a page for people.")
@click.option("--ledger", "ledger_file", type=PageFile(), help="Write the ledger, one JSON line a case.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(context: click.Context, /, *, html_file: Path | None, ledger_file: Path | None, as_json: bool, **asked: Any) -> None:
    """Play a whole year of four communes through a real Kafka, and say what became of every demand.

    A Kafka, two workers and all partners run in a folder of their own, and end with it. Time is moved by facts (`horloge.avance`): a day
    begins once every event of the day before has its notice. The same seed gives the same ledger, whatever is killed on the way.
    Exit code 1 when a demand is adrift (neither at its one end nor with somebody who answers and a next deadline), or a notice is missing
    or comes twice.

    \b
    Example:
      hub simulate --year 2026 --speed max --files 200 --html annee.html
    """
    import json
    import os

    from rich.console import Console

    from hub.cli._simulate import as_dict, print_report, write_ledger
    from hub.pages.simulation import simulation_page
    from hub.simulation.run import simulate
    from hub.told_to_stop import stop_when_told

    stop_when_told()
    plan = _plan(**asked)
    with _progress(plan.days) as tell:
        played = simulate(plan, dict(os.environ), tell)
    report = as_dict(played)
    if ledger_file is not None:
        write_ledger(played, ledger_file)
    if html_file is not None:
        html_file.write_text(simulation_page(report), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print_report(report, Console())
    if any(played.faults.values()):
        context.exit(EXIT_REFUSED)


def _plan(communes: tuple[str, ...], registry: Path | None, speed: float | None, days: int, **asked: Any) -> "Plan":
    """What was asked for; all four communes unless some were named, the reference registry unless another was."""
    from hub.demo.mix import TOWNS as MIX
    from hub.simulation.run import REGISTRY, Plan, days_of

    towns = tuple(town for town in MIX if not communes or town.slug in communes)
    return Plan(**asked, towns=towns, registry=registry or REGISTRY, days_per_s=speed, days=min(days, days_of(asked["year"])))


@contextmanager
def _progress(days: int) -> "Iterator[Callable[[date, int, int], None]]":
    """A bar; what it yields hears of each day."""
    from hub.cli._bar import bar

    with bar() as shown:
        task = shown.add_task("hub, Kafka, registre : démarrage", total=days)

        def tell(day: date, events: int, kills: int) -> None:
            shown.update(task, advance=1, description=f"{day.isoformat()} · {events} événements · {kills} ouvriers tués")

        yield tell
