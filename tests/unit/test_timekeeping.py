"""Clocks in a case: kept by core after each change, rung once, silence that takes effect and is undone."""

from schemas.codes import Code, State
from tests.unit.timed_world import Clocked

TWO_MONTHS = "2026-03-05"
AFTER = "2026-03-05T23:00:00"


def test_silence_rejects_by_itself_on_its_day() -> None:
    """Two months from the first door; the instant after the last day, and not before; who answers and the counter are told."""
    case = Clocked(aid="PROPRE", counter="ville").until("2026-03-05T22:59:59")
    assert (case.state, case.clocks()["SILENCE"]) == (State.TRANSMISE, TWO_MONTHS)
    case.until(AFTER)
    assert case.state is State.REJET_IMPLICITE
    assert case.said("SILENCE") == [("silence.echu", {"sens": "rejet", "date": TWO_MONTHS, "article": "CRPA L231-4, 3° ; L114-3, L114-5"})]
    for who in ("ccas", "ville"):
        assert case.steps(who) == [("silence.echu", "REJET_IMPLICITE", TWO_MONTHS)]
    assert "SILENCE" not in case.clocks()


def test_who_answers_is_warned_four_times() -> None:
    """At half, at nine tenths, and on the 15th and the 5th day before; nobody else is; a target of the service is only noted."""
    case = Clocked().until(AFTER)
    assert case.warnings("ccas") == [("SILENCE", "MOITIE"), ("SILENCE", "J_15"), ("SILENCE", "J_5"), ("SILENCE", "NEUF_DIXIEMES")]
    noted = [(raison, details["signe"]) for raison, details in case.said("ECHEANCE") if details["nature"] == "interne"]
    assert noted == [("ACCUSE_RECEPTION", "ATTEINTE"), ("INSTRUCTION", "ATTEINTE")]


def test_a_decision_taken_in_time_and_told_late_undoes_the_silence() -> None:
    """The last day counts; the day after does not: then it is a decision like another, after a rejection."""
    for day, is_undone in ((TWO_MONTHS, True), ("2026-03-06", False)):
        case = Clocked(counter="ville").until("2026-03-08T10:00:00")
        assert case.decides(day).refusal is None
        assert case.state is State.DECIDEE
        assert [raison for raison, _ in case.said("SILENCE")] == ["silence.echu", *(["silence.annule"] if is_undone else [])]
        assert (case.hub.case(case.id).vie.implicite_le is None) == is_undone
        told = [("silence.annule", "DECIDEE", day)] if is_undone else []
        assert case.steps("ville")[1:] == told
        assert "SILENCE" not in case.clocks()


def test_a_decision_before_the_end_settles_the_silence() -> None:
    """Nothing rings any more but what follows a decision."""
    case = Clocked()
    case.decides("2026-01-05")
    assert set(case.clocks()) == {"ACCUSE_RECEPTION", "NOTIFICATION"}
    case.until("2026-06-01T10:00:00")
    assert (case.state, case.said("SILENCE"), case.warnings("ccas")) == (State.DECIDEE, [], [])


def test_while_a_decision_waits_silence_is_an_alert() -> None:
    """And takes effect, with its own date, once that decision is withdrawn."""
    case = Clocked().until("2026-03-03T10:00:00")
    case.decides("2026-03-03", act="jamais-vu")
    case.until("2026-03-10T10:00:00")
    assert (case.state, case.said("SILENCE")) == (State.TRANSMISE, [])
    assert case.warnings("ccas")[-1] == ("SILENCE", "ATTEINTE")
    case.does("ccas", "decision.retiree")
    case.until("2026-03-10T10:00:01")
    assert (case.state, case.said("SILENCE")[0][1]["date"]) == (State.REJET_IMPLICITE, TWO_MONTHS)


def test_a_decision_that_waited_and_is_confirmed_decides() -> None:
    """As it was signed, in time: silence never took effect."""
    case = Clocked().until("2026-03-03T10:00:00")
    case.decides("2026-03-03", act="jamais-vu")
    case.until("2026-03-10T10:00:00")
    assert case.does("ccas", "decision.confirmee").refusal is None
    assert (case.state, case.said("SILENCE")) == (State.DECIDEE, [])


def test_pieces_asked_for_suspend_the_silence_that_rejects() -> None:
    """Ten days of waiting are ten days more; the day of the demand stays (CRPA L114-5)."""
    case = Clocked().until("2026-01-10T10:00:00")
    case.does("ccas", "pieces.demandees", pieces=["RIB"], date_limite="2026-02-10")
    assert case.clocks()["SILENCE"] == "2026-04-05"
    case.until("2026-01-20T10:00:00")
    case.does("ccas", "dossier.complet")
    assert case.clocks()["SILENCE"] == "2026-03-15"
    case.until("2026-03-15T22:59:59")
    assert case.state is State.EN_INSTRUCTION
    case.until("2026-03-15T23:00:00")
    assert (case.state, case.hub.case(case.id).demande.date_demande.isoformat()) == (State.REJET_IMPLICITE, "2026-01-05")  # type: ignore[union-attr]


