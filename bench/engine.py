"""The engine alone, in one run with its peers: a trivial stage (state and one output an event), then the same while workers are killed."""

import sys
from collections.abc import Mapping

from bench.beside import beside, told
from bench.figures import Figures
from bench.ground import Ground
from bench.kills import Kills, under_kill
from bench.peers.roster import FAULTS, Peer
from bench.reference_run import Work, measure_peer


def engine(ground: Ground, runs: int, peers: Mapping[str, Peer]) -> Figures:
    """Drain a backlog, then keep a steady rate, `runs` times; then one run of kills each, the same for all."""

    def once(name: str, prefix: str) -> dict[str, float]:
        drained, steady = measure_peer(ground, peers[name], prefix, Work())
        waited = {what: value for what, value in steady.items() if what.endswith("_ms")}
        return {**drained, **waited, "cpu_s_at_1000_per_s": steady["cpu_s"]}

    figures = beside(peers, runs, once)
    for name, peer in peers.items():
        print(f"{name}, killed", file=sys.stderr)
        try:
            figures[name]["kill"] = under_kill(ground, peer, f"{name}-kill", Kills())
        except FAULTS as fault:
            figures[name]["kill"] = {"failed": told(fault)}
    return figures
