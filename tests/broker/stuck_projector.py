"""A projector that stops turning once it has caught up: its loop blocked, or waiting for a client that no longer answers."""

import asyncio
import sys
import time
from typing import Any

from hub import projector
from hub.projector import Projector, run_until_told
from hub.settings import load_settings
from hub.telemetry import Metrics, configure_logging

LIMIT_S = 2.0
FOR_EVER_S = 600.0
WAYS = {"loop": "BOUCLE_FIGEE", "client": "TRANSACTION_FIGEE"}
"""What stops, and how its end is named."""


async def unanswered(*_: object, **__: object) -> dict[Any, Any]:
    """Records that never come."""
    await asyncio.sleep(FOR_EVER_S)
    return {}


class Stuck(Projector):
    """Stops in the way that was named."""

    def _show(self, consumer: Any, *arguments: Any) -> None:
        super()._show(consumer, *arguments)
        if self.is_ready()[0] and sys.argv[1] == "loop":
            time.sleep(FOR_EVER_S)
        elif self.is_ready()[0]:
            consumer.getmany = unanswered


if __name__ == "__main__":
    configure_logging()
    projector.STUCK_S = LIMIT_S
    asyncio.run(run_until_told(Stuck(load_settings(), Metrics())))
