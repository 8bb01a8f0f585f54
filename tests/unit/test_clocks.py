"""The clocks of dated cases, each with the text it comes from."""

from datetime import datetime, timedelta

import pytest

from hub.core.clock import ClockState, Prealert
from hub.core.clock_facts import Fact, Flag
from hub.core.clocks import schedule
from hub.core.domicile import may_be_contested
from schemas.catalogue_codes import ClockCode, FactKind
from tests.unit.catalogue_entries import REJECTION, entry, written
from tests.unit.clock_cases import CAYENNE, PARIS, case, clock, fact, last_day, on, utc
from tests.unit.registry_records import commune


def demand(day: str, **fields: str) -> Fact:
    """The demand reached the first authority."""
    return fact("PREMIERE_RECEPTION", day, **fields)


def test_row_9_aid_of_the_ase_starts_no_clock_of_the_ccas() -> None:
    """Money of the ASE deposited at the CCAS goes to the département: no file, no month to transmit (CASF L123-5)."""
    found = case("ASE-FIN", demand("2026-01-05"))
    assert found.clock(ClockCode.TRANSMISSION) is None
    assert last_day(found, "SILENCE") == "2026-03-05"


@pytest.mark.parametrize(("year", "end"), [("2026", "2026-02-28"), ("2028", "2028-02-29")])
def test_row_10_legal_aid_filed_at_the_wrong_commune(year: str, end: str) -> None:
    """ASH on 31 January: a month to transmit (R131-1), silence from the first door (L114-3), the receipt by the competent authority."""
    wrong = [demand(f"{year}-01-31"), fact("INCOMPETENCE_CONSTATEE", f"{year}-02-02")]
    found = case("ASH-PA", *wrong)
    assert found.h0 == on(f"{year}-01-31")
    assert (last_day(found, "TRANSMISSION"), last_day(found, "SILENCE")) == (end, f"{year}-03-31")
    assert last_day(found, "REORIENTATION") == f"{year}-02-04"
    assert clock(found, "ACCUSE_RECEPTION").state is ClockState.EN_ATTENTE

    sent = [*wrong, fact("TRANSMISSION", f"{year}-02-03"), fact("RECEPTION_COMPETENTE", f"{year}-02-10")]
    after = case("ASH-PA", *sent)
    assert (after.h0, last_day(after, "SILENCE")) == (found.h0, last_day(found, "SILENCE"))
    assert clock(after, "REORIENTATION").state is ClockState.TENUE
    assert (clock(after, "TRANSMISSION").state, clock(after, "TRANSMISSION").settled_on) == (ClockState.TENUE, on(f"{year}-02-10"))
    assert last_day(after, "ACCUSE_RECEPTION") == f"{year}-02-15"


def test_row_11_apa_counts_from_the_complete_file() -> None:
    """Acknowledged by day 10, pieces on day 8: two months from day 8, and silence accepts (CASF R232-23, L232-14)."""
    opened = [demand("2026-03-02"), fact("RECEPTION_COMPETENTE", "2026-03-02")]
    asked = [*opened, fact("PIECES_DEMANDEES", "2026-03-05", until="2026-04-05")]
    waiting = clock(case("APA-DOM", *asked), "SILENCE")
    assert (waiting.state, waiting.start, waiting.due) == (ClockState.EN_ATTENTE, None, None)
    found = case("APA-DOM", *asked, fact("DOSSIER_COMPLET", "2026-03-10"))
    silence = clock(found, "SILENCE")
    assert (silence.basis.effect, silence.start, silence.last_day) == ("accord", on("2026-03-10"), on("2026-05-10"))
    assert silence.basis.to_verify
    assert last_day(found, "ACCUSE_RECEPTION") == "2026-03-12"
    assert clock(found, "ACCUSE_RECEPTION").basis.nature == "legale"
    assert clock(found, "DEMANDE_DE_PIECES").state is ClockState.TENUE
    told = case(
        "APA-DOM", *asked, fact("DOSSIER_COMPLET", "2026-03-10"), fact("NOTIFICATION", "2026-05-11"), fact("DECISION", "2026-05-04")
    )
    assert clock(told, "SILENCE").state is ClockState.TARDIVE


def test_row_12_chrs_is_accepted_after_a_month() -> None:
    """From receipt by the competent authority, whoever was asked first (CASF L111-3-1)."""
    found = case("CHRS", demand("2026-01-10"), fact("RECEPTION_COMPETENTE", "2026-01-31"))
    silence = clock(found, "SILENCE")
    assert (silence.basis.effect, silence.last_day, silence.due) == ("accord", on("2026-02-28"), utc("2026-02-28T23:00:00+00:00"))
    assert clock(case("CHRS", demand("2026-01-10")), "SILENCE").state is ClockState.EN_ATTENTE
    assert last_day(case("CHRS", demand("2026-01-10"), fact("ENTREE", "2026-01-10")), "SEJOUR_ADMIS_DE_DROIT") == "2026-01-15"


