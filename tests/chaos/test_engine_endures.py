"""Over a million events, an event costs what it cost at the start: no growth of CPU or memory.

Stock Faust's consumer notes an interval per batch and never forgets it when it does not commit itself; here it must not.
"""

from pathlib import Path

import psutil
import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.reference import Reference

EVENTS = 1_000_000
ROUND = 250_000
CASES = 1_000


@pytest.mark.timeout(600)
def test_an_event_costs_the_same_after_a_million(kafka: LocalBroker, tmp_path: Path) -> None:
    """CPU and memory of each quarter million, measured in one run: the last round costs at most half as much again as the second."""
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
    assert cpu[-1] < 1.5 * cpu[1], cpu
    assert memory[-1] < 1.25 * memory[1], memory
