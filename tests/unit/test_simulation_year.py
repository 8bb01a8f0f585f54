"""The year that is simulated: what is filed, when, and how offices answer; all of it drawn from the seed and the dossier alone."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.demo.drafts import DEMAND, Draft
from hub.demo.mix import TOWNS
from hub.simulation.agenda import Agenda
from hub.simulation.office import Office
from hub.simulation.year import FILES_A_COMMUNE, SIGNAL, Filed, Year
from schemas.codes import Body
from schemas.inbound import INBOUND
from schemas.meaning import short_name
from tests.unit import office_world
from tests.unit.office_world import message

FIRST = date(2026, 1, 5)
PARTNERS = ("operateur-eau-aubrelle",)
ALL = ["RECEVOIR", "INSTRUIRE", "DECIDER", "PAYER", "EXECUTER"]
CASES = [f"dos_{number:026d}" for number in range(300)]


entrusted = partial(office_world.entrusted, day="2026-01-05")


def filed(each: int, days: int = 365, seed: int = 1) -> list[tuple[date, Filed]]:
    """The files of the four communes."""
    year = Year(2026, seed, PARTNERS)
    return [(day, one) for day, files in year.files(TOWNS, each, year.days[:days]).items() for one in files]


def test_the_files_of_a_year_hold_the_contract_and_the_proportions() -> None:
    """A twenty-fifth are signals, the rest demands in the proportions of the reference commune; dated of their day or a little before."""
    found = filed(1_000)
    assert len(found) == 4_000
    for day, one in found:
        payload: Any = INBOUND[one.draft.type].model_validate(one.draft.data)
        told = payload.date if one.draft.type == SIGNAL else payload.date_demande
        assert day - timedelta(days=9) <= told <= day
    kinds = Counter(one.draft.type for _, one in found)
    assert set(kinds) == {DEMAND, SIGNAL}
    assert 0.03 < kinds[SIGNAL] / 4_000 < 0.05
    aids = Counter(one.aid for _, one in found)
    assert aids.most_common(1)[0][0] == "CANTINE"
    assert {one.draft.partner for _, one in found if one.draft.type == SIGNAL} >= {"operateur-eau-aubrelle", "epci-ferrevaux"}
    assert FILES_A_COMMUNE == 19_817


def test_closed_days_are_quiet_and_the_first_of_september_is_not() -> None:
    """Online only on closed days; five times an ordinary day when the canteen opens."""
    by_day = Counter(day for day, _ in filed(2_000))
    ordinary = by_day[date(2026, 6, 9)] + by_day[date(2026, 6, 16)]
    assert by_day[date(2026, 9, 1)] > 1.5 * ordinary
    assert by_day[date(2026, 7, 14)] < ordinary / 4
    assert {one.draft.data["canal"] for day, one in filed(2_000) if day.weekday() == 6 and one.draft.type == DEMAND} == {"en_ligne"}


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(0, 5))
def test_a_file_is_the_same_however_many_there_are(each: int, seed: int) -> None:
    """The first files of a commune stay what they were when more are asked for."""
    few = {one.draft.id: (day, one) for day, one in filed(each, seed=seed)}
    more = {one.draft.id: (day, one) for day, one in filed(each + 5, seed=seed)}
    assert few.items() <= more.items()
    assert len(more) == 4 * (each + 5)


def office(actor: str = "ccas-essai", seed: int = 1) -> Office:
    """An office whose every organ is the president."""
    return Office(actor, seed, lambda *_: Body.PRESIDENT, FIRST)


def played(one: Office, days: int = 400) -> list[Draft]:
    """Everything that was put off, day by day."""
    return [draft for n in range(1, days) for draft in one.open_day(FIRST + timedelta(days=n))]


def kinds(drafts: list[Draft]) -> Counter[str]:
    """How many of each type."""
    return Counter(short_name(draft.type) for draft in drafts)


def test_whoever_decides_follows_its_dossier_to_the_end() -> None:
    """Every way is gone, every payload holds the contract, every dossier is closed, none twice, unless it is left to silence."""
    one = office()
    said = [draft for case in CASES for draft in one.receive(entrusted(case, ALL))] + played(one)
    for draft in said:
        INBOUND[draft.type].model_validate(draft.data)
    assert set(kinds(said)) == {
        "transmission.acceptee", "ar.emis", "pieces.demandees", "piece.recue", "dossier.complet", "decision.rendue", "notification.envoyee",
        "notification.recue", "aide.mise_en_oeuvre", "recours.depose", "decision.maintenue", "decision.reformee", "dossier.clos",
    }  # fmt: skip
    closed = Counter(draft.subject for draft in said if short_name(draft.type) == "dossier.clos")
    assert set(closed.values()) == {1}
    silent = set(CASES) - set(closed)
    assert 0 < len(silent) < 0.1 * len(CASES)
    assert not {draft.subject for draft in said if short_name(draft.type) == "decision.rendue"} & silent
    assert len({draft.id for draft in said}) == len(said)


def test_what_was_taken_is_not_answered_again() -> None:
    """The whole of a dossier that was accepted comes as a message of its own: the office then knows more, and says nothing."""
    one = office()
    said = one.receive(entrusted(CASES[0], ALL))
    whole = entrusted(CASES[0], ALL, cause="e-2")
    whole.data["etat"] = "acceptee"
    whole.data["demande"]["montant_demande_centimes"] = 12_000
    assert one.receive(whole) == []
    assert kinds([*said, *played(one)])["transmission.acceptee"] == 1
    assert one.held[CASES[0]].amount_cents == 12_000


def test_the_order_of_messages_and_the_places_of_causes_change_nothing() -> None:
    """The same dossiers in another order, caused by facts that stand elsewhere on the log: the same answers on the same days."""
    forth, back = office(), office()
    first = [draft for case in CASES for draft in forth.receive(entrusted(case, ALL, cause="hub.events/1/7"))] + played(forth)
    second = [draft for case in reversed(CASES) for draft in back.receive(entrusted(case, ALL, cause="hub.events/1/99"))] + played(back)
    assert sorted(map(repr, first)) == sorted(map(repr, second))


def test_a_delegate_may_refuse_and_then_does_nothing() -> None:
    """A few of them; a titulaire never does."""
    one = office()
    said = [draft for case in CASES for draft in one.receive(entrusted(case, ALL, role="delegataire"))] + played(one)
    refused = {draft.subject for draft in said if short_name(draft.type) == "transmission.refusee"}
    assert 0 < len(refused) < 0.1 * len(CASES)
    assert {draft.subject for draft in said if draft.subject in refused and short_name(draft.type) != "transmission.refusee"} == set()


@pytest.mark.parametrize("functions", [ALL, ["DECIDER"]])
def test_what_is_taken_back_is_dropped(functions: list[str]) -> None:
    """All of it, or the decision alone: nothing planned is said any more; entrusted again, it is studied again."""
    one = office()
    for case in CASES[:40]:
        one.receive(entrusted(case, ALL))
        one.receive(message(case, "dossier.retire", {"fonctions": functions, "depuis": "2026-01-06", "raison": "ACTE_TERMINE"}))
    one.receive(message("dos_inconnu", "dossier.retire", {"fonctions": ["DECIDER"]}))
    for case in CASES[:40:2]:
        one.receive(entrusted(case, ALL, cause="e-2"))
    said = played(one)
    assert one.need("dos_inconnu") == ("", "")
    assert one.need(CASES[0]) == ("00101", "AID-FIN")
    assert {draft.subject for draft in said} - {*CASES[:40:2]} == set()


def test_a_person_may_object_to_a_signal() -> None:
    """A few do, some days later, under the author's own reference; nobody objects to a demand."""
    one = office("epci-ferrevaux")
    signals = [file.draft for _, file in filed(3_000) if file.draft.partner == one.actor and file.draft.type == SIGNAL]
    for draft in signals:
        one.filed(draft)
    one.filed(next(file.draft for _, file in filed(10) if file.draft.type == DEMAND))
    objections = [draft for n in range(1, 20) for draft in one.open_day(FIRST + timedelta(days=n))]
    assert 0 < len(objections) < 0.2 * len(signals)
    assert {draft.subject for draft in objections} <= {draft.subject for draft in signals}
    INBOUND[objections[0].type].model_validate(objections[0].data)


