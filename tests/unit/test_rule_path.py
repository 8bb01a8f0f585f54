"""The rule path of an answer: every step in its order, one that gives the answer."""

from datetime import date

import pytest

from hub.core.competence import resolve
from hub.core.question import Answer, Question, SetAside
from hub.core.rule_path import STEP_OF, Passed, rule_path
from schemas.codes import Function, Reason, Role, RuleStep, StepIssue
from tests.unit.test_reference_communes import registry

NOT_OF_A_ROUTING = {
    Reason.GUICHET_DE_DEPOT,
    Reason.ARBITRAGE_RENDU,
    Reason.RESIDENCE_CHANGEE,
    Reason.DOMICILE_DE_SECOURS,
    Reason.DECISION_COMPETENTE,
    Reason.AUTEUR_INCOMPETENT,
    Reason.ORGANE_NON_HABILITE,
    Reason.ACTE_NON_PRODUIT,
    Reason.DECISION_ANTIDATEE,
    Reason.ACTE_TERMINE_DEPUIS,
    Reason.A_CONFIRMER_APRES_ELECTIONS,
    Reason.ENVELOPPE_EPUISEE,
    Reason.RELAIS_TERMINE,
    Reason.ACCEPTATION,
    Reason.SANS_REPONSE,
    Reason.TRANSMISSION_RETIREE,
}


def test_every_reason_of_a_routing_belongs_to_a_step() -> None:
    """A new reason is given its step here, or is said to be none of a routing."""
    assert set(STEP_OF) | NOT_OF_A_ROUTING == set(Reason)
    assert set(STEP_OF) & NOT_OF_A_ROUTING == set()
    assert set(STEP_OF.values()) == set(RuleStep)


@pytest.mark.parametrize("day", [date(2005, 3, 1), date(2018, 1, 2), date(2026, 11, 2)])
def test_one_step_gives_the_answer_whatever_is_asked(day: date) -> None:
    """In the four communes, for every aid and function: all steps in order, one of them concludes, no reason is left out."""
    for commune in ("ferrevaux", "aubrelle", "port-sorvan", "nantrelle"):
        for aid in registry().aids():
            for function in Function:
                answer = resolve(registry(), Question(commune, aid.code, day, function))
                path = rule_path(answer)
                assert [one.etape for one in path] == list(RuleStep)
                assert [one.issue for one in path].count(StepIssue.CONCLUT) == 1
                told = {reason for one in path for reason in one.raisons}
                assert told == {answer.raison, *(one.raison for one in answer.ecartes)}


def test_the_answer_s_reason_comes_first_and_each_once() -> None:
    """What concludes, what it set aside, what had nothing to say."""
    aside = [
        SetAside("a", "x", Reason.ACTE_EXPIRE),
        SetAside("a", "y", Reason.ACTE_EXPIRE),
        SetAside("b", "z", Reason.TITULAIRE_QUI_A_DELEGUE),
    ]
    path = rule_path(Answer("c", Role.DELEGATAIRE, "d", Reason.DELEGATION_EN_VIGUEUR, tuple(aside)))
    assert path[2] == Passed(RuleStep.ACTES, StepIssue.CONCLUT, (Reason.DELEGATION_EN_VIGUEUR, Reason.ACTE_EXPIRE))
    assert path[5] == Passed(RuleStep.TITULAIRE, StepIssue.ECARTE, (Reason.TITULAIRE_QUI_A_DELEGUE,))
    assert path[0] == Passed(RuleStep.EXCLUSIONS_LEGALES, StepIssue.SANS_OBJET, ())
