"""The engine alone: a trivial stage (state and one output an event, exactly once), beside a plain transactional loop in the same run."""

import json
import threading
import time

from confluent_kafka import Producer

from bench.figures import Figures, spreads, waits
from bench.ground import Ground, Reader, json_of, measured
from bench.reference_worker import OUTPUTS

PARTITIONS = 8
CASES = 10_000
EVENTS = 100_000
RATE = 1_000
WARM_S, MEASURED_S = 4.0, 15.0
PEERS = {"engine": "bench.reference_worker", "plain_loop": "bench.plain_loop"}


def engine(ground: Ground, runs: int) -> Figures:
    """Drain a backlog, then keep a steady rate; each peer in turn, so that a busy machine is busy for all."""
    found: dict[str, list[dict[str, float]]] = {peer: [] for peer in PEERS}
    for run in range(runs):
        for peer, module in PEERS.items():
            found[peer].append(_one_run(ground, f"{peer}{run}", module))
    figures: Figures = {peer: spreads(each) for peer, each in found.items()}
    ours, plain = (figures[peer]["events_per_s"]["median"] for peer in PEERS)
    figures["engine_to_plain_loop"] = round(ours / plain, 2)
    return figures


def _one_run(ground: Ground, prefix: str, module: str) -> dict[str, float]:
    outputs = [f"{prefix}.out{number}" for number in range(OUTPUTS)]
    ground.make_topics([f"{prefix}.events", *outputs], PARTITIONS)
    ground.make_topics([f"{prefix}.cases"], PARTITIONS, cleanup_policy="compact")
    _load(ground, prefix)
    reader = ground.reader(outputs)
    worker = ground.spawn(prefix, [module, "w", prefix], HUB_WORKER__METRICS_PORT="0")
    run: dict[str, float] = {}
    with measured(worker, run):
        first, last = reader.drain(EVENTS, lambda _: True, 120)
    run["cpu_s_per_100k"] = run.pop("cpu_s") * 100_000 / EVENTS
    run["events_per_s"] = EVENTS / max(last - first, 1e-3)
    steady: dict[str, float] = {}
    with measured(worker, steady):
        run |= waits(_steady(ground, prefix, reader))
    run["cpu_s_at_1000_per_s"] = steady["cpu_s"]
    reader.close()
    ground.end(worker, kill=True)
    return run


def _load(ground: Ground, prefix: str) -> None:
    producer = ground.producer()
    for number in range(EVENTS):
        _publish(producer, prefix, number)
    assert producer.flush(60) == 0


def _publish(producer: Producer, prefix: str, number: int) -> None:
    case = f"c{number % CASES:06d}"
    value = json.dumps({"case": case, "seq": number // CASES + 1, "t": time.time(), "pad": "x" * 300})
    while True:
        try:
            producer.produce(f"{prefix}.events", value, case)
        except BufferError:
            producer.poll(0.05)
        else:
            return


def _steady(ground: Ground, prefix: str, reader: Reader) -> list[float]:
    """RATE events a second for a while; the waits of those published after the warm-up, in milliseconds."""
    seconds = WARM_S + MEASURED_S
    total = int(RATE * seconds)
    began = time.time()
    publisher = threading.Thread(target=_publish_at_rate, args=(ground, prefix, total))
    publisher.start()
    found: list[float] = []
    got = 0
    while got < total:
        now, records = reader.read(0.5)
        got += len(records)
        published = [json_of(record)["t"] for record in records]
        found += [(now - at) * 1000 for at in published if at > began + WARM_S]
    publisher.join()
    return found


def _publish_at_rate(ground: Ground, prefix: str, total: int) -> None:
    producer = ground.producer()
    began = time.monotonic()
    for number in range(total):
        _publish(producer, prefix, EVENTS + number)
        if number % 10 == 0:
            producer.poll(0)
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
    producer.flush(30)