def test_silence_is_answered_late_contested_or_closed() -> None:
    """By who should have decided, unless a decision is on its way; what silence granted is delivered."""
    one = office()
    said: list[Draft] = []
    for number, case in enumerate(CASES):
        one.receive(entrusted(case, ["DECIDER"]))
        one._drop(case)
        state = "ACCORD_IMPLICITE" if number % 10 == 0 else "REJET_IMPLICITE"
        said += one.receive(message(case, "dossier.suivi", {"fait": "silence.echu", "etat": state, "date": "2026-03-05"}))
    said += played(one)
    found = kinds(said)
    assert found["dossier.clos"] == len(CASES)
    assert found["recours.depose"] > 10
    assert found["decision.rendue"] > 30
    assert found["aide.mise_en_oeuvre"] > len(CASES) // 10
    one.receive(entrusted(CASES[0], ["DECIDER"], cause="e-9"))
    assert one.receive(message(CASES[0], "dossier.suivi", {"fait": "ar.emis", "etat": "AR_EMIS"})) == []


def test_silence_on_an_appeal_plans_nothing() -> None:
    """Its author answers when it would have answered."""
    one = office()
    for case in CASES[:20]:
        one.receive(entrusted(case, ["DECIDER"]))
        one._drop(case)
        told = {"fait": "silence.echu", "etat": "REJET_IMPLICITE_RECOURS", "voie": "gracieux", "date": "2026-03-05"}
        assert one.receive(message(case, "dossier.suivi", told)) == []
    assert played(one) == []


