"""A worker with the reference work of every comparison: count the events of a case, send one output each, exactly once.

`python -m bench.reference_worker NAME PREFIX` runs it on topics `<prefix>.events`, `<prefix>.cases` and `<prefix>.out0..3`, in group
`<prefix>`; tests break it and benches measure it.
"""

import sys

import orjson

from bench.peers.counting import output_of
from hub.engine.assembly import Engine, LanePlan, known_topics
from hub.engine.clock import SystemClock
from hub.engine.ports import LaneTransaction, Record
from hub.engine.process import run_engine
from hub.management import ManagementServer
from hub.settings import load_settings
from hub.telemetry import Metrics, configure_logging


class CountingStage:
    """State: how many events of a case were seen. Output: the event with that count, on one of the outputs."""

    def __init__(self, prefix: str) -> None:
        """`prefix` starts the names of the outputs."""
        self._prefix = prefix

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Nothing is derived."""

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Count and answer; an event with `panne` is a planted bug."""
        event = orjson.loads(record.value or b"{}")
        if event.get("panne"):
            raise RuntimeError("planted")
        assert record.key is not None
        seen = int(lane.read(record.key) or b"0") + 1
        lane.write(record.key, b"%d" % seen)
        event["n"] = seen
        lane.emit(output_of(self._prefix, record.key), record.key, orjson.dumps(event))

    def next_due_ms(self) -> int | None:
        """Never."""
        return None

    def tick_due(self, mark_ms: int) -> bool:
        """Never."""
        return False

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        """Never called."""


def main() -> None:
    """Run until told to stop."""
    name, prefix = sys.argv[1:3]
    settings = load_settings()
    configure_logging(settings.log_level)
    metrics = Metrics()
    engine = Engine(
        settings,
        [LanePlan(f"{prefix}.events", f"{prefix}.cases", lambda _partition: CountingStage(prefix))],
        group=prefix,
        instance=name,
        inboxes=known_topics(settings),
        clock=SystemClock(),
        metrics=metrics,
    )
    server = ManagementServer(metrics.exposition, engine.is_live, engine.is_ready, port=settings.worker.metrics_port)
    server.start()
    run_engine(engine)


if __name__ == "__main__":
    main()
