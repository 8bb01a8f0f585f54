"""A worker that starts with a large state: from its start to its first output, and the memory it then holds."""

import time

from bench.engine import PARTITIONS
from bench.figures import Figures, spreads
from bench.ground import Ground, measured
from bench.reference_worker import OUTPUTS

CASES = 1_000_000
EVENTS = 2_000
TIMEOUT_S = 180.0


def restore(ground: Ground, runs: int) -> Figures:
    """CASES small states in the compacted topic, EVENTS events of known cases waiting; the same state is restored in each run."""
    prefix = "restore"
    outputs = [f"{prefix}.out{number}" for number in range(OUTPUTS)]
    ground.make_topics([f"{prefix}.events", *outputs], PARTITIONS)
    ground.make_topics([f"{prefix}.cases"], PARTITIONS, cleanup_policy="compact")
    _fill(ground, prefix)
    found = [_one_run(ground, prefix, outputs) for _ in range(runs)]
    return {"cases": CASES, **spreads(found, 2)}


def _fill(ground: Ground, prefix: str) -> None:
    producer = ground.producer()
    for number in range(CASES):
        while True:
            try:
                producer.produce(f"{prefix}.cases", b"1", f"c{number:07d}")
            except BufferError:
                producer.poll(0.05)
            else:
                break
    assert producer.flush(120) == 0


def _one_run(ground: Ground, prefix: str, outputs: list[str]) -> dict[str, float]:
    producer = ground.producer()
    for number in range(EVENTS):
        producer.produce(f"{prefix}.events", b'{"seq": 1}', f"c{number * (CASES // EVENTS):07d}")
    assert producer.flush(30) == 0
    reader = ground.reader(outputs)
    began = time.time()
    worker = ground.spawn(prefix, ["bench.reference_worker", "w", prefix], HUB_WORKER__METRICS_PORT="0")
    run: dict[str, float] = {}
    with measured(worker, run):
        first, last = reader.drain(EVENTS, lambda _: True, TIMEOUT_S)
    reader.close()
    ground.end(worker)
    return {"first_output_s": first - began, "last_output_s": last - began, **run}
