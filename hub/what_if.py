"""What candidate acts would have changed, on the hub's own log: read from outside, lived on all cores, nothing written.

Rules:
1. What is read is what was committed when the command began: `hub.events` to its ends of then, the registry likewise. No group is joined,
   nothing is committed, and no producer is ever opened.
2. A partition is lived by one process from its first record; no case is in two. What they find is added up in the order of partitions:
   the same answer whatever the number of processes. Cases that share places and money are lived then, together (pass 2).
"""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from typing import ClassVar, NamedTuple, Protocol

from hub.core import what_if_question as core
from hub.core.changes import Changes
from hub.core.what_if import Timed, live_twice
from hub.core.what_if_counted import live_counted
from hub.core.what_if_question import Period
from hub.errors import TopicsRefused
from hub.event_log import events_of
from hub.positions import Positions
from hub.registry.overlay import Overlay
from hub.registry.versions import Versions
from hub.settings import HubSettings
from schemas.registry import AnyRecord
from schemas.topics import EVENTS

LOOK_EVERY_S = 0.2

Tell = Callable[[int], object]
Found = tuple[Changes, list[Timed]]
"""What one partition found, and what it keeps for the second pass."""


class Bars(Protocol):
    """Shows how far it is."""

    def begin(self, total: int, what: str) -> Tell:
        """Something of that many steps begins; what is returned hears of each step, or of several."""
        ...


class Question(NamedTuple):
    """What is asked: which records, on top of which registry, over which period."""

    candidate: tuple[AnyRecord, ...]
    versions: Versions
    period: Period

    def lived(self) -> core.Question:
        """The same, as lives ask it."""
        overlay = Overlay(self.versions, self.candidate)
        return core.Question(overlay, overlay.touch(), self.period)


def ends_of_log(settings: HubSettings) -> dict[int, int]:
    """Where each partition of `hub.events` ends for a reader of committed records; raises TopicsRefused or a broker's fault."""
    positions = Positions(settings)
    places = positions.places([EVENTS])
    if not places:
        raise TopicsRefused(difference=f"{EVENTS} is missing")
    return {place.partition: end for place, end in sorted(positions.ends(places).items())}


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million cases are values without cycles, and lives let go of theirs: the collector would walk them again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_without_collector()
def what_if(question: Question, settings: HubSettings, ends: dict[int, int], bars: Bars, processes: int | None = None) -> Changes:
    """What would have changed. Raises a broker's fault."""
    tell = bars.begin(sum(ends.values()), "événements relus")
    count = min(processes or os.cpu_count() or 1, len(ends))
    each = _alone(question, settings, ends, tell) if count == 1 else _together(question, settings, ends, tell, count)
    found, kept = Changes(), list[Timed]()
    for changes, later in each:
        found.add(changes)
        kept += later
    tell = bars.begin(len(kept), "places et enveloppes")
    found.add(live_counted(kept, question.lived(), tell))
    return found


class _Process:
    """One process that lives partitions, one after the other, with registries built once."""

    here: ClassVar["_Process"]

    def __init__(self, question: Question, settings: HubSettings, tell: Tell) -> None:
        self._question = question.lived()
        self._settings = settings
        self._tell = tell

    def live(self, partition: int, end: int) -> Found:
        """One partition up to the offset `end`; what stands behind the period is passed without being read."""
        passed = 0

        def tell(count: int) -> None:
            nonlocal passed
            passed += count
            self._tell(count)

        found = live_twice(events_of(self._settings, partition, end, tell), partition, self._question)
        self._tell(end - passed)
        return found


def _alone(question: Question, settings: HubSettings, ends: dict[int, int], tell: Tell) -> list[Found]:
    here = _Process(question, settings, tell)
    return [here.live(partition, end) for partition, end in ends.items()]


def _together(question: Question, settings: HubSettings, ends: dict[int, int], tell: Tell, count: int) -> list[Found]:
    context = get_context("spawn")
    heard = context.SimpleQueue()
    with ProcessPoolExecutor(count, context, _settle_in, (question, settings, heard)) as pool:
        lives = [pool.submit(_live, partition, end) for partition, end in ends.items()]
        while wait(lives, LOOK_EVERY_S, FIRST_EXCEPTION).not_done and not _is_over(lives):
            _hear(heard, tell)
        pool.shutdown(cancel_futures=_is_over(lives))
        _hear(heard, tell)
    return [one.result() for one in lives if not one.cancelled()]


def _settle_in(question: Question, settings: HubSettings, heard: "SimpleQueue[int]") -> None:
    gc.disable()
    _Process.here = _Process(question, settings, heard.put)


def _live(partition: int, end: int) -> Found:
    return _Process.here.live(partition, end)


def _is_over(lives: list[Future[Found]]) -> bool:
    """Whether one of them failed: nothing is told of a part."""
    return any(one.done() and not one.cancelled() and one.exception() is not None for one in lives)


def _hear(heard: "SimpleQueue[int]", tell: Tell) -> None:
    while not heard.empty():
        tell(heard.get())
