"""What an arbitration said is not undone by looking at the case again."""

from datetime import date
from typing import Any

from hub.core.registry import RegistryView
from schemas.codes import State
from tests.unit.case_world import TODAY, Hub, view_with
from tests.unit.registry_records import act, actor

REFUSED = {"date": TODAY, "motif": "incompetent_matiere"}
BRANCHES = {"aides": ["ARBITRE"], "delegant": "ccas", "fonctions": ["DECIDER", "INSTRUIRE"]}


def settled_against_the_registry() -> tuple[Hub, str]:
    """The association and the centre refused; the département is named by an act of another aid, and accepts."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "transmission.refusee", case_id, REFUSED | {"competent_selon_lui": "caf"})
    hub.publish("ccas", "transmission.refusee", case_id, REFUSED | {"competent_selon_lui": "departement"})
    named = {"date": TODAY, "acteur": "departement", "acte": "loi-departement"}
    assert hub.publish("ccas", "arbitrage.rendu", case_id, named).refusal is None
    hub.publish("departement", "transmission.acceptee", case_id, {"date": TODAY})
    return hub, case_id


def settled_between_equals() -> tuple[Hub, str]:
    """Two equal conventions; the town, which an act names arbiter, chose the association, which has not answered yet."""
    hub = Hub()
    case_id = hub.opened("ARBITRE", "ccas")
    hub.publish("ville", "arbitrage.rendu", case_id, {"date": TODAY, "acteur": "asso", "acte": "arbitre-asso"})
    return hub, case_id


def branch(name: str, holder: str, **fields: Any) -> Any:
    """One of the two equal conventions, changed."""
    return act(name, "delegation_competence", holder, **BRANCHES, **fields)


def under(hub: Hub, *records: Any, version: int = 1) -> RegistryView:
    """A newer version of the registry, under which the case is looked at."""
    view = view_with(*records, version=version)
    hub.under(view)
    return view


def test_who_was_named_keeps_the_case_whatever_the_registry_answers() -> None:
    """Looked at again, and under a newer registry that changes nothing for it: nothing moves, nobody is told anything."""
    hub, case_id = settled_against_the_registry()
    held = hub.held(case_id)
    assert held["departement"] == ["DECIDER", "INSTRUIRE"]
    assert hub.told(hub.examined(case_id)) == []
    under(hub, actor("nouveau", nature="ccas"))
    assert (hub.held(case_id), hub.case(case_id).responsable) == (held, "departement")


def test_who_was_named_answers_for_the_case_when_something_else_moves() -> None:
    """Another takes the carrying out: who was named and has not answered yet stays accountable, and equals are no question any more."""
    hub, case_id = settled_between_equals()
    carries = act("execution", "marche", "operateur", aides=["ARBITRE"], fonctions=["EXECUTER"], delegant="ccas")
    under(hub, carries)
    case = hub.case(case_id)
    assert (case.etat, case.responsable) == (State.TRANSMISE, "asso")
    assert hub.held(case_id)["operateur"] == ["EXECUTER"]
    assert "ARBITRER" not in hub.held(case_id).get("ville", [])


def test_an_arbitration_ends_with_the_act_it_named() -> None:
    """The convention of who was named is revoked: the other one takes the case."""
    hub, case_id = settled_between_equals()
    under(hub, branch("arbitre-asso", "asso", au=date(2025, 6, 1)))
    assert "asso" not in hub.held(case_id)
    assert hub.held(case_id)["secours"] == ["DECIDER", "INSTRUIRE"]


def test_an_arbitration_ends_with_the_actor_it_named() -> None:
    """Dissolved, by an act that is of another aid: the registry's own answer takes the case."""
    hub, case_id = settled_against_the_registry()
    under(hub, actor("departement", nature="departement", au=date(2026, 1, 1)))
    assert "departement" not in hub.held(case_id)
    assert hub.case(case_id).responsable != "departement"
