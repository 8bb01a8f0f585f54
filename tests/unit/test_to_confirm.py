"""A decision that was competent on its date is to be confirmed when that date is far behind, or when its power ended meanwhile."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.codes import Code, Reason, State
from tests.unit.case_world import NOON, TOWN, Hub, decision, view_with
from tests.unit.registry_records import act, commune

ANTEDATED, ENDED = Reason.DECISION_ANTIDATEE, Reason.ACTE_TERMINE_DEPUIS


def decided(hub: Hub, code: str, signed: dict[str, Any], who: str = "ccas") -> str:
    """One decision on a new dossier asked for in 2025; returns the dossier's id."""
    case_id = hub.opened(code, who, date_demande="2025-06-01")
    hub.publish(who, "decision.rendue", case_id, signed)
    return case_id


def stopped(hub: Hub, case_id: str) -> list[Reason]:
    """Why decisions wait on that dossier."""
    return [one.raison for one in hub.case(case_id).arretees]


@pytest.mark.parametrize(
    ("day", "reasons"), [("2026-01-05", []), ("2025-12-31", []), ("2025-12-30", [ANTEDATED]), ("2020-02-01", [ANTEDATED])]
)
def test_a_decision_dated_back_by_more_than_five_days_is_to_be_confirmed(day: str, reasons: list[Reason]) -> None:
    """Five calendar days are taken as they are, six are not."""
    hub = Hub()
    case_id = decided(hub, "PROPRE", decision(date_decision=day))
    assert stopped(hub, case_id) == reasons
    assert len(hub.case(case_id).decisions) == 1 - len(reasons)


@pytest.mark.parametrize(
    ("recorded", "day", "reasons"),
    [
        ("2025-12-31", "2025-12-26", []),
        ("2025-12-31", "2025-12-25", [ANTEDATED]),
        ("2026-01-01", "2025-12-17", []),
        ("2026-01-01", "2025-12-16", [ANTEDATED]),
        ("2026-01-02", "2026-01-02", []),
        ("2026-01-02", "2026-01-01", [ANTEDATED]),
    ],
)
def test_the_days_left_are_dated_data_of_the_commune(recorded: str, day: str, reasons: list[Reason]) -> None:
    """Five where it says nothing, fifteen for what is recorded on 1 January, none from the second on: the day of record counts."""
    delays = [{"jours": 15, "du": "2026-01-01", "au": "2026-01-02"}, {"jours": 0, "du": "2026-01-02"}]
    town = commune(delais_de_saisie=delays)
    hub = Hub(view_with(town), now=datetime.fromisoformat(f"{recorded}T12:00:00+00:00"))
    assert stopped(hub, decided(hub, "PROPRE", decision(date_decision=day))) == reasons


def test_a_longer_delay_recorded_late_sets_free_what_waited_for_it() -> None:
    """The town says that its paper takes a fortnight: what was recorded within it is judged again."""
    hub = Hub()
    case_id = decided(hub, "PROPRE", decision(date_decision="2025-12-23"))
    assert stopped(hub, case_id) == [ANTEDATED]
    hub.under(view_with(commune(delais_de_saisie=[{"jours": 15}]), version=1))
    assert (stopped(hub, case_id), len(hub.case(case_id).decisions)) == ([], 1)


@pytest.mark.parametrize(("instant", "reasons"), [("2026-01-05T22:59:59", []), ("2026-01-05T23:00:00", [ANTEDATED])])
def test_the_days_are_the_communes(instant: str, reasons: list[Reason]) -> None:
    """Recorded just before or just after its midnight."""
    hub = Hub(now=datetime.fromisoformat(instant).replace(tzinfo=UTC))
    assert stopped(hub, decided(hub, "PROPRE", decision(date_decision="2025-12-31"))) == reasons


def test_an_incompetent_author_is_not_asked_to_confirm() -> None:
    """The stronger reason is told."""
    hub = Hub()
    assert stopped(hub, decided(hub, "PROPRE", decision("ville", date_decision="2025-12-01"))) == [Reason.AUTEUR_INCOMPETENT]


def test_it_is_shown_to_both_sides_and_says_who_may_confirm() -> None:
    """The délégataire dates back: the authority that delegated sees it; the alarm is set like any other's."""
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville", date_demande="2025-06-01")
    outcome = hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", date_decision="2025-12-01"))
    assert {who for who, kind in hub.told(outcome) if kind == "decision.a_verifier"} == {"asso", "ccas", "ville"}
    assert hub.inbox("ccas", "decision.a_verifier") == [
        {
            "date_decision": "2025-12-01", "acteur": "asso", "acte": "convention-asso", "raison": "DECISION_ANTIDATEE",
            "competent": "asso", "acte_competent": "convention-asso", "constat": "a_confirmer", "organes": ["conseil_association"],
        }
    ]  # fmt: skip
    assert len(outcome.deadlines) == 1
    assert outcome.entry.conclusions[-1].details["recu_le"] == "2026-01-05"


@pytest.mark.parametrize(("kind", "content"), [("confirmee", {}), ("regularisee", {"acte": "ccas-propre"}), ("retiree", {})])
def test_it_waits_until_it_is_settled(kind: str, content: dict[str, str]) -> None:
    """Confirmed it stands with its date; regularised it has the day of whoever took it over; withdrawn it was never taken."""
    hub = Hub()
    case_id = decided(hub, "PROPRE", decision(date_decision="2025-12-01"))
    outcome = hub.publish("ccas", f"decision.{kind}", case_id, {"date": "2026-01-05", **content})
    dates = {"confirmee": [date(2025, 12, 1)], "regularisee": [date(2026, 1, 5)], "retiree": []}[kind]
    assert [one.date_decision for one in hub.case(case_id).decisions] == dates
    assert (hub.case(case_id).arretees, len(outcome.settled)) == ((), 1)
    assert (hub.case(case_id).etat is State.DECIDEE) is bool(dates)


