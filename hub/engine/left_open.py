"""What a lane's id left open on any partition, though its fence was accepted: ended as its coordinator decided it, before the lane works.

Rules:
1. Every lane looks once, behind its own fence: what its producer has open then is of a transaction whose end did not reach every partition.
   The next transaction that reached such a partition would end it as that one ends: deliver what was given up, or undo what was committed.
2. Lanes that open together share one look at the cluster; each waits for one that began after its fence.
3. Where Kafka does not give the worker the rights that takes, or nobody knows what was decided, it is left as it is, and said. Is it on the
   lane's state, the restore stands still and says where; an operator ends it (`hub lane end-open`). ADR 0025.
"""

import asyncio
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from hub.engine.decided import ENDED_AS
from hub.engine.hanging import NoRightError, Opened, TransactionAdmin, find_hanging
from hub.engine.lane import Lane
from hub.engine.producer import transactional_id

AGAIN_AFTER_S = 0.2


class LeftOpen:
    """Ends it, for the lanes of one worker."""

    def __init__(self, client: dict[str, Any]) -> None:
        """`client` is how Kafka is reached (`hub.clients.aiokafka_options`)."""
        self._client = client
        self._looking = asyncio.Lock()
        self._next: asyncio.Task[Opened] | None = None

    async def end(self, lane: Lane) -> None:
        """End what that lane's id left open; what Kafka refuses for a moment is tried until the caller's patience is over."""
        while True:
            try:
                if self._is_behind(lane, await self._look()):
                    await self._end(lane)
            except KafkaError as refused:
                if not refused.retriable:
                    raise
                await asyncio.sleep(AGAIN_AFTER_S)
            else:
                return

    async def _look(self) -> Opened:
        """A look that begins after this was asked."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._look_once())
        return await asyncio.shield(self._next)

    async def _look_once(self) -> Opened:
        async with self._looking:
            self._next = None
            async with TransactionAdmin(self._client) as admin:
                return await admin.open_now()

    @staticmethod
    def _is_behind(lane: Lane, opened: Opened) -> bool:
        """Whether it shows something of this producer from before its fence."""
        producer, epoch = lane.producer.identity
        return any(one.producer == producer and one.epoch < epoch for one in opened.found)

    async def _end(self, lane: Lane) -> None:
        log = structlog.get_logger("engine").bind(topic=lane.partition.topic, partition=lane.partition.number)
        try:
            async with TransactionAdmin(self._client) as admin:
                for one in await find_hanging(admin, [transactional_id(lane.group, lane.partition)]):
                    log.error("TRANSACTION_LAISSEE_OUVERTE", verdict=one.verdict, places=len(one.places))
                    if one.verdict in ENDED_AS:
                        await admin.mark(one, last=lane.state_topic)
        except NoRightError:
            log.error("TRANSACTION_LAISSEE_OUVERTE", verdict="SANS_DROIT")  # noqa: TRY400 -- expected: who administers Kafka decides
