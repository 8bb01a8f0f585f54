"""One peer at the reference work: a backlog, then a steady rate, with every output checked."""

import json
import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

import psutil
from confluent_kafka import Producer

from bench.figures import pace, waits
from bench.ground import Ground, Reader, measured, put
from bench.outputs import Outputs
from bench.peers.counting import OUTPUTS, PARTITIONS
from bench.peers.roster import Peer

DRAIN_TIMEOUT_S = 180.0
QUIET_S = 1.0


class Work(NamedTuple):
    """How much is asked of each peer: a backlog of `events` over `cases`, then `rate` events a second for a while."""

    cases: int = 10_000
    events: int = 200_000
    rate: int = 1_000
    warm_s: float = 4.0
    measured_s: float = 15.0


Run = dict[str, float]


def measure_peer(ground: Ground, peer: Peer, prefix: str, work: Work) -> tuple[Run, Run]:
    """The backlog and the steady rate on topics of its own; raises one of FAULTS when it is not the reference work."""
    command = peer("w", prefix)
    outputs = make_topics(ground, prefix)
    load(ground.producer(), prefix, range(work.events), work.cases)
    reader, came = ground.reader(outputs), Outputs(prefix)
    worker = ground.spawn(prefix, command, HUB_WORKER__METRICS_PORT="0")
    try:
        return _drain(worker, reader, came, work), _keep_up(ground.producer(), worker, reader, came, work)
    finally:
        reader.close()
        ground.end(worker, kill=True)


def make_topics(ground: Ground, prefix: str, partitions: int = PARTITIONS) -> list[str]:
    """The topics of one peer; the names of its outputs."""
    outputs = [f"{prefix}.out{number}" for number in range(OUTPUTS)]
    ground.make_topics([f"{prefix}.events", *outputs], partitions)
    ground.make_topics([f"{prefix}.cases"], partitions, cleanup_policy="compact")
    return outputs


def load(producer: Producer, prefix: str, numbers: Iterable[int], cases: int, stride: int = 1) -> None:
    """Publish the events of these numbers at once."""
    for number in numbers:
        publish(producer, prefix, number, cases, stride)
    assert producer.flush(60) == 0


def publish(producer: Producer, prefix: str, number: int, cases: int, stride: int = 1) -> None:
    """Event `number` of all: cases, every `stride`th, take turns, the events of a case are numbered from 1 (`seq`)."""
    case = f"c{number % cases * stride:06d}"
    put(producer, f"{prefix}.events", json.dumps({"case": case, "seq": number // cases + 1, "t": time.time(), "pad": "x" * 300}), case)


def publish_at_rate(producer: Producer, prefix: str, numbers: range, cases: int, rate: int) -> None:
    """Publish the events of these numbers evenly."""
    began = time.monotonic()
    for done, number in enumerate(numbers):
        publish(producer, prefix, number, cases)
        if done % 10 == 0:
            producer.poll(0)
            time.sleep(max(0.0, began + done / rate - time.monotonic()))
    producer.flush(30)


def _drain(worker: psutil.Process, reader: Reader, came: Outputs, work: Work) -> Run:
    """The backlog, from the peer's start; its pace is that of the outputs."""
    run: Run = {}
    with measured(worker, run):
        seen = reader.drain(work.events, came.keep, DRAIN_TIMEOUT_S, worker)
    came.check(work.events)
    return {"events_per_s": pace(seen), "cpu_s_per_100k": run["cpu_s"] * 100_000 / work.events, "rss_mb": run["rss_mb"]}


def _keep_up(producer: Producer, worker: psutil.Process, reader: Reader, came: Outputs, work: Work) -> Run:
    """The waits, in milliseconds, of the events published after the warm-up; pace, CPU and memory are those of the whole."""
    total, got = int(work.rate * (work.warm_s + work.measured_s)), 0
    run: Run = {}
    began = time.time()
    numbers = range(work.events, work.events + total)
    publisher = threading.Thread(target=publish_at_rate, args=(producer, came.prefix, numbers, work.cases, work.rate))
    with measured(worker, run):
        publisher.start()
        while got < total and time.time() < began + DRAIN_TIMEOUT_S:
            got += _read_into(came, reader, 0.5)
    took_s = time.time() - began
    publisher.join()
    while _read_into(came, reader, QUIET_S):
        pass  # what comes late or twice is found by the check
    spans = came.check(work.events + total)
    found = [(at - published) * 1000 for published, at in spans if published > began + work.warm_s]
    costs = {"cpu_s_per_100k": run["cpu_s"] * 100_000 / total, "rss_mb": run["rss_mb"], "cpu_s": run["cpu_s"]}
    return {"events_per_s": total / took_s, **costs, **waits(found)}


def _read_into(came: Outputs, reader: Reader, wait_s: float) -> int:
    now, records = reader.read(wait_s)
    return sum(came.keep(record, now) for record in records)
