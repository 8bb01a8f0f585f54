"""The table of conflicts (domain 4.4) and the clauses that settle them: what the registry alone answers, row by row.

Rows that no answer of the registry settles are proven where they are carried out: two communes and one demand at two doors (links between
cases), a person who moves, a delegate that refuses (test_transmissions) or is silent (clocks), what organs may do after elections
(test_decisions), an association that helps before the decision (its own fact).
"""

from datetime import date
from typing import Any

import pytest

from hub.core.competence import Question, resolve
from hub.core.dossier import Demand
from hub.core.registry import build
from hub.core.routing import ask as routed
from hub.registry.files import default_folder, load_folder
from schemas.codes import Function, Reason, RequestChannel, Role
from schemas.registry import Act
from tests.unit.registry_records import EXECUTION, INSTITUTION, act, actor, ask, commune, found, registry, said, why_not

LAW = act("loi", "loi", "departement")
END = date(2024, 1, 1)
SLEEPS = [{"du": date(2025, 12, 1), "au": date(2026, 2, 1)}]
REFERENCE = build(load_folder(default_folder()))


def delegation(name: str, holder: str, **fields: Any) -> Act:
    """A delegation by the département."""
    return act(name, "delegation_competence", holder, **{"delegant": "departement", **fields})


def test_row_overlap_the_most_specific_wins() -> None:
    """Territory, public, urgency: who was named for this case more closely answers, whichever act is older."""
    general = delegation("generale", "asso")
    for bounds, question in (
        ({"territoire": ["quartier"]}, {"territory": "quartier"}),
        ({"publics": ["jeunes"]}, {"public": "jeunes"}),
        ({"urgence_seulement": True}, {"urgent": True}),
    ):
        for start in (date(2015, 1, 1), date(2025, 1, 1)):
            closer = delegation("precise", "autre", du=start, **bounds)
            answer = ask(registry(LAW, general, closer), **question)
            assert (answer.responsable, why_not(answer)["generale"]) == ("autre", Reason.ACTE_MOINS_PRECIS)


def test_row_overlap_equal_acts_go_to_the_holder_of_arbitrer_with_both_shown() -> None:
    """Never first come: whoever may settle has the case, both acts are named; without an arbiter the titulaire has it."""
    rivals = (delegation("une", "asso", du=date(2010, 1, 1)), delegation("deux", "autre"))
    arbiter = act("arbitre", "convention_instruction", "epci", delegant="departement", fonctions=[Function.ARBITRER])
    settled = ask(registry(LAW, *rivals, arbiter))
    assert (settled.responsable, settled.raison) == ("epci", Reason.COMPETENCE_A_TRANCHER)
    assert {why_not(settled)[name] for name in ("une", "deux")} == {Reason.COMPETENCE_A_TRANCHER}
    alone = ask(registry(LAW, *rivals))
    assert (alone.responsable, alone.raison) == ("departement", Reason.COMPETENCE_A_TRANCHER)
    assert {why_not(alone)[name] for name in ("une", "deux")} == {Reason.COMPETENCE_A_TRANCHER}


def test_row_overlap_an_act_may_say_which_comes_first() -> None:
    """Of two equally precise acts the one with the higher priority answers, and the check finds no contradiction."""
    rivals = (delegation("une", "asso"), delegation("deux", "autre", priorite=1))
    answer = ask(registry(LAW, *rivals))
    assert (answer.responsable, why_not(answer)["une"]) == ("autre", Reason.ACTE_MOINS_PRECIS)
    assert found(LAW, *rivals) == []


def test_row_expired_convention_returns_to_the_titulaire() -> None:
    """Tacit renewal or not: the day after its last one it gives nothing, and says why."""
    for renewal in ("aucune", "expresse", "tacite"):
        view = registry(LAW, delegation("convention", "asso", au=END, reconduction=renewal))
        assert ask(view, day=date(2023, 12, 31)).responsable == "asso"
        for function in (Function.DECIDER, Function.INSTRUIRE):
            after = ask(view, day=END, function=function)
            assert (after.responsable, why_not(after)) == ("departement", {"convention": Reason.ACTE_EXPIRE})