def test_row_13_a_move_within_the_departement_changes_nothing() -> None:
    """Ferrevaux to Nantrelle: same payer. To another département: one month to send, one to answer (CASF L122-4)."""
    here, there = {"nom": "departement", "acteur": "cd-00"}, {"nom": "departement", "acteur": "cd-01"}
    first, same, other = (commune(slug=name, relations=[one]) for name, one in (("a", here), ("d", here), ("z", there)))
    ash, day = entry("ASH-PA"), on("2026-03-01")
    assert not may_be_contested(ash, first, same, day)
    assert may_be_contested(ash, first, other, day)
    assert may_be_contested(ash, first, commune(slug="sans", relations=[]), day)
    assert not may_be_contested(entry("AID-FIN"), first, other, day)

    moved = [demand("2026-01-31"), fact("DOMICILE_CONTESTE", "2026-02-10")]
    found = case("ASH-PA", *moved)
    assert last_day(found, "DOMICILE_SECOURS_TRANSMISSION") == "2026-02-28"
    assert case("ASH-PA", demand("2026-01-31")).clock(ClockCode.DOMICILE_SECOURS_TRANSMISSION) is None
    sent = case("ASH-PA", *moved, fact("DOMICILE_TRANSMIS", "2026-02-27"))
    assert (clock(sent, "DOMICILE_SECOURS_TRANSMISSION").state, last_day(sent, "DOMICILE_SECOURS_REPONSE")) == (
        ClockState.TENUE,
        "2026-03-27",
    )
    urgent = case("ASH-PA", *moved, fact("DECISION_PROVISOIRE", "2026-02-12"))
    assert last_day(urgent, "DOMICILE_SECOURS_NOTIFICATION") == "2026-04-12"
    assert clock(urgent, "SILENCE").state is ClockState.OUVERTE
    assert found.h0 == sent.h0 == urgent.h0 == on("2026-01-31")


def test_row_19_adjournments_do_not_stop_silence() -> None:
    """Adjourned twice, next session after the implicit date: rejected by silence, and warned a fortnight before."""
    opened = [demand("2026-02-02"), fact("RECEPTION_COMPETENTE", "2026-02-02"), fact("AJOURNEMENT", "2026-02-20")]
    facts = [*opened, fact("AJOURNEMENT", "2026-03-13"), fact("SEANCE_PREVUE", "2026-04-10")]
    found = case("AID-FIN", *facts)
    silence = clock(found, "SILENCE")
    assert (silence.basis.effect, silence.last_day, silence.state) == ("rejet", on("2026-04-02"), ClockState.OUVERTE)
    assert found.flags == (Flag.SEANCE_APRES_SILENCE,)
    assert (utc("2026-03-17T23:00:00+00:00"), Prealert.J_15) in silence.alerts
    late = case("AID-FIN", *facts, fact("DECISION", "2026-04-10"))
    assert clock(late, "SILENCE").state is ClockState.TARDIVE
    earlier = case("AID-FIN", *facts[:4], fact("SEANCE_PREVUE", "2026-04-02"))
    decided = case("AID-FIN", *facts, fact("DECISION", "2026-03-27"))
    assert (earlier.flags, decided.flags, case("CRECHE", *facts).flags) == ((), (), ())
    assert case("CHRS", demand("2026-02-02"), fact("SEANCE_PREVUE", "2026-06-01")).flags == ()


@pytest.mark.parametrize(("recorded", "flags"), [("2026-01-15", ()), ("2026-01-16", (Flag.DECLAREE_TARDIVEMENT,))])
def test_a_date_declared_late_is_kept_and_flagged(recorded: str, flags: tuple[Flag, ...]) -> None:
    """Five days are nothing; the sixth is told, and the day stands all the same."""
    found = case("AID-FIN", demand("2026-01-10", recorded=recorded))
    assert (found.h0, found.flags, last_day(found, "SILENCE")) == (on("2026-01-10"), flags, "2026-03-10")


def test_of_two_doors_the_earlier_counts() -> None:
    """Monday at the CCAS, Wednesday at the MDS: Monday, and it is said that there were two (domain 8.3, row 14)."""
    found = case("AID-FIN", demand("2026-01-14"), demand("2026-01-12"))
    assert (found.h0, found.flags, last_day(found, "SILENCE")) == (on("2026-01-12"), (Flag.PLUSIEURS_RECEPTIONS,), "2026-03-12")


def test_a_transfer_resets_no_clock() -> None:
    """Received by one competent authority, then by its successor: the first receipt stands for silence that accepts."""
    found = case("CHRS", demand("2026-01-10"), fact("RECEPTION_COMPETENTE", "2026-01-12"), fact("RECEPTION_COMPETENTE", "2026-02-01"))
    assert last_day(found, "SILENCE") == "2026-02-12"
    assert last_day(found, "ACCUSE_RECEPTION") == "2026-01-17"


