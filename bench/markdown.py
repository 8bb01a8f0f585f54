"""`python -m bench.markdown FILE`: the peers of a `--json` file as the tables of docs/explanation/performance.md."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figures
from bench.tables import number
from bench.tally import WRONG

COLUMNS = {
    "events_per_s": "events/s",
    "cpu_s_per_100k": "CPU s per 100k",
    "rss_mb": "RSS MB",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "cpu_s_at_1000_per_s": "CPU s in 19 s at 1,000/s",
}
"""Figure -> the head of its column."""
KILLED = (*WRONG, "events", "kills", "exits", "longest_wait_ms", "drained_s")


def peers_of(figures: Figures) -> Iterator[str]:
    """A row for each peer: least / median / most, and what ours is divided by it."""
    yield from _head(["peer", *COLUMNS.values()])
    for peer, found in figures.items():
        if peer != "ratios" and "failed" in found:
            yield _row([peer, found["failed"].replace("|", "/"), *[""] * (len(COLUMNS) - 1)])
        elif peer != "ratios":
            yield _row([peer, *(_cell(found.get(what), figures["ratios"].get(peer, {}).get(what)) for what in COLUMNS)])


def kills_of(figures: Figures) -> Iterator[str]:
    """A row for each peer that was killed: what an outside reader found."""
    yield from _head(["peer", *(what.replace("_", " ") for what in KILLED)])
    for peer, found in figures.items():
        if "kill" in found:
            told = [f"{found['kill'][what]:,}" if what in found["kill"] else "" for what in KILLED]
            yield _row([peer, *told] if "failed" not in found["kill"] else [peer, found["kill"]["failed"].replace("|", "/"), *told[1:]])


def _cell(value: Figures | None, ratio: float | None) -> str:
    if value is None:
        return ""
    told = " / ".join(number(value[what]) for what in ("min", "median", "max"))
    return told if ratio is None else f"{told} (x {ratio:.2f})"


def _head(names: list[str]) -> Iterator[str]:
    yield _row(names)
    yield f"|{'---|' * len(names)}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(file: Path) -> None:
    """Print what is there."""
    figures: Figures = json.loads(file.read_text(encoding="utf-8"))
    for measure in ("engine", "latency"):
        if measure in figures:
            print(f"\n{measure}, {figures['taken']}, load {figures.get('load_average', ['?'])[0]}\n")
            print(*peers_of(figures[measure]), sep="\n")
    print("", *kills_of(figures.get("engine", {})), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