@pytest.mark.parametrize(("day", "reasons"), [(6, []), (7, [ENDED])])
def test_a_decision_under_an_act_that_ended_since_is_to_be_confirmed(day: int, reasons: list[Reason]) -> None:
    """Taken on the last day of the convention, recorded that day or the day after: the authority that had delegated may confirm it."""
    over = act("convention-asso", "delegation_competence", "asso", delegant="ccas", aides=["CONFIEE"], au=date(2026, 1, 7))
    hub = Hub(view_with(over))
    case_id = hub.opened("CONFIEE", "ville")
    hub.later(days=day - 5)
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "convention-asso", date_decision="2026-01-06"))
    assert stopped(hub, case_id) == reasons
    if reasons:
        told = hub.inbox("ccas", "decision.a_verifier")[0]
        assert (told["competent"], told["acte_competent"]) == ("ccas", "ccas-confiee")
        assert hub.publish("asso", "decision.confirmee", case_id, {"date": "2026-01-07"}).refusal is not None
        assert hub.publish("ccas", "decision.confirmee", case_id, {"date": "2026-01-07"}).refusal is None
        assert hub.case(case_id).decisions[0].acteur == "asso"


def test_an_act_that_was_renewed_ends_nothing() -> None:
    """The author holds the same power by the act that followed."""
    first = act("ccas-propre", "institution", "ccas", aides=["PROPRE"], au=date(2026, 1, 5))
    then = act("ccas-propre-2026", "institution", "ccas", aides=["PROPRE"], du=date(2026, 1, 5))
    hub = Hub(view_with(first, then))
    assert stopped(hub, decided(hub, "PROPRE", decision(date_decision="2026-01-04"))) == []


def test_an_act_that_is_only_suspended_has_not_ended() -> None:
    """The decision was taken before the suspension."""
    suspended = act(
        "convention-asso", "delegation_competence", "asso", delegant="ccas", aides=["CONFIEE"], suspensions=[{"du": date(2026, 1, 5)}]
    )
    hub = Hub(view_with(suspended))
    assert stopped(hub, decided(hub, "CONFIEE", decision("asso", "convention-asso", date_decision="2026-01-04"), "asso")) == []


ELECTED = commune(mandats=[{**TOWN.mandats[0].model_dump(), "du": date(2026, 1, 5)}])
SURVIVING = ELECTED.model_copy(update={"politique_apres_elections": "survit"})


@pytest.mark.parametrize(
    ("town", "organ", "end", "reasons"),
    [
        (ELECTED, "president", date(2026, 1, 5), [ENDED]),
        (ELECTED, "president", None, [ENDED]),
        (SURVIVING, "president", date(2026, 1, 5), []),
        (ELECTED, "conseil_administration", date(2026, 1, 5), []),
        (ELECTED, "commission_permanente", date(2026, 1, 5), []),
        (TOWN, "president", date(2026, 1, 5), [ENDED]),
        (TOWN, "president", None, []),
    ],
)
def test_the_delegation_of_an_organ_may_end_too(town: Any, organ: str, end: date | None, reasons: list[Reason]) -> None:
    """A president signs on the eve of the elections, and the decision is recorded the day after."""
    given = act("delegation-president", "delegation_interne", "ccas", aides=["SECOURS"], fonctions=["DECIDER"], organe="president", au=end)
    hub = Hub(view_with(town, given.model_copy(update={"du": date(2025, 7, 1)})))
    assert hub.now == NOON
    assert stopped(hub, decided(hub, "SECOURS", decision(by="ccas-secours", organe=organ, date_decision="2026-01-04"))) == reasons


def test_what_elections_put_in_question_has_that_reason_however_late_it_comes() -> None:
    """Recorded weeks later it is still the elections that people must know of."""
    hub = Hub()
    signed = decision(by="delegation-president", organe="president", date_decision="2025-12-01", montant_centimes=8_000)
    assert stopped(hub, decided(hub, "SECOURS", signed)) == [Reason.A_CONFIRMER_APRES_ELECTIONS]
    assert hub.inbox("ccas", "decision.a_verifier")[0]["organes"] == ["commission_permanente", "conseil_administration"]


@pytest.mark.parametrize(("act_id", "refused"), [("delegation-president", True), ("delegation-commission", False), ("ccas-secours", False)])
def test_what_elections_put_in_question_cannot_confirm_itself(act_id: str, *, refused: bool) -> None:
    """By the commission's act or by the board's own, not by the delegation that is in doubt."""
    hub = Hub()
    signed = decision(by="delegation-president", organe="president", date_decision="2026-01-05", montant_centimes=8_000)
    case_id = decided(hub, "SECOURS", signed)
    outcome = hub.publish("ccas", "decision.confirmee", case_id, {"date": "2026-01-05", "acte": act_id})
    assert (outcome.refusal == (Code.FONCTION_NON_TENUE, "acte")) is refused
    assert len(hub.case(case_id).decisions) == int(not refused)


def test_an_organ_that_was_never_judged_has_lost_nothing() -> None:
    """A first delegation voted since says nothing of the days before it."""
    first = act("premiere", "delegation_interne", "ccas", aides=["CONFIEE"], fonctions=["DECIDER"], organe="president", du=date(2026, 1, 5))
    hub = Hub(view_with(first, act("convention-asso", "subvention", "asso", aides=["CONFIEE"])))
    assert stopped(hub, decided(hub, "CONFIEE", decision(by="ccas-confiee", organe="directeur", date_decision="2026-01-04"))) == []
