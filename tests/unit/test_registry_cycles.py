"""Circles: of acts, of actors, of delegations; and chains that only look like one."""

from datetime import date

import pytest

from hub.core.registry_findings import Rule
from schemas.codes import Function
from schemas.registry import AnyRecord
from tests.unit.registry_records import EXECUTION, INSTITUTION, act, actor, found

LAW = act("loi", "loi", "departement")


def circles(*records: AnyRecord) -> list[tuple[str, ...]]:
    """The circles found among whatever else."""
    return [names for rule, names in found(*records) if rule is Rule.CYCLE]


@pytest.mark.parametrize("field", ["origine", "remplace"])
def test_no_act_rests_on_itself(field: str) -> None:
    """By one, two or three steps; a chain that ends, or leads into a circle, is not in it."""
    names = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": "instituee"}
    chain = [act(name, "marche", "operateur", fonctions=EXECUTION, **{field: to}) for name, to in names.items()]
    assert circles(INSTITUTION, *chain) == [("a", "b", "c"), ("e",)]


@pytest.mark.parametrize("field", ["rattache_a", "successeur"])
def test_no_actor_belongs_or_succeeds_to_itself(field: str) -> None:
    """Nor through another."""
    assert circles(actor("x", **{field: "y"}), actor("y", **{field: "x"}), actor("z", **{field: "x"})) == [("x", "y")]


def test_delegations_that_come_back_are_a_circle() -> None:
    """Each of the three delegates to the next while the others do; named once, with the first day of all three."""
    links = [
        act("ab", "delegation_competence", "asso", delegant="departement"),
        act("bc", "delegation_competence", "autre", delegant="asso", du=date(2021, 1, 1)),
        act("ca", "delegation_competence", "departement", delegant="autre", du=date(2022, 1, 1)),
    ]
    assert circles(LAW, *links) == [("ab", "bc", "ca")]
    assert circles(LAW, *links[:2]) == []


def test_delegations_that_meet_on_no_day_or_in_no_function_are_no_circle() -> None:
    """One ended before the other began, or each gave something else; a delegation to oneself is one."""
    there = act("aller", "delegation_competence", "asso", delegant="departement", au=date(2022, 1, 1))
    back = act("retour", "delegation_competence", "departement", delegant="asso", du=date(2022, 1, 1))
    assert circles(LAW, there, back) == []
    other = back.model_copy(update={"du": date(2021, 1, 1), "fonctions": (Function.EXECUTER,)})
    assert circles(LAW, there.model_copy(update={"fonctions": (Function.DECIDER,)}), other) == []
    assert circles(LAW, act("soi", "delegation_competence", "departement", delegant="departement")) == [("soi",)]
