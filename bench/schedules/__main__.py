"""`python -m bench.schedules`, which `scripts/schedules` runs: many schedules, and the seed of the first that went wrong."""

import json
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bench.schedules.mutations import MUTATIONS
from bench.schedules.schedule import Schedule, Wrong

SHOWN_MAX = 3


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seed", type=int, default=0, show_default=True, help="The first schedule's; the next ones follow.")
@click.option(
    "--schedules", type=click.IntRange(1), default=2_000, show_default=True, help="How many, at most: the first that goes wrong ends it."
)
@click.option("--mutation", type=click.Choice([*MUTATIONS]), help="Plant this fault in the engine first: it is to be found.")
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write what was found to this file."
)
def main(seed: int, schedules: int, mutation: str | None, json_file: Path | None) -> None:
    """Live thousands of schedules of lanes and broker, without a broker: kills, pauses and rebalances between any two steps of the engine.

    Ends with 1 at the first schedule that loses, doubles or mixes up anything, and says which seed lives it again.

    \b
    Example:
      scripts/schedules --seed 1 --schedules 20000
      scripts/schedules --mutation no_fence
    """
    console = Console()
    began = time.monotonic()
    lived, wrong = _live(console, seed, schedules, mutation)
    seconds = time.monotonic() - began
    found: dict[str, Any] = {
        "seed": seed,
        "mutation": mutation,
        "schedules": lived,
        "per_minute": round(60 * lived / seconds),
        "failing_seed": seed + lived - 1 if wrong else None,
        "wrong": [one._asdict() for one in wrong],
    }
    _show(console, found)
    if json_file is not None:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if wrong else 0)


def _live(console: Console, seed: int, schedules: int, mutation: str | None) -> tuple[int, list[Wrong]]:
    """How many were lived, the failing one included, and what it showed."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(mutation or "schedules", total=schedules)
        for number in range(schedules):
            with MUTATIONS[mutation].planted() if mutation else nullcontext():
                wrong = Schedule(seed + number).live()
            progress.update(bar, completed=number + 1)
            if wrong:
                return number + 1, wrong
    return schedules, []


def _show(console: Console, found: dict[str, Any]) -> None:
    told = f"{found['schedules']} schedules lived, {found['per_minute']} a minute"
    if not found["wrong"]:
        console.print(f"[green]nothing wrong[/green]: {told}")
        return
    table = Table(title=f"wrong in schedule {found['failing_seed']} ({told})", title_style="bold red")
    table.add_column("what")
    table.add_column("where", overflow="fold")
    for one in found["wrong"][:SHOWN_MAX]:
        table.add_row(one["what"], one["detail"])
    console.print(table)
    planted = f" --mutation {found['mutation']}" if found["mutation"] else ""
    console.print(f"again: scripts/schedules --seed {found['failing_seed']} --schedules 1{planted}", highlight=False)


if __name__ == "__main__":
    main()