def test_no_entry_no_clock() -> None:
    """Of a demand older than the catalogue nothing is guessed; without a demand there is no day."""
    old = schedule(None, PARIS, [demand("1999-01-01")])
    assert (old.h0, old.flags, old.clocks) == (on("1999-01-01"), (Flag.SANS_REGLE,), ())
    assert schedule(entry("AID-FIN"), PARIS, []).h0 is None
    assert schedule(written({**REJECTION, "delai": None}), PARIS, [demand("2026-01-01")]).clocks == ()


@pytest.mark.parametrize(
    ("code", "facts", "which", "last", "source"),
    [
        ("RSA", [("PREMIERE_RECEPTION", "2025-12-31")], "SILENCE", "2026-02-28", "CRPA L231-4, 3°"),
        ("PCH", [("PREMIERE_RECEPTION", "2025-10-31")], "SILENCE", "2026-02-28", "CASF R241-33, four months"),
        (
            "PCH",
            [("PREMIERE_RECEPTION", "2026-04-24"), ("URGENCE", "2026-04-24")],
            "INSTRUCTION_URGENTE",
            "2026-05-20",
            "15 working days, three holidays",
        ),
        ("DOMICIL", [("PREMIERE_RECEPTION", "2026-01-15")], "SILENCE", "2026-03-15", "CASF D264-1: two months"),
        ("DOMICIL", [("DROIT_OUVERT", "2024-02-29")], "VALIDITE", "2025-02-28", "CASF L264-2: one year"),
        ("DOMICIL", [("CONTACT", "2026-01-10"), ("CONTACT", "2026-02-28")], "CONTACT", "2026-05-28", "three months from the last contact"),
        ("ADM-URG", [("DECISION", "2026-01-30")], "NOTIFICATION", "2026-02-02", "CASF L131-3: three days"),
        ("ADM-URG", [("DECISION", "2025-12-31")], "VALIDITE", "2026-02-28", "CASF L131-3: two months at most"),
        ("FSL-E", [("PREMIERE_RECEPTION", "2026-01-31")], "MAINTIEN_FOURNITURE", "2026-03-31", "décret 2008-780 art. 3"),
        ("FSL-E", [("PREAVIS_COUPURE", "2026-04-01")], "PREAVIS_COUPURE", "2026-04-21", "décret 2008-780 art. 3: 20 days"),
        ("IMPAYE", [("SIGNALEMENT", "2026-01-05")], "OPPOSITION", "2026-01-13", "CASF L115-3: eight days"),
        ("ASH-PA", [("ENTREE", "2025-12-31")], "DEMANDE_APRES_ENTREE", "2026-02-28", "CASF R131-2"),
        ("OBS-IND", [("SIGNALEMENT", "2024-07-10")], "DECISION", "2024-07-16", "CGCT R2213-33, before 11 July 2024"),
        ("OBS-IND", [("SIGNALEMENT", "2024-07-11")], "DECISION", "2024-07-25", "décret 2024-790"),
        ("SNE", [("PREMIERE_RECEPTION", "2026-01-31")], "ATTESTATION", "2026-02-28", "CCH R441-2-3"),
        ("AUVIC", [("PREMIERE_RECEPTION", "2026-05-07")], "DECISION", "2026-05-18", "CASF L214-9: five working days, with 8 and 14 May"),
        ("CSS", [("RECEPTION_COMPETENTE", "2026-01-31")], "SILENCE", "2026-03-31", "CSS L861-5"),
        ("OBL-AL", [("PREMIERE_RECEPTION", "2026-08-31")], "TRANSMISSION", "2026-09-30", "CASF R131-1"),
    ],
)
def test_each_aid_has_its_own_clock(code: str, facts: list[tuple[str, str]], which: str, last: str, source: str) -> None:
    """The last day of each, by its text."""
    assert source
    assert last_day(case(code, *(fact(kind, day) for kind, day in facts)), which) == last


def test_targets_of_the_service_stand_apart_from_the_law() -> None:
    """48 hours for an urgent help from the hour it was asked; nobody can invoke them."""
    asked = Fact(FactKind.PREMIERE_RECEPTION, on("2026-01-05"), at=utc("2026-01-05T10:30:00+01:00"))
    target = clock(case("SEC-URG", asked), "INSTRUCTION")
    assert (target.basis.nature, target.due) == ("interne", utc("2026-01-07T10:30:00+01:00"))
    on_time = Fact(FactKind.DECISION, on("2026-01-07"), at=utc("2026-01-07T10:29:00+01:00"))
    too_late = Fact(FactKind.DECISION, on("2026-01-07"), at=utc("2026-01-07T10:30:00+01:00"))
    assert clock(case("SEC-URG", asked, on_time), "INSTRUCTION").state is ClockState.TENUE
    assert clock(case("SEC-URG", asked, too_late), "INSTRUCTION").state is ClockState.TARDIVE
    assert {one.basis.nature for one in case("SEC-URG", asked).clocks} == {"legale", "interne"}


