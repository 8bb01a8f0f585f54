"""`hub projector` on a slow machine: a second passes before each fetch, so that how far it is behind can be read on any machine."""

import asyncio
from typing import Any
from unittest.mock import patch

from hub import projector
from hub.cli.projector import command

PAUSE_S = 1.0


class Slow(projector.Projector):
    """Rests before each fetch."""

    async def _consumer(self, *arguments: Any) -> Any:
        consumer = await super()._consumer(*arguments)
        fetch = consumer.getmany

        async def slowly(**options: Any) -> dict[Any, Any]:
            await asyncio.sleep(PAUSE_S)
            fetched: dict[Any, Any] = await fetch(**options)
            return fetched

        consumer.getmany = slowly
        return consumer


if __name__ == "__main__":
    with patch.object(projector, "Projector", Slow):
        command()
