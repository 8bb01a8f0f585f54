"""A stage whose lane has no deadline: only facts move it."""

from hub.engine.ports import LaneTransaction


class Timeless:
    """The part of a stage that time would ask."""

    def next_due_ms(self) -> int | None:
        """Never."""
        return None

    def tick_due(self, mark_ms: int) -> bool:
        """Never."""
        del mark_ms
        return False

    def tick(self, now_ms: int, mark_ms: int, lane: LaneTransaction) -> None:
        """Nothing is ever due."""
