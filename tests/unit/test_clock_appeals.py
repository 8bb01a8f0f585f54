"""The clocks of an appeal, by its texts: délais francs, compulsory or voluntary appeals, what was not told to the person."""

from hub.core.clock import ClockState
from hub.core.clock_facts import Fact
from hub.core.clocks import Schedule, schedule
from schemas.catalogue_codes import APPEAL_CLOCKS
from tests.unit.catalogue_entries import REJECTION, entry
from tests.unit.clock_cases import PARIS, case, clock, fact, last_day

DEMAND = fact("PREMIERE_RECEPTION", "2026-01-05")
ACKNOWLEDGED = fact("ACCUSE_RECEPTION", "2026-01-07", opposable=True)
SILENT = fact("SILENCE_ECHU", "2026-03-05")


def notified(day: str, *, told: bool = True) -> Fact:
    """The decision reached the person, with voies et délais or without."""
    return fact("NOTIFICATION", day, opposable=told)


def lodged(day: str) -> Fact:
    """An appeal to the administration."""
    return fact("RECOURS_PREALABLE", day)


def money(*facts: Fact) -> Schedule:
    """A facultative aid: voluntary appeal, then the tribunal administratif."""
    return case("AID-FIN", DEMAND, *facts)


def legal(*facts: Fact) -> Schedule:
    """A legal aid: compulsory appeal (CASF L134-2)."""
    return case("ASH-PA", DEMAND, *facts)


def appeals(found: Schedule) -> dict[str, str | None]:
    """The appeal clocks there are, and their last days."""
    days = {one.code.value: one.last_day for one in found.clocks if one.code in APPEAL_CLOCKS}
    return {code: None if day is None else day.isoformat() for code, day in days.items()}


def test_nothing_runs_before_there_is_something_to_contest() -> None:
    """Neither a demand nor an acknowledgement."""
    assert appeals(money(ACKNOWLEDGED)) == {}


def test_two_francs_months_from_the_notification() -> None:
    """CJA R421-1; an appeal to the court ends it."""
    assert appeals(money(notified("2026-03-10"))) == {"CONTENTIEUX": "2026-05-11"}
    seized = money(notified("2026-03-10"), fact("RECOURS_CONTENTIEUX", "2026-05-11"))
    assert clock(seized, "CONTENTIEUX").state is ClockState.TENUE


def test_who_was_not_told_has_a_reasonable_delay() -> None:
    """One year (CE, 13 July 2016, n° 387763); where no such delay is known none is invented."""
    assert appeals(money(notified("2026-03-10", told=False))) == {"DELAI_RAISONNABLE": "2027-03-10"}
    mdph = case("PCH", DEMAND, notified("2026-03-10", told=False))
    assert clock(mdph, "RECOURS_PREALABLE").state is ClockState.NON_OPPOSABLE


def test_silence_opens_the_court_s_delay_when_the_receipt_said_so() -> None:
    """CRPA L112-6: without a complete acknowledgement the delay is not opposable."""
    assert appeals(money(SILENT, ACKNOWLEDGED)) == {"CONTENTIEUX": "2026-05-06"}
    assert appeals(money(SILENT, fact("ACCUSE_RECEPTION", "2026-01-07"))) == {"DELAI_RAISONNABLE": "2027-03-05"}


def test_silence_that_did_not_reject_opens_nothing() -> None:
    """A decision dated in time undoes it, an acceptance is not contested by who asked, and where silence means nothing there is none."""
    assert appeals(money(SILENT, ACKNOWLEDGED, fact("DECISION", "2026-03-05"))) == {}
    assert appeals(case("CHRS", DEMAND, fact("RECEPTION_COMPETENTE", "2026-01-05"), fact("SILENCE_ECHU", "2026-02-05"))) == {}
    assert appeals(case("CRECHE", DEMAND, SILENT, ACKNOWLEDGED)) == {}


def test_an_express_refusal_within_the_delay_makes_it_run_again() -> None:
    """CJA R421-2; after it the express refusal only confirms, and before the silence it is the only one."""
    assert appeals(money(SILENT, ACKNOWLEDGED, notified("2026-05-06"))) == {"CONTENTIEUX": "2026-07-07"}
    assert appeals(money(SILENT, ACKNOWLEDGED, notified("2026-05-07"))) == {"CONTENTIEUX": "2026-05-06"}
    assert appeals(money(SILENT, notified("2026-09-01"))) == {"CONTENTIEUX": "2026-11-02"}
    assert appeals(money(SILENT, ACKNOWLEDGED, notified("2026-03-05"))) == {"CONTENTIEUX": "2026-05-06"}


