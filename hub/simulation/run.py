"""A whole simulated year, in the order things happen: hub up, day after day with workers killed on the way, ledger, end."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hub.demo import draw, mix
from hub.demo.mix import Town
from hub.demo.offices import Offices
from hub.registry.files import load_folder
from hub.settings import load_settings
from hub.shipped import folder
from hub.simulation import ledger
from hub.simulation.office import Office
from hub.simulation.player import Player
from hub.simulation.quiet import Quiet
from hub.simulation.rounds import Wanted
from hub.simulation.stage import WORKERS, SimulationStage, simulation_environ
from hub.simulation.year import FILES_A_COMMUNE, Filed, Year
from schemas.registry import Act, AnyRecord

REGISTRY = folder() / "registre"
Told = Callable[[date, int, int], object]
"""Hears the day that was played, how many events were published so far, and how many workers were killed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played: `files` a commune, on the first `days` of the year, with `kills` of workers at drawn days."""

    year: int = 2026
    seed: int = 1
    towns: tuple[Town, ...] = mix.TOWNS
    files: int = FILES_A_COMMUNE
    days: int = 366
    kills: int = 0
    registry: Path = REGISTRY
    days_per_s: float | None = None


@dataclass(slots=True)
class Played:
    """What came of it."""

    plan: Plan
    found: ledger.Read
    lines: list[ledger.Line]
    last: date
    filed: int
    published: int
    refused: dict[str, int]
    unanswered: int
    doubled: int
    kills: int
    seconds: float

    @property
    def faults(self) -> dict[str, int]:
        """What must be zero."""
        opened = len(self.lines)
        return {
            "a_la_derive": len(ledger.adrift(self.found)),
            "sans_avis": self.unanswered,
            "avis_en_double": self.doubled,
            "non_ouverts": max(0, self.filed - opened),
        }


def simulate(plan: Plan, environ: dict[str, str], tell: Told = lambda *_: None) -> Played:
    """Play it; raises what stops a hub, a process or a day."""
    began_s = time.monotonic()
    environ = simulation_environ(environ)
    settings = load_settings(environ)
    records = load_folder(plan.registry)
    known, lock = Offices(records), locks(records)
    year = Year(plan.year, plan.seed, known.partners)
    days = year.days[: plan.days]
    files = year.files(plan.towns, plan.files, days)
    with SimulationStage(settings, environ, plan.registry) as stage:
        offices = {actor: Office(actor, plan.seed, known.organ_of, days[0]) for actor in known.partners}
        player = Player(stage.connection, offices, Quiet(stage.settings), plan.seed, lock)
        kills = _Kills(plan, days, stage)
        try:
            for number, day in enumerate(days, start=1):
                kills.before(number)
                player.play(day, opened(files.get(day, ()), lock))
                tell(day, len(player.published), kills.done)
                _pace(plan, began_s, number)
        finally:
            player.close()
        found = ledger.read(stage.settings)
    return Played(
        plan=plan,
        found=found,
        lines=ledger.lines(found),
        last=days[-1],
        filed=sum(map(len, files.values())),
        published=len(player.published),
        refused=dict(sorted(player.refused.items())),
        unanswered=player.unanswered,
        doubled=player.doubled,
        kills=kills.done,
        seconds=time.monotonic() - began_s,
    )


class _Kills:
    """Workers die on drawn days, one after the other, while the day's demands are on their way."""

    def __init__(self, plan: Plan, days: Collection[date], stage: SimulationStage) -> None:
        drawn = (draw.number(plan.seed, "mort", number) % len(days) + 1 for number in range(plan.kills))
        self._at = sorted(drawn)
        self._stage = stage
        self.done = 0

    def before(self, number: int) -> None:
        """Kill as many as this day has; whoever starts them again does so while the day is played."""
        while self._at[self.done :] and self._at[self.done] <= number:
            self._stage.kill_worker(WORKERS[self.done % len(WORKERS)])
            self.done += 1


def opened(files: Iterable[Filed], lock: Callable[[str, str], str | None]) -> list[Wanted]:
    """What these files ask for, each with the act whose places or money it may take."""
    return [Wanted(one.draft, lock(one.cog, one.aid)) for one in files]


def locks(records: Iterable[AnyRecord]) -> Callable[[str, str], str | None]:
    """(COG code, aid) to the act with bounds that a dossier may ask of; acts that bear on one another's aids count as one."""
    known = list(records)
    cogs = {town.slug: town.cog for town in mix.TOWNS}
    acts: dict[tuple[str, str], str] = {}
    for one in known:
        if isinstance(one, Act) and (one.capacite is not None or one.enveloppe is not None):
            for slug in one.communes:
                cog = cogs.get(slug, "")
                acts |= {(cog, aid): acts.get((cog, aid), one.id) for aid in one.aides}
    return lambda cog, aid: acts.get((cog, aid))


def _pace(plan: Plan, began_s: float, days: int) -> None:
    if plan.days_per_s is not None:
        time.sleep(max(0.0, began_s + days / plan.days_per_s - time.monotonic()))


def days_of(year: int) -> int:
    """How many days a year has."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
