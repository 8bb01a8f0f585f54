"""What stands in for the connection of who administers Kafka: what is open, what was decided of it, and the markers that end it."""

from collections.abc import Iterable
from typing import Any, Self

from bench.schedules.clients import Network
from hub.engine.decided import Known, Verdict
from hub.engine.hanging import Hanging, Opened, OpenHere


class SimulatedAdmin:
    """For `hub.engine.hanging.TransactionAdmin`; each question and each marker is a request of its own."""

    def __init__(self, client: dict[str, Any]) -> None:
        """Nothing is asked yet."""
        self._network: Network = client["network"]

    async def __aenter__(self) -> Self:
        """Nothing to connect."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to leave."""

    async def open_now(self) -> Opened:
        """Everything open anywhere."""
        logs = self._network.broker.logs
        found = await self._network.ask(
            lambda: [OpenHere(place, one[0], one[1], 0, one[2]) for place in logs for one in logs[place].open_now()]
        )
        return Opened(found, [], [])

    async def histories(self, ids: Iterable[str]) -> dict[str, list[Known]]:
        """What was written down of each."""
        return await self._network.ask(lambda: {one: self._network.broker.history(one) for one in ids})

    async def mark(self, hanging: Hanging, *, last: str) -> None:
        """The group's offset, then one marker after the other, the lane's state at the end."""
        broker, committed = self._network.broker, hanging.verdict is Verdict.VALIDEE
        pending = broker.pending.get((hanging.producer, hanging.epoch), {})
        await self._network.ask(lambda: broker.commit(pending if committed else {}))
        for place in sorted(hanging.places, key=lambda one: one.partition.topic == last):
            await self._network.ask(lambda log=broker.logs[place.partition]: log.mark(hanging.producer, committed=committed))  # type: ignore[misc] # bound now
