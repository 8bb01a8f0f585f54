"""Kill -9 of one of two workers every few seconds under a steady load, and what an outside read_committed reader then finds.

Rules:
1. The draws come from the seed alone: each peer meets the same kills at the same times, counted from when it was at work.
2. A killed worker, and one that ends itself, comes back at once under its name, with an empty folder: on another machine, so to speak.
3. Everything is bounded: what has not come out `drain_s` after the load is lost.
"""

import random
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import psutil

from bench.figures import Figures
from bench.ground import Ground, Reader, has_ended
from bench.peers.roster import Peer
from bench.reference_run import load, make_topics, publish_at_rate
from bench.tally import Tally

SLOTS = ("w0", "w1")
FIRST_OUTPUT_TIMEOUT_S = 30.0


class Kills(NamedTuple):
    """The faults of a seed, and the load under them."""

    seed: int = 1
    cases: int = 2_000
    rate: int = 1_000
    load_s: float = 30.0
    between_s: tuple[float, float] = (4.0, 6.0)
    session_timeout_ms: int = 3_000
    drain_s: float = 70.0
    quiet_s: float = 4.0

    def times(self) -> list[tuple[float, str]]:
        """When which worker is killed, in seconds from the start of the load; all within it."""
        return list(self._drawn(random.Random(self.seed)))

    def _drawn(self, draw: random.Random) -> Iterator[tuple[float, str]]:
        at = draw.uniform(*self.between_s)
        while at < self.load_s:
            yield at, draw.choice(SLOTS)
            at += draw.uniform(*self.between_s)


class Slots:
    """Two workers of a peer that are always brought back."""

    def __init__(self, ground: Ground, peer: Peer, prefix: str, kills: Kills) -> None:
        """Start both."""
        self._ground, self._peer, self._prefix, self._kills = ground, peer, prefix, kills
        self._started = self.exits = 0
        self._workers = {slot: self._start(slot) for slot in SLOTS}

    def kill(self, slot: str) -> None:
        """Kill -9 one of them, and start it again."""
        self._ground.end(self._workers[slot], kill=True)
        self._workers[slot] = self._start(slot)

    def bring_back(self) -> None:
        """Start again whoever ended itself."""
        for slot, worker in self._workers.items():
            if has_ended(worker):
                self.exits += 1
                self.kill(slot)

    def end(self) -> None:
        """End both for good."""
        for worker in self._workers.values():
            self._ground.end(worker, kill=True)

    def _start(self, slot: str) -> psutil.Process:
        self._started += 1
        folder = self._ground.folder / f"{self._prefix}-{self._started}"
        folder.mkdir()
        timeout = {"HUB_KAFKA__SESSION_TIMEOUT_MS": str(self._kills.session_timeout_ms)}
        command = self._peer(slot, self._prefix)
        return self._ground.spawn(self._prefix, command, HUB_DATA_DIR=str(folder), HUB_WORKER__METRICS_PORT="0", **timeout)


def under_kill(ground: Ground, peer: Peer, prefix: str, kills: Kills) -> Figures:
    """What was lost, doubled, out of order or counted wrong, and the longest that an event waited for its first output."""
    first, total = kills.rate, kills.rate + int(kills.rate * kills.load_s)
    reader, tally = ground.reader(make_topics(ground, prefix)), Tally(kills.cases)
    load(ground.producer(), prefix, range(first), kills.cases)
    slots = Slots(ground, peer, prefix, kills)
    try:
        _read_until(first, tally, reader, FIRST_OUTPUT_TIMEOUT_S)
        tally.forget_waits()
        arguments = (ground.producer(), prefix, range(first, total), kills.cases, kills.rate)
        publisher = threading.Thread(target=publish_at_rate, args=arguments)
        publisher.start()
        done = _hurt(slots, reader, tally, kills)
        publisher.join()
        drained_s = _settle(slots, reader, tally, total, kills)
    finally:
        slots.end()
        reader.close()
    return {**tally.found(total), "events": total, "kills": done, "exits": slots.exits, "drained_s": drained_s, "seed": kills.seed}


def _read_until(wanted: int, tally: Tally, reader: Reader, within_s: float) -> None:
    """Until the peer is at work; one that has put out something by then is at work, whatever it keeps back."""
    deadline = time.monotonic() + within_s
    while tally.different < wanted and time.monotonic() < deadline:
        tally.saw(*reader.read(0.2))
    if not tally.different:
        raise TimeoutError(f"no output after {within_s:g} s")


def _hurt(slots: Slots, reader: Reader, tally: Tally, kills: Kills) -> int:
    began = time.monotonic()
    due = kills.times()
    while (elapsed := time.monotonic() - began) < kills.load_s:
        if due and elapsed >= due[0][0]:
            slots.kill(due.pop(0)[1])
        slots.bring_back()
        tally.saw(*reader.read(0.1))
    return len(kills.times()) - len(due)


def _settle(slots: Slots, reader: Reader, tally: Tally, total: int, kills: Kills) -> float:
    """Read until all is out and nothing more comes; how long after the load the last event had its output, or was given up."""
    began = quiet_since = time.monotonic()
    drained_s = None
    while (now := time.monotonic()) < began + kills.drain_s and (drained_s is None or now < quiet_since + kills.quiet_s):
        slots.bring_back()
        if tally.saw(*reader.read(0.2)):
            quiet_since = time.monotonic()
        if drained_s is None and tally.different >= total:
            drained_s = time.monotonic() - began
    return round(kills.drain_s if drained_s is None else drained_s, 1)
