"""The reference work in Quix Streams, exactly once, as its guide has it: a stateful function on a data frame.

`python -m bench.peers.quix_streams NAME PREFIX`, by the Python of a venv of its own (`bench/peers/quix_venv.py`): it needs another
confluent-kafka than the hub, and nothing of the hub is imported here.
"""

import os
import sys
from pathlib import Path
from typing import Any

from quixstreams import Application, State

from bench.peers.counting import BATCH_BYTES, OUTPUTS, bootstrap, output_of, session_timeout_ms

COMMIT_S = 0.1


def count(event: dict[str, Any], state: State) -> dict[str, Any]:
    """How many events of its case there were, this one included; the case is the key of the state."""
    seen = state.get("seen", 0) + 1
    state.set("seen", seen)
    return {**event, "n": seen}


def main() -> None:
    """Run until killed."""
    name, prefix = sys.argv[1:3]
    timeout_ms = session_timeout_ms()
    app = Application(
        broker_address=bootstrap(),
        consumer_group=f"{prefix}-quix",
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=COMMIT_S,
        consumer_poll_timeout=COMMIT_S,
        consumer_extra_config={"session.timeout.ms": timeout_ms, "heartbeat.interval.ms": timeout_ms // 5},
        producer_extra_config={"batch.size": BATCH_BYTES},
        state_dir=Path(os.environ["HUB_DATA_DIR"]) / f"quix-{name}",
        loglevel="WARNING",
    )
    outputs = [app.topic(f"{prefix}.out{number}", key_serializer="bytes", value_serializer="json") for number in range(OUTPUTS)]
    named = {f"{prefix}.out{number}": output for number, output in enumerate(outputs)}
    events = app.topic(f"{prefix}.events", key_deserializer="bytes", value_deserializer="json")
    frame = app.dataframe(events).apply(count, stateful=True)
    frame.to_topic(lambda _event, key, _timestamp, _headers: named[output_of(prefix, key)])
    app.run()


if __name__ == "__main__":
    main()
