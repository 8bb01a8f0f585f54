"""A record that is set aside: its author's event leaves for the refusals, and the lane knows it again."""

import pytest

from hub.agents.lane_marks import is_new
from hub.agents.set_aside import refusal_of
from hub.core.facts import Origin, origin_in
from hub.engine.fake import FakeLane
from hub.errors import ReasonRefused
from tests.unit.case_world import demand
from tests.unit.lane_world import Bench


def test_what_the_relay_repeated_of_it_is_dropped_behind_it() -> None:
    """Its origin is noted as applied: a repeat that stands further in the lane has no second notice."""
    bench, lane = Bench(), FakeLane(partition=3)
    record = bench.publish("ccas", "demande.deposee", "REF", demand())
    leaving = refusal_of("defaut")(record, lane)
    assert leaving is not None
    assert (leaving.topic, leaving.key, leaving.value) == ("hub.refus", b"ccas", record.value)
    origin = origin_in(record.headers)
    assert origin == Origin("from.ccas", "T-ccas", 0, 0)
    lane.commit()
    assert origin is not None
    assert not is_new(lane, origin)


def test_a_fact_of_the_hub_s_own_has_no_author_to_tell() -> None:
    """It leaves nothing."""
    bench = Bench()
    bench.registry.latest = 2
    (fact,) = bench.tick()
    assert origin_in(fact.headers) is None
    assert refusal_of("defaut")(fact, FakeLane(partition=3)) is None


@pytest.mark.parametrize("reason", ["", "deux mots", "Majuscule", "x" * 61])
def test_a_reason_is_one_word(reason: str) -> None:
    """No free text on any topic."""
    with pytest.raises(ReasonRefused):
        refusal_of(reason)
