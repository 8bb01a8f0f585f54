"""What a lane's commit says of it."""

import pytest

from hub.lane_lags import LaneState, lane_lag
from hub.positions import Commit, Lag, Place

PLACE = Place("hub.events", 3)


def test_a_lane_that_has_caught_up() -> None:
    """Its position is its commit, nothing waits."""
    found = lane_lag(PLACE, 0, Commit(120, ""), Lag(0, 0.0))
    assert (found.position, found.retard_enregistrements, found.retard_secondes, found.etat) == (120, 0, 0.0, LaneState.A_JOUR)


def test_a_lane_that_is_late() -> None:
    """How many wait, and how old the oldest is."""
    found = lane_lag(PLACE, 0, Commit(120, ""), Lag(7, 12.345))
    assert (found.retard_enregistrements, found.retard_secondes, found.etat) == (7, 12.3, LaneState.EN_RETARD)


def test_a_lane_that_never_committed() -> None:
    """It stands where its partition begins: late when something waits there, else not."""
    found = lane_lag(PLACE, 5, None, Lag(2, 1.0))
    assert (found.position, found.etat) == (5, LaneState.EN_RETARD)
    assert lane_lag(PLACE, 0, None, Lag(0, 0.0)).etat is LaneState.A_JOUR


def test_a_blocked_lane_names_what_blocks_it() -> None:
    """The offset and the dossier of its note."""
    found = lane_lag(PLACE, 0, Commit(120, "BLOQUEE 121 dos_aaaa"), Lag(3, 60.0))
    assert (found.etat, found.bloquee_offset, found.bloquee_dossier) == (LaneState.BLOQUEE, 121, "dos_aaaa")


@pytest.mark.parametrize("note", ["", "autre", "BLOQUEE", "BLOQUEE x dos_a", "BLOQUEE 1 2 3", "DEBLOQUEE 1 dos_a"])
def test_any_other_note_is_none(note: str) -> None:
    """What was not written by a blocked lane does not block it on the screen."""
    assert lane_lag(PLACE, 0, Commit(1, note), Lag(0, 0.0)).etat is LaneState.A_JOUR
