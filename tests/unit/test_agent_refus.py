"""The lanes that answer what intake refused."""

import pytest

from hub.agents.refus import RefusStage
from hub.core.intake import Published, judge
from hub.engine.fake import Emitted, FakeLane
from hub.engine.ports import Record
from tests.unit.lane_world import LIMITS, Counts, headers, topics, values
from tests.unit.published_events import CASE_KEY, INSTANT, demand

ACTOR = "ccas-ferrevaux"


def refused(lane: FakeLane, published: Published) -> Record:
    """What the relay appends to hub.refus."""
    relayed = judge(published, case_key=CASE_KEY, instant=INSTANT)
    assert relayed.topic == "hub.refus"
    return lane.append(relayed.key, relayed.value, relayed.headers)


@pytest.fixture
def lane() -> FakeLane:
    """Partition 5 of hub.refus."""
    return FakeLane(partition=5, source="hub.refus")


def run(lane: FakeLane, *records: Record, counts: Counts | None = None) -> list[Emitted]:
    """A lane just restored handles these."""
    stage = RefusStage(counts or Counts(), LIMITS)
    stage.restored(dict(lane.state))
    return lane.run(stage, records)


def test_a_refused_record_has_a_notice_a_dead_letter_and_an_entry(lane: FakeLane) -> None:
    """Each in its place; the entry on the lane's own partition, under the partner."""
    counts = Counts()
    sent = run(lane, refused(lane, demand(canal="pigeon")), counts=counts)
    assert topics(sent) == [f"to.{ACTOR}", "hub.rejected", "hub.journal"]
    assert (sent[2].partition, sent[2].key) == (5, ACTOR.encode())
    assert values(sent, f"to.{ACTOR}")[0]["data"]["code"] == "VALEUR_INVALIDE"
    assert (counts.refused, counts.handled) == (["VALEUR_INVALIDE"], [("hub.refus", "VALEUR_INVALIDE")])


def test_what_is_refused_for_identity_is_answered_and_leaves_no_byte(lane: FakeLane) -> None:
    """A notice and an entry; nothing on hub.rejected, nothing of it in the state."""
    record = refused(lane, demand(personne_ref="1 85 05 78 006 084 " + "91"))
    sent = run(lane, record)
    assert topics(sent) == [f"to.{ACTOR}", "hub.journal"]
    assert b"85 05 78" not in b"".join([*(one.value or b"" for one in sent), *lane.state.values()])


def test_a_repeat_of_the_relay_is_answered_once(lane: FakeLane) -> None:
    """By its origin, after a restart too."""
    first = refused(lane, demand(canal="pigeon"))
    assert len(run(lane, first, first)) == 3
    assert run(lane, first) == []


def test_a_partner_without_inbox_is_a_dead_letter(lane: FakeLane) -> None:
    """Its notice is kept beside what it published."""
    lane.inboxes = set()
    counts = Counts()
    sent = run(lane, refused(lane, demand(canal="pigeon")), counts=counts)
    assert topics(sent) == ["hub.rejected", "hub.rejected", "hub.journal"]
    assert [headers(one)["__relais.errors.code"] for one in sent[:2]] == [b"BOITE_ABSENTE", b"VALEUR_INVALIDE"]
    assert counts.refused == ["BOITE_ABSENTE", "VALEUR_INVALIDE"]


def test_nothing_is_ever_due(lane: FakeLane) -> None:
    """A refusal is answered at once or not yet read."""
    stage = RefusStage(Counts(), LIMITS)
    assert lane.tick(stage, 10**15) == []
    assert stage.next_due_ms() is None
    stage.tick(10**15, 10**15, lane)
    assert not lane.log


def test_a_record_set_aside_is_answered_though_it_comes_late(lane: FakeLane) -> None:
    """The operator's decision comes after later records of the same partner."""
    late = refused(lane, demand(canal="pigeon"))
    headers_aside = [(name, b"MIS_DE_COTE" if name == "relais_code" else raw) for name, raw in late.headers]
    aside = lane.append(late.key, late.value, headers_aside)
    assert values(run(lane, late, aside), f"to.{ACTOR}")[1]["data"]["code"] == "MIS_DE_COTE"
