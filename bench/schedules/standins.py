"""What is put in the place of the engine's doors to the outside while a schedule runs: two clients, and the end of the process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from structlog.testing import capture_logs

from bench.schedules.admin import SimulatedAdmin
from bench.schedules.clients import SimulatedProducer
from bench.schedules.worker import end_process

DOORS: dict[str, object] = {
    "hub.engine.producer.AIOKafkaProducer": SimulatedProducer,
    "hub.engine.left_open.TransactionAdmin": SimulatedAdmin,
    "hub.engine.lane.end_process": end_process,
    "hub.engine.lanes.end_process": end_process,
    "hub.engine.lane.YIELD_EVERY": 1,
}
"""All else of the engine runs as it is. A lane takes a breath after each of its few facts, as it does after some of its hundreds."""


@contextmanager
def standing_in() -> Iterator[None]:
    """While it is open."""
    with ExitStack() as stack:
        stack.enter_context(capture_logs())
        for door, stand_in in DOORS.items():
            stack.enter_context(patch(door, stand_in))
        yield
