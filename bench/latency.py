"""Waits at a steady 1,000 events a second: the reference work by each peer, and the hub's full path, which no peer has."""

import sys
from collections.abc import Mapping

from bench.beside import beside
from bench.figures import Figures
from bench.ground import Ground
from bench.path import full_path_latency
from bench.peers.roster import OURS, Peer
from bench.reference_run import Work, measure_peer

THIN = Work(cases=1_000, events=2_000)
"""Hardly a backlog: what is measured comes after it."""


def latency(ground: Ground, runs: int, peers: Mapping[str, Peer]) -> Figures:
    """From published to seen by a read_committed reader; ours has its full path beside."""
    figures = beside(peers, runs, lambda name, prefix: measure_peer(ground, peers[name], prefix, THIN)[1])
    print("the full path", file=sys.stderr)
    figures[OURS]["full_path"] = full_path_latency(ground, runs)
    return figures
