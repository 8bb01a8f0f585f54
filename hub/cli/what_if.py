"""Say what candidate acts would have changed over a past period, from what partners really sent; nothing is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from hub.cli._page_file import PageFile
from hub.errors import EXIT_REFUSED
from schemas.registry import DEFAULT_ZONE

if TYPE_CHECKING:
    from rich.progress import Progress

    from hub.core.what_if_question import Period

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("what-if")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "first", required=True, type=_DAY, metavar="DATE", help="First day of the period (YYYY-MM-DD).")
@click.option("--to", "last", required=True, type=_DAY, metavar="DATE", help="Last day of the period, included.")
@click.option("--processes", type=click.IntRange(1), help="Live the partitions in so many processes (default: one a core).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every case and decision.")
@click.option("--html", "html_file", type=PageFile(), help="Write a page for people.")
@click.pass_context
def command(
    context: click.Context, *, path: Path, first: datetime, last: datetime, processes: int | None, as_json: bool, html_file: Path | None
) -> None:
    """Say what the acts of FILE (or of a folder) would have changed from one day to another; nothing is written.

    What partners sent is lived again twice, without and with the acts on top of the registry of each time: cases that would have gone
    elsewhere, load of each actor, decisions that their author could not have taken. Exit code 1 when the acts contradict the registry.

    \b
    Example:
      hub what-if convention-2027.yaml --from 2026-01-01 --to 2026-03-31 --html simulation.html
    """
    import json

    from rich.console import Console

    from hub.cli._what_if import as_dict, as_html, print_page, report_of
    from hub.registry.files import load_path
    from hub.registry.loading import committed_versions
    from hub.settings import load_settings
    from hub.what_if import Question, ends_of_log, what_if

    if last < first:
        raise click.BadParameter("the period ends before it begins: give the earlier day to --from", param_hint="--to")
    settings = load_settings()
    given = tuple(load_path(path))
    question = Question(given, committed_versions(settings), _period(first.date(), last.date(), datetime.now(UTC)))
    ends = ends_of_log(settings)
    with _bars() as bars:
        changes = what_if(question, settings, ends, bars, processes)
    report = report_of(question, (first.date(), last.date()), changes)
    if html_file is not None:
        html_file.write_text(as_html(report), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(as_dict(report), ensure_ascii=False, indent=2))
    else:
        print_page(report, Console())
    if report.conflicts:
        context.exit(EXIT_REFUSED)


class _Bars:
    """One bar for each part of the work."""

    def __init__(self, shown: "Progress") -> None:
        self._shown = shown

    def begin(self, total: int, what: str) -> "Callable[[int], object]":
        """Another bar; what it returns hears how many steps were done."""
        return partial(self._shown.advance, self._shown.add_task(what, total=total))


@contextmanager
def _bars() -> "Iterator[_Bars]":
    from hub.cli._bar import bar

    with bar() as shown:
        yield _Bars(shown)


def _period(first: date, last: date, now: datetime) -> "Period":
    """From the first midnight to the one after the last day, where most communes are; never beyond now."""
    from hub.core.what_if_question import Period

    zone = ZoneInfo(DEFAULT_ZONE)
    start, end = (datetime.combine(day, datetime.min.time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return Period(start, min(end, now))
