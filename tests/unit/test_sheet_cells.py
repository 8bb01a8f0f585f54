"""Cells of a spreadsheet are read in one way only, or left as they were typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.sheet_cells import as_typed, capitals, day, euros, plain_name, small, whole, word_of, yes_no
from schemas.codes import RequestChannel

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@given(DAYS, st.sampled_from("/.-"))
def test_a_french_day_is_that_day(one: date, sign: str) -> None:
    """The day comes first, with or without its zero."""
    assert day(f"{one.day:02}{sign}{one.month:02}{sign}{one.year}") == one.isoformat()
    assert day(f"{one.day}{sign}{one.month}{sign}{one.year}") == one.isoformat()


@pytest.mark.parametrize("cell", ["2026-11-23", "31/02/2026", "11/23/2026", "23/11/26", "23/11-2026", "hier", "00/01/2026", "1/1/0000"])
def test_any_other_day_stays_as_it_was_typed(cell: str) -> None:
    """Nothing is guessed: the contract's own check answers."""
    assert day(cell) == cell


@given(
    st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f"]), st.sampled_from(",."), st.sampled_from(["", " €", "€", "\u00a0EUR"])
)
def test_an_amount_is_its_cents(cents: int, gap: str, comma: str, unit: str) -> None:
    """With or without groups, comma or point, sign or not."""
    units, rest = divmod(cents, 100)
    assert euros(f"{units}{comma}{rest:02}{unit}") == cents
    assert euros(f"{units:,}".replace(",", gap) + f"{comma}{rest:02}{unit}") == cents
    assert euros(f"{units}{unit}") == units * 100


@pytest.mark.parametrize(("cell", "cents"), [("80", 8000), ("12,5", 1250), ("0,05", 5), ("1 234", 123_400)])
def test_short_amounts(cell: str, cents: int) -> None:
    """One decimal is tens of cents."""
    assert euros(cell) == cents


@pytest.mark.parametrize(
    "cell", ["1.234", "1,234", "1.234,56", "12,345", "-5", "1 23", "1e3", "", "€", "1 2345", ",5", "0612345678", "9" * 13]
)
def test_an_amount_that_could_be_two_is_none(cell: str) -> None:
    """It stays as it was typed, and is refused."""
    assert euros(cell) == cell


@pytest.mark.parametrize(("cell", "value"), [("Oui", True), ("NON", False), ("1", True), ("0", False), ("peut-être", "peut-être")])
def test_oui_and_non(cell: str, value: object) -> None:
    """Anything else stays."""
    assert yes_no(cell) == value


def test_words_of_a_closed_list_may_be_written_as_people_do() -> None:
    """Accents, capitals and blanks do not count; another word stays."""
    read = word_of(RequestChannel)
    assert [read(cell) for cell in ("En ligne", "Téléphone", "pigeon")] == ["en_ligne", "telephone", "pigeon"]


def test_identifiers_change_their_case_only() -> None:
    """`2a004` and `CCAS-Essai`; a number that is none stays."""
    assert (capitals("2a004"), small("CCAS-Essai"), as_typed("Ab"), whole("3"), whole("3,0")) == ("2A004", "ccas-essai", "Ab", 3, "3,0")


def test_a_column_s_name_is_plain() -> None:
    """As people write it in a header."""
    assert plain_name(" Date de la Décision ") == "date_de_la_decision"
