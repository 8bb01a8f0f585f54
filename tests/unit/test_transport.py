"""How a worker's application hears of its group and fetches, without a broker."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest

from hub.engine import membership
from hub.engine.app import FaustOptions, HubApp, new_app
from hub.engine.ending import Ending
from hub.engine.transport import BatchConsumer
from tests.unit.test_membership import Group

DAY_S = 86_400
OPTIONS = FaustOptions("g", "127.0.0.1:1", None, "w", 6_000, 1_000_000)


@pytest.fixture
def app() -> Iterator[HubApp]:
    """An application that was not started."""
    made = new_app(OPTIONS)
    yield made
    thread_loop: asyncio.AbstractEventLoop = cast("BatchConsumer", made.consumer)._fetching.thread_loop
    thread_loop.close()


def ended(_ending: Ending, error: BaseException) -> NoReturn:
    """What the process ends of is raised here."""
    raise error


async def looking(app: HubApp, monkeypatch: pytest.MonkeyPatch, *, leaves: bool) -> None:
    """Look once at a group whose coordination failed, while nothing flows; the worker is told to leave before, or not."""
    group = Group()
    group.error = PermissionError("group")
    consumer = cast("BatchConsumer", app.consumer)

    async def rest(_seconds: float) -> None:
        if leaves:
            consumer._stopped.set()

    consumer.flow_active = False
    monkeypatch.setattr(membership, "end_process", ended)
    monkeypatch.setattr(consumer, "sleep", rest)
    monkeypatch.setattr(consumer._fetching, "_consumer", SimpleNamespace(_coordinator=group))
    (look,) = [task for task in consumer._get_tasks() if "look_at_membership" in str(task)]
    await look(consumer)


async def test_the_group_is_looked_at_while_nothing_flows(app: HubApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault within a rebalance stops the client until it is asked for, and the flow resumes after the rebalance only."""
    with pytest.raises(PermissionError):
        await looking(app, monkeypatch, leaves=False)


async def test_who_leaves_looks_at_its_group_no_more(app: HubApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is being closed may say anything: leaving would be told as a crash."""
    await looking(app, monkeypatch, leaves=True)


async def test_what_runs_beside_the_lanes_begins_before_partitions_are_dealt(app: HubApp) -> None:
    """After a kill they are dealt when the session of the dead has run out: by then the registry is read, and intake relays."""
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()

    app.background = [work]
    await app.on_start()
    await asyncio.wait_for(begun.wait(), 10)


async def test_what_fails_beside_the_lanes_ends_the_process(app: HubApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay or a registry that stands still would be seen by nobody."""
    reasons: list[tuple[Ending, BaseException]] = []
    told = asyncio.Event()

    def end(ending: Ending, error: BaseException) -> None:
        reasons.append((ending, error))
        told.set()

    async def work() -> None:
        raise fault

    fault = PermissionError("topic")
    monkeypatch.setattr("hub.engine.app.end_process", end)
    app.background = [work]
    await app.on_start()
    await asyncio.wait_for(told.wait(), 10)
    assert reasons == [(Ending.TACHE_EN_PANNE, fault)]


def test_no_worker_leaves_its_group_for_want_of_records(app: HubApp) -> None:
    """Blocked lanes want nothing for days."""
    assert app.conf.broker_max_poll_interval > 30 * DAY_S


def test_a_group_that_was_dealt_nothing_looks_again_soon(app: HubApp) -> None:
    """Who leads a group while no partition has a leader gives nobody anything, and says nothing."""
    assert app.conf.consumer_metadata_max_age_ms <= 15_000


async def test_a_fetch_that_finds_nothing_leaves_nothing_behind(app: HubApp) -> None:
    """A worker that idles fetches twenty times a second, for days."""
    waiters: list[asyncio.Future[None]] = []

    def waiter() -> asyncio.Future[None]:
        waiters.append(asyncio.get_running_loop().create_future())
        return waiters[-1]

    fetcher: Any = SimpleNamespace(_subscriptions=SimpleNamespace(reassignment_in_progress=False), _create_fetch_waiter=waiter)
    assert await cast("BatchConsumer", app.consumer)._fetching._fetch_within(fetcher, (), 10) == []
    assert waiters
    assert all(one.done() for one in waiters)