def test_a_stopped_decision_is_settled_by_its_author_or_by_who_is_competent() -> None:
    """Exactly one of the two acts, whichever was drawn, and both know which; what was planned is dropped."""
    author, authority = office(), office("ccas-autre")
    how: Counter[str] = Counter()
    for case in CASES:
        for one in (author, authority):
            one.receive(entrusted(case, ["DECIDER"]))
        told = {"acteur": "ccas-essai", "acte": "acte-essai", "competent": "ccas-autre", "acte_competent": "acte-autre"}
        for one in (author, authority):
            one._drop(case)
            one.receive(message(case, "decision.a_verifier", told))
    acts = [draft for one in (author, authority) for draft in played(one)]
    for case in CASES:
        settling = [short_name(draft.type) for draft in acts if draft.subject == case and short_name(draft.type) in {
            "decision.retiree", "decision.regularisee", "decision.confirmee"}]  # fmt: skip
        assert len(settling) == 1
        how[settling[0]] += 1
    assert min(how.values()) > 30


def test_where_nobody_is_competent_the_author_withdraws() -> None:
    """There is nobody else to settle it."""
    one = office()
    one.receive(entrusted(CASES[0], ["DECIDER"]))
    one._drop(CASES[0])
    one.receive(message(CASES[0], "decision.a_verifier", {"acteur": "ccas-essai", "acte": "a", "competent": None, "acte_competent": None}))
    assert "decision.retiree" in kinds(played(one))


def test_an_orientation_and_a_signal_are_closed_in_the_end() -> None:
    """With the person's consent or without; nothing is offered where nobody may help."""
    one = office()
    said: list[Draft] = []
    for case in CASES[:50]:
        said += one.receive(
            message(case, "orientation.proposee", {"aide": "ALIM-COL", "raison": "AIDE_NON_INSTITUEE", "suppletifs": ["a"]})
        )
    said += one.receive(message(CASES[60], "orientation.proposee", {"aide": "ALIM-COL", "raison": "AIDE_NON_INSTITUEE"}))
    said += one.receive(message(CASES[61], "signalement.transmis", {"aide": "EAU"}))
    said += played(one)
    found = kinds(said)
    assert found["dossier.clos"] == 52
    assert 15 < found["orientation.consentie"] < 45


def test_what_an_office_says_twice_on_one_day_is_two_events() -> None:
    """A dossier that went and came back is accepted again."""
    one = Agenda("ccas-ferrevaux", 1, FIRST)
    one._plan(CASES[0], "dossier.clos", 30)
    one._plan(CASES[0], "dossier.clos", 30)
    (day,) = one._by_day
    said = one.open_day(day)
    assert len({draft.id for draft in said}) == len(said) == 2
    one.open_day(day + timedelta(days=1))
    assert not one._said
