"""A worker whose case stage crashes on one person's reference: a planted core bug, for tests of what the engine does with it.

With a file as argument, its clock is ahead by the seconds written there.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from bench.chaos.worker import JumpingClock
from hub.agents.cases import Registry
from hub.app import hub_plans, run_worker
from hub.engine.assembly import LanePlan
from hub.engine.clock import SystemClock
from hub.engine.ports import LaneTransaction, Record, Stage
from hub.engine.transaction import Transaction
from hub.settings import HubSettings, load_settings
from hub.telemetry import Metrics, configure_logging
from schemas.topics import EVENTS

PLANTED = b"per_" + b"z" * 26


class PlantedStage:
    """The hub's own stage, but for one reference."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.restored = stage.restored
        self.next_due_ms = stage.next_due_ms
        self.tick_due = stage.tick_due
        self.tick = stage.tick

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Crash after the stage has written and sent: nothing of it may be seen. What it drops as a repeat crashes nobody."""
        outputs = cast("Transaction", lane).outputs
        before = len(outputs)
        self._stage.handle(record, lane)
        if record.topic == EVENTS and PLANTED in (record.value or b"") and len(outputs) > before:
            raise RuntimeError("planted")


def main() -> None:
    """Run until told to stop."""
    settings = load_settings()
    configure_logging(settings.log_level)
    clock = JumpingClock(SystemClock(), Path(sys.argv[1])) if sys.argv[1:] else SystemClock()
    run_worker(settings, clock, planted_plans)


def planted_plans(settings: HubSettings, registry: Registry, metrics: Metrics) -> list[LanePlan]:
    """The hub's own lanes, each with the bug."""
    return [plan._replace(stage=_planted(plan.stage)) for plan in hub_plans(settings, registry, metrics)]


def _planted(stage: Callable[[int], Stage]) -> Callable[[int], Stage]:
    return lambda number: PlantedStage(stage(number))


if __name__ == "__main__":
    main()
