"""A stopped decision stays open until the competent authority regularises or confirms it, or its author withdraws it; an alarm rings."""

from typing import Any

import pytest

from hub.core.deadlines import DECISION_TO_SETTLE
from hub.core.journal import ConclusionKind
from schemas.codes import Code, State
from tests.unit.case_world import TODAY, Hub, decision

TOMORROW = "2026-01-06"
ALARM = "2026-01-08T23:00:00.000Z"
"""Stopped on Tuesday 6 January 2026: Wednesday and Thursday are its two working days, Friday begins at 23:00 UTC."""


@pytest.fixture
def hub() -> Hub:
    """A hub where the association decided the day after its agreement ended."""
    made = Hub()
    made.opened("SEUIL", "asso")
    made.publish("asso", "transmission.acceptee", case_of(made), {"date": TODAY})
    made.later(days=1)
    stop(made)
    return made


def case_of(hub: Hub) -> str:
    """The only dossier."""
    (case_id,) = hub.dossiers
    return case_id


def stop(hub: Hub, **changes: Any) -> None:
    """One more decision of the association."""
    signed = decision("asso", "agrement-asso", date_decision=TOMORROW, montant_centimes=700, **changes)
    assert hub.publish("asso", "decision.rendue", case_of(hub), signed).deadlines


def settle(hub: Hub, kind: str, who: str = "ccas", **content: Any) -> Any:
    """One event that settles."""
    return hub.publish(who, f"decision.{kind}", case_of(hub), {"date": TOMORROW, **content})


def test_regularising_makes_it_the_authoritys_own(hub: Hub) -> None:
    """A new decision of that day, by its act, with the same sense and amount; the first author is told."""
    outcome = settle(hub, "regularisee", acte="ccas-seuil")
    case = hub.case(case_of(hub))
    (applied,) = case.decisions
    assert (applied.acteur, applied.acte, applied.date_decision.isoformat(), applied.montant_centimes) == (
        "ccas",
        "ccas-seuil",
        TOMORROW,
        700,
    )
    assert (case.etat, case.responsable, case.arretees) == (State.DECIDEE, "ccas", ())
    assert hub.told(outcome)[-2:] == [("asso", "decision.communiquee"), ("ccas", "dossier.confie")]
    assert [one.raison for one in outcome.entry.conclusions[1:3]] == ["REGULARISEE", "DECISION_COMPETENTE"]


def test_confirming_applies_it_as_it_was_signed(hub: Hub) -> None:
    """The author, its act and its date stand; the authority answers for it."""
    settle(hub, "confirmee")
    case = hub.case(case_of(hub))
    (applied,) = case.decisions
    assert (applied.acteur, applied.acte, case.responsable, case.etat) == ("asso", "agrement-asso", "ccas", State.DECIDEE)


def test_withdrawing_drops_it(hub: Hub) -> None:
    """As if never taken: the case stands where the end of the agreement left it, offered to the authority."""
    outcome = settle(hub, "retiree", "asso")
    case = hub.case(case_of(hub))
    assert (case.decisions, case.arretees, case.etat) == ((), (), State.TRANSMISE)
    assert outcome.entry.conclusions[-1].raison == "RETIREE"


@pytest.mark.parametrize(
    ("kind", "who", "content", "code", "field"),
    [
        ("regularisee", "asso", {"acte": "agrement-asso"}, Code.FONCTION_NON_TENUE, None),
        ("confirmee", "asso", {}, Code.FONCTION_NON_TENUE, None),
        ("retiree", "ccas", {}, Code.FONCTION_NON_TENUE, None),
        ("regularisee", "ccas", {"acte": "acte-jamais-vu"}, Code.ACTE_INCONNU, "acte"),
        ("confirmee", "ccas", {"acte": "ccas-propre"}, Code.FONCTION_NON_TENUE, "acte"),
        ("confirmee", "ccas", {"date": "2026-01-07"}, Code.DATE_FUTURE, "date"),
    ],
)
def test_who_may_not_settle(hub: Hub, kind: str, who: str, content: dict[str, Any], code: Code, field: str | None) -> None:
    """The author cannot confirm itself, the authority cannot withdraw another's, an act must be the one that gives the power."""
    assert settle(hub, kind, who, **content).refusal == (code, field)
    assert len(hub.case(case_of(hub)).arretees) == 1


