"""A case under an act with a capacity or an envelope: counted first, entrusted then, given back when it is over."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.core.journal import ConclusionKind
from hub.core.own_facts import QuotaAnswered
from hub.core.quota_facts import Asked, Bounds, Returned
from schemas.codes import QuotaOutcome, Reason, Role, State
from schemas.registry import Act
from tests.unit.case_world import Hub, decision, view_with
from tests.unit.registry_records import act

NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def places(**fields: Any) -> Act:
    """The act that entrusts PLACES, changed."""
    content = {"delegant": "ccas", "fonctions": ["INSTRUIRE", "ACCOMPAGNER"], "capacite": 1, "clause_urgence": "departement", **fields}
    return act("places-asso", "delegation_competence", "asso", aides=["PLACES"], **content)


def states(hub: Hub, case_id: str) -> list[tuple[str, int, QuotaOutcome]]:
    """Where the reservations of a case stand."""
    return [(one.acte, one.n, one.etat) for one in hub.case(case_id).reservations]


def test_nothing_is_entrusted_before_the_act_has_counted_the_case_in() -> None:
    """The titulaire is accountable and decides; what the association would hold waits for the answer, then is offered since the demand."""
    hub = Hub()
    case_id = hub.opened("PLACES", date_demande="2026-01-02")
    assert hub.held(case_id) == {"ccas": ["RECEVOIR", "DECIDER", "EXECUTER"]}
    assert hub.requests == [
        Asked(
            dossier=case_id, acte="places-asso", n=1, aide="PLACES", annee=2026, place=True, centimes=None, attend=True, version=0,
            bornes=Bounds(1),
        )
    ]  # fmt: skip
    (outcome,) = hub.count()
    assert hub.told(outcome) == [("asso", "dossier.confie")]
    assert [one.genre for one in outcome.entry.conclusions] == [ConclusionKind.RESERVATION, ConclusionKind.FONCTIONS_CONFIEES]
    (offered,) = hub.inbox("asso", "dossier.confie")
    assert (offered["depuis"], offered["fonctions"]) == ("2026-01-02", ["INSTRUIRE", "ACCOMPAGNER"])
    assert (hub.case(case_id).responsable, states(hub, case_id)) == ("ccas", [("places-asso", 1, QuotaOutcome.ACCORDEE)])


def test_who_waits_is_held_by_who_stands_in_and_moves_when_its_turn_comes() -> None:
    """The clause's holder has it meanwhile, in the titulaire's name; nothing is refused, the demand keeps its date."""
    hub = Hub()
    first, second = hub.opened("PLACES"), hub.opened("PLACES")
    hub.count()
    assert states(hub, second) == [("places-asso", 1, QuotaOutcome.EN_ATTENTE)]
    assert hub.held(second)["departement"] == ["INSTRUIRE", "ACCOMPAGNER"]
    (stands_in,) = [one for one in hub.case(second).tenues if one.acteur == "departement"]
    assert (stands_in.role, stands_in.acte) == (Role.DELEGATAIRE, "places-asso")
    hub.publish("ccas", "dossier.clos", first, {"motif": "desistement", "date": "2026-01-05"})
    assert hub.requests == [Returned(dossier=first, acte="places-asso", n=1)]
    (moved,) = hub.count()
    assert hub.told(moved) == [("departement", "dossier.retire"), ("asso", "dossier.confie")]
    assert hub.inbox("departement", "dossier.retire")[0]["raison"] == Reason.RELAIS_TERMINE
    assert (hub.held(second).get("asso"), hub.case(first).reservations) == (["INSTRUIRE", "ACCOMPAGNER"], ())


def test_closing_before_the_answer_gives_the_place_back() -> None:
    """The answer then comes too late: what it grants is given back once more, which changes nothing."""
    hub = Hub()
    case_id = hub.opened("PLACES")
    hub.publish("ccas", "dossier.clos", case_id, {"motif": "desistement", "date": "2026-01-05"})
    assert [type(one) for one in hub.requests] == [Asked, Returned]
    (late,) = hub.count()
    assert (late.entry.conclusions, late.messages, late.requests) == ((), (), (Returned(dossier=case_id, acte="places-asso", n=1),))
    assert (hub.tills["places-asso"].account.places, hub.tills["places-asso"].held) == (0, {})


def test_a_refusal_by_the_holder_gives_the_place_back() -> None:
    """The functions return to the titulaire, and the place to who waits."""
    hub = Hub()
    first, second = hub.opened("PLACES"), hub.opened("PLACES")
    hub.count()
    hub.publish("asso", "transmission.refusee", first, {"motif": "capacite_atteinte", "date": "2026-01-05"})
    hub.count()
    assert (states(hub, first), states(hub, second)) == ([], [("places-asso", 1, QuotaOutcome.ACCORDEE)])
    assert hub.examined(first).requests == (), "it gave the case back under this act: it is not asked again"


def test_an_act_that_ends_gives_its_places_back_and_forgets_who_waited() -> None:
    """Both cases go back to the titulaire."""
    hub = Hub()
    first, second = hub.opened("PLACES"), hub.opened("PLACES")
    hub.count()
    hub.under(view_with(places(revoque_le=date(2026, 1, 5)), version=2))
    assert all(outcome.messages == () for outcome in hub.count()), "what the first gave back is not wanted by the second any more"
    assert [hub.case(one).reservations for one in (first, second)] == [(), ()]
    assert (hub.tills["places-asso"].account.places, hub.tills["places-asso"].account.attente) == (0, 0)
    assert hub.held(second) == {"ccas": ["RECEVOIR", "DECIDER", "EXECUTER", "INSTRUIRE", "ACCOMPAGNER"]}


def test_more_places_serve_who_waits_and_fewer_take_nothing_back() -> None:
    """The new bounds are told under the same number and turn."""
    hub = Hub()
    cases = [hub.opened("PLACES") for _ in range(3)]
    hub.count()
    hub.under(view_with(places(capacite=2), version=2))
    hub.count()
    assert [states(hub, one)[0][2] for one in cases] == [QuotaOutcome.ACCORDEE, QuotaOutcome.ACCORDEE, QuotaOutcome.EN_ATTENTE]
    hub.under(view_with(places(capacite=1), version=3))
    assert hub.count() == []
    hub.publish("ccas", "dossier.clos", cases[0], {"motif": "desistement", "date": "2026-01-05"})
    assert hub.count() == []
    assert hub.tills["places-asso"].account.places == 1
    hub.under(view_with(places(capacite=None), version=4))
    assert (hub.case(cases[2]).reservations, "asso" in hub.held(cases[2])) == ((), True)


def test_what_is_held_when_its_act_comes_to_be_bounded_is_counted_and_kept() -> None:
    """Two cases, and a capacity of one: both are kept, a third waits."""
    hub = Hub(view_with(places(capacite=None)))
    first, second = hub.opened("PLACES"), hub.opened("PLACES")
    assert hub.requests == []
    hub.under(view_with(places(), version=2))
    assert [isinstance(one, Asked) and one.tenu for one in hub.requests] == [True, True]
    assert all(outcome.messages == () for outcome in hub.count())
    assert [states(hub, one)[0][2] for one in (first, second)] == [QuotaOutcome.ACCORDEE] * 2
    third = hub.opened("PLACES")
    hub.count()
    assert states(hub, third)[0][2] is QuotaOutcome.EN_ATTENTE


def test_a_titulaire_s_own_act_that_is_full_never_makes_an_aid_that_does_not_exist() -> None:
    """Nobody else would answer: the case waits though the act says it falls back, and its authority stays accountable."""
    hub = Hub()
    hub.opened("COMPTEE")
    second = hub.opened("COMPTEE", "ville", counter="ville")
    assert [isinstance(one, Asked) and one.attend for one in hub.requests] == [True, True]
    hub.count()
    assert states(hub, second)[0][2] is QuotaOutcome.EN_ATTENTE
    assert (hub.case(second).responsable, hub.case(second).orientation) == ("ccas", None)
    assert hub.held(second) == {"ville": ["RECEVOIR"]}


def test_an_envelope_that_is_empty_falls_back_at_once_by_its_clause() -> None:
    """The département answers, and stays with it though money comes back."""
    hub = Hub()
    first = hub.opened("ARGENT", montant_demande_centimes=50_000)
    second = hub.opened("ARGENT", montant_demande_centimes=100)
    hub.count()
    assert states(hub, second) == [("argent-asso", 1, QuotaOutcome.EPUISEE)]
    assert hub.case(second).responsable == "ccas"
    assert "departement" in hub.held(second)
    hub.publish("ccas", "dossier.clos", first, {"motif": "desistement", "date": "2026-01-05"})
    assert hub.count() == []
    assert hub.examined(second).entry.conclusions == ()


def test_who_waits_for_money_asks_the_next_year_s_envelope_at_the_commune_s_midnight() -> None:
    """In the same turn; what was reserved stays in the year of its reservation."""
    hub = Hub()
    first = hub.opened("FILE", montant_demande_centimes=40_000)
    second = hub.opened("FILE", montant_demande_centimes=20_000)
    hub.count()
    assert hub.case(second).examen == "2026-12-31T23:00:00.000Z"
    hub.now = NEW_YEAR
    outcome = hub.examined(second)
    assert [(one.n, one.annee) for one in outcome.requests if isinstance(one, Asked)] == [(1, 2027)]
    hub.count()
    assert states(hub, second) == [("file-asso", 1, QuotaOutcome.ACCORDEE)]
    assert {line: one.reserve for line, one in hub.tills["file-asso"].account.sommes.items()} == {"2026": 40_000, "2027": 20_000}
    assert hub.case(first).examen is None or hub.case(first).examen != "2026-12-31T23:00:00.000Z"


def test_the_year_of_a_demand_is_that_of_its_own_day() -> None:
    """Made in December, recorded in January."""
    hub = Hub()
    hub.opened("ARGENT", date_demande="2025-12-30", montant_demande_centimes=100)
    assert [one.annee for one in hub.requests if isinstance(one, Asked)] == [2025]


def test_once_another_has_decided_the_money_is_waited_for_no_more() -> None:
    """The titulaire decides on its own budget: what waited for the envelope is given back."""
    hub = Hub()
    hub.opened("FILE", montant_demande_centimes=50_000)
    second = hub.opened("FILE", montant_demande_centimes=100)
    hub.count()
    hub.publish("ccas", "decision.rendue", second, decision("ccas", "ccas-file", montant_centimes=100))
    assert (hub.case(second).etat, hub.case(second).responsable) == (State.DECIDEE, "ccas")
    hub.now = NEW_YEAR
    hub.examined(second)
    hub.count()
    assert hub.case(second).reservations == ()
    assert hub.tills["file-asso"].account.attente == 0


@pytest.mark.parametrize("code", ["PLACES", "ARGENT"])
def test_a_late_examination_before_the_answer_takes_the_answer_s_day(code: str) -> None:
    """The boundary passed between the question and the answer: what is granted is offered from the day of the answer."""
    hub = Hub()
    case_id = hub.opened(code, date_demande="2026-01-02")
    hub.later(days=3)
    hub.examined(case_id)
    hub.count()
    assert hub.inbox("asso", "dossier.confie")[0]["depuis"] == "2026-01-08"


def test_an_answer_to_a_case_that_is_not_there_changes_nothing() -> None:
    """Its request was never made here."""
    hub = Hub()
    fact = QuotaAnswered(
        dossier="dos_" + "a" * 26, acte="places-asso", n=1, etat=QuotaOutcome.ACCORDEE, manque=None, instant=hub.now, partition=0, offset=0
    )
    outcome = hub.take(fact)
    assert (outcome.dossier, outcome.messages, outcome.requests, outcome.entry.conclusions) == (None, (), (), ())


def test_an_answer_that_comes_behind_a_newer_registry_finds_its_case_examined_first() -> None:
    """Else the case would pass for examined under a version that nobody looked at it with."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    given = {"delegant": "ccas", "fonctions": ["DECIDER", "INSTRUIRE"], "revoque_le": date(2026, 1, 5)}
    hub.view = view_with(act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], **given), version=2)
    late = QuotaAnswered(
        dossier=case_id, acte="convention-asso", n=9, etat=QuotaOutcome.EPUISEE, manque=None, instant=hub.now, partition=0, offset=99
    )
    hub.take(late)
    assert (hub.case(case_id).registre, "asso" in hub.held(case_id)) == (2, False)