def test_row_12_silence_that_accepts_starts_at_the_competent_authority() -> None:
    """A month after it had the dossier, whatever the day of the demand (CASF L111-3-1)."""
    case = Clocked(aid="CONFIEE", counter="ville", day="2026-01-02")
    assert case.clocks()["SILENCE"] == "2026-02-05"
    case.until("2026-02-05T23:00:00")
    assert (case.state, case.said("SILENCE")[0][1]["sens"]) == (State.ACCORD_IMPLICITE, "accord")
    own = Clocked(aid="CONFIEE", counter="asso", day="2026-01-02")
    assert own.clocks()["SILENCE"] == "2026-02-02"


def test_row_19_adjourned_twice_and_rejected_by_silence() -> None:
    """The next session comes too late: it is said at once, the warning of the fortnight came, and silence rejects on its day."""
    case = Clocked(day="2026-02-02").until("2026-02-20T10:00:00")
    case.does("ccas", "decision.ajournee", motif="avis_attendu")
    case.until("2026-03-13T10:00:00")
    case.does("ccas", "decision.ajournee", motif="avis_attendu", seance="2026-04-10")
    assert case.said("HORLOGES_COMPTEES")[-1][1]["drapeaux"] == ["SEANCE_APRES_SILENCE"]
    case.until("2026-04-02T22:00:00")
    assert case.state is State.REJET_IMPLICITE
    assert ("SILENCE", "J_15") in case.warnings("ccas")
    assert case.said("SILENCE")[0][1]["date"] == "2026-04-02"


def test_what_was_recorded_too_late_is_told_with_its_date() -> None:
    """A demand of three months ago: flagged, no warning of what is past, and silence takes effect with the date of the law."""
    case = Clocked(day="2026-01-05")
    elsewhere = Clocked(counter="ville", day="2025-10-01").until("2026-01-05T11:00:01")
    assert elsewhere.state is State.REJET_IMPLICITE, "though the competent authority has days left to acknowledge it"
    late = Clocked(day="2025-10-01")
    assert late.said("HORLOGES_COMPTEES")[0][1]["drapeaux"] == ["DECLAREE_TARDIVEMENT"]
    late.until("2026-01-05T11:00:01")
    assert (late.state, late.warnings("ccas")) == (State.REJET_IMPLICITE, [])
    assert late.steps("ccas") == [("silence.echu", "REJET_IMPLICITE", "2025-12-01")]
    assert "drapeaux" not in case.said("HORLOGES_COMPTEES")[0][1]


def test_what_the_state_does_not_allow_is_told_with_the_day_of_silence() -> None:
    """The notice says until when: the last day on which a decision is in time."""
    case = Clocked()
    outcome = case.does("ccas", "indu.notifie", montant_centimes=100)
    assert outcome.refusal is not None
    assert outcome.refusal.code is Code.ETAT_INCOMPATIBLE
    assert case.hub.inbox("ccas", "avis.technique")[-1]["jusqu_au"] == TWO_MONTHS


def test_clocks_are_told_once_and_end_with_the_dossier() -> None:
    """A change that moves no clock says nothing of them; closing says that none runs, and nothing rings after it."""
    case = Clocked()
    case.does("ccas", "situation.changee", nature="emploi")
    assert len(case.said("HORLOGES_COMPTEES")) == 1
    case.does("ccas", "dossier.clos", motif="desistement")
    assert case.said("HORLOGES_COMPTEES")[1] == ("DELAIS_TERMINES", {"horloges": []})
    assert {one.code for one in case.waiting} <= {"ACTE_CHANGE"}


def test_a_deadline_that_was_moved_says_nothing() -> None:
    """It was announced before pieces were asked for: nothing takes effect twice, or too early."""
    case = Clocked().until("2026-01-11T10:00:00")
    (silence,) = [one for one in case.waiting if one.code == "SILENCE"]
    case.does("ccas", "pieces.demandees", pieces=["RIB"], date_limite="2026-02-10")
    outcome = case.ring(silence)
    assert (outcome.entry.conclusions, outcome.messages, case.state) == ((), (), State.INCOMPLETE)


def test_a_replay_gives_the_same_bytes() -> None:
    """Clocks are a function of the log."""
    case = Clocked(counter="ville").until("2026-03-08T10:00:00")
    case.decides(TWO_MONTHS)
    again = type(case.hub)(view=case.hub.view)
    for fact, now, view in case.hub.facts:
        again.now, again.view = now, view
        again.take(fact)
    assert (again.dossiers, again.messages, again.journal) == (case.hub.dossiers, case.hub.messages, case.hub.journal)


def test_an_open_demand_on_which_nothing_runs_is_looked_at_again_and_again() -> None:
    """Ninety days after the last thing that happened, and every ninety days: who answers is alerted; a closed one waits for nothing."""
    case = Clocked()
    case.decides("2026-01-05")
    case.until("2026-06-01T10:00:00")
    (review,) = case.waiting
    assert case.said("ALERTE") == [("DELAIS_TERMINES", {})]
    case.does("ccas", "situation.changee", nature="emploi")
    (later,) = case.waiting
    assert (review.due, later.due) == ("2026-07-09T22:00:00.000Z", "2026-08-29T22:00:00.000Z")
    case.until("2026-12-31T10:00:00")
    assert [reason for reason, _ in case.said("ALERTE")] == ["DELAIS_TERMINES"] * 3
    assert len(case.waiting) == 1
    case.does("ccas", "dossier.clos", motif="aide_servie")
    assert case.waiting == set()
