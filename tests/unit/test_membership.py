"""A worker that its group lost ends, instead of waiting for ever for records that go to others."""

import asyncio

import pytest

from hub.engine import membership
from hub.engine.ending import Ending
from hub.engine.membership import OUT_OF_GROUP_S, Membership


class Ended(Exception):  # noqa: N818 -- the end of a process
    pass


class Group:
    """A coordinator in some generation; -1 is none."""

    def __init__(self) -> None:
        self.generation = 3
        self.error: BaseException | None = None

    def check_errors(self) -> None:
        """Raise it."""
        if self.error is not None:
            raise self.error


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why the process ended."""
    reasons: list[str] = []

    def end(ending: Ending, _error: BaseException | None = None, depuis_s: int = 0) -> None:
        reasons.append(f"{ending} {depuis_s}")
        raise Ended

    monkeypatch.setattr(membership, "end_process", end)
    return reasons


def test_a_member_stays_and_a_rebalance_is_no_loss(ended: list[str]) -> None:
    """Out of the group for less than a minute, again and again."""
    watch, group = Membership(), Group()
    for round_ in range(10):
        group.generation = 3
        watch.look(group, 100.0 * round_)
        group.generation = -1
        watch.look(group, 100.0 * round_ + OUT_OF_GROUP_S)
    assert ended == []


def test_who_never_joined_may_wait(ended: list[str]) -> None:
    """A first join takes as long as Kafka takes to answer."""
    watch, group = Membership(), Group()
    group.generation = -1
    watch.look(group, 0.0)
    watch.look(group, 10_000.0)
    assert ended == []


def test_a_member_that_the_group_lost_ends(ended: list[str]) -> None:
    """Seen after a thousand seconds: the client took the worker for idle, left, and nothing was ever fetched again."""
    watch, group = Membership(), Group()
    watch.look(group, 0.0)
    group.generation = -1
    with pytest.raises(Ended):
        watch.look(group, OUT_OF_GROUP_S + 1)
    assert ended == ["HORS_DU_GROUPE 61"]


@pytest.mark.parametrize("error", [PermissionError("group"), asyncio.CancelledError()])
def test_coordination_that_failed_ends_the_process(ended: list[str], error: BaseException) -> None:
    """The client raises it to nobody else."""
    group = Group()
    group.error = error
    with pytest.raises(Ended):
        Membership().look(group, 0.0)
    assert ended == ["GROUPE_EN_PANNE 0"]