def test_row_expired_convention_goes_on_preparing_only_while_the_titulaire_confirms_it() -> None:
    """It prepares and never decides, until the day that was confirmed; an agreement or a title does not, it is a hard stop."""
    confirmed = delegation("convention", "asso", au=END, reconduction="tacite", instruction_confirmee_jusqu_au=date(2024, 4, 1))
    view = registry(LAW, confirmed)
    assert said(ask(view, day=END, function=Function.INSTRUIRE))[:3] == ("asso", Role.DELEGATAIRE, "convention")
    decides = ask(view, day=END)
    assert (decides.responsable, why_not(decides)) == ("departement", {"convention": Reason.ACTE_EXPIRE})
    assert ask(view, day=date(2024, 4, 1), function=Function.INSTRUIRE).responsable == "departement"
    fields: dict[str, Any] = {"au": END, "instruction_confirmee_jusqu_au": date(2024, 4, 1), "reconduction": "tacite"}
    for kind, holder in (("agrement", "asso"), ("institution", "ville")):
        over = ask(registry(LAW, act("fini", kind, holder, **fields)), day=END, function=Function.INSTRUIRE)
        assert over.responsable == "departement"
    express = confirmed.model_copy(update={"reconduction": "expresse"})
    assert ask(registry(LAW, express), day=END, function=Function.INSTRUIRE).responsable == "departement"


def test_row_capacity_or_budget_exhausted_is_never_a_refusal() -> None:
    """By its clause the act makes wait, or goes to whom it names, or back up to who gave it; somebody always answers."""
    gone = frozenset({"donnee"})
    waits = ask(registry(LAW, delegation("donnee", "asso")), exhausted=gone)
    assert said(waits) == ("asso", Role.DELEGATAIRE, "donnee", Reason.DELEGATION_EN_VIGUEUR)
    falls = ask(registry(LAW, delegation("donnee", "asso", epuise="repli", clause_urgence="epci")), exhausted=gone)
    assert said(falls) == ("epci", Role.DELEGATAIRE, "donnee", Reason.CLAUSE_DE_REPLI)
    assert (falls.titulaire, why_not(falls)) == ("departement", {"loi": Reason.TITULAIRE_QUI_A_DELEGUE, "donnee": Reason.ACTE_EPUISE})
    back = ask(registry(LAW, delegation("donnee", "asso", epuise="repli", clause_urgence="departement")), exhausted=gone)
    assert said(back) == ("departement", Role.TITULAIRE, "loi", Reason.RETOUR_AU_TITULAIRE)
    without = ask(registry(LAW, delegation("donnee", "asso", epuise="repli")), exhausted=gone)
    assert (without.responsable, why_not(without)) == ("departement", {"donnee": Reason.ACTE_EPUISE})


def test_row_budget_exhausted_at_nantrelle_falls_back_on_the_departement() -> None:
    """280 euros in November: the centre's envelope is empty, the département answers, under either act."""
    for day, name in ((date(2022, 11, 15), "nantrelle-fsl-ccas-2019"), (date(2025, 11, 15), "nantrelle-fsl-ccas-2023")):
        question = Question("nantrelle", "FSL-E", day, amount_cents=20_000)
        assert resolve(REFERENCE, question).responsable == "ccas-nantrelle"
        empty = Question("nantrelle", "FSL-E", day, amount_cents=20_000, exhausted=frozenset({name}))
        assert said(resolve(REFERENCE, empty)) == ("departement-haute-oriane", Role.TITULAIRE, "loi-fsl", Reason.RETOUR_AU_TITULAIRE)


@pytest.mark.parametrize("urgent", [True, False])
def test_a_clause_of_urgency_answers_while_the_act_sleeps(*, urgent: bool) -> None:
    """Suspended, an urgent demand goes to whom the act names; another waits for the act, or goes back to the titulaire."""
    view = registry(LAW, delegation("donnee", "asso", suspensions=SLEEPS, clause_urgence="epci"))
    answer = ask(view, urgent=urgent)
    assert (answer.responsable, answer.raison) == (
        ("epci", Reason.CLAUSE_DE_REPLI) if urgent else ("departement", Reason.COMPETENCE_LEGALE)
    )
    assert why_not(answer)["donnee"] is Reason.ACTE_SUSPENDU


