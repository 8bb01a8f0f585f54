"""Missing pieces: silence that rejects is suspended, silence that accepts has not begun (CRPA L114-5, décret 2001-492 art. 2)."""

import pytest

from hub.core.clock import ClockState
from hub.core.clock_facts import Fact
from hub.core.clocks import schedule
from tests.unit.catalogue_entries import ACCEPTANCE, REJECTION, written
from tests.unit.clock_cases import PARIS, case, clock, fact, last_day, on

DEMAND = fact("PREMIERE_RECEPTION", "2026-01-05")
RECEIVED = fact("RECEPTION_COMPETENTE", "2026-01-05")


def asked(day: str, until: str | None = None) -> Fact:
    """Pieces are asked for, until a day."""
    return fact("PIECES_DEMANDEES", day) if until is None else fact("PIECES_DEMANDEES", day, until=until)


def whole(day: str) -> Fact:
    """Everything has come."""
    return fact("DOSSIER_COMPLET", day)


def rejected_on(*facts: Fact) -> str | None:
    """The last day of silence that rejects, for a demand of 5 January 2026: 5 March if nothing holds it."""
    return last_day(case("AID-FIN", DEMAND, *facts), "SILENCE")


def accepted_on(*facts: Fact) -> str | None:
    """The last day of silence that accepts after a month, for a demand that the authority had on 5 January 2026."""
    return last_day(schedule(written(ACCEPTANCE), PARIS, [DEMAND, RECEIVED, *facts]), "SILENCE")


@pytest.mark.parametrize(
    ("facts", "end", "why"),
    [
        ([], "2026-03-05", "nothing was asked"),
        ([asked("2026-01-20", "2026-02-04"), whole("2026-01-30")], "2026-03-15", "ten days, ended by the pieces"),
        ([asked("2026-01-20", "2026-02-04")], "2026-03-20", "fifteen days: they did not come, the rest runs on"),
        ([asked("2026-01-20", "2026-02-04"), whole("2026-02-20")], "2026-03-20", "they came after the last day given"),
        ([asked("2026-01-20")], "2026-03-05", "no day given: not suspended"),
        ([asked("2026-01-20", "2026-01-20")], "2026-03-05", "no time given"),
        ([asked("2026-01-20", "2026-02-04"), asked("2026-01-25", "2026-02-09")], "2026-03-25", "overlapping: counted once"),
        ([asked("2026-01-20", "2026-02-04"), asked("2026-01-22", "2026-01-30")], "2026-03-20", "within the first"),
        ([asked("2026-01-12", "2026-01-22"), asked("2026-02-01", "2026-02-11")], "2026-03-25", "twice ten days"),
        ([asked("2026-03-05", "2026-03-20")], "2026-03-20", "asked on the last day"),
        ([asked("2026-03-06", "2026-03-20")], "2026-03-05", "asked when silence had decided"),
        ([asked("2026-03-01", "2026-03-15"), asked("2026-03-18", "2026-03-28")], "2026-03-29", "the second within what the first added"),
        ([asked("2026-01-01", "2026-01-15")], "2026-03-15", "asked before the demand was dated: from the demand on"),
        ([whole("2026-01-10"), asked("2026-01-20", "2026-02-04")], "2026-03-20", "complete before the request answers nothing"),
    ],
)
def test_silence_that_rejects_is_suspended(facts: list[Fact], end: str, why: str) -> None:
    """As many days later as pieces were awaited, and never earlier."""
    assert why
    assert rejected_on(*facts) == end


