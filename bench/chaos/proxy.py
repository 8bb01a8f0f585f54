"""A TCP proxy on loopback that can be slow, silent or cut, in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from hub.kafka_local.ports import HOST, first_free

CHUNK_BYTES = 65_536
START_WITHIN_S = 10.0


class Proxy:
    """Passes bytes between whoever connects to `port` and the port it was given; `slow`, `silent` and `cut` hold until `mend`."""

    def __init__(self, target: int) -> None:
        """Listen at once."""
        self.port = first_free()
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relais-tcp", daemon=True)
        self._thread.start()
        self._writers: set[asyncio.StreamWriter] = set()
        self._delay_s = 0.0
        self._is_cut = False
        self._flows = asyncio.Event()
        self._server = self._call(self._listen())

    def slow(self, delay_s: float) -> None:
        """Every chunk waits so long."""
        self._delay_s = delay_s

    def silent(self) -> None:
        """Connections stay open, and nothing comes through: a half-open network."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def cut(self) -> None:
        """Every connection is closed, and new ones too."""
        self._is_cut = True
        self._call(self._close_all())

    def mend(self) -> None:
        """Everything flows again; what was held back comes through."""
        self._is_cut, self._delay_s = False, 0.0
        self._loop.call_soon_threadsafe(self._flows.set)

    def close(self) -> None:
        """Stop listening, close everything."""
        self._server.close()
        self._call(self._close_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_WITHIN_S)

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(START_WITHIN_S)

    async def _listen(self) -> asyncio.Server:
        self._flows.set()
        return await asyncio.start_server(self._connected, HOST, self.port)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        there: asyncio.StreamWriter | None = None
        with suppress(OSError):
            if not self._is_cut:
                back, there = await asyncio.open_connection(HOST, self._target)
                self._writers.add(there)
                await asyncio.gather(self._pump(reader, there), self._pump(back, writer))
        for one in (writer, there):
            if one is not None:
                self._writers.discard(one)
                one.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                await self._flows.wait()
                await asyncio.sleep(self._delay_s)
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def _close_all(self) -> None:
        for writer in list(self._writers):
            writer.close()
