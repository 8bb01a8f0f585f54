"""Peers beside ours in one run, in turn, so that a busy machine is busy for all; who does wrong work has no figures and says so."""

import sys
from collections.abc import Callable, Mapping

from bench.figures import Figures, spreads
from bench.peers.roster import FAULTS, OURS, Peer

REASON_MAX = 300


def beside(peers: Mapping[str, Peer], runs: int, once: Callable[[str, str], dict[str, float]]) -> Figures:
    """The figures of each peer by `once(name, prefix)`, and the ratios of ours to each; nobody's fault ends the run of the others."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in peers}
    failed: Figures = {}
    for run in range(runs):
        for name in peers:
            if name not in failed:
                print(f"{name}, run {run + 1} of {runs}", file=sys.stderr)
                try:
                    found[name].append(once(name, f"{name}{run}"))
                except FAULTS as fault:
                    failed[name] = {"failed": told(fault)}
    figures: Figures = {name: failed.get(name) or spreads(found[name], 2) for name in peers}
    return figures | {"ratios": ratios(figures)}


def told(fault: BaseException) -> str:
    """A fault on one line."""
    return " ".join(f"{type(fault).__name__}: {fault}".split())[:REASON_MAX]


def ratios(figures: Figures) -> Figures:
    """Ours divided by each peer's, figure by figure (medians); nothing is divided by, or of, who has no figures."""
    if "failed" in figures[OURS]:
        return {}
    return {
        name: {what: _ratio(ours, theirs[what]) for what, ours in figures[OURS].items() if what in theirs and theirs[what]["median"]}
        for name, theirs in figures.items()
        if name != OURS and "failed" not in theirs
    }


def _ratio(ours: Figures, theirs: Figures) -> float:
    return round(float(ours["median"]) / float(theirs["median"]), 2)