def test_a_voluntary_appeal_interrupts_the_court_s_delay() -> None:
    """CRPA L411-2: two months of silence, then two new months, whole."""
    waiting = money(notified("2026-03-10"), lodged("2026-05-11"))
    assert appeals(waiting) == {"SILENCE_RECOURS": "2026-07-11", "CONTENTIEUX": None}
    assert clock(waiting, "SILENCE_RECOURS").basis.effect == "rejet"
    fallen = money(notified("2026-03-10"), lodged("2026-05-11"), fact("SILENCE_RECOURS_ECHU", "2026-07-11"))
    assert last_day(fallen, "CONTENTIEUX") == "2026-09-14"
    answered = money(notified("2026-03-10"), lodged("2026-05-11"), fact("DECISION_SUR_RECOURS", "2026-06-01", opposable=True))
    assert last_day(answered, "CONTENTIEUX") == "2026-08-03"
    assert clock(answered, "SILENCE_RECOURS").state is ClockState.TENUE
    both = money(
        notified("2026-03-10"),
        lodged("2026-05-11"),
        fact("SILENCE_RECOURS_ECHU", "2026-07-11"),
        fact("DECISION_SUR_RECOURS", "2026-08-03", opposable=True),
    )
    assert last_day(both, "CONTENTIEUX") == "2026-10-05"


def test_a_voluntary_appeal_that_comes_too_late_changes_nothing() -> None:
    """Nor does a second one; against who was not told none is too late."""
    assert appeals(money(notified("2026-03-10"), lodged("2026-05-12"))) == {"CONTENTIEUX": "2026-05-11"}
    twice = money(notified("2026-03-10"), lodged("2026-04-01"), lodged("2026-05-20"))
    assert last_day(twice, "SILENCE_RECOURS") == "2026-06-01"
    assert last_day(money(notified("2026-03-10", told=False), lodged("2026-08-01")), "SILENCE_RECOURS") == "2026-10-01"


def test_a_compulsory_appeal_comes_before_the_judge() -> None:
    """CASF L134-2: the judge's delay starts from its outcome alone."""
    assert appeals(legal(notified("2026-03-10"))) == {"RECOURS_PREALABLE": "2026-05-11"}
    waiting = legal(notified("2026-03-10"), lodged("2026-04-01"))
    assert appeals(waiting) == {"RECOURS_PREALABLE": "2026-05-11", "SILENCE_RECOURS": "2026-06-01", "CONTENTIEUX": None}
    assert clock(waiting, "RECOURS_PREALABLE").state is ClockState.TENUE
    fallen = [notified("2026-03-10"), lodged("2026-04-01")]
    told = legal(*fallen, fact("SILENCE_RECOURS_ECHU", "2026-06-01", opposable=True))
    assert last_day(told, "CONTENTIEUX") == "2026-08-03"
    untold = legal(*fallen, fact("SILENCE_RECOURS_ECHU", "2026-06-01"))
    assert last_day(untold, "DELAI_RAISONNABLE") == "2027-06-01"


def test_before_2019_legal_aid_was_contested_before_a_commission() -> None:
    """A demand keeps the appeals of its day."""
    old = schedule(entry("ASH-PA", "2018-12-31"), PARIS, [fact("PREMIERE_RECEPTION", "2018-12-31"), notified("2019-02-15")])
    assert appeals(old) == {"CONTENTIEUX": "2019-04-16"}
    assert REJECTION["effet"] == "rejet"


def test_the_tribunal_judiciaire_does_not_add_a_day() -> None:
    """MDPH: two months that are not francs, carried to a working day (CPC 641 and 642)."""
    assert appeals(case("PCH", DEMAND, notified("2026-03-14"))) == {"RECOURS_PREALABLE": "2026-05-15"}
    assert appeals(case("PCH", DEMAND, notified("2026-03-10"))) == {"RECOURS_PREALABLE": "2026-05-11"}
