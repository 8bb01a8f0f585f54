"""The version of the règlement that applies: of the demand's day, unless the one of the decision's day says otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.rules_version import Rules, applicable
from tests.unit.registry_records import act, registry

CHANGE = date(2025, 2, 1)
SEVENTH = act("reglement-v7", "institution", "ccas", version_reglement="v7", au=CHANGE)
EIGHTH = act("reglement-v8", "institution", "ccas", version_reglement="v8", du=CHANGE)
PLACE = ("ville", "AIDE")
BEFORE, AFTER = CHANGE - timedelta(days=1), CHANGE
DAYS = st.dates(date(2019, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("demand", "decision", "expected"),
    [
        (BEFORE, BEFORE, Rules("v7", "date_demande")),
        (BEFORE, AFTER, Rules("v7", "date_demande")),
        (AFTER, AFTER, Rules("v8", "date_demande")),
        (date(2019, 12, 31), AFTER, Rules("v8", "date_decision")),
        (date(2019, 12, 31), date(2019, 12, 31), None),
    ],
)
def test_the_version_of_the_demands_day_applies(demand: date, decision: date, expected: Rules | None) -> None:
    """Without one on that day, the one of the decision; without any, nothing is said."""
    assert applicable(registry(SEVENTH, EIGHTH), PLACE, "ccas", (demand, decision)) == expected


def test_a_version_may_apply_to_whatever_is_decided_from_then_on() -> None:
    """It says so; before it began it says nothing."""
    view = registry(SEVENTH, EIGHTH.model_copy(update={"version_selon": "date_decision"}))
    assert applicable(view, PLACE, "ccas", (BEFORE, AFTER)) == Rules("v8", "date_decision")
    assert applicable(view, PLACE, "ccas", (BEFORE, BEFORE)) == Rules("v7", "date_demande")


def test_another_authoritys_rules_are_not_its_own() -> None:
    """The town's règlement says nothing of what the CCAS decides."""
    view = registry(act("reglement-ville", "institution", "ville", version_reglement="v2"), act("sans-version", "institution", "ccas"))
    assert applicable(view, PLACE, "ccas", (AFTER, AFTER)) is None
    assert applicable(view, PLACE, None, (AFTER, AFTER)) is None


@given(demand=DAYS, decision=DAYS)
def test_a_known_version_is_one_that_was_in_force_on_the_day_that_chose_it(demand: date, decision: date) -> None:
    """Whatever the two days."""
    found = applicable(registry(SEVENTH, EIGHTH), PLACE, "ccas", (demand, decision))
    if found is not None:
        day = demand if found.selon == "date_demande" else decision
        assert found.version == ("v7" if day < CHANGE else "v8")
        assert day >= SEVENTH.du
