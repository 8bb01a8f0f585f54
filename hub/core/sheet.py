"""A table somebody saved from a spreadsheet: read as it is, written back as it came, so that the same program opens it again.

Rules:
1. UTF-8 (with or without its mark), else Windows-1252; `;` or `,`, whichever the first line holds more of; quotes as RFC 4180 has them.
2. It is read whole or not at all: what cannot be read is one `Unreadable`, with its cure, and no row of it exists.
3. A row has the number the spreadsheet shows. Blank rows, and rows that begin with `# `, are no rows; the second kind is counted.
4. A cell that a spreadsheet would run as a formula is written with an apostrophe before it, which reading takes away again.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import NamedTuple

FILE_BYTES_MAX = 32 * 1024 * 1024
COMMENT = "# "
SEPARATORS = (";", ",")
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FORMULA = re.compile(r"[\s']*[=+\-@]|'*[\t\r]")
_STATED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_AS_CSV = "Dans le tableur : Enregistrer sous, « CSV UTF-8 (délimité par des points-virgules) »."


class Unreadable(NamedTuple):
    """Why a file as a whole is no table of the contract: what is wrong and what to do, one sentence each."""

    reasons: tuple[str, ...]


class Line(NamedTuple):
    """One row: the number the spreadsheet shows, its cells."""

    number: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """A table: how it was written, its header, its rows, and how many rows were comments."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    comments: int = 0


def read(raw: bytes) -> Sheet | Unreadable:
    """The table that these bytes are; total."""
    if len(raw) > FILE_BYTES_MAX:
        return Unreadable(
            (f"Le fichier dépasse {FILE_BYTES_MAX // (1024 * 1024)} Mio : partagez-le en plusieurs, chacun avec son en-tête.",)
        )
    if raw.startswith(_WORKBOOKS):
        return Unreadable((f"Ce fichier est un classeur, pas un CSV. {_AS_CSV}",))
    if raw.startswith(_WIDE_MARKS) or b"\0" in raw:
        return Unreadable((f"Le fichier n'est ni en UTF-8 ni en Windows-1252. {_AS_CSV}",))
    encoding = _encoding(raw)
    if encoding is None:
        return Unreadable((f"Le fichier n'est ni en UTF-8 ni en Windows-1252. {_AS_CSV}",))
    return _read_text(raw.decode(encoding), encoding)


def write(encoding: str, separator: str, rows: Iterable[Iterable[str]]) -> bytes:
    """The bytes of a table; what the encoding cannot say becomes `?`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode(encoding, "replace")


def _encoding(raw: bytes) -> str | None:
    for name in ("utf-8-sig" if raw.startswith(_MARK) else "utf-8", "cp1252"):
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _read_text(text: str, encoding: str) -> Sheet | Unreadable:
    stated = _STATED_SEPARATOR.match(text)
    text = text if stated is None else text[stated.end() :]
    separator = stated[1] if stated is not None and stated[1] in SEPARATORS else _separator(text)
    rows: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [Line(number, tuple(map(_bare, cells))) for number, cells in enumerate(reader, 1)]
    except csv.Error:
        where = f"Ligne {reader.line_num} : un guillemet s'ouvre et ne se ferme pas, ou une case est démesurée."
        return Unreadable((f"{where} Rien n'a été lu : corrigez-la, ou enregistrez de nouveau le fichier depuis le tableur.",))
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        return Unreadable(("Le fichier est vide : `hub contract csv --partner ACTEUR` donne un modèle à remplir.",))
    lines = tuple(row for row in filled[1:] if not _is_comment(row))
    return Sheet(encoding, separator, filled[0].cells, lines, len(filled) - 1 - len(lines))


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip(" \t;,")), "")
    return max(SEPARATORS, key=first.count)


def _is_comment(row: Line) -> bool:
    first = next(cell.strip() for cell in row.cells if cell.strip())
    return first.startswith(COMMENT)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
