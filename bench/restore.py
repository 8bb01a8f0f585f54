"""A worker that starts with a large state: from its start to its first output, and the memory a case takes beyond its own bytes."""

import time
from collections.abc import Callable

import psutil
from confluent_kafka import Message

from bench import real_cases
from bench.figures import Figures, spreads
from bench.ground import Ground, Reader, measured, put, python
from bench.path import Hub, is_notice
from bench.peers.counting import OUTPUTS, PARTITIONS
from bench.real_cases import Written
from schemas import topics

CASES = 1_000_000
EVENTS = 2_000
TIMEOUT_S = 120.0


def restore(ground: Ground, runs: int) -> Figures:
    """EVENTS events wait for a worker with CASES states: a count each and the reference worker, then real dossiers and the hub's own."""
    return {"cases": CASES, "small": small(ground, runs, CASES), "real": real(ground, runs, CASES)}


def small(ground: Ground, runs: int, cases: int) -> Figures:
    """The least a case can be, a key and a digit; the same state is restored in each run."""
    empty = _start_small(ground, "empty", Written(0, 0))
    written = _fill_small(ground, "small", cases)
    return _told([_start_small(ground, "small", written) for _ in range(runs)], empty, written)


def real(ground: Ground, runs: int, cases: int) -> Figures:
    """What a worker made of the demo's demands in the empty start, each many times over; the events are demands too."""
    hub = Hub(ground)
    empty = _start_hub(hub)
    written = real_cases.multiply(ground, real_cases.read(ground), cases)
    return _told([_start_hub(hub) for _ in range(runs)], empty, written)


def _told(found: list[dict[str, float]], empty: dict[str, float], written: Written) -> Figures:
    for run in found:
        run["bytes_beyond_own_per_case"] = ((run["rss_mb"] - empty["rss_mb"]) * 2**20 - written.own_bytes) / written.cases
    own = round(written.own_bytes / written.cases, 1)
    return {"own_bytes_per_case": own, "empty_rss_mb": round(empty["rss_mb"], 1), **spreads(found, 2)}


def _fill_small(ground: Ground, prefix: str, cases: int) -> Written:
    producer = ground.producer()
    _make_topics(ground, prefix)
    for number in range(cases):
        put(producer, f"{prefix}.cases", b"1", b"c%07d" % number)
    assert producer.flush(120) == 0
    return Written(cases, cases * len(b"c0000000" + b"1"))


def _make_topics(ground: Ground, prefix: str) -> None:
    outputs = [f"{prefix}.out{number}" for number in range(OUTPUTS)]
    if not set(outputs) <= set(ground.topics()):
        ground.make_topics([f"{prefix}.events", *outputs], PARTITIONS)
        ground.make_topics([f"{prefix}.cases"], PARTITIONS, cleanup_policy="compact")


def _start_small(ground: Ground, prefix: str, written: Written) -> dict[str, float]:
    _make_topics(ground, prefix)
    producer = ground.producer()
    for number in range(EVENTS):
        put(producer, f"{prefix}.events", b'{"seq": 1}', b"c%07d" % (number * max(1, written.cases // EVENTS)))
    assert producer.flush(30) == 0
    reader = ground.reader(f"{prefix}.out{number}" for number in range(OUTPUTS))
    command = python("bench.reference_worker", "w", prefix)
    return _first_outputs(ground, reader, lambda: ground.spawn(prefix, command, HUB_WORKER__METRICS_PORT="0"))


def _start_hub(hub: Hub) -> dict[str, float]:
    producer = hub.ground.producer()
    hub.publish(producer, EVENTS)
    assert producer.flush(30) == 0
    return _first_outputs(hub.ground, hub.ground.reader(hub.inboxes), hub.worker)


def _first_outputs(ground: Ground, reader: Reader, start: Callable[[], psutil.Process]) -> dict[str, float]:
    """From the worker's start to what it puts out; each event has one output that counts."""
    run: dict[str, float] = {}
    began = time.time()
    worker = start()
    with measured(worker, run):
        seen = reader.drain(EVENTS, _counts, TIMEOUT_S)
    reader.close()
    ground.end(worker)
    return {"first_output_s": seen[0][0] - began, "last_output_s": seen[-1][0] - began, **run}


def _counts(record: Message) -> bool:
    return not (record.topic() or "").startswith(topics.TO_PREFIX) or is_notice(record)
