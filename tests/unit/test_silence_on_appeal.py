"""Silence on an appeal before its author: its rejection, on its day, told, undone by an answer of in time; and life goes on after it."""

from datetime import date

import pytest

from hub.core.life import silent_appeal
from hub.readmodel.deadlines import fallen
from schemas.codes import Code, State
from tests.unit.case_world import decision
from tests.unit.test_deadlines_listed import read as model_of
from tests.unit.test_deadlines_listed import told
from tests.unit.test_life_readmodel import read
from tests.unit.timed_world import Clocked

LAST, LATE = "2026-05-06", "2026-05-07"
DUE = "2026-05-06T22:00:00"


def contested(voie: str = "gracieux") -> Clocked:
    """A rejection by silence of 5 March, contested on the 6th."""
    case = Clocked(counter="ville").until("2026-03-06T10:00:00")
    assert case.does("ville", "recours.depose", voie=voie).refusal is None
    return case


def silences(case: Clocked) -> list[tuple[str, str | None]]:
    """What happened to silence on the appeal."""
    return [(raison, one.get("date")) for raison, one in case.said("SILENCE") if one.get("horloge") == "SILENCE_RECOURS"]


def reformed(day: str) -> dict[str, object]:
    """The author decides otherwise."""
    return decision("ccas", "ccas-propre", date_decision=day)


def test_silence_on_an_appeal_rejects_it_on_its_day() -> None:
    """The instant after the last day and not before; who answers and the counter are told which appeal, with the day of the law."""
    case = contested().until("2026-05-06T21:59:59")
    assert case.state is State.EN_RECOURS
    case.until(DUE)
    assert (case.state, silences(case)) == (State.REJET_IMPLICITE_RECOURS, [("silence.echu", LAST)])
    for who in ("ccas", "ville"):
        assert case.steps(who)[-1] == ("silence.echu", "REJET_IMPLICITE_RECOURS", LAST)
        assert case.hub.inbox(who, "dossier.suivi")[-1]["voie"] == "gracieux"
    assert "SILENCE_RECOURS" not in case.clocks()
    assert ("SILENCE_RECOURS", "2026-05-06", "ccas", True) in told(fallen(model_of(case), date(2026, 5, 1), date(2026, 5, 31)))
    shown = read(case.hub, case.id)[2]
    assert "le silence gardé sur le recours vaut rejet du recours au 6 mai 2026" in shown


@pytest.mark.parametrize(("day", "is_undone"), [(LAST, True), (LATE, False)])
@pytest.mark.parametrize("kind", ["decision.maintenue", "decision.reformee"])
def test_an_answer_of_in_time_undoes_it_however_late(kind: str, day: str, *, is_undone: bool) -> None:
    """One of after it stands beside it: the case goes on from the answer either way."""
    case = contested().until("2026-05-08T10:00:00")
    content = {"date": day} if kind == "decision.maintenue" else reformed(day)
    assert case.does("ccas", kind, **content).refusal is None
    assert case.state is (State.REJET_IMPLICITE if kind == "decision.maintenue" else State.DECIDEE)
    assert [raison for raison, _ in silences(case)] == ["silence.echu", *(["silence.annule"] if is_undone else [])]
    assert case.steps("ville")[-1][0] == ("silence.annule" if is_undone else {"decision.maintenue": kind}.get(kind, "silence.echu"))
    assert silent_appeal(case.hub.case(case.id).vie) is None
    if is_undone:
        assert "le rejet implicite du recours, du 6 mai 2026 est annulé" in read(case.hub, case.id)[2]
        assert told(fallen(model_of(case), date(2026, 5, 1), date(2026, 5, 31))) == []


def test_an_answer_before_the_end_settles_it() -> None:
    """Nothing takes effect."""
    case = contested()
    case.does("ccas", "decision.maintenue")
    case.until("2026-06-01T10:00:00")
    assert (case.state, silences(case)) == (State.REJET_IMPLICITE, [])


def test_the_judge_may_be_asked_after_it_and_the_author_may_still_answer() -> None:
    """The appeal before the judge goes back to where the dossier was at first."""
    case = contested().until("2026-05-08T10:00:00")
    assert case.does("ville", "recours.depose", voie="contentieux").refusal is None
    assert case.state is State.EN_RECOURS
    assert case.does("ccas", "decision.maintenue", date=LAST).refusal is None
    assert (case.state, silences(case)[-1][0]) == (State.EN_RECOURS, "silence.annule")
    assert case.does("ccas", "jugement.rendu", sens="rejet").refusal is None
    assert (case.state, case.hub.case(case.id).vie.avant) == (State.REJET_IMPLICITE, ())


