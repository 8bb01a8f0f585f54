"""A table from a spreadsheet is read whole or not at all, and written so that the same program opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.sheet import FILE_BYTES_MAX, Line, Sheet, Unreadable, read, write

FORMULAS = ("=1+1", "+33", "-5", "@somme", "\t=1", " =1", "'=1", "''=1", "\rx", "'\tx")
CELLS = st.text(st.characters(codec="cp1252", exclude_characters="\0"), max_size=12) | st.sampled_from(FORMULAS)


def sheet(raw: bytes) -> Sheet:
    """A table that must be readable."""
    found = read(raw)
    assert isinstance(found, Sheet), found
    return found


def reason(raw: bytes) -> str:
    """Why it is none."""
    found = read(raw)
    assert isinstance(found, Unreadable), found
    return " ".join(found.reasons)


@given(st.sampled_from(("utf-8", "utf-8-sig", "cp1252")), st.sampled_from(";,"), st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_any_table_survives_both_encodings_and_separators(encoding: str, separator: str, rows: list[tuple[str, ...]]) -> None:
    """What is written is read again, cell by cell, with the numbers a spreadsheet shows."""
    header = ("référence", "b", "c")
    found = sheet(write(encoding, separator, [header, *(("r", *row) for row in rows)]))
    assert (found.header, found.separator) == (header, separator)
    assert found.lines == tuple(Line(number, ("r", *row)) for number, row in enumerate(rows, 2))
    assert found.encoding == encoding


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_reason(raw: bytes) -> None:
    """Whatever was saved, nothing is raised."""
    assert isinstance(read(raw), Sheet | Unreadable)


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_that_is_written_is_a_formula(cell: str) -> None:
    """A spreadsheet that opens our file runs nothing."""
    written = write("utf-8", ";", [("a", cell)]).decode().strip("\n").partition(";")[2].strip('"')
    assert written.startswith("'")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "vide"),
        (b";;\r\n\r\n", "vide"),
        (b"PK\x03\x04xlsx", "classeur"),
        (b"\xd0\xcf\x11\xe0xls", "classeur"),
        ("a;b".encode("utf-16"), "ni en UTF-8"),
        (b"a\0b", "ni en UTF-8"),
        (b"\x81;\x8d", "ni en UTF-8"),
        (b'a;b\r\n"sans fin;1\r\n', "guillemet"),
        (b'a;b\r\n"x"y;1\r\n', "guillemet"),
        (b"a" * (FILE_BYTES_MAX + 1), "partagez-le"),
    ],
)
def test_what_is_no_table_says_why_and_what_to_do(raw: bytes, said: str) -> None:
    """A workbook, another encoding, an open quote, too much, nothing: one sentence each, and no row."""
    assert said in reason(raw)


def test_windows_1252_is_read_when_utf_8_does_not_fit() -> None:
    """A French Excel that saves « CSV » is understood."""
    assert sheet("référence;montant\r\nœuvre;5 €\r\n".encode("cp1252")).lines[0].cells == ("œuvre", "5 €")


def test_a_utf_8_mark_that_lies_is_windows_1252() -> None:
    """Three odd characters first do not make the rest unreadable."""
    assert sheet(b"\xef\xbb\xbfa;b\r\n\xe9;1\r\n").encoding == "cp1252"


def test_blank_rows_and_comments_are_no_rows() -> None:
    """Numbers stay those of the spreadsheet; a reference that begins with # is no comment, and is not lost."""
    found = sheet(b"sep=;\r\n\r\na;b\r\n;;\r\n# un mot;x\r\n#42;2\r\n")
    assert (found.lines, found.comments) == ((Line(5, ("#42", "2")),), 1)


def test_a_stated_separator_that_is_none_of_ours_is_not_believed() -> None:
    """`sep=|` does not hide the commas."""
    assert sheet(b"sep=|\r\na,b\r\n1,2\r\n").lines[0].cells == ("1", "2")


def test_what_an_encoding_cannot_say_does_not_stop_the_file() -> None:
    """A rejection file is always written."""
    assert write("cp1252", ";", [("\u202f",)]) == b"?\r\n"
