"""The figures as tables for people; medians first, since a run on a shared machine is one draw."""

from collections.abc import Iterator

from rich.table import Table

from bench.figures import Figures
from bench.peers.roster import OURS
from bench.tally import WRONG

FULL_PATH = "full_path"
WHOLE_FROM = 1_000
"""From here on, decimals only hide the figure."""


def of_measure(name: str, figures: Figures) -> Table:
    """One measure: peers side by side where there are any, else least, median and most."""
    return _of_peers(name, figures) if OURS in figures else _of_spreads(name, figures)


def of_aims(judged: list[Figures]) -> Table:
    """What the design wants, what was measured, their ratio, and the verdict."""
    table = Table("figure", title="figures to hold")
    for column in ("measured", "to hold", "ratio"):
        table.add_column(column, justify="right")
    table.add_column("verdict")
    for aim in judged:
        bound = f"{'>=' if aim['is_least'] else '<='} {number(aim['bound'])}{' (stretch)' if aim['is_stretch'] else ''}"
        verdict = "holds" if aim["holds"] else "does not hold"
        style = "green" if aim["holds"] else "yellow" if aim["is_stretch"] else "red"
        table.add_row(aim["what"], number(aim["measured"]), bound, f"{aim['ratio']:.2f}", verdict, style=style)
    return table


def _of_peers(name: str, figures: Figures) -> Table:
    """A peer a row; each figure with its spread, and what ours is divided by it."""
    table = Table("median (least - most), ours/peer", title=name, show_lines=True)
    peers = [peer for peer in figures if peer != "ratios"]
    columns = list(dict.fromkeys(figure for peer in peers for figure, value in figures[peer].items() if _is_spread(value)))
    for column in columns:
        table.add_column(column, justify="right")
    were_killed = any("kill" in figures[peer] for peer in peers)
    if were_killed:
        table.add_column("under kill -9")
    for peer in peers:
        found = figures[peer]
        cells = [_beside(found.get(column), figures["ratios"].get(peer, {}).get(column)) for column in columns]
        killed = [_killed(found.get("kill"))] if were_killed else []
        table.add_row(peer, *([found["failed"], *cells[1:]] if "failed" in found and cells else cells), *killed)
    if FULL_PATH in figures[OURS]:
        table.add_row(f"{OURS}, full path", *(_beside(figures[OURS][FULL_PATH].get(column), None) for column in columns))
    return table


def _beside(value: Figures | None, ratio: float | None) -> str:
    if value is None:
        return ""
    return _spread(value) if ratio is None else f"{_spread(value)}\nx {ratio:.2f}"


def _killed(kill: Figures | None) -> str:
    if kill is None or "failed" in kill:
        return "" if kill is None else str(kill["failed"])
    wrong = ", ".join(f"{kill[what]:,} {what.replace('_', ' ')}" for what in WRONG)
    return f"{wrong}\nof {kill['events']:,}, {kill['kills']} kills"


def _of_spreads(name: str, figures: Figures) -> Table:
    table = Table("figure", title=name)
    table.add_column("median (least - most)", justify="right")
    for figure, value in _flat(figures):
        table.add_row(figure, value)
    return table


def _flat(figures: Figures, before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in figures.items():
        if _is_spread(value):
            yield before + name, _spread(value)
        elif isinstance(value, dict):
            yield from _flat(value, f"{before}{name}: ")
        else:
            yield before + name, number(value)


def _is_spread(value: object) -> bool:
    return isinstance(value, dict) and "median" in value


def _spread(value: Figures) -> str:
    if value["min"] == value["max"]:
        return number(value["median"])
    return f"{number(value['median'])} ({number(value['min'])} - {number(value['max'])})"


def number(value: float) -> str:
    """A figure as people read it."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= WHOLE_FROM else f"{value:,.2f}"
