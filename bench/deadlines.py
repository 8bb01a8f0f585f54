"""What a million pending deadlines weigh in one lane, and how fast those that are due ring: one process, no broker in between."""

import gc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import process_time

import psutil

from bench.figures import Figures, spreads
from bench.ground import Ground
from hub.agents.cases import CasesStage
from hub.agents.sending import Limits
from hub.core.deadlines import Deadline
from hub.core.instants import rfc3339
from hub.core.intake import Published, judge
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView, build
from hub.core.timing import SILENCE_FALLS
from hub.demo.drafts import write
from hub.demo.mix import WEEK
from hub.demo.stage import REGISTRY
from hub.demo.traffic import Traffic
from hub.engine.fake import FakeLane
from hub.registry.files import load_folder
from hub.settings import load_settings
from hub.telemetry import Metrics
from schemas.topics import EVENTS, outbox

PENDING = 1_000_000
DEMANDS = 5_000
"""Cases whose clocks ring to their end; the other deadlines stand for years to come."""
ASKED = datetime(2026, 5, 15, 12, tzinfo=UTC)
RUNG_UNTIL = ASKED + timedelta(days=120)
STANDS = b'{"announced":false,"format":1}'


class _One:
    """A registry of one version."""

    latest = 1

    def __init__(self) -> None:
        """Read it."""
        self._view = build(load_folder(REGISTRY))

    def view(self, version: int) -> RegistryView:
        """The reference."""
        del version
        return self._view


def deadlines(ground: Ground, runs: int) -> Figures:
    """PENDING deadlines beside DEMANDS cases whose clocks run out; the broker has no part in it."""
    del ground
    found = [_once(PENDING) for _ in range(runs)]
    return {"pending": PENDING, "demands": DEMANDS, **spreads(found, 1)}


def _once(pending: int) -> dict[str, float]:
    lane, registry, metrics = FakeLane(), _One(), Metrics()
    _open(_stage(registry, metrics, lane), lane)
    gc.collect()
    before = psutil.Process().memory_info().rss
    lane.state.update(_standing(pending))
    stage = _stage(registry, metrics, lane)
    gc.collect()
    bytes_each = (psutil.Process().memory_info().rss - before) / pending
    began = process_time()
    rung = _ring(stage, lane)
    assert rung > DEMANDS, "every silence rings, and what comes before it"
    return {"bytes_each": bytes_each, "rung": rung, "rung_per_cpu_s": rung / (process_time() - began)}


def _stage(registry: _One, metrics: Metrics, lane: FakeLane) -> CasesStage:
    """The stage of a lane that was just restored."""
    settings = load_settings({})
    stage = CasesStage(registry, for_ever(bytes(32)), metrics, Limits(1, settings.to_bytes_max, settings.hub_bytes_max), lane.partition)
    stage.restored(lane.state)
    return stage


def _open(stage: CasesStage, lane: FakeLane) -> None:
    """Demands of the demo's partners, recorded on the week's Friday."""
    traffic, offsets = Traffic(1), Counter[str]()
    for number in range(DEMANDS):
        sent = write(draft := traffic.demand(number, number % len(WEEK)), ASKED, 1)
        offset = offsets[draft.partner]
        offsets[draft.partner] += 1
        published = Published(outbox(draft.partner), draft.partner, 0, offset, sent.key, sent.value, tuple(sent.headers))
        relayed = judge(published, case_key=bytes(32), instant=rfc3339(ASKED))
        if relayed.topic == EVENTS:
            lane.run(stage, [lane.append(relayed.key, relayed.value, relayed.headers)])
        lane.emitted.clear()


def _standing(pending: int) -> Iterator[tuple[bytes, bytes]]:
    """Deadlines of years to come, each at an instant of its own."""
    for number in range(pending):
        due = rfc3339(RUNG_UNTIL + timedelta(days=1, seconds=30 * number))
        yield Deadline(due, f"dos_{number:026d}", SILENCE_FALLS).key(), STANDS


def _ring(stage: CasesStage, lane: FakeLane) -> int:
    """Everything due by RUNG_UNTIL, as a lane rings it: a tick, then the facts it appended; how many rang."""
    now_ms, rung = round(RUNG_UNTIL.timestamp() * 1000), 0
    while announced := lane.tick(stage, now_ms):
        lane.run(stage, announced)
        lane.emitted.clear()
        rung += len(announced)
    return rung
