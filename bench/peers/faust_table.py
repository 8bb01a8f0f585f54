"""The reference work in stock Faust, as its guide has it: an agent, a Table, at least once.

`python -m bench.peers.faust_table NAME PREFIX`. The Table is in memory and kept by its changelog topic; no guarantee but Faust's default.
"""

import os
import sys
from pathlib import Path
from typing import Any

import faust

from bench.peers.counting import PARTITIONS, bootstrap, counted, output_of, session_timeout_ms


def app_of(name: str, prefix: str) -> faust.App:
    """The whole program."""
    timeout_s = session_timeout_ms() / 1000
    app = faust.App(
        f"{prefix}-faust",
        broker=f"kafka://{bootstrap()}",
        datadir=Path(os.environ["HUB_DATA_DIR"]) / f"faust-{name}",
        store="memory://",
        topic_partitions=PARTITIONS,
        broker_session_timeout=timeout_s,
        broker_heartbeat_interval=timeout_s / 5,
        web_enabled=False,
    )
    events = app.topic(f"{prefix}.events", key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    cases = app.Table("cases", default=int, partitions=PARTITIONS, key_type=bytes)

    @app.agent(events)
    async def count(stream: Any) -> None:
        async for case, event in stream.items():
            cases[case] += 1
            await app.send(output_of(prefix, case), key=case, value=counted(event, cases[case]))  # type: ignore[unused-awaitable] # as in its guide

    del count
    return app


if __name__ == "__main__":
    faust.Worker(app_of(*sys.argv[1:3]), loglevel="WARNING").execute_from_commandline()
