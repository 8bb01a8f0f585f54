"""The whole demonstration in the order things happen: hub up, stories, week with a worker killed on the way, account, end."""

import json
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from hub.demo.labels import Labels
from hub.demo.ledger import Account
from hub.demo.offices import Offices
from hub.demo.partner import Budget
from hub.demo.play import Play
from hub.demo.screen import Proof, Screen
from hub.demo.stage import REGISTRY, WORKERS, Stage, demo_settings
from hub.demo.stories import Story, Teller
from hub.demo.traffic import Traffic
from hub.demo.week import Week
from hub.registry.files import load_folder
from hub.settings import HubSettings

EVENTS_PER_S_MAX = 500.0
"""Ten times the burst of one commune; the week is told in minutes, not seconds."""
KILL_AT_SHARE = 0.45
"""How much of the total is published when a worker is killed."""
CONCERNED_S = 15.0
"""Events published up to so long after the kill count for the time it took to come back."""
SETTLE_TIMEOUT_S = 120.0
LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Options:
    """What the spectator asked for."""

    events: int
    seed: int
    once: bool
    json_file: Path | None


@dataclass(slots=True)
class Kill:
    """The one worker that is killed on the way."""

    at_ms: float | None = None

    def proof(self, play: Play) -> Proof:
        """How long anything waited because of it."""
        at_ms = self.at_ms
        if at_ms is None:
            return Proof(0, None)
        until_ms = at_ms + timedelta(seconds=CONCERNED_S) / timedelta(milliseconds=1)
        return Proof(1, play.reader.look(lambda ledger: ledger.longest_wait_ms(at_ms, time.time() * 1000, until_ms)) / 1000)


def perform(options: Options, environ: dict[str, str], console: Console) -> int:
    """Perform; the exit code is 1 when anything was lost, doubled or out of order."""
    began_s = time.monotonic()
    records = load_folder(REGISTRY)
    screen = Screen(console, Labels(records))
    screen.say("Kafka, registre, deux ouvriers, projecteur : démarrage")
    with Stage(demo_settings(environ), environ) as stage:
        budget = Budget(options.events, EVENTS_PER_S_MAX)
        play = Play(stage.connection, Offices(records), options.seed, budget)
        screen.say(f"Prêt : Kafka sur {stage.connection['bootstrap.servers']}, {len(play.partners)} partenaires, chacun avec son client")
        play.start()
        try:
            stories = _tell(play, screen, Labels(records), options.seed)
            kill = _week(stage, play, screen, budget, options)
            account = _settled_account(play)
            proof = kill.proof(play)
            if options.json_file is not None:
                figures = _figures(account, proof, time.monotonic() - began_s)
                options.json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
            play.reader.look(lambda ledger: screen.final(stories, ledger, account, proof))
            if not options.once:
                stay(screen, stage, next(story.case for story in stories if story.case))
        finally:
            play.close()
    return 1 if account.faults() else 0


def _tell(play: Play, screen: Screen, labels: Labels, seed: int) -> list[Story]:
    teller = Teller(play, labels, seed)
    stories = []
    for number, tell in enumerate((teller.four_communes, teller.four_dates, teller.day_after, teller.orientation), start=1):
        stories.append(tell())
        screen.story(number, stories[-1])
    play.until_quiet()
    return stories


def _week(stage: Stage, play: Play, screen: Screen, budget: Budget, options: Options) -> Kill:
    """Play the week in a thread of its own, show it, and kill a worker in the middle."""
    play.answer_by_themselves()
    week = Week(play.partners, Traffic(options.seed), budget, play.until_quiet)
    failures: list[BaseException] = []
    player = threading.Thread(target=_play_into, args=(week, failures), name="semaine", daemon=True)
    kill = Kill()
    with screen.progress() as progress:
        bar = progress.add_task("lundi", total=options.events, told="")
        player.start()
        while player.is_alive():
            player.join(LOOK_EVERY_S)
            stage.check()
            account = play.reader.look(lambda ledger: ledger.account())
            told = f"{account.refused} non conformes, {account.to_verify} décisions arrêtées"
            progress.update(bar, completed=account.published, description=week.day_name, told=told)
            if kill.at_ms is None and account.published >= KILL_AT_SHARE * options.events:
                kill.at_ms = time.time() * 1000
                pid = stage.kill_worker(WORKERS[0])
                progress.console.print(f"[bold red]kill -9 {pid}[/bold red] : l'ouvrier {WORKERS[0]} est tué en plein travail")
    if failures:
        raise failures[0]
    return kill


def _play_into(week: Week, failures: list[BaseException]) -> None:
    try:
        week.play()
    except Exception as failure:  # noqa: BLE001 - handed to the conductor
        failures.append(failure)


def _settled_account(play: Play) -> Account:
    """The account once everything published has its notice and the reader is at the end, or after a long while."""
    deadline = time.monotonic() + SETTLE_TIMEOUT_S
    while True:
        account = play.reader.look(lambda ledger: ledger.account())
        if (account.lost == 0 and play.reader.is_caught_up) or time.monotonic() > deadline:
            return account
        play.check()
        time.sleep(LOOK_EVERY_S)


def _figures(account: Account, proof: Proof, seconds: float) -> dict[str, Any]:
    known = account._asdict()
    latency = known.pop("latency_ms")
    return {**known, "worker_kills": proof.worker_kills, "latency_ms": latency, "seconds": round(seconds, 1)}


class Watched(Protocol):
    """What must go on running while the demonstration stays open."""

    @property
    def settings(self) -> HubSettings:
        """Where a spectator may look."""
        ...

    def check(self) -> None:
        """Raise when something ended."""
        ...


def stay(screen: Screen, stage: Watched, case: str) -> None:
    """Leave everything open for a look around, until Ctrl-C."""
    screen.say("Tout reste ouvert. Pour regarder, dans un autre terminal (Ctrl-C ici pour finir) :")
    screen.say(f"export HUB_DATA_DIR={stage.settings.data_dir} ; .venv/bin/hub explain {case} ; .venv/bin/hub delegations")
    try:
        while True:
            stage.check()
            time.sleep(LOOK_EVERY_S)
    except KeyboardInterrupt:
        screen.say("Fin : chaque processus est arrêté.")
