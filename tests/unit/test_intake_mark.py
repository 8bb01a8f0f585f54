"""When a deadline may ring: what intake must have come to, what it never waits for, and what a lane must have read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine.intake_mark import LaneMark, Passed, Seen, left_of, short_of, waiting_s
from hub.positions import Place

FROM = Place("from.ccas-ferrevaux", 0)


@pytest.mark.parametrize(
    ("seen", "short"),
    [
        (Seen(10, 0, 12), {}),
        (Seen(9, 0, 12), {FROM: 9}),
        (Seen(None, 0, 10), {FROM: 0}),
        (Seen(None, 10, 10), {}),
        (Seen(3, 10, 12), {}),
        (Seen(3, 7, 12), {FROM: 7}),
        (Seen(100, 0, 12), {FROM: 0}),
        (Seen(100, 0, 0), {}),
        (Seen(4, 0, 4), {}),
        (Seen(3, 0, 4), {FROM: 3}),
    ],
    ids=[
        "come to the goal", "before it", "never committed", "never committed, nothing there", "all before the goal is deleted",
        "some of it is deleted", "made anew and filled", "made anew and empty", "made anew, all relayed", "made anew, not all relayed",
    ],
)  # fmt: skip
def test_intake_is_short_of_a_goal_while_records_before_it_may_be_unrelayed(seen: Seen, short: dict[Place, int]) -> None:
    """The goal is offset 10; a commit beyond the log is of an earlier topic of that name."""
    assert short_of({FROM: 10}, {FROM: seen}) == short


def test_a_topic_that_is_gone_waits_for_nothing() -> None:
    """Nothing of it can be relayed any more."""
    assert short_of({FROM: 10}, {}) == {}


def test_where_no_record_is_left_to_read_before_the_goal_intake_is_there() -> None:
    """Markers, aborted and compacted records keep their offsets and are never relayed."""
    goal = {FROM: 10}
    assert left_of(goal, {FROM: 8}, {}) == {}
    assert left_of(goal, {FROM: 8}, {FROM: 10}) == {}
    assert left_of(goal, {FROM: 8}, {FROM: 9}) == {FROM: 10}


@given(committed=st.none() | st.integers(0, 30), start=st.integers(0, 30), kept=st.integers(0, 30), goal=st.integers(0, 30))
def test_intake_that_relays_what_there_is_comes_to_any_goal(committed: int | None, start: int, kept: int, goal: int) -> None:
    """Whatever was deleted or made anew: a commit at the log's end is always enough, so no deadline waits for ever."""
    end = start + kept
    before, after = Seen(committed, start, end), Seen(end, start, end)
    assert start <= before.position <= end
    assert short_of({FROM: goal}, {FROM: after}) == {}


def test_the_oldest_deadline_that_is_due_says_how_long_they_wait() -> None:
    """Those still to come do not count."""
    assert waiting_s([], 5_000) == 0.0
    assert waiting_s([None, 6_000], 5_000) == 0.0
    assert waiting_s([None, 3_500, 1_000, 9_000], 5_000) == 4.0


def test_a_lane_has_passed_an_instant_when_it_has_read_what_intake_relayed() -> None:
    """Not before; and set back by a rebalance, not until it has read it again."""
    mark = LaneMark()
    assert mark.at(50) == 0
    mark.intake_passed(Passed(1_000, 60))
    assert [mark.at(59), mark.at(60), mark.at(55), mark.at(61)] == [0, 1_000, 0, 1_000]
    mark.intake_passed(Passed(2_000, 70))
    assert [mark.at(69), mark.at(70), mark.at(69)] == [1_000, 2_000, 0]


def test_a_slow_lane_s_goal_is_not_moved_away() -> None:
    """It asks for the next one when it has come to the first."""
    mark = LaneMark()
    assert mark.waits(900, 1_000)
    mark.intake_passed(Passed(1_000, 60))
    assert not mark.waits(1_500, 2_000)
    mark.intake_passed(Passed(2_000, 90))
    assert mark.at(60) == 1_000
    assert [mark.waits(900, 2_000), mark.waits(1_500, 2_000), mark.waits(2_500, 2_000), mark.waits(None, 2_000)] == [
        False, True, False, False,
    ]  # fmt: skip
