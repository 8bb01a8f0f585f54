"""The engine alone: a trivial stage (state and one output an event, exactly once), in one run with Kafka Streams and a plain loop."""

import json
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import psutil
from confluent_kafka import Producer

from bench import kafka_streams
from bench.figures import Figures, pace, spreads, waits
from bench.ground import Ground, Reader, measured, put, python
from bench.outputs import Outputs
from bench.reference_worker import OUTPUTS

PARTITIONS = 8
DRAIN_TIMEOUT_S = 120.0
QUIET_S = 1.0


class Work(NamedTuple):
    """How much is asked of each peer: a backlog of `events` over `cases`, then `rate` events a second for a while."""

    cases: int = 10_000
    events: int = 200_000
    rate: int = 1_000
    warm_s: float = 4.0
    measured_s: float = 15.0


Peer = Callable[[str, str], list[str]]
"""The command that starts a peer, by its name as a worker and the prefix of its topics."""

PEERS: dict[str, Peer] = {
    "engine": partial(python, "bench.reference_worker"),
    "streams": kafka_streams.command,
    "plain_loop": partial(python, "bench.plain_loop"),
}

RATIOS = {
    "engine_to_streams": ("streams", "events_per_s"),
    "memory_engine_to_streams": ("streams", "rss_mb"),
    "cpu_engine_to_streams": ("streams", "cpu_s_per_100k"),
    "p50_engine_to_streams": ("streams", "p50_ms"),
    "p99_engine_to_streams": ("streams", "p99_ms"),
    "cpu_at_1000_engine_to_streams": ("streams", "cpu_s_at_1000_per_s"),
    "engine_to_plain_loop": ("plain_loop", "events_per_s"),
}
"""Ratio -> the peer that the engine is divided by, and the figure (medians)."""


def engine(ground: Ground, runs: int) -> Figures:
    """Drain a backlog, then keep a steady rate; each peer in turn, so that a busy machine is busy for all."""
    found: dict[str, list[dict[str, float]]] = {peer: [] for peer in PEERS}
    for run in range(runs):
        for name, peer in PEERS.items():
            found[name].append(measure_peer(ground, peer, f"{name}{run}", Work()))
    figures: Figures = {peer: spreads(each) for peer, each in found.items()}
    return figures | {
        name: round(_median(figures, "engine", what) / _median(figures, other, what), 2) for name, (other, what) in RATIOS.items()
    }


def measure_peer(ground: Ground, peer: Peer, prefix: str, work: Work) -> dict[str, float]:
    """One peer on topics of its own; raises WrongOutputsError, and gives no figure, when its outputs are not the reference work."""
    outputs = [f"{prefix}.out{number}" for number in range(OUTPUTS)]
    ground.make_topics([f"{prefix}.events", *outputs], PARTITIONS)
    ground.make_topics([f"{prefix}.cases"], PARTITIONS, cleanup_policy="compact")
    command = peer("w", prefix)
    _load(ground, prefix, work)
    reader, came = ground.reader(outputs), Outputs(prefix)
    worker = ground.spawn(prefix, command, HUB_WORKER__METRICS_PORT="0")
    run = _drain(worker, reader, came, work) | _keep_up(ground.producer(), worker, reader, came, work)
    reader.close()
    ground.end(worker, kill=True)
    return run


def _median(figures: Figures, peer: str, what: str) -> float:
    return float(figures[peer][what]["median"])


def _load(ground: Ground, prefix: str, work: Work) -> None:
    producer = ground.producer()
    for number in range(work.events):
        _publish(producer, prefix, number, work.cases)
    assert producer.flush(60) == 0


def _publish(producer: Producer, prefix: str, number: int, cases: int) -> None:
    case = f"c{number % cases:06d}"
    put(producer, f"{prefix}.events", json.dumps({"case": case, "seq": number // cases + 1, "t": time.time(), "pad": "x" * 300}), case)


def _drain(worker: psutil.Process, reader: Reader, came: Outputs, work: Work) -> dict[str, float]:
    """The backlog, from the peer's start; its pace is that of the outputs."""
    run: dict[str, float] = {}
    with measured(worker, run):
        seen = reader.drain(work.events, came.keep, DRAIN_TIMEOUT_S)
    came.check(work.events)
    run["cpu_s_per_100k"] = run.pop("cpu_s") * 100_000 / work.events
    return {**run, "events_per_s": pace(seen)}


def _keep_up(producer: Producer, worker: psutil.Process, reader: Reader, came: Outputs, work: Work) -> dict[str, float]:
    """The waits, in milliseconds, of the events published after the warm-up, and the CPU of the whole."""
    total = int(work.rate * (work.warm_s + work.measured_s))
    steady: dict[str, float] = {}
    began, got = time.time(), 0
    publisher = threading.Thread(target=_publish_at_rate, args=(producer, came.prefix, total, work))
    with measured(worker, steady):
        publisher.start()
        while got < total and time.time() < began + DRAIN_TIMEOUT_S:
            got += _read_into(came, reader, 0.5)
    publisher.join()
    while _read_into(came, reader, QUIET_S):
        pass  # what comes late or twice is found by the check
    spans = came.check(work.events + total)
    found = [(at - published) * 1000 for published, at in spans if published > began + work.warm_s]
    return {**waits(found), "cpu_s_at_1000_per_s": steady["cpu_s"]}


def _read_into(came: Outputs, reader: Reader, wait_s: float) -> int:
    now, records = reader.read(wait_s)
    return sum(came.keep(record, now) for record in records)


def _publish_at_rate(producer: Producer, prefix: str, total: int, work: Work) -> None:
    began = time.monotonic()
    for number in range(total):
        _publish(producer, prefix, work.events + number, work.cases)
        if number % 10 == 0:
            producer.poll(0)
            time.sleep(max(0.0, began + number / work.rate - time.monotonic()))
    producer.flush(30)
