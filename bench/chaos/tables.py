"""What a run found, for people."""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

FOUND = (
    ("lost", "published events without exactly one notice"),
    ("duplicated", "messages and notices that came twice"),
    ("out_of_order", "messages out of their order"),
    ("unanswered", "acknowledged to a partner, never answered"),
    ("state_differences", "keys whose bytes are not those of a replay"),
    ("quota_faults", "accounts of acts that are not exact"),
    ("deadlines_doubled", "deadlines that rang twice"),
    ("deadlines_left", "deadlines that are due and did not ring"),
    ("lanes_stuck", "lanes blocked or late"),
)


def progress(console: Console) -> Progress:
    """How much of the load was published."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True
    )


def of_scenario(name: str, says: str, figures: dict[str, Any]) -> Table:
    """One scenario."""
    table = Table(title=f"{name}: {says}", title_justify="left")
    table.add_column("what")
    table.add_column("found", justify="right")
    table.add_row("workers began with", figures["began_with"])
    table.add_row("faults done", str(figures["faults_done"]))
    table.add_row("workers started again by their supervisor", str(figures["workers_restarted"]))
    table.add_row("events published", str(figures["published"]))
    table.add_row("day that was reached", figures["day_reached"])
    for key, words in FOUND:
        table.add_row(words, _judged(figures[key]))
    table.add_row("promises broken", _judged(len(figures["promises_broken"])))
    again = figures["flowing_again_s"]
    table.add_row("seconds until flowing again (min, median, max)", "" if again is None else " / ".join(map(str, again.values())))
    return table


def _judged(count: int) -> str:
    return f"[bold red]{count}[/bold red]" if count else "[green]0[/green]"
