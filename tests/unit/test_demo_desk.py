"""A partner's office answers what it is told, in the order of its day, from draws that depend on the dossier alone."""

from collections import Counter

import pytest

from hub.demo.desk import LAST_DAY, Desk
from hub.demo.drafts import Draft
from schemas.codes import Body
from schemas.inbound import INBOUND
from tests.unit.office_world import entrusted, message

CASES = [f"dos_{number:026d}" for number in range(400)]
ALL = ["RECEVOIR", "INSTRUIRE", "DECIDER", "PAYER", "EXECUTER"]


def desk(actor: str = "ccas-essai", seed: int = 1) -> Desk:
    """An office whose every organ is the president."""
    return Desk(actor, seed, lambda *_: Body.PRESIDENT)


def whole_week(office: Desk) -> list[Draft]:
    """Everything that was put off, Tuesday to Friday."""
    return [draft for day in range(1, LAST_DAY + 1) for draft in office.open_day(day)]


def kinds(drafts: list[Draft]) -> Counter[str]:
    """How many of each type."""
    return Counter(draft.type.removeprefix("fr.relais.").removesuffix(".v1") for draft in drafts)


def test_everything_a_desk_says_holds_the_contract() -> None:
    """Acceptances, refusals, decisions, deliveries, closings: each payload is accepted by its model."""
    office = desk()
    said = [draft for case in CASES for draft in office.receive(entrusted(case, ALL))] + whole_week(office)
    for draft in said:
        INBOUND[draft.type].model_validate(draft.data)
    found = kinds(said)
    assert set(found) == {"transmission.acceptee", "transmission.refusee", "decision.rendue", "aide.mise_en_oeuvre", "dossier.clos"}
    assert found["transmission.acceptee"] + found["transmission.refusee"] == len(CASES)


def test_the_order_of_messages_changes_nothing() -> None:
    """The same dossiers in another order: the same answers."""
    forth, back = desk(), desk()
    first = {draft for case in CASES for draft in map(repr, forth.receive(entrusted(case, ALL)))}
    second = {draft for case in reversed(CASES) for draft in map(repr, back.receive(entrusted(case, ALL)))}
    assert first == second
    assert sorted(map(repr, whole_week(forth))) == sorted(map(repr, whole_week(back)))


def test_one_routing_in_several_messages_is_accepted_once() -> None:
    """Two functions by two acts of one cause: one acceptance; a later routing is another."""
    office = desk()
    case = next(case for case in CASES if kinds(desk().receive(entrusted(case, ["INSTRUIRE"])))["transmission.acceptee"])
    said = office.receive(entrusted(case, ["INSTRUIRE"])) + office.receive(entrusted(case, ["RECEVOIR"]))
    assert kinds(said)["transmission.acceptee"] == 1
    assert kinds(office.receive(entrusted(case, ["PAYER"], cause="e-2")))["transmission.acceptee"] == 1


def test_a_decision_bears_the_day_it_is_published_on() -> None:
    """What is put off is dated by the day it was put off to."""
    office = desk()
    for case in CASES:
        office.receive(entrusted(case, ALL))
    tuesday = [draft for draft in office.open_day(1) if draft.type == "fr.relais.decision.rendue.v1"]
    assert tuesday
    assert {draft.data["date_decision"] for draft in tuesday} == {"2026-05-12"}


def test_what_was_stopped_is_followed_by_nothing() -> None:
    """A stopped decision cancels the delivery and the closing that were planned."""
    office = desk()
    for case in CASES:
        office.receive(entrusted(case, ALL, aid="SEC-URG"))
        office.receive(message(case, "decision.a_verifier", {"acteur": "autre", "acte": "a", "competent": "autre", "acte_competent": "b"}))
    assert office.waiting == 0


def test_a_stopped_decision_is_settled_by_the_one_side_that_was_drawn() -> None:
    """The author withdraws, or the authority takes over or confirms; never both."""
    author, authority = desk("ccas-essai"), desk("departement-essai")
    told = {
        "acteur": "ccas-essai",
        "acte": "a",
        "competent": "departement-essai",
        "acte_competent": "loi-essai",
        "date_decision": "2026-05-11",
    }
    for case in CASES:
        author.receive(message(case, "decision.a_verifier", told))
        authority.receive(message(case, "decision.a_verifier", told))
    withdrawn, taken = author.open_day(1), authority.open_day(1)
    assert set(kinds(withdrawn)) == {"decision.retiree"}
    assert set(kinds(taken)) == {"decision.regularisee", "decision.confirmee"}
    assert not {draft.subject for draft in withdrawn} & {draft.subject for draft in taken}
    assert 100 < len(withdrawn) + len(taken) < 350
    for draft in (*withdrawn, *taken):
        INBOUND[draft.type].model_validate(draft.data)


def test_some_instructors_overstep_and_sign() -> None:
    """A few in a hundred, under the act that lets them instruct only."""
    office = desk()
    for case in CASES:
        office.receive(entrusted(case, ["INSTRUIRE"], role="instructeur"))
    assert 1 <= kinds(whole_week(office))["decision.rendue"] <= 20


def test_whoever_executes_delivers_what_another_granted() -> None:
    """Not what was refused, and not what nobody entrusted to it."""
    office = desk("operateur-essai")
    for case in CASES[:100]:
        office.receive(entrusted(case, ["EXECUTER"], role="executant"))
    for case, sense in [(case, "accord") for case in CASES[:50]] + [(case, "refus") for case in CASES[50:100]] + [("dos_z", "accord")]:
        office.receive(message(case, "decision.communiquee", {"sens": sense, "acteur": "ccas-essai", "acte": "a"}))
    delivered = {draft.subject for draft in whole_week(office) if draft.type == "fr.relais.aide.mise_en_oeuvre.v1"}
    assert 25 < len(delivered) <= 50
    assert delivered <= set(CASES[:50])


def test_an_orientation_is_passed_on_only_with_consent() -> None:
    """About three in five, to one of those offered; without an association there is nothing to consent to."""
    office = desk()
    offered = {"aide": "ALIM-COL", "raison": "ORIENTATION_SUPPLETIF", "suppletifs": ["asso-a", "asso-b"]}
    said = [draft for case in CASES for draft in office.receive(message(case, "orientation.proposee", offered))]
    assert len(said) / len(CASES) == pytest.approx(0.6, abs=0.08)
    assert {draft.data["acteur"] for draft in said} == {"asso-a", "asso-b"}
    assert office.receive(message(CASES[0], "orientation.proposee", offered | {"suppletifs": []})) == []


def test_a_dossier_taken_back_is_forgotten() -> None:
    """What was planned on it is dropped."""
    office = desk()
    for case in CASES:
        office.receive(entrusted(case, ALL))
        office.receive(message(case, "dossier.retire", {"fonctions": ALL}))
    assert office.waiting == 0
