"""`python -m bench`, which `scripts/bench` runs: measure, show, and write the figures down."""

import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bench import tables
from bench.aims import judge
from bench.deadlines import deadlines
from bench.engine import engine
from bench.figures import Figures
from bench.ground import Ground
from bench.path import latency, path
from bench.registry import registry
from bench.restart import restart
from bench.restore import restore
from bench.whatif import whatif

MEASURES: dict[str, Callable[[Ground, int], Figures]] = {
    "engine": engine,
    "path": path,
    "latency": latency,
    "restart": restart,
    "restore": restore,
    "registry": registry,
    "whatif": whatif,
    "deadlines": deadlines,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("measure", type=click.Choice([*MEASURES, "all"]), default="all")
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True, help="How often each figure is taken.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(measure: str, runs: int, json_file: Path | None) -> None:
    """Measure the hub on a Kafka of the bench's own: engine, path, latency, restart, restore, registry, whatif, deadlines, or all.

    Read ratios, not absolute figures: broker, worker and driver share this machine. A peer that does not do its work right ends the run.

    \b
    Example:
      scripts/bench latency --runs 1 --json latency.json
    """
    console = Console()
    figures: Figures = {"taken": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.machine(), "cores": os.cpu_count()}
    for name in MEASURES if measure == "all" else [measure]:
        with Ground() as ground:
            figures[name] = MEASURES[name](ground, runs)
        console.print(tables.of_measure(name, figures[name]))
    figures |= {"aims": judge(figures), "load_average": os.getloadavg()}
    console.print(tables.of_aims(figures["aims"]))
    console.print(f"load average at the end: {figures['load_average'][0]:.1f} on {figures['cores']} cores")
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