def test_a_clause_of_urgency_answers_for_a_holder_that_is_gone() -> None:
    """While the act has days to run and nobody took it over; not once it is over, nor where its bounds leave the demand out."""
    mortal = actor("asso", au=END, successeur="autre")
    given = delegation("donnee", "asso", clause_urgence="epci", publics=["jeunes"], au=date(2026, 6, 1))
    urgent: dict[str, Any] = {"urgent": True, "public": "jeunes"}
    assert ask(registry(mortal, LAW, given), **urgent).responsable == "epci"
    assert ask(registry(mortal, LAW, given), urgent=True, public="familles").responsable == "departement"
    assert ask(registry(mortal, LAW, given), day=date(2026, 6, 1), **urgent).responsable == "departement"
    inherited = given.model_copy(update={"succession": True})
    assert ask(registry(mortal, LAW, inherited), **urgent).responsable == "autre"


def test_a_clause_of_urgency_names_a_role_of_the_commune() -> None:
    """Whoever holds that relation that day; nobody when nobody does."""
    given = delegation("donnee", "asso", suspensions=SLEEPS, clause_urgence="@ccas", du=date(2020, 1, 1))
    relations = [{"nom": "ccas", "acteur": "ccas", "au": "2026-01-01"}, {"nom": "ccas", "acteur": "cias", "du": "2026-01-02"}]
    view = registry(commune(relations=relations), LAW, given)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)]
    assert [ask(view, day=day, urgent=True).responsable for day in days] == ["ccas", "departement", "cias"]


@pytest.mark.parametrize(("kind", "role"), [("institution", Role.DELEGATAIRE), ("loi", Role.DELEGATAIRE)])
def test_who_stands_in_for_a_titulaire_acts_in_its_name(kind: str, role: Role) -> None:
    """A suspended title: the urgent demand goes to whom the act names, never as titulaire; an agreement has no such clause."""
    asleep = act("titre", kind, "ccas", suspensions=SLEEPS, clause_urgence="ville")
    answer = ask(registry(asleep), urgent=True)
    assert said(answer) == ("ville", role, "titre", Reason.CLAUSE_DE_REPLI)
    assert answer.titulaire is None
    agreed = act("agrement", "agrement", "asso", suspensions=SLEEPS, clause_urgence="ville")
    assert ask(registry(LAW, agreed), urgent=True).responsable == "departement"


def test_a_stand_in_that_another_contradicts_is_settled_like_any_other() -> None:
    """By the one who may settle, by its own act's role."""
    stands = delegation("une", "asso", suspensions=SLEEPS, clause_urgence="epci")
    equal = delegation("deux", "autre", fonctions=[Function.DECIDER, Function.ARBITRER])
    answer = ask(registry(LAW, stands, equal), urgent=True)
    assert said(answer) == ("autre", Role.DELEGATAIRE, "deux", Reason.COMPETENCE_A_TRANCHER)


def test_row_commune_nouvelle_and_cias_the_map_of_the_day_answers() -> None:
    """The old code names the new commune from the merger on; the centre that is created holds from its first day, not the day before."""
    merged = REFERENCE.commune("00305", date(2025, 1, 1))
    assert merged is not None
    assert (REFERENCE.commune("00305", date(2024, 12, 31)), merged.slug) == (None, "port-sorvan")
    portage = [resolve(REFERENCE, Question("port-sorvan", "PORTAGE", day)).responsable for day in (date(2016, 12, 31), date(2017, 1, 1))]
    assert portage == ["ccas-port-sorvan", "cias-port-sorvan"]


def test_row_suppletif_never_answers_where_a_titulaire_does() -> None:
    """Whatever it already did: it is named beside the titulaire, and the case stays the titulaire's."""
    helper = act("cpo", "subvention", "asso", fonctions=EXECUTION)
    answer = ask(registry(INSTITUTION, helper), function=Function.EXECUTER)
    assert (answer.responsable, answer.suppletifs, why_not(answer)) == ("ccas", ("asso",), {"cpo": Reason.SUPPLETIF_SANS_MANDAT})


def test_who_stands_in_at_a_door_answers_for_who_knocks_there() -> None:
    """A demand that goes through the hub says so too: the stand-in's door is one of those the acts tell apart."""
    shared = delegation("donnee", "asso", suspensions=SLEEPS, clause_urgence="epci", au_guichet=True)
    view = registry(LAW, shared)
    for counter, expected in (("epci", "epci"), ("ccas", "departement")):
        demand = Demand(date(2026, 1, 1), counter, RequestChannel.GUICHET, "per_" + "a" * 26, urgence=True)
        asked = routed(view, demand, ("ville", "AIDE"), date(2026, 1, 1), None)(Function.DECIDER)
        assert asked.responsable == expected == ask(view, urgent=True, counter=counter).responsable
