"""Needs that nobody owns, and bodies that are gone: who is entrusted with something is there today, and an orientation stands alone."""

from datetime import date
from typing import Any

from schemas.codes import State
from schemas.registry import Act
from tests.unit.case_world import Hub, view_with
from tests.unit.registry_records import act, actor, commune

RELATIONS = [{"nom": "commune", "acteur": "ville"}, {"nom": "ccas", "acteur": "ccas", "au": "2026-01-06"}]


def late(holder: str = "ccas", **fields: Any) -> Act:
    """An act on ABSENTE that was in force all along."""
    return act("absente", "institution", holder, aides=["ABSENTE"], **fields)


def test_what_is_recorded_late_goes_to_who_holds_the_power_today() -> None:
    """On the demand's day the title was the CCAS's; since then the relation names the town: the town gets it, not the former holder."""
    relations = [*RELATIONS, {"nom": "ccas", "acteur": "ville", "du": "2026-01-06"}]
    hub = Hub(view_with(commune(relations=relations)))
    case = hub.opened("ABSENTE")
    hub.later(days=3)
    (outcome,) = hub.under(view_with(commune(relations=relations), late("@ccas"), version=1))
    assert hub.told(outcome) == [("ville", "dossier.confie")]
    assert (hub.case(case).responsable, hub.case(case).orientation) == ("ville", None)


def test_what_is_recorded_late_for_a_body_that_is_gone_is_nobodys() -> None:
    """It owned the need on the demand's day and does not exist any more, without a successor: the orientation stands."""
    gone = actor("ccas", nature="ccas", au=date(2026, 1, 6))
    hub = Hub(view_with(gone))
    case = hub.opened("ABSENTE")
    hub.later(days=3)
    (outcome,) = hub.under(view_with(gone, late(), version=1))
    assert hub.told(outcome) == []
    assert (hub.held(case), hub.case(case).orientation is None) == ({"ccas": ["RECEVOIR"]}, False)


def test_an_aid_closed_since_is_finished_by_the_authority_of_the_demands_day() -> None:
    """The act recorded late had an end, and its holder lives: what was asked in time is decided."""
    hub = Hub()
    case = hub.opened("ABSENTE", "ville")
    hub.later(days=3)
    (outcome,) = hub.under(view_with(late(au=date(2026, 1, 7)), version=1))
    assert hub.told(outcome) == [("ccas", "dossier.confie")]
    assert hub.inbox("ccas", "dossier.confie")[0]["raison"] == "RETOUR_AU_TITULAIRE"
    assert hub.case(case).responsable == "ccas"


def test_a_case_that_lost_its_owner_is_not_given_back_to_a_body_that_is_gone() -> None:
    """Dissolved without a successor: taken back and told to the counter once; no later registry entrusts it to that body again."""
    gone = actor("ccas", nature="ccas", au=date(2026, 1, 6))
    hub = Hub()
    case = hub.opened("PROPRE", "ville")
    hub.later(days=3)
    (first,) = hub.under(view_with(gone, version=1))
    assert hub.told(first) == [("ccas", "dossier.retire"), ("ville", "orientation.proposee")]
    (again,) = hub.under(view_with(gone, version=2))
    assert (hub.told(again), hub.held(case)) == ([], {"ville": ["RECEVOIR"]})
    (heir,) = hub.under(view_with(gone, act("reprise", "institution", "ville", aides=["PROPRE"], du=date(2026, 1, 7)), version=3))
    assert hub.told(heir) == [("ville", "dossier.confie")]


def test_where_nobody_decides_nobody_prepares() -> None:
    """A convention of instruction without anyone to decide gives no case in flight either: a need is owned, or it is oriented."""
    hub = Hub()
    case = hub.opened("ABSENTE", "ville")
    alone = act("instruction", "convention_instruction", "ccas", aides=["ABSENTE"], fonctions=["INSTRUIRE"])
    (outcome,) = hub.under(view_with(alone, version=1))
    assert hub.told(outcome) == []
    assert (hub.case(case).orientation is None, hub.case(case).etat) == (False, State.DEPOSEE)
