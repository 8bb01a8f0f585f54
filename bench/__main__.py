"""`python -m bench`, which `scripts/bench` runs: measure, show, and write the figures down."""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
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
from bench.latency import latency
from bench.memory import memory
from bench.path import path
from bench.peers.roster import OURS, PEERS, Peer, UnknownPeerError, chosen
from bench.registry import registry
from bench.restart import restart
from bench.restore import restore
from bench.scale import scale
from bench.versions import versions
from bench.whatif import whatif
from hub.told_to_stop import stop_when_told

WIDE = 150
"""Columns of a log, where no terminal says how many there are: peers need room."""
BESIDE_PEERS: dict[str, Callable[[Ground, int, Mapping[str, Peer]], Figures]] = {"engine": engine, "latency": latency}
OF_THE_HUB: dict[str, Callable[[Ground, int], Figures]] = {
    "path": path,
    "restart": restart,
    "restore": restore,
    "memory": memory,
    "scale": scale,
    "registry": registry,
    "whatif": whatif,
    "deadlines": deadlines,
}


MEASURES = [*BESIDE_PEERS, *OF_THE_HUB]


def peers_of(context: click.Context, option: click.Parameter, only: str | None) -> Mapping[str, Peer]:
    """The peers that `--only` names; a wrong name is a usage error."""
    try:
        return chosen(only)
    except UnknownPeerError as unknown:
        raise click.BadParameter(str(unknown), context, option) from None


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("measure", type=click.Choice([*MEASURES, "all"]), default="all")
@click.option("--only", "peers", callback=peers_of, metavar="A,B", help=f"Beside ours, only these peers: {', '.join(PEERS)}.")
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True, help="How often each figure is taken.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(measure: str, peers: Mapping[str, Peer], runs: int, json_file: Path | None) -> None:
    """Measure the hub on a Kafka of the bench's own: one measure, or all.

    Read ratios, not absolute figures: broker, worker and driver share this machine. Peers stand beside ours in `engine` and `latency`; one
    that does not do its work right has no figures and says so; when it is ours, the command ends with 1.

    \b
    Example:
      scripts/bench engine --only streams,faust --runs 1 --json engine.json
    """
    stop_when_told()
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    figures: Figures = {"taken": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.machine(), "cores": os.cpu_count()}
    figures["versions"] = versions()
    for name in MEASURES if measure == "all" else [measure]:
        with Ground() as ground:
            figures[name] = BESIDE_PEERS[name](ground, runs, peers) if name in BESIDE_PEERS else OF_THE_HUB[name](ground, runs)
        console.print(tables.of_measure(name, figures[name]))
        write(figures, json_file)
    figures |= {"aims": judge(figures), "load_average": os.getloadavg()}
    if figures["aims"]:
        console.print(tables.of_aims(figures["aims"]))
    console.print(f"load average at the end: {figures['load_average'][0]:.1f} on {figures['cores']} cores")
    write(figures, json_file)
    if faults := [name for name in BESIDE_PEERS if has_failed(figures.get(name, {}).get(OURS, {}))]:
        raise click.ClickException(f"ours did not do the reference work in {', '.join(faults)}")


def has_failed(ours: Figures) -> bool:
    """Whether ours has no figures, in the quiet run or under kills."""
    return "failed" in ours or "failed" in ours.get("kill", {})


def write(figures: Figures, file: Path | None) -> None:
    """Keep what was measured so far: an `all` that is interrupted has not run for nothing."""
    if file is not None:
        file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
