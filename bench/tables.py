"""The figures as tables for people; medians first, since a run on a shared machine is one draw."""

from collections.abc import Iterator

from rich.table import Table

from bench.engine import PEERS
from bench.figures import Figures

WHOLE_FROM = 1_000
"""From here on, decimals only hide the figure."""


def of_measure(name: str, figures: Figures) -> Table:
    """One measure: peers side by side where there are any, else least, median and most."""
    return _of_peers(name, figures) if PEERS.keys() <= figures.keys() else _of_spreads(name, figures)


def of_aims(judged: list[Figures]) -> Table:
    """What the design wants, what was measured, their ratio, and the verdict."""
    table = Table("figure", title="figures to hold")
    for column in ("measured", "to hold", "ratio"):
        table.add_column(column, justify="right")
    table.add_column("verdict")
    for aim in judged:
        bound = f"{'>=' if aim['is_least'] else '<='} {_number(aim['bound'])}{' (stretch)' if aim['is_stretch'] else ''}"
        verdict = "holds" if aim["holds"] else "does not hold"
        style = "green" if aim["holds"] else "yellow" if aim["is_stretch"] else "red"
        table.add_row(aim["what"], _number(aim["measured"]), bound, f"{aim['ratio']:.2f}", verdict, style=style)
    return table


def _of_peers(name: str, figures: Figures) -> Table:
    table = Table("median (least - most)", title=name)
    for peer in PEERS:
        table.add_column(peer, justify="right")
    for figure in next(iter(figures.values())):
        table.add_row(figure, *(_spread(figures[peer][figure]) for peer in PEERS))
    table.add_section()
    for ratio, value in figures.items():
        if ratio not in PEERS:
            table.add_row(ratio, _number(value))
    return table


def _of_spreads(name: str, figures: Figures) -> Table:
    table = Table("figure", title=name)
    table.add_column("median (least - most)", justify="right")
    for figure, value in _flat(figures):
        table.add_row(figure, value)
    return table


def _flat(figures: Figures, before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in figures.items():
        if isinstance(value, dict) and "median" in value:
            yield before + name, _spread(value)
        elif isinstance(value, dict):
            yield from _flat(value, f"{before}{name}: ")
        else:
            yield before + name, _number(value)


def _spread(value: Figures) -> str:
    if value["min"] == value["max"]:
        return _number(value["median"])
    return f"{_number(value['median'])} ({_number(value['min'])} - {_number(value['max'])})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= WHOLE_FROM else f"{value:,.2f}"
