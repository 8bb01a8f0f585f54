"""Overlap (tuilage): a former holder may still write what its act lists, for the days it says, and the case stays where it moved to."""

from datetime import date
from typing import Any

import pytest

from schemas.codes import Code, State
from tests.unit.case_world import TODAY, Hub, decision, view_with
from tests.unit.registry_records import act, actor

ENDS = date(2026, 2, 1)
OVERLAP = {"jours": 10, "evenements": ["aide.mise_en_oeuvre"]}


def contract(**fields: Any) -> Any:
    """The operator's contract, which ends on 1 February."""
    given = {"aides": ["MARCHE"], "fonctions": ["EXECUTER"], "delegant": "ccas", "au": ENDS, "tuilage": OVERLAP, **fields}
    return act("marche-operateur", "marche", "operateur", **given)


def decided(*records: Any, refused: bool = False) -> tuple[Hub, str]:
    """A case whose aid was granted, on the day after the contract ended."""
    hub = Hub(view_with(*(records or (contract(),))))
    case_id = hub.opened("MARCHE")
    if refused:
        hub.publish("operateur", "transmission.refusee", case_id, {"date": TODAY, "motif": "capacite_atteinte"})
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-marche"))
    hub.later(days=28)
    return hub, case_id


def test_what_the_act_lists_is_taken_for_some_days() -> None:
    """The operator says that it delivered before the end; the case is where it moved to all the same."""
    hub, case_id = decided()
    assert hub.publish("operateur", "aide.mise_en_oeuvre", case_id, {"date": "2026-01-31"}).refusal is None
    assert hub.case(case_id).etat is State.MISE_EN_OEUVRE
    assert "operateur" not in hub.held(case_id)
    assert "EXECUTER" in hub.held(case_id)["ccas"]


def test_the_right_ends_by_itself() -> None:
    """On the tenth day it is over."""
    hub, case_id = decided()
    hub.later(days=9)
    assert hub.publish("operateur", "aide.mise_en_oeuvre", case_id, {"date": "2026-01-31"}).refusal == (Code.FONCTION_NON_TENUE, None)


@pytest.mark.parametrize(
    ("records", "refused"),
    [
        ((contract(tuilage=None),), False),
        ((contract(tuilage={"jours": 10, "evenements": ["dossier.clos"]}),), False),
        ((contract(), actor("operateur", nature="operateur", au=ENDS)), False),
        ((contract(),), True),
    ],
    ids=["no overlap", "another event", "gone", "it had refused"],
)
def test_nothing_else_is_lent(records: tuple[Any, ...], *, refused: bool) -> None:
    """Without a clause, for what it does not list, to who is no more, or to who gave the case back."""
    hub, case_id = decided(*records, refused=refused)
    assert hub.publish("operateur", "aide.mise_en_oeuvre", case_id, {"date": "2026-01-31"}).refusal == (Code.FONCTION_NON_TENUE, None)