@pytest.mark.parametrize(
    ("facts", "end", "why"),
    [
        ([], "2026-02-05", "nothing was asked: complete as received"),
        ([whole("2026-01-13")], "2026-02-13", "said complete on a later day"),
        ([whole("2026-03-01")], "2026-02-05", "said complete when silence had accepted"),
        ([whole("2026-01-02")], "2026-02-05", "complete before it was received"),
        ([asked("2026-01-08", "2026-02-08")], None, "still missing"),
        ([asked("2026-01-08", "2026-02-08"), whole("2026-01-13")], "2026-02-13", "from completeness"),
        ([asked("2026-01-08"), whole("2026-01-13"), asked("2026-01-20"), whole("2026-01-31")], "2026-02-28", "asked again, complete again"),
        ([asked("2026-01-08"), whole("2026-01-13"), asked("2026-02-13")], None, "asked on the last day"),
        ([asked("2026-01-08"), whole("2026-01-13"), asked("2026-02-14")], "2026-02-13", "asked when silence had accepted"),
    ],
)
def test_silence_that_accepts_starts_with_a_complete_file(facts: list[Fact], end: str | None, why: str) -> None:
    """And is acquired once its month is over."""
    assert why
    assert accepted_on(*facts) == end


def test_nothing_accepts_before_the_competent_authority_has_the_demand() -> None:
    """Complete at the wrong door is not complete."""
    found = schedule(written(ACCEPTANCE), PARIS, [DEMAND, whole("2026-01-06")])
    assert clock(found, "SILENCE").state is ClockState.EN_ATTENTE
    later = schedule(
        written(ACCEPTANCE), PARIS, [DEMAND, asked("2026-01-06"), whole("2026-01-08"), fact("RECEPTION_COMPETENTE", "2026-01-20")]
    )
    assert last_day(later, "SILENCE") == "2026-02-20"


def test_a_delay_that_is_interrupted_runs_again_whole() -> None:
    """Where the rule says so: from the day the pieces came, or the last day given; never earlier than without the request."""
    rule = written({**REJECTION, "pieces": "interrompt"})
    found = schedule(rule, PARIS, [DEMAND, asked("2026-01-20", "2026-02-04"), whole("2026-01-30")])
    assert last_day(found, "SILENCE") == "2026-03-30"
    late = schedule(rule, PARIS, [DEMAND, asked("2026-03-06", "2026-03-20")])
    assert last_day(late, "SILENCE") == "2026-03-05"
    kept = schedule(written({**REJECTION, "pieces": "sans_effet"}), PARIS, [DEMAND, asked("2026-01-20", "2026-02-04")])
    assert last_day(kept, "SILENCE") == "2026-03-05"


def test_a_delay_that_is_carried_or_held_may_be_both() -> None:
    """A clock of a service may be suspended, and end on a working day."""
    base = {"code": "INSTRUCTION", "origine": "PREMIERE_RECEPTION", "delai": {"nombre": 10, "unite": "jours"}, "article": "usage"}
    for fields, end in (({}, "2026-01-15"), ({"report": True}, "2026-01-15"), ({"report": True, "pieces": "suspend"}, "2026-01-19")):
        entry = written(horloges=[{**base, **fields}])
        found = schedule(entry, PARIS, [DEMAND, asked("2026-01-08", "2026-01-10"), whole("2026-01-10")])
        assert last_day(found, "INSTRUCTION") == end


def test_the_person_s_own_delay_is_the_one_that_was_given() -> None:
    """That of the last request; without a day there is nothing to miss."""
    found = case("AID-FIN", DEMAND, asked("2026-01-08", "2026-01-20"), asked("2026-01-25", "2026-02-10"))
    awaited = clock(found, "PIECES_ATTENDUES")
    assert (awaited.start, awaited.last_day, awaited.state) == (on("2026-01-25"), on("2026-02-10"), ClockState.OUVERTE)
    come = case("AID-FIN", DEMAND, asked("2026-01-08", "2026-01-20"), whole("2026-01-21"))
    assert clock(come, "PIECES_ATTENDUES").state is ClockState.TARDIVE
    undated = case("AID-FIN", DEMAND, asked("2026-01-08"))
    assert clock(undated, "PIECES_ATTENDUES").state is ClockState.EN_ATTENTE
