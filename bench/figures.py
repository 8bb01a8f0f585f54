"""How figures are told: least, median, most of a few runs; quantiles of many waits; ratios of medians."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

Figures = dict[str, Any]
SHORTEST_S = 1e-3


def spread(values: Iterable[float], digits: int = 1) -> dict[str, float]:
    """Least, median and most."""
    ordered = sorted(values)
    return {"min": round(ordered[0], digits), "median": round(median(ordered), digits), "max": round(ordered[-1], digits)}


def spreads(runs: Sequence[dict[str, float]], digits: int = 1) -> Figures:
    """The spread of each figure over several runs."""
    return {name: spread((run[name] for run in runs), digits) for name in runs[0]}


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def waits(values_ms: Sequence[float]) -> dict[str, float]:
    """p50, p99 and the longest of a run."""
    return {"p50_ms": quantile(values_ms, 0.50), "p99_ms": quantile(values_ms, 0.99), "max_ms": max(values_ms)}


def pace(came: Sequence[tuple[float, int]]) -> float:
    """Events a second between the first and the last tenth of what came (seconds, how many): a start and a tail are not a pace.

    What came in too few reads to have a middle is told from the first read to the last.
    """
    total, until = sum(count for _, count in came), 0
    inner: list[tuple[float, int]] = []
    for instant, count in came:
        until += count
        if total <= 10 * until <= 9 * total:
            inner.append((instant, until))
    (began, first), (ended, last) = (inner[0], inner[-1]) if len(inner) > 1 else ((came[0][0], 0), (came[-1][0], total))
    return (last - first) / max(ended - began, SHORTEST_S)
