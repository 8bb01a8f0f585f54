"""Whether the consumer is still in its group: one that the group lost, and that does not come back to it, would wait for ever, unseen.

aiokafka tells of neither: what fails in its coordination is raised only to who asks, and a member that left is just not given records.
"""

import asyncio
from typing import Protocol

from aiokafka.protocol.commit import OffsetCommitRequest

from hub.engine.ending import Ending, end_process

OUT_OF_GROUP_S = 60.0
"""Longer than a rebalance or a coordinator that moves takes."""


class Coordinator(Protocol):
    """What is asked of aiokafka's group coordinator."""

    generation: int

    def check_errors(self) -> None:
        """Raise what ended its work."""


class Membership:
    """Looks at a coordinator now and then; ends the process when the group is lost."""

    def __init__(self) -> None:
        """Not a member yet: joining for the first time may take as long as it takes."""
        self._member_at: float | None = None

    def look(self, coordinator: Coordinator, now_s: float) -> None:
        """End the process when coordination failed, or when the generation is gone and did not come back within the limit."""
        try:
            coordinator.check_errors()
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 -- whatever it is, nothing is fetched any more
            end_process(Ending.GROUPE_EN_PANNE, error)
        if coordinator.generation != OffsetCommitRequest.DEFAULT_GENERATION_ID:
            self._member_at = now_s
        elif self._member_at is not None and now_s - self._member_at > OUT_OF_GROUP_S:
            end_process(Ending.HORS_DU_GROUPE, depuis_s=round(now_s - self._member_at))
