"""What the spectator sees, in French: the stories, the week as it goes, and the final screen."""

import time
from collections import Counter
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from hub.core.phrases import day_in_words, in_words
from hub.core.reasons import REASONS
from hub.demo.labels import NO_ACT, Labels
from hub.demo.ledger import Account, Ledger
from hub.demo.mix import WEEK
from hub.demo.stories import Row, Story

ENDING_WITHIN_DAYS = 90
SHOWN_MAX = 8


class Proof(NamedTuple):
    """What was broken on purpose, and how long anything waited because of it."""

    worker_kills: int
    back_in_s: float | None


class Screen:
    """Writes to one console; `say` marks the steps before there is anything to show."""

    def __init__(self, console: Console, labels: Labels) -> None:
        """Nothing is written yet."""
        self._console = console
        self._labels = labels
        self._since_s = time.monotonic()

    def say(self, sentence: str) -> None:
        """One step."""
        self._console.print(f"[dim]{time.monotonic() - self._since_s:6.1f} s[/dim]  {sentence}")

    def story(self, number: int, story: Story) -> None:
        """One story in its frame."""
        self._console.print()
        self._console.print(f"[bold cyan]{number}. {story.title}[/bold cyan]\n   {story.asked}")
        self._console.print(_answers(story.rows))
        self._console.print(f"   [italic]{story.lesson}[/italic]")

    def progress(self) -> Progress:
        """The week's bar."""
        columns = (
            SpinnerColumn(),
            TextColumn("[bold]{task.description:<18}[/bold]"),
            BarColumn(bar_width=40),
            TextColumn("{task.completed:>6}/{task.total} événements"),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
        )
        return Progress(*columns, console=self._console)

    def final(self, stories: list[Story], ledger: Ledger, account: Account, proof: Proof) -> None:
        """Everything there is to remember."""
        self._console.print()
        self._console.rule("[bold]Ce qu'il faut retenir[/bold]")
        self._console.print("[bold]Même demande, qui répond, par quel acte, jusqu'à quand[/bold]")
        self._console.print(_answers([row for story in stories[:2] for row in story.rows]))
        self._console.print(self._week(account))
        refusals = ", ".join(f"{code} {count}" for code, count in sorted(ledger.refusals.items()))
        self._console.print(f"[bold]Non conformes, par raison[/bold] : {refusals or 'aucun'}")
        self._console.print(self._uncovered(ledger))
        self._console.print(self._stopped(ledger))
        self._console.print(self._ending(ledger))
        self._console.print(Panel(_proof(account, proof), title="La preuve, lue dans les topics comme un partenaire", expand=False))

    def _week(self, account: Account) -> Table:
        table = Table(
            title=f"La semaine du {day_in_words(WEEK[0].date)} au {day_in_words(WEEK[-1].date)}", box=box.SIMPLE, show_header=False
        )
        for label, count in (
            ("événements publiés par les partenaires", account.published),
            ("  pris en compte", account.accepted),
            ("  non conformes, chacun avec sa raison", account.refused),
            ("  doublons reconnus", account.duplicates),
            ("demandes ouvertes", account.cases),
            ("  confiées à un acteur compétent", account.entrusted),
            ("  orientées ou sans acte : besoin non couvert", account.oriented),
            ("décisions reçues", account.decisions),
            ("  arrêtées, à vérifier", account.to_verify),
        ):
            table.add_row(label, f"{count:,}".replace(",", " "))
        return table

    def _uncovered(self, ledger: Ledger) -> Table:
        table = Table(title="Besoins qu'aucun acte ne couvre", box=box.SIMPLE)
        table.add_column("aide")
        table.add_column("réponse")
        table.add_column("demandes", justify="right")
        found = Counter((told["aide"], told["raison"]) for told in ledger.oriented.values())
        for (aid, reason), count in found.most_common(SHOWN_MAX):
            table.add_row(self._labels.aid(aid), in_words(REASONS, reason), str(count))
        return table

    def _stopped(self, ledger: Ledger) -> Table:
        table = Table(title="Décisions arrêtées, et pourquoi", box=box.SIMPLE)
        for column in ("signées par", "sous l'acte", "raison", "compétent ce jour-là"):
            table.add_column(column)
        table.add_column("nombre", justify="right")
        found = Counter((told["acteur"], told["acte"], told["raison"], told.get("competent")) for told in ledger.stopped.values())
        for (author, act, reason, competent), count in found.most_common(SHOWN_MAX):
            table.add_row(
                self._labels.actor(author), self._labels.act(act), in_words(REASONS, reason), self._labels.actor(competent), str(count)
            )
        return table

    def _ending(self, ledger: Ledger) -> Table:
        day = WEEK[0].date
        table = Table(title=f"Conventions et agréments qui finissent dans les {ENDING_WITHIN_DAYS} jours", box=box.SIMPLE)
        for column in ("acte", "détenteur", "objet", "dernier jour"):
            table.add_column(column)
        table.add_column("dossiers confiés cette semaine", justify="right")
        for ending in self._labels.ending(day, ENDING_WITHIN_DAYS):
            count = ledger.acts[ending.act_id]
            table.add_row(ending.act, ending.holder, ending.subject, day_in_words(ending.last_day), str(count))
        return table


def _answers(rows: list[Row]) -> Table:
    table = Table(box=box.SIMPLE)
    for column in ("demande", "qui répond", "à quel titre", "par quel acte", "jusqu'à quand"):
        table.add_column(column)
    for row in rows:
        style = "yellow" if row.act == NO_ACT else ""
        table.add_row(*row, style=style)
    return table


def _proof(account: Account, proof: Proof) -> str:
    colour = "red" if account.faults() else "green"
    back = "" if proof.back_in_s is None else f", reprise en {proof.back_in_s:.1f} s"
    broken = f"{proof.worker_kills} panne provoquée (kill -9 d'un ouvrier)"
    held = f"{account.lost} perdu, {account.duplicated} doublé, {account.out_of_order} hors d'ordre"
    latency = f"du partenaire à l'avis : médiane {account.latency_ms['p50']:.0f} ms, 99 % en moins de {account.latency_ms['p99']:.0f} ms"
    return f"[bold {colour}]{broken}, {held}{back}[/bold {colour}]\n{latency}"
