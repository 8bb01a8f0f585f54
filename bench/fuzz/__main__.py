"""`python -m bench.fuzz`, which `scripts/fuzz` runs: search each door for bytes that bring it down, and see whether memory grows."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench.fuzz.targets import TARGETS

SEARCHED = 0.75
"""Of the time of a target; the rest is for its memory."""
START_S = 60.0
GROWTH_MAX = 0.05
GROWTH_MB_MAX = 4.0
"""Memory has grown when both are passed between half of the time and the end: caches are bounded, and filled by then."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--target", type=click.Choice([*TARGETS, "all"]), default="all", show_default=True, help="Which door.")
@click.option(
    "--minutes", type=click.FloatRange(0.1, 600), default=5.0, show_default=True, help="How long in all, shared among the targets."
)
@click.option("--seed", type=click.IntRange(1), default=1, show_default=True, help="Draws the inputs.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(target: str, minutes: float, seed: int, json_file: Path | None) -> None:
    """Look for bytes that are neither accepted nor refused with a reason, with atheris; 1 when some were found, or memory grew.

    \b
    Example:
      scripts/fuzz --target intake --minutes 10
    """
    console = Console()
    names = [*TARGETS] if target == "all" else [target]
    seconds = 60 * minutes / len(names)
    figures: dict[str, Any] = {"seed": seed, "minutes": minutes, "targets": {}}
    for name in names:
        with console.status(f"{name}: {TARGETS[name].says}"):
            figures["targets"][name] = fuzz(name, seconds, seed)
    figures["faults_found"] = sum(one["fault"] is not None or one["memory_grows"] for one in figures["targets"].values())
    console.print(_table(figures["targets"]))
    for name, one in figures["targets"].items():
        if one["fault"]:
            console.print(f"[red]{name}[/red] {one['fault']['input']}\n{one['fault']['error']}", highlight=False)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if figures["faults_found"] else 0)


def fuzz(name: str, seconds: float, seed: int) -> dict[str, Any]:
    """What was found at one door."""
    searched = _run("search", name, SEARCHED * seconds, seed)
    steady = _run("steady", name, (1 - SEARCHED) * seconds, seed)
    half, end = steady["rss_mb_half"], steady["rss_mb_end"]
    grows = end - half > GROWTH_MB_MAX and end > half * (1 + GROWTH_MAX)
    return {**searched, "inputs": searched["inputs"] + steady["inputs"], "rss_mb": {"half": half, "end": end}, "memory_grows": grows}


def _run(part: str, name: str, seconds: float, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", f"bench.fuzz.{part}", name, str(seconds), str(seed), str(report)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=seconds + START_S, check=False)
        if not report.exists():
            raise click.ClickException(f"{part} {name} ended with {ended.returncode} and no report:\n{ended.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def _table(targets: dict[str, Any]) -> Table:
    table = Table()
    for title in ("target", "inputs", "reasons", "memory, half and end, MB", "found"):
        table.add_column(title, justify="left" if title in {"target", "found"} else "right")
    for name, one in targets.items():
        found = "[red]a fault[/red]" if one["fault"] else "[red]memory grows[/red]" if one["memory_grows"] else "[green]nothing[/green]"
        table.add_row(name, f"{one['inputs']:,}", str(one["reasons"]), f"{one['rss_mb']['half']} {one['rss_mb']['end']}", found)
    return table


if __name__ == "__main__":
    main()
