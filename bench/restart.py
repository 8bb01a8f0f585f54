"""Kill -9 a worker under load: the longest time anything published after it waited, with its name kept and with a new one."""

import os
import signal
import time
from collections.abc import Callable

from bench.figures import Figures, spread
from bench.ground import Ground
from bench.path import Hub, settled
from hub.demo.descent import child_of
from hub.demo.reader import LedgerReader

RATE = 200
BEFORE_S, AFTER_S = 4.0, 20.0


def restart(ground: Ground, runs: int) -> Figures:
    """Two workers share the lanes; the killed one comes back under its own name (static membership), or another takes its place."""
    hub = Hub(ground)
    figures: Figures = {"same_name_s": spread((_same_name(hub, run) for run in range(runs)), 2)}
    figures["other_name_s"] = spread((_other_name(hub, run) for run in range(runs)), 2)
    return figures


def _same_name(hub: Hub, run: int) -> float:
    """Its supervisor starts it again at once."""
    names = [f"same{run}-{number}" for number in range(2)]
    workers = [hub.worker(name, supervised=True) for name in names]
    hub.wait_ready(*names)
    longest = _longest_wait_s(hub, lambda: os.kill(child_of(workers[0].pid), signal.SIGKILL))
    for worker in workers:
        hub.ground.end(worker)
    return longest


def _other_name(hub: Hub, run: int) -> float:
    """Its group learns of its end by its silence only."""
    names = [f"other{run}-{number}" for number in range(2)]
    workers = [hub.worker(name) for name in names]
    hub.wait_ready(*names)

    def replace_first() -> None:
        hub.ground.end(workers.pop(0), kill=True)
        workers.append(hub.worker(f"other{run}-2"))

    longest = _longest_wait_s(hub, replace_first)
    for worker in workers:
        hub.ground.end(worker)
    return longest


def _longest_wait_s(hub: Hub, kill: Callable[[], object]) -> float:
    reader = LedgerReader(hub.ground.connection, from_end=True)
    reader.start()
    with hub.load(RATE, BEFORE_S + AFTER_S):
        time.sleep(BEFORE_S)
        killed_ms = time.time() * 1000
        kill()
    published = int(RATE * (BEFORE_S + AFTER_S))
    account = settled(reader, published)
    longest = reader.look(lambda ledger: ledger.longest_wait_ms(killed_ms, time.time() * 1000)) / 1000
    reader.leave()
    reader.join()
    if account.faults() or account.published != published:
        known = f"{account.published} of {published} known"
        message = f"{known}, {account.lost} lost, {account.duplicated} doubled, {account.out_of_order} out of order"
        raise AssertionError(message)
    return longest
