"""A worker that joins the group takes its part; no lane moves between those that were there, and none of theirs is opened again."""

import json
import time
from pathlib import Path

from hub.kafka_local.broker import LocalBroker
from tests.broker.whole_hub import PARTITIONS, WholeHub

LANES = 4 * PARTITIONS
WAIT_S = 40


def opened(hub: WholeHub, name: str) -> list[tuple[str, int]]:
    """The lanes that a worker opened since its start, as its log tells them: a JSON object a line, and nothing else."""
    told = [json.loads(line) for line in (hub.folder / f"{name}.log").read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [(one["topic"], one["partition"]) for one in told if one["event"] == "VOIE_OUVERTE"]


def started(hub: WholeHub, name: str, lanes: int) -> None:
    """Start a worker, and wait until it has opened so many."""
    hub.start(name)
    deadline = time.monotonic() + WAIT_S
    while len(opened(hub, name)) < lanes:
        assert time.monotonic() < deadline, (name, opened(hub, name))
        time.sleep(0.1)


def test_who_was_there_opens_nothing_again(kafka: LocalBroker, tmp_path: Path) -> None:
    """From one worker to two, to three whose first by name is the last to come."""
    hub = WholeHub(kafka.bootstrap, tmp_path)
    hub.ground()
    try:
        started(hub, "w1", LANES)
        started(hub, "w3", LANES // 2)
        started(hub, "w0", LANES // 3)
        assert [len(opened(hub, name)) for name in ("w1", "w3", "w0")] == [LANES, LANES // 2, LANES // 3]
        assert set(opened(hub, "w0")) < set(opened(hub, "w1"))
    finally:
        hub.close()