def test_where_the_judge_is_asked_already_the_dossier_waits_for_the_judge() -> None:
    """The silence is told all the same."""
    case = contested()
    case.does("ville", "recours.depose", voie="contentieux")
    case.until(DUE)
    assert (case.state, silences(case)) == (State.EN_RECOURS, [("silence.echu", LAST)])
    case.does("ccas", "jugement.rendu", sens="rejet")
    assert case.state is State.REJET_IMPLICITE


def test_while_an_answer_waits_it_is_an_alert_and_takes_effect_once_it_is_withdrawn() -> None:
    """With the day of the law."""
    case = contested().until("2026-05-05T10:00:00")
    case.does("ccas", "decision.reformee", **(reformed("2026-05-05") | {"acte": "jamais-vu"}))
    case.until("2026-05-10T10:00:00")
    assert (case.state, silences(case), case.warnings("ccas")[-1]) == (State.EN_RECOURS, [], ("SILENCE_RECOURS", "ATTEINTE"))
    case.does("ccas", "decision.retiree")
    case.until("2026-05-10T10:00:01")
    assert (case.state, silences(case)) == (State.REJET_IMPLICITE_RECOURS, [("silence.echu", LAST)])
    assert [reason for reason, _ in case.said("ALERTE")] == ["DECISION_A_VERIFIER"], "something runs still"


def test_an_answer_that_waited_and_is_confirmed_decides() -> None:
    """As it was signed, in time."""
    case = contested().until("2026-05-05T10:00:00")
    case.does("ccas", "decision.reformee", **(reformed("2026-05-05") | {"acte": "jamais-vu"}))
    case.until("2026-05-10T10:00:00")
    case.does("ccas", "decision.confirmee")
    assert (case.state, silences(case)) == (State.DECIDEE, [])


def test_an_appeal_told_late_is_rejected_at_once_with_its_day() -> None:
    """Deposited two months and more before it was heard of."""
    case = Clocked(counter="ville").until("2026-07-01T10:00:00")
    case.does("ville", "recours.depose", voie="gracieux", date="2026-03-06")
    case.until("2026-07-01T10:00:01")
    assert (case.state, silences(case)) == (State.REJET_IMPLICITE_RECOURS, [("silence.echu", LAST)])


def paid(*, owed: bool = False) -> Clocked:
    """A right that runs, or what is asked back of it, is contested on 6 March."""
    case = Clocked(counter="ville")
    case.decides("2026-01-05")
    case.does("ccas", "notification.envoyee", mode="courrier", voies_et_delais=True)
    case.does("ccas", "notification.recue")
    case.does("ccas", "droit.ouvert", du="2026-01-05")
    if owed:
        case.does("ccas", "indu.notifie", montant_centimes=6_000)
    case.until("2026-03-06T10:00:00")
    assert case.does("ville", "recours.depose", voie="gracieux").refusal is None
    return case


def stands(case: Clocked) -> State:
    """Where it stands now."""
    return case.state


def test_life_goes_on_where_the_dossier_was() -> None:
    """What only informs leaves the state; what happens to a right happens to it; what that state does not allow is refused."""
    case = paid().until(DUE)
    case.does("ccas", "situation.changee", nature="emploi")
    assert case.does("ccas", "indu.solde", issue="retenue").refusal == (Code.ETAT_INCOMPATIBLE, None)
    assert stands(case) is State.REJET_IMPLICITE_RECOURS
    assert case.does("ccas", "droit.renouvele").refusal is None
    assert (stands(case), case.hub.case(case.id).vie.avant) == (State.DROIT_OUVERT, ())


def test_a_debt_is_not_forgotten_by_closing_after_it() -> None:
    """The debt that was contested is still owed."""
    case = paid(owed=True).until(DUE)
    assert stands(case) is State.REJET_IMPLICITE_RECOURS
    assert case.does("ccas", "dossier.clos", motif="droit_fini").refusal == (Code.ETAT_INCOMPATIBLE, None)
    assert case.does("ccas", "indu.solde", issue="annulation").refusal is None
    assert stands(case) is State.DROIT_OUVERT
    assert case.does("ccas", "dossier.clos", motif="droit_fini").refusal is None
