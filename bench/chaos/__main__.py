"""`python -m bench.chaos`, which `scripts/chaos` runs: hurt, look, and write down what was found."""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console

from bench.chaos import tables
from bench.chaos.checks import find, left_deadlines, stuck_lanes
from bench.chaos.hub import HurtHub
from bench.chaos.load import Load
from bench.chaos.records import committed
from bench.chaos.scenarios import SCENARIOS, WORKERS, Hurting, Scenario
from bench.chaos.week import WeekLoad
from bench.chaos.year import YearLoad
from bench.figures import spread
from hub.told_to_stop import stop_when_told
from schemas import topics

LATER_DAYS = 6
"""How much time passes when the load is over: what was offered and not answered lapses, and what waits for days rings."""
QUIET_WITHIN_S = 180.0
LOOK_EVERY_S = 0.2
WEEK, YEAR = "week", "year"


class Asked(NamedTuple):
    """What drives a run: which load, drawn from which seed, for how long."""

    load: str
    seed: int
    seconds: float


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--scenario", type=click.Choice([*SCENARIOS, "all"]), default="all", show_default=True, help="What is done to the hub.")
@click.option("--load", type=click.Choice([WEEK, YEAR]), default=WEEK, show_default=True, help="What the partners do meanwhile.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the load and the instants of the faults.")
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=1.0, show_default=True, help="How long each scenario's load lasts.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(*, scenario: str, load: str, seed: int, minutes: float, json_file: Path | None) -> None:
    """Break a hub under load, and let a ledger kept outside it say what was lost, doubled or wrong; 1 when anything was.

    The load is the demo's week at sixty events a second, or a simulated year, day by day, for as long as is asked. Every scenario has a
    Kafka, a registry and workers of its own, in a temporary folder, and leaves nothing behind.

    \b
    Example:
      scripts/chaos --scenario kill --seed 7 --minutes 2 --json chaos.json
    """
    stop_when_told()
    console = Console()
    asked = Asked(load, seed, 60 * minutes)
    figures: dict[str, Any] = {"load": load, "seed": seed, "minutes": minutes, "cores": os.cpu_count(), "scenarios": {}}
    for name in named(scenario, load):
        figures["scenarios"][name] = perform(name, asked, console)
        console.print(tables.of_scenario(name, SCENARIOS[name].says, figures["scenarios"][name]))
    figures["faults_found"] = sum(one["faults_found"] for one in figures["scenarios"].values())
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if figures["faults_found"] else 0)


def named(scenario: str, load: str) -> list[str]:
    """The scenarios that are meant, of those which this load can drive; raises click.UsageError when it is not one of them."""
    driven = [name for name, one in SCENARIOS.items() if load == WEEK or not one.needs_week]
    if scenario == "all":
        return driven
    if scenario not in driven:
        message = f"--load {load} cannot drive {scenario}: {SCENARIOS[scenario].needs_week}. Leave --load out."
        raise click.UsageError(message)
    return [scenario]


def perform(name: str, asked: Asked, console: Console) -> dict[str, Any]:
    """One scenario, from its first event to what was found."""
    scenario = SCENARIOS[name]
    with HurtHub(list(WORKERS), scenario.kafka, scenario.release, simulated=asked.load == YEAR) as hub, _load(hub, scenario, asked) as load:
        hurting = Hurting(hub, random.Random(asked.seed))
        with tables.progress(console) as progress:
            bar = progress.add_task(name, total=load.planned)
            _hurt(scenario, hurting, load, asked.seconds, lambda done: progress.update(bar, completed=done))
        _settle(hub, load)
        findings = find(hub, load)
        waits = [load.flowing_again_s(at_ms) for at_ms in hurting.at_ms]
        figures = {
            "began_with": hub.release.name,
            "faults_done": len(hurting.at_ms),
            "workers_restarted": hub.restarts(),
            "workers_ended_themselves": hub.endings(),
            "day_reached": datetime.fromtimestamp(load.now_ms / 1_000, UTC).date().isoformat(),
            **load.account()._asdict(),
            **findings._asdict(),
            "promises_broken": hurting.broken,
            "flowing_again_s": spread(waits, digits=2) if waits else None,
            "faults_found": findings.total + len(hurting.broken),
        }
        if figures["faults_found"]:
            hub.tell_last_words()
        return figures


def _load(hub: HurtHub, scenario: Scenario, asked: Asked) -> Load:
    if asked.load == YEAR:
        return YearLoad(hub, seed=asked.seed, seconds=asked.seconds)
    return WeekLoad(hub, seed=asked.seed, seconds=asked.seconds, fault_share=scenario.fault_share)


def _hurt(scenario: Scenario, hurting: Hurting, load: Load, seconds: float, tell: Callable[[int], object]) -> None:
    """Round after round for so long, and at least one; then the load is let come to its end in peace."""
    calm_at = time.monotonic() + seconds
    while not load.is_over:
        hurting.hub.check()
        tell(load.done)
        if hurting.at_ms and time.monotonic() > calm_at:
            load.enough()
            time.sleep(LOOK_EVERY_S)
            continue
        resume_at = time.monotonic() + hurting.chance.uniform(*scenario.pause_s)
        while time.monotonic() < resume_at and not load.is_over:
            tell(load.done)
            time.sleep(LOOK_EVERY_S)
        if not load.is_over:
            scenario.round(hurting)


def _settle(hub: HurtHub, load: Load) -> None:
    """All is answered; then days pass, and what falls due is done with too."""
    hub.wait_ready()
    load.settle()
    load.pass_days(LATER_DAYS)
    deadline = time.monotonic() + QUIET_WITHIN_S
    while time.monotonic() < deadline and (left_deadlines(committed(hub.connection, topics.CASES), load.now_ms) or stuck_lanes(hub)):
        hub.check()
        time.sleep(0.5)
    load.settle()


if __name__ == "__main__":
    main()
