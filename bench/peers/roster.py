"""Who does the reference work: the engine of the hub, and what a user would pick instead."""

import subprocess
from collections.abc import Callable
from functools import partial

from bench.ground import python
from bench.outputs import WrongOutputsError
from bench.peers import kafka_streams, quix_venv
from hub.errors import StartFault

Peer = Callable[[str, str], list[str]]
"""The command that starts a peer, by its name as a worker and the prefix of its topics; builds it if need be."""

OURS = "relais"
PEERS: dict[str, Peer] = {
    OURS: partial(python, "bench.reference_worker"),
    "faust": partial(python, "bench.peers.faust_table"),
    "aiokafka": partial(python, "bench.peers.aiokafka_loop"),
    "aiokafka_txn": partial(python, "bench.peers.aiokafka_txn"),
    "confluent_txn": partial(python, "bench.peers.confluent_txn"),
    "quix": quix_venv.command,
    "streams": kafka_streams.command,
}
FAULTS = (WrongOutputsError, TimeoutError, ChildProcessError, StartFault, subprocess.SubprocessError)
"""What a peer has instead of figures: wrong work, too little of it, or nothing to start."""


class UnknownPeerError(ValueError):
    """A name that is no peer's; the message names those that are."""


def chosen(only: str | None) -> dict[str, Peer]:
    """The peers of `A,B`, in the order of the roster, ours always; all of them without a choice."""
    if only is None:
        return PEERS
    names = {name.strip() for name in only.split(",")}
    if unknown := names - PEERS.keys():
        raise UnknownPeerError(f"no peer is named {', '.join(map(repr, sorted(unknown)))}: they are {', '.join(PEERS)}")
    return {name: peer for name, peer in PEERS.items() if name in names | {OURS}}
