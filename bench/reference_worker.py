"""A worker with the reference work of every comparison: count the events of a case, send one output each, exactly once.

`python -m bench.reference_worker NAME` runs it with the settings of the environment; tests and benches break it and measure it.
"""

import sys
from zlib import crc32

import orjson

from hub.engine.assembly import Engine, LanePlan, known_topics
from hub.engine.clock import SystemClock
from hub.engine.ports import LaneTransaction, Record
from hub.engine.process import run_engine
from hub.management import ManagementServer
from hub.settings import load_settings
from hub.telemetry import Metrics, configure_logging

SOURCE = "hub.events"
STATE = "hub.cases"
OUTPUTS = 4
GROUP = "reference"


class CountingStage:
    """State: how many events of a case were seen. Output: the event with that count, on `to.p<n>`."""

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Nothing is derived."""

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Count, answer; an event with `panne` is a planted bug, one to an absent inbox is dropped."""
        event = orjson.loads(record.value or b"{}")
        if event.get("panne"):
            raise RuntimeError("planted")
        assert record.key is not None
        seen = int(lane.read(record.key) or b"0") + 1
        lane.write(record.key, b"%d" % seen)
        event["n"] = seen
        lane.emit(f"to.p{crc32(record.key) % OUTPUTS}", record.key, orjson.dumps(event))

    def tick_due(self, now_ms: int) -> bool:
        """Never."""
        return False

    def tick(self, now_ms: int, lane: LaneTransaction) -> None:
        """Never called."""


def main() -> None:
    """Run until told to stop."""
    settings = load_settings()
    configure_logging(settings.log_level)
    metrics = Metrics()
    engine = Engine(
        settings,
        [LanePlan(SOURCE, STATE, lambda _partition: CountingStage())],
        group=GROUP,
        instance=sys.argv[1] if len(sys.argv) > 1 else None,
        inboxes=known_topics(settings),
        clock=SystemClock(),
        metrics=metrics,
    )
    server = ManagementServer(metrics.exposition, engine.is_live, engine.is_ready, port=settings.worker.metrics_port)
    server.start()
    run_engine(engine)


if __name__ == "__main__":
    main()
