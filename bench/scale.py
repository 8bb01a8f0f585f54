"""How events/s grow with workers and partitions: the reference work by the engine, a backlog drained by all workers together."""

from bench.figures import Figures, pace, spreads
from bench.ground import Ground, measured_together, python
from bench.outputs import Outputs
from bench.reference_run import DRAIN_TIMEOUT_S, load, make_topics

WORKERS = (1, 2, 4)
PARTITIONS = (4, 12, 48)
EVENTS, CASES = 100_000, 10_000


def scale(ground: Ground, runs: int) -> Figures:
    """Each number of partitions with each number of workers, in turn."""
    figures: Figures = {"events": EVENTS}
    for partitions in PARTITIONS:
        figures[f"partitions_{partitions}"] = {
            f"workers_{workers}": spreads([_once(ground, f"s{partitions}-{workers}-{run}", partitions, workers) for run in range(runs)])
            for workers in WORKERS
        }
    return figures


def _once(ground: Ground, prefix: str, partitions: int, workers: int) -> dict[str, float]:
    """All workers start on the backlog; the pace counts from when the first tenth is out, their CPU and memory are taken together."""
    reader, came = ground.reader(make_topics(ground, prefix, partitions)), Outputs(prefix)
    load(ground.producer(), prefix, range(EVENTS), CASES)
    started = [
        ground.spawn(f"{prefix}-{number}", python("bench.reference_worker", f"w{number}", prefix), HUB_WORKER__METRICS_PORT="0")
        for number in range(workers)
    ]
    run: dict[str, float] = {}
    with measured_together(started, run):
        seen = reader.drain(EVENTS, came.keep, DRAIN_TIMEOUT_S)
    reader.close()
    for worker in started:
        ground.end(worker)
    came.check(EVENTS)
    return {"events_per_s": pace(seen), "cpu_s_per_100k": run["cpu_s"] * 100_000 / EVENTS, "rss_mb": run["rss_mb"]}