@pytest.mark.parametrize(("kind", "content"), [("regularisee", {"acte": "ccas-propre"}), ("confirmee", {}), ("retiree", {})])
def test_there_must_be_something_to_settle(kind: str, content: dict[str, Any]) -> None:
    """On a dossier without stopped decision none of the three fits."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    assert hub.publish("ccas", f"decision.{kind}", case_id, {"date": TODAY, **content}).refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_of_several_the_last_is_meant(hub: Hub) -> None:
    """Each event settles one; the first one still waits, and its alarm with it."""
    stop(hub, sens="accord_partiel")
    outcome = settle(hub, "confirmee")
    case = hub.case(case_of(hub))
    assert ([one.sens.value for one in case.decisions], [one.decision.sens.value for one in case.arretees]) == (
        ["accord_partiel"],
        ["accord"],
    )
    assert ALARM not in {one.due for one in outcome.settled}
    assert [one.due for one in settle(hub, "retiree", "asso").settled] == [ALARM]


def test_nobody_may_settle_what_nobody_may_decide() -> None:
    """On an aid that was never instituted there is no authority: only the author can withdraw."""
    hub = Hub()
    case_id = hub.opened("ABSENTE")
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-propre"))
    refusal = hub.publish("ccas", "decision.regularisee", case_id, {"date": TODAY, "acte": "ccas-propre"}).refusal
    assert refusal == (Code.FONCTION_NON_TENUE, None)


def test_an_arbiter_settles_a_dispute() -> None:
    """Two delegations contradict each other: the decision waits for the arbiter that an act names."""
    hub = Hub()
    case_id = hub.opened("ARBITRE")
    hub.publish("ccas", "decision.rendue", case_id, decision("asso", "arbitre-asso"))
    assert hub.inbox("ville", "decision.a_verifier")[0]["raison"] == "COMPETENCE_A_TRANCHER"
    hub.publish("ville", "decision.confirmee", case_id, {"date": TODAY, "acte": "arbitre"})
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.DECIDEE, "ville")


def test_a_dossier_with_a_decision_that_waits_is_not_closed(hub: Hub) -> None:
    """It would be forgotten."""
    closing = {"date": TOMORROW, "motif": "sans_suite"}
    assert hub.publish("ccas", "dossier.clos", case_of(hub), closing).refusal == (Code.ETAT_INCOMPATIBLE, None)
    settle(hub, "retiree", "asso")
    assert hub.publish("ccas", "dossier.clos", case_of(hub), closing).refusal is None


def test_the_alarm_rings_after_two_working_days_of_the_commune(hub: Hub) -> None:
    """Once, in the journal, naming who answers for the dossier and the decision that waits; it is then settled."""
    case = hub.case(case_of(hub))
    assert [one.alarme for one in case.arretees] == [ALARM]
    stop(hub, sens="accord_partiel")
    hub.publish("asso", "decision.rendue", case.id, decision("asso", "agrement-asso", date_decision=TOMORROW))
    outcome = hub.reach(ALARM, DECISION_TO_SETTLE)
    alarms = outcome.entry.conclusions
    assert [(one.genre, one.raison, one.acteur) for one in alarms] == [(ConclusionKind.ALERTE, DECISION_TO_SETTLE, "ccas")] * 3
    assert (outcome.dossier, outcome.messages, [one.due for one in outcome.settled]) == (None, (), [ALARM])


def test_an_alarm_settled_meanwhile_is_silent(hub: Hub) -> None:
    """The fact was on its way when the decision was withdrawn."""
    settle(hub, "retiree", "asso")
    assert hub.reach(ALARM, DECISION_TO_SETTLE).entry.conclusions == ()