def test_the_urgent_target_is_there_for_urgent_needs_only() -> None:
    """Beside the ordinary one."""
    ordinary = case("PORTAGE", demand("2026-01-05"))
    urgent = case("PORTAGE", demand("2026-01-05"), fact("URGENCE", "2026-01-05"))
    assert (ordinary.clock(ClockCode.INSTRUCTION_URGENTE), last_day(urgent, "INSTRUCTION_URGENTE")) == (None, "2026-01-06")


def test_a_decision_taken_in_time_stops_silence_however_late_it_is_heard_of() -> None:
    """Its own date counts, also when it came before the file was complete; what closes the demand does the same."""
    decided = fact("DECISION", "2026-03-05")
    assert clock(case("AID-FIN", demand("2026-01-05"), decided), "SILENCE").state is ClockState.TENUE
    assert clock(case("AID-FIN", demand("2026-01-04"), decided), "SILENCE").state is ClockState.TARDIVE
    early = case("APA-DOM", demand("2026-01-05"), fact("NOTIFICATION", "2026-01-20"))
    assert (clock(early, "SILENCE").state, clock(early, "SILENCE").settled_on) == (ClockState.TENUE, on("2026-01-20"))
    asked = [fact("PIECES_DEMANDEES", "2026-01-10", until="2026-02-10"), fact("DOSSIER_COMPLET", "2026-01-25")]
    before = case("APA-DOM", demand("2026-01-05"), fact("RECEPTION_COMPETENTE", "2026-01-05"), fact("NOTIFICATION", "2026-01-20"), *asked)
    assert (clock(before, "SILENCE").state, clock(before, "SILENCE").start) == (ClockState.TENUE, on("2026-01-25"))
    closed = case("AID-FIN", demand("2026-01-05"), fact("CLOTURE", "2026-01-20"))
    assert clock(closed, "SILENCE").state is ClockState.TENUE


def test_a_receipt_answers_what_came_before_it() -> None:
    """One that the first authority gave does not acknowledge what the competent one has not received yet."""
    opened = [demand("2026-01-05"), fact("ACCUSE_RECEPTION", "2026-01-06"), fact("RECEPTION_COMPETENTE", "2026-01-12")]
    assert clock(case("ASH-PA", *opened), "ACCUSE_RECEPTION").state is ClockState.OUVERTE
    again = case("ASH-PA", *opened, fact("ACCUSE_RECEPTION", "2026-01-14"))
    assert clock(again, "ACCUSE_RECEPTION").settled_on == on("2026-01-14")


def test_warnings_come_at_half_at_nine_tenths_and_days_before() -> None:
    """Each once, in order, none outside the delay; in the commune's own midnights."""
    silence = clock(case("AID-FIN", demand("2026-01-31")), "SILENCE")
    begins, due = utc("2026-01-31T23:00:00+00:00"), utc("2026-03-31T22:00:00+00:00")
    whole = due - begins
    assert silence.due == due
    assert silence.alerts == (
        (begins + whole / 2, Prealert.MOITIE),
        (utc("2026-03-15T23:00:00+00:00"), Prealert.J_15),
        (utc("2026-03-25T23:00:00+00:00"), Prealert.J_5),
        (begins + whole * 9 / 10, Prealert.NEUF_DIXIEMES),
    )
    there = clock(case("AID-FIN", demand("2026-01-31"), place=CAYENNE), "SILENCE")
    assert (utc("2026-03-16T03:00:00+00:00"), Prealert.J_15) in there.alerts


def test_a_short_delay_has_no_warning_from_before_it_began() -> None:
    """Five days have no fifteenth day before the last, nor a fifth."""
    short = clock(case("AID-FIN", fact("RECEPTION_COMPETENTE", "2026-01-05")), "ACCUSE_RECEPTION")
    assert [code for _, code in short.alerts] == [Prealert.MOITIE, Prealert.NEUF_DIXIEMES]


def test_the_next_due_comes_first_and_what_waits_last() -> None:
    """In the order of the instants."""
    found = case("ASH-PA", demand("2026-01-05"), fact("RECEPTION_COMPETENTE", "2026-01-05"))
    due = [one.due for one in found.clocks if one.due is not None]
    assert due == sorted(due)
    assert [one.due is None for one in found.clocks] == sorted(one.due is None for one in found.clocks)
    assert isinstance(due[0], datetime)
    assert due[0] - due[-1] < timedelta(0)
