"""The table of a dossier's life is whole: every state is entered and left, every event has its place, and there is one end."""

from collections.abc import Iterable

import pytest

from hub.core import lifecycle
from hub.core.authors import AUTHORS
from hub.core.cases import ON_A_DEMAND, ON_A_SIGNAL, ON_AN_ACTION, OPENING
from hub.core.following import CONCERNED
from hub.core.lifecycle import CLOSING, EXPECTED, NAMES, STAYS, TABLE, targets
from schemas.codes import ClosingMotive, State
from schemas.inbound import INBOUND, OPENING_TYPES
from schemas.life_codes import HUB_EVENTS, EventName

OPENED = {NAMES[name] for name in OPENING_TYPES}


def reachable(start: Iterable[State]) -> set[State]:
    """All states that events may lead to."""
    found, waiting = set(start), list(start)
    while waiting:
        state = waiting.pop()
        fresh = {one for event in EventName for one in targets(state, event)} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def test_every_state_is_entered_from_a_demand_or_a_signal() -> None:
    """None is a word without a life."""
    assert reachable([State.DEPOSEE, State.SIGNALEE]) == set(State)


@pytest.mark.parametrize("state", [one for one in State if one is not State.CLOS])
def test_every_open_state_leads_to_the_one_end(state: State) -> None:
    """No dossier is caught, and a motive closes it at once unless a debt or an appeal must be over first."""
    assert State.CLOS in reachable([state])
    assert any(state in states for states in CLOSING.values())
    assert State.CLOS in targets(state, EventName.DOSSIER_CLOS)


def test_nothing_leaves_the_end() -> None:
    """A closed dossier takes nothing more."""
    assert not any(targets(State.CLOS, event) for event in EventName)
    assert not any(State.CLOS in states for states in CLOSING.values())


def test_every_event_has_its_place() -> None:
    """What may be published happens in some state, and who opens a dossier opens it."""
    placed = {event for _, event in TABLE}
    assert placed | OPENED == set(EventName)
    assert not placed & OPENED
    assert set(NAMES.values()) == set(EventName) - HUB_EVENTS
    assert {NAMES[name] for name, model in INBOUND.items() if model in {*OPENING, *ON_A_DEMAND, *ON_A_SIGNAL, *ON_AN_ACTION}} == set(
        NAMES.values()
    )


@pytest.mark.parametrize("state", State)
def test_what_is_expected_may_happen(state: State) -> None:
    """A notice never sends somebody to an event that would be refused."""
    assert [event for event in EXPECTED[state].evenements if not targets(state, event)] == []
    assert EXPECTED[state].jusqu_a


def test_what_stays_is_said_to_stay() -> None:
    """The state itself is never named as a target beside STAYS."""
    assert [key for key, leads in TABLE.items() if STAYS in leads and key[0] in leads] == []
    assert targets(State.DROIT_OUVERT, EventName.SITUATION_CHANGEE) == (State.DROIT_OUVERT,)


def test_an_adjournment_leads_nowhere_else() -> None:
    """Whoever adjourns only puts off."""
    assert {leads for (_, event), leads in TABLE.items() if event is EventName.DECISION_AJOURNEE} == {(State.AJOURNEE,)}


def test_silence_only_falls_on_what_waits_for_an_answer() -> None:
    """On a demand that nobody has decided, on an appeal that nobody has answered."""
    assert {state for state, event in TABLE if event is EventName.SILENCE_ECHU} == lifecycle.UNDECIDED | {State.EN_RECOURS}


def test_only_an_incomplete_demand_lapses_and_no_appeal_is_forgotten() -> None:
    """The motives have their states."""
    assert CLOSING[ClosingMotive.CADUCITE] == {State.INCOMPLETE}
    assert {motive for motive, states in CLOSING.items() if State.EN_RECOURS in states} == {ClosingMotive.DECES, ClosingMotive.DESISTEMENT}
    assert {motive for motive, states in CLOSING.items() if State.INDU in states} == {ClosingMotive.DECES}


def test_everyone_who_is_told_of_an_event_may_be_known() -> None:
    """An event told in a letter has an author by the same table."""
    answers = {EventName.TRANSMISSION_ACCEPTEE, EventName.TRANSMISSION_REFUSEE}
    by_itself = {EventName.DOSSIER_CLOS, EventName.SILENCE_ECHU, EventName.SILENCE_ANNULE}
    assert CONCERNED.keys() - AUTHORS.keys() == by_itself | answers
