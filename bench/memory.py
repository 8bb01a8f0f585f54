"""What a state of 10,000, 100,000 and 1,000,000 cases weighs, and what an event costs beside it: the reference work by the engine."""

from math import log10
from statistics import linear_regression

from bench.figures import Figures, pace, spreads
from bench.ground import Ground, measured, put, python
from bench.outputs import Outputs
from bench.reference_run import DRAIN_TIMEOUT_S, load, make_topics

CASES = (10_000, 100_000, 1_000_000)
EVENTS = 100_000
TOUCHED = 10_000
"""The cases that have events, spread evenly through the state: whatever its size, an event finds as many others of its case."""
PATIENT_MS = "30000"
"""A worker that is held still while the backlog is laid is not taken for dead."""


def memory(ground: Ground, runs: int) -> Figures:
    """Each size `runs` times; then how the cost of an event moves with it, and the memory of a million cases."""
    figures: Figures = {"events": EVENTS}
    for cases in CASES:
        figures[f"cases_{cases}"] = spreads([_once(ground, f"m{cases}-{run}", cases) for run in range(runs)], 2)
    return figures | slopes({cases: figures[f"cases_{cases}"] for cases in CASES})


def slopes(found: dict[int, Figures]) -> Figures:
    """`cost_slope_per_tenfold`: by which share an event costs more at ten times the state (0: flat), a line through the medians.

    `rss_mb_per_million_cases`: what the largest state has more than the least, over the cases it has more.
    """
    costs = [each["cpu_s_per_100k"]["median"] for each in found.values()]
    line = linear_regression([log10(cases) for cases in found], costs)
    least, most = min(found), max(found)
    heavier_mb = found[most]["rss_mb"]["median"] - found[least]["rss_mb"]["median"]
    return {
        "cost_slope_per_tenfold": round(line.slope / costs[0], 3),
        "rss_mb_per_million_cases": round(heavier_mb * 1_000_000 / (most - least), 1),
    }


def _once(ground: Ground, prefix: str, cases: int) -> dict[str, float]:
    """The state is restored and each touched case has had an event when the backlog is laid, so restoring is not in the cost."""
    reader, came, producer = ground.reader(make_topics(ground, prefix)), Outputs(prefix), ground.producer()
    for number in range(cases):
        put(producer, f"{prefix}.cases", b"0", b"c%06d" % number)
    stride = cases // TOUCHED
    load(producer, prefix, range(TOUCHED), TOUCHED, stride)
    command = python("bench.reference_worker", "w", prefix)
    worker = ground.spawn(prefix, command, HUB_WORKER__METRICS_PORT="0", HUB_KAFKA__SESSION_TIMEOUT_MS=PATIENT_MS)
    reader.drain(TOUCHED, came.keep, DRAIN_TIMEOUT_S)
    worker.suspend()
    load(producer, prefix, range(TOUCHED, TOUCHED + EVENTS), TOUCHED, stride)
    run: dict[str, float] = {}
    with measured(worker, run):
        worker.resume()
        seen = reader.drain(EVENTS, came.keep, DRAIN_TIMEOUT_S)
    reader.close()
    ground.end(worker)
    came.check(TOUCHED + EVENTS)
    return {"events_per_s": pace(seen), "cpu_s_per_100k": run["cpu_s"] * 100_000 / EVENTS, "rss_mb": run["rss_mb"]}
