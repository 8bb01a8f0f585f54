"""Whatever happened to a lane: its second life is that of a hub to which the acts were loaded on the period's first instant."""

from datetime import datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.changes import Changes
from hub.core.dossier import Dossier
from hub.core.facts import Received
from hub.core.own_facts import RegistryApplied
from schemas.registry import AnyRecord
from tests.unit.case_world import ACTS
from tests.unit.lived_lane import LivedLane, Numbered
from tests.unit.lived_steps import live, steps
from tests.unit.other_registries import BOUNDED, ENDED, FULL_AND_OVER, LATE
from tests.unit.test_what_if import ALWAYS, ENDS, EVERYTHING, START, bounded, lived, simulated

SHORT = (
    (bounded(capacite=1),),
    (bounded(capacite=1, epuise="repli", clause_urgence="departement"), *ENDED),
    (bounded(enveloppe={"centimes_par_an": 20_000}, epuise="repli"),),
)
"""The association's convention with less than is asked of it: who waits, who falls back, what a decision may spend."""


def nothing(found: Changes) -> bool:
    """Whether the two lives are one."""
    lists = found.deplaces, found.decisions, found.flux, found.sans_objet, found.par_suite, found.admis, found.pannes
    return not any(lists) and found.avant == found.apres and found.nes_du_hub[0] == found.nes_du_hub[1]


@settings(max_examples=80, deadline=None)
@given(steps, st.sampled_from([ALWAYS, START]))
def test_acts_that_are_in_force_already_change_nothing(drawn: list[tuple[str, int]], start: datetime) -> None:
    """Every case lives twice, under two views of one registry: no move, no decision, no event differs."""
    lane = live(drawn)
    if len(lane.registry.versions) == 1:
        assert simulated(lane, *ACTS, start=start).nes_du_hub == (0, 0), "what changes nothing is not even lived twice"
        assert nothing(simulated(lane, *ACTS, start=start, touch=EVERYTHING))
    assert nothing(simulated(lane, start=start, touch=EVERYTHING))


@settings(max_examples=80, deadline=None)
@given(steps, st.sampled_from([ALWAYS, START]), st.sampled_from([LATE, ENDED, (ENDS,)]))
def test_a_case_that_no_candidate_touches_lives_once(
    drawn: list[tuple[str, int]], start: datetime, candidate: tuple[AnyRecord, ...]
) -> None:
    """Living every case twice finds the same changes."""
    lane = live(drawn)
    some, all_of_them = simulated(lane, *candidate, start=start), simulated(lane, *candidate, start=start, touch=EVERYTHING)
    all_of_them.nes_du_hub = some.nes_du_hub
    assert some == all_of_them


def relived(lane: LivedLane, candidate: tuple[AnyRecord, ...], start: datetime) -> dict[str, Dossier]:
    """The cases of a real lane that got the same events at the same instants, and the candidate with the period's first instant."""
    again = LivedLane(registry=Numbered([lane.registry.versions[0]]), now_ms=_ms(ALWAYS))
    records = lane.registry.versions[0]
    loaded = False
    for fact, record in zip(lane.facts(), lane.lane.log, strict=True):
        if fact.instant >= start and not loaded:
            again.wait_until(_ms(start))
            again.load(*records, *candidate, after_ms=0)
            loaded = True
        again.wait_until(max(again.now_ms, _ms(fact.instant)))
        if isinstance(fact, Received):
            again.relay(record.key, record.value, record.headers)
        elif isinstance(fact, RegistryApplied):
            records = lane.registry.versions[fact.version - 1]
            again.load(*records, *(candidate if loaded else ()), after_ms=0)
    if not loaded:
        again.wait_until(_ms(start))
        again.load(*records, *candidate, after_ms=0)
    again.wait_until(max(again.now_ms, lane.now_ms))
    return again.dossiers()


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


@settings(max_examples=150, deadline=None)
@given(steps, st.sampled_from([ALWAYS, START]), st.sampled_from([LATE, ENDED, (ENDS,), (*ENDED, *LATE), BOUNDED, FULL_AND_OVER, *SHORT]))
def test_the_second_life_is_what_a_hub_would_have_done(
    drawn: list[tuple[str, int]], start: datetime, candidate: tuple[AnyRecord, ...]
) -> None:
    """Its cases are those of a real lane to which the acts were loaded at the first instant of the period."""
    lane = live(drawn)
    lane.later(10)
    lane.registry.stand(*candidate)
    lives = lived(lane, start)
    assert lives.with_acts is not None
    oracle = relived(lane, candidate, start)
    second = {name: (lives.with_acts if name in lives.with_acts else lives.without).dossier(name) for name in oracle}
    assert {name: unversioned(one) for name, one in second.items()} == {name: unversioned(one) for name, one in oracle.items()}


def unversioned(dossier: Dossier | None) -> Dossier | None:
    """A case whatever the number of the registry it was examined under."""
    return None if dossier is None else msgspec.structs.replace(dossier, registre=0)
