"""A partition lived again: the hub's own facts made anew are those the lane had appended, and every case is the same bytes."""

from datetime import datetime

from hypothesis import given, settings

from hub.core import dossier as state
from hub.core import wire
from hub.core.facts import Received
from hub.core.own_facts import DeadlineReached, ExaminationDue, HubFact, QuotaAnswered, RegistryApplied
from hub.core.registry import build
from hub.core.replaying import NOWHERE, CaseFact, Fault, Logged, Run, Taken, in_order
from hub.core.what_if_desk import Desk
from tests.unit.lived_lane import PARTITION, LivedLane
from tests.unit.lived_steps import live, steps


class Heard:
    """What a run told."""

    def __init__(self) -> None:
        self.own: list[HubFact] = []
        self.faults: list[Fault] = []

    def fact(self, fact: CaseFact, taken: Taken) -> None:
        """Keep the hub's own."""
        assert taken.outcome is not None
        if not isinstance(fact, Received):
            self.own.append(fact)


def replayed(lane: LivedLane, log: list[Logged] | None = None, until: datetime | None = None) -> tuple[Run, Heard]:
    """The lane's partition under the registry of its time, partners' facts and versions only."""
    heard = Heard()
    run = Run(PARTITION, lane.registry.view(1), Desk(), told=heard.fact, note_fault=heard.faults.append)
    for fact, instant in in_order(lane.log if log is None else log, PARTITION, heard.faults.append):
        run.ring_until(instant)
        if isinstance(fact, RegistryApplied):
            run.apply(lane.registry.view(fact.version), instant)
        elif isinstance(fact, Received):
            run.take(fact, instant)
    run.ring_until(until or lane.end())
    return run, heard


def without_place(fact: HubFact) -> tuple[object, ...]:
    """What a fact says, wherever it stands."""
    if isinstance(fact, DeadlineReached):
        return fact.instant, fact.due, fact.dossier, fact.code
    if isinstance(fact, QuotaAnswered):
        return fact.instant, fact.dossier, fact.acte, fact.n
    assert isinstance(fact, ExaminationDue)
    return fact.instant, fact.dossier, fact.version


@settings(max_examples=150, deadline=None)
@given(steps)
def test_what_the_hub_made_is_made_anew(drawn: list[tuple[str, int]]) -> None:
    """The deadlines reached, the examinations and every state are those of the lane, byte for byte."""
    lane = live(drawn)
    run, heard = replayed(lane)
    recorded = [fact for fact in lane.facts() if isinstance(fact, DeadlineReached | ExaminationDue | QuotaAnswered)]
    assert [without_place(fact) for fact in heard.own] == [without_place(fact) for fact in recorded]
    assert {name: run.dossier(name) for name in lane.dossiers()} == lane.dossiers()
    assert heard.faults == []
    kept = {name: run.dossier(name) for name in lane.dossiers()}
    assert {name: state.encode(one) for name, one in kept.items() if one is not None} == {
        key.decode(): stored for key, stored in lane.lane.state.items() if key.startswith(b"dos_")
    }


def test_what_cannot_be_read_or_decided_is_named_and_stops_nobody() -> None:
    """A record of an unknown kind, and a registry that forgot the commune: each fault has its place, the other cases go on."""
    lane = LivedLane()
    case = lane.opened("CONFIEE")
    log = lane.log
    published = log[0]
    other = [(name, b"T-ccas".join((b"from.ccas/", b"/0/7")) if name == wire.ORIGIN else raw) for name, raw in published.headers]
    broken = [(name, b"inconnu" if name == wire.GENRE else raw) for name, raw in other]
    log += [Logged(published.key, published.value, broken, 1), Logged(published.key, published.value, other, 2)]
    log += [Logged(None, b"", [(wire.GENRE, b"inconnu")], 3)]
    run, heard = replayed(lane, log)
    assert heard.faults == [Fault(PARTITION, 1, case, "AssertionError"), Fault(PARTITION, 3, None, "KeyError")]
    assert case in run, "what stands behind the broken record at the same origin is dropped, as a lane would"
    heard.faults.clear()
    run.apply(build([]), lane.end())
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    (fact,) = (one for one in lane.facts() if isinstance(one, Received) and one.actor == "asso")
    assert run.take(fact, lane.end()).outcome is None
    assert heard.faults == [Fault(PARTITION, NOWHERE, case, "AssertionError"), Fault(PARTITION, 1, case, "AssertionError")]


def test_a_hub_that_was_late_is_replayed_on_time() -> None:
    """The fact of a deadline stands behind an event of later: the replay reaches it first, and the case is the same."""
    lane = LivedLane()
    case = lane.opened("CONFIEE")
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    lane.later(60)
    on_time = lane.dossiers()
    assert on_time[case].responsable == "ccas"
    log = [one for one in lane.log if dict(one.headers)[wire.GENRE] == wire.GENRE_RECEIVED]
    run, heard = replayed(lane, log)
    assert [fact.instant.date().isoformat() for fact in heard.own] == ["2026-02-28"], "midnight in Paris on the first of March"
    assert run.dossier(case) == on_time[case]
