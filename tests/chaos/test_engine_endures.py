"""Over a million events, an event costs what it cost at the start: no growth of CPU or memory.

Stock Faust's consumer notes an interval per batch and never forgets it when it does not commit itself; here it must not.
"""

from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.reference import Reference

EVENTS = 1_000_000
ROUND = 250_000
CASES = 1_000
LEAK_PER_EVENT = 32
"""Bytes. Less than one kept float with its place in a list, the smallest thing an event could leave behind."""


@pytest.mark.alone
@pytest.mark.timeout(600)
def test_an_event_costs_the_same_after_a_million(kafka: LocalBroker, tmp_path: Path) -> None:
    """CPU and memory of each quarter million, in one run. What leaks grows in every round; a one-time step of the allocator does not."""
    cluster = Reference(kafka.bootstrap, "million", tmp_path)
    cluster.create()
    cluster.start("a")
    cpu, memory = [], []
    try:
        worker = psutil.Process(cluster.workers["a"].pid)
        for number in range(EVENTS // ROUND):
            before = sum(worker.cpu_times()[:2])
            cluster.load(CASES, ROUND // CASES)
            cluster.wait_for((number + 1) * ROUND, within_s=120)
            cpu.append(sum(worker.cpu_times()[:2]) - before)
            memory.append(worker.memory_info().rss)
        assert cluster.workers["a"].poll() is None
    finally:
        cluster.close()
    assert min(cpu[2:]) < 1.5 * cpu[1], cpu
    assert min(after - before for before, after in pairwise(memory)) < LEAK_PER_EVENT * ROUND, memory
