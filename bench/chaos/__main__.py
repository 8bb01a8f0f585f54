"""`python -m bench.chaos`, which `scripts/chaos` runs: hurt, look, and write down what was found."""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bench.chaos import tables
from bench.chaos.checks import find, left_deadlines, stuck_lanes
from bench.chaos.hub import HurtHub
from bench.chaos.load import Load
from bench.chaos.records import committed
from bench.chaos.scenarios import SCENARIOS, WORKERS, Hurting, Scenario
from bench.figures import spread
from hub.demo.traffic import Traffic
from schemas import topics

EVENTS_PER_S = 60.0
LATER_S = 6 * 86_400
"""How much time passes when the load is over: what was offered and not answered lapses, and what waits for days rings."""
QUIET_WITHIN_S = 180.0
LOOK_EVERY_S = 0.2


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--scenario", type=click.Choice([*SCENARIOS, "all"]), default="all", show_default=True, help="What is done to the hub.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the load and the instants of the faults.")
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=1.0, show_default=True, help="How long each scenario's load lasts.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(scenario: str, seed: int, minutes: float, json_file: Path | None) -> None:
    """Break a hub under load, and let a ledger kept outside it say what was lost, doubled or wrong; 1 when anything was.

    Every scenario has a Kafka, a registry and workers of its own, in a temporary folder, and leaves nothing behind.

    \b
    Example:
      scripts/chaos --scenario kill --seed 7 --minutes 2 --json chaos.json
    """
    console = Console()
    figures: dict[str, Any] = {"seed": seed, "minutes": minutes, "cores": os.cpu_count(), "scenarios": {}}
    for name in SCENARIOS if scenario == "all" else [scenario]:
        figures["scenarios"][name] = perform(name, seed, minutes, console)
        console.print(tables.of_scenario(name, SCENARIOS[name].says, figures["scenarios"][name]))
    figures["faults_found"] = sum(one["faults_found"] for one in figures["scenarios"].values())
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if figures["faults_found"] else 0)


def perform(name: str, seed: int, minutes: float, console: Console) -> dict[str, Any]:
    """One scenario, from its first event to what was found."""
    scenario = SCENARIOS[name]
    events = round(EVENTS_PER_S * 60 * minutes)
    traffic = Traffic(seed, fault_share=scenario.fault_share)
    with (
        HurtHub(list(WORKERS), scenario.kafka, scenario.release) as hub,
        Load(hub, seed=seed, events=events, events_per_s=EVENTS_PER_S, traffic=traffic) as load,
    ):
        hurting = Hurting(hub, random.Random(seed))
        with tables.progress(console) as progress:
            bar = progress.add_task(name, total=events)
            _hurt(scenario, hurting, load, 60 * minutes, lambda published: progress.update(bar, completed=published))
        _settle(hub, load)
        findings = find(hub, load)
        waits = [load.flowing_again_s(at_ms) for at_ms in hurting.at_ms]
        figures = {
            "began_with": hub.release.name,
            "faults_done": len(hurting.at_ms),
            "workers_restarted": hub.restarts(),
            "workers_ended_themselves": hub.endings(),
            **load.account()._asdict(),
            **findings._asdict(),
            "promises_broken": hurting.broken,
            "flowing_again_s": spread(waits, digits=2) if waits else None,
            "faults_found": findings.total + len(hurting.broken),
        }
        if figures["faults_found"]:
            hub.tell_last_words()
        return figures


def _hurt(scenario: Scenario, hurting: Hurting, load: Load, seconds: float, tell: Callable[[int], object]) -> None:
    """Round after round for so long, and at least one; then the load is let come to its end in peace."""
    calm_at = time.monotonic() + seconds
    while not load.is_over:
        hurting.hub.check()
        tell(load.account().published)
        if hurting.at_ms and time.monotonic() > calm_at:
            time.sleep(LOOK_EVERY_S)
            continue
        resume_at = time.monotonic() + hurting.chance.uniform(*scenario.pause_s)
        while time.monotonic() < resume_at and not load.is_over:
            tell(load.account().published)
            time.sleep(LOOK_EVERY_S)
        if not load.is_over:
            scenario.round(hurting)


def _settle(hub: HurtHub, load: Load) -> None:
    """All is answered; then days pass, and what falls due is done with too."""
    hub.wait_ready()
    load.settle()
    hub.pass_time(LATER_S)
    deadline = time.monotonic() + QUIET_WITHIN_S
    while time.monotonic() < deadline and (left_deadlines(committed(hub.connection, topics.CASES), hub.now_ms()) or stuck_lanes(hub)):
        hub.check()
        time.sleep(0.5)
    load.settle()


if __name__ == "__main__":
    main()
