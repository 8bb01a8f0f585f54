"""A projector that measures silences and deadlines as if so many days had passed: what takes days is seen within a test."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from hub.management import ManagementServer
from hub.projector import Projector, run_until_told
from hub.readmodel.store import only_writer, path_of
from hub.settings import load_settings
from hub.telemetry import Metrics


def main() -> None:
    """Run until told to stop, on that port, so many days ahead."""
    port, days = int(sys.argv[1]), int(sys.argv[2])
    settings = load_settings()
    metrics = Metrics()
    metrics.watch_room(settings.data_dir)
    with only_writer(path_of(settings)):
        projector = Projector(settings, metrics, lambda: datetime.now(UTC) + timedelta(days=days))
        ManagementServer(metrics.exposition, projector.is_live, projector.is_ready, "127.0.0.1", port).start()
        asyncio.run(run_until_told(projector))


if __name__ == "__main__":
    main()
