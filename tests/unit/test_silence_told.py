"""Where silence ends by the notification alone (APA: CASF L232-14, R232-23), only what the person had in time undoes it."""

import pytest

from schemas.codes import Code, State
from tests.unit.case_world import Hub, view_with
from tests.unit.timed_world import Clocked, entered

LAST = "2026-03-05"
LATE = "2026-03-06"
REFUSAL = {"sens": "refus", "motif": "hors_reglement"}


def granted() -> Clocked:
    """Silence granted the APA on 5 March; it is the 8th."""
    case = Clocked(hub=Hub(view=view_with(entered("PROPRE", "APA-DOM")))).until("2026-03-08T10:00:00")
    assert case.state is State.ACCORD_IMPLICITE
    return case


def silences(case: Clocked) -> list[str]:
    """What happened to the silence."""
    return [raison for raison, _ in case.said("SILENCE")]


@pytest.mark.parametrize("notified", [None, LATE])
def test_a_decision_of_in_time_that_nobody_had_in_time_undoes_nothing(notified: str | None) -> None:
    """A refusal is then a withdrawal, with its own way; a grant is a decision like another, and the silence stands."""
    case = granted()
    more = {} if notified is None else {"notifiee_le": notified}
    assert case.decides(LAST, **REFUSAL, **more).refusal == (Code.RETRAIT_IRREGULIER, "sens")
    assert case.decides(LAST, **more).refusal is None
    assert (case.state, silences(case)) == (State.DECIDEE, ["silence.echu"])
    assert case.hub.case(case.id).vie.implicite_le is not None


def test_a_decision_that_the_person_had_in_time_undoes_it_however_late_it_is_told() -> None:
    """The decision says so itself: a refusal too."""
    case = granted()
    assert case.decides("2026-03-04", **REFUSAL, notifiee_le=LAST).refusal is None
    assert (case.state, silences(case)) == (State.DECIDEE, ["silence.echu", "silence.annule"])
    assert case.hub.case(case.id).vie.implicite_le is None
    assert "SILENCE" not in case.clocks()
    assert case.does("ccas", "notification.recue", date=LAST).refusal is None
    assert (case.state, silences(case)) == (State.NOTIFIEE, ["silence.echu", "silence.annule"])


@pytest.mark.parametrize(("day", "is_undone"), [(LAST, True), (LATE, False)])
def test_the_notification_itself_may_come_later(day: str, *, is_undone: bool) -> None:
    """What counts is the day on which the person had it."""
    case = granted()
    case.decides("2026-03-04")
    assert case.does("ccas", "notification.recue", date=day).refusal is None
    assert silences(case) == ["silence.echu", *(["silence.annule"] if is_undone else [])]
    assert (case.hub.case(case.id).vie.implicite_le is None) == is_undone
    assert case.state is State.NOTIFIEE


def test_a_decision_taken_after_it_and_notified_is_no_decision_of_in_time() -> None:
    """Its own date counts too."""
    case = granted()
    case.decides(LATE)
    case.does("ccas", "notification.recue", date=LAST)
    assert silences(case) == ["silence.echu"]


def test_elsewhere_the_date_of_the_decision_is_enough() -> None:
    """A rejection by silence: the decision of in time undoes it, whenever the person had it."""
    case = Clocked().until("2026-03-08T10:00:00")
    assert case.decides(LAST, notifiee_le=LATE).refusal is None
    assert silences(case) == ["silence.echu", "silence.annule"]
    assert case.does("ccas", "notification.recue").refusal is None


@pytest.mark.parametrize(
    ("day", "refusal"), [("2026-03-03", (Code.VALEUR_INVALIDE, "notifiee_le")), ("2026-03-09", (Code.DATE_FUTURE, "notifiee_le"))]
)
def test_nobody_has_a_decision_before_it_is_taken_nor_tomorrow(day: str, refusal: tuple[Code, str]) -> None:
    """Told by its field."""
    assert granted().decides("2026-03-04", notifiee_le=day).refusal == refusal


def test_a_decision_taken_over_is_a_new_one() -> None:
    """Regularised after the day: what was notified was the other one."""
    case = Clocked(hub=Hub(view=view_with(entered("PROPRE", "APA-DOM")))).until("2026-03-06T10:00:00")
    case.decides(LAST, act="jamais-vu", notifiee_le=LAST)
    case.does("ccas", "decision.regularisee", acte="ccas-propre")
    assert (case.state, silences(case)) == (State.DECIDEE, ["silence.echu"])
