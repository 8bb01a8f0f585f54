"""Days nobody holds: a legal duty, an aid that goes on; and what is no hole."""

from datetime import date
from typing import Any

import pytest

from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from schemas.codes import Function
from schemas.registry import Act
from tests.unit.registry_records import INSTITUTION, act, actor, aid, commune, found, ground

END, AFTER = date(2024, 1, 1), date(2024, 2, 1)
BEFORE = INSTITUTION.model_copy(update={"au": END})
NEXT = act("suite", "institution", "ccas", du=AFTER)


def test_an_aid_that_goes_on_is_held_each_day() -> None:
    """One day between two acts is a hole, named with both acts and its first day; none is none."""
    (finding,) = check(ground(BEFORE, NEXT))
    assert (finding.rule, finding.records, finding.day) == (Rule.COMPETENCE_INTERROMPUE, (("acte", "instituee"), ("acte", "suite")), END)
    assert "à partir du 2024-01-01 au 2024-02-01 exclu" in finding.explanation
    assert found(BEFORE, NEXT.model_copy(update={"du": date(2024, 1, 2)})) == [(Rule.COMPETENCE_INTERROMPUE, ("instituee", "suite"))]
    assert found(BEFORE, NEXT.model_copy(update={"du": END})) == []


def test_another_holder_of_the_same_day_fills_the_hole() -> None:
    """Whoever holds the power that day; a market that carries it out holds nothing."""
    other = act("autre", "institution", "cias", du=END, au=AFTER)
    assert found(BEFORE, other, NEXT) == []
    market = act("marche", "marche", "operateur", fonctions=[Function.EXECUTER])
    assert found(BEFORE, market, NEXT) == [(Rule.COMPETENCE_INTERROMPUE, ("instituee", "suite"))]


def test_a_facultative_aid_that_is_no_more_is_no_fault() -> None:
    """Never instituted, over for good, or closed on purpose and voted anew later."""
    assert found() == []
    assert found(BEFORE) == []
    assert found(BEFORE.model_copy(update={"cloture": True}), NEXT) == []


@pytest.mark.parametrize("fields", [{}, {"cloture": True}])
def test_a_legal_duty_has_no_hole_even_on_purpose(fields: dict[str, Any]) -> None:
    """Law after law, each day has its titulaire."""
    legal = aid("LEGALE", nature="legale")
    first = act("loi-1", "loi", "departement", aides=["LEGALE"], au=END, **fields)
    second = act("loi-2", "loi", "departement", aides=["LEGALE"], du=AFTER)
    assert found(legal, first, second) == [(Rule.COMPETENCE_INTERROMPUE, ("loi-1", "loi-2"))]
    assert found(legal, first) == []


def test_a_duty_without_decision_has_no_hole_either() -> None:
    """Where no act gives the power, who must receive must follow each other."""
    duty = {"fonctions": [Function.RECEVOIR], "aides": ["LEGALE"]}
    first, second = act("recoit-1", "loi", "ccas", au=END, **duty), act("recoit-2", "loi", "ccas", du=AFTER, **duty)
    assert found(aid("LEGALE", nature="legale"), first, second) == [(Rule.COMPETENCE_INTERROMPUE, ("recoit-1", "recoit-2"))]


def test_a_legal_duty_outlives_its_holder() -> None:
    """When who holds it is dissolved somebody must come after; a facultative aid may end with who gave it."""
    gone = actor("dissous", au=END)
    law = act("loi", "loi", "dissous", aides=["LEGALE"])
    legal = aid("LEGALE", nature="legale")
    (finding,) = check(ground(gone, legal, law))
    assert (finding.rule, finding.records, finding.day) == (Rule.COMPETENCE_INTERROMPUE, (("acte", "loi"),), END)
    assert found(gone, legal, law.model_copy(update={"au": END})) == []
    assert found(gone, legal, law, act("reprise", "loi", "cias", aides=["LEGALE"], du=END)) == []
    assert found(actor("dissous", au=END, successeur="cias", succession="de_plein_droit"), legal, law) == []
    assert found(gone, act("instituee", "institution", "dissous")) == []


def test_a_hole_in_a_relation_is_said_of_the_relation() -> None:
    """Once, not twice."""
    relations = [{"nom": "ccas", "acteur": "ccas", "au": END}, {"nom": "ccas", "acteur": "cias", "du": AFTER}]
    town = commune("autre", cogs=({"code": "00002"},), relations=relations)
    law: Act = act("loi", "loi", "@ccas", communes=["autre"])
    assert found(town, law) == [(Rule.RELATION_MANQUANTE, ("loi", "autre"))]
