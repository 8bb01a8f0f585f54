"""What a cell of a spreadsheet says to the contract: French dates, euros with a comma, oui and non, codes in any case.

Rules:
1. What can be read in one way only is turned into what the contract has; anything else stays as it was typed, and the contract's own
   check then refuses it, in its own words.
2. `03/04/2026` is the third of April; a year has four digits.
3. An amount is in euros, at most two decimals: `1 234,56`, `1234.56`, `80 €`. `1.234` and `1,234` could be two amounts and are none;
   nor is what begins with a useless zero, as a telephone does.
4. Words of closed lists may have accents, capitals and blanks (`En ligne` is `en_ligne`); identifiers only other capitals.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum

Value = str | int | bool

_FRENCH_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_BLANKS = "[ \\u00a0\\u202f]"
_EUROS = re.compile(
    rf"([1-9][0-9]{{0,2}}(?:{_BLANKS}[0-9]{{3}}){{1,3}}|0|[1-9][0-9]{{0,11}})(?:[.,]([0-9]{{1,2}}))?{_BLANKS}?(?:€|EUR|euros?)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[0-9]{1,9}")
_YES_NO = {
    "oui": True,
    "o": True,
    "vrai": True,
    "true": True,
    "1": True,
    "non": False,
    "n": False,
    "faux": False,
    "false": False,
    "0": False,
}


def as_typed(cell: str) -> Value:
    """The text, as it is."""
    return cell


def capitals(cell: str) -> Value:
    """A code in capitals (`sec-urg`, `2a004`)."""
    return cell.upper()


def small(cell: str) -> Value:
    """An identifier in small letters."""
    return cell.lower()


def day(cell: str) -> Value:
    """A day, in French or as the contract has it."""
    found = _FRENCH_DAY.fullmatch(cell)
    if found is None:
        return cell
    try:
        return date(int(found[4]), int(found[3]), int(found[1])).isoformat()
    except ValueError:
        return cell


def euros(cell: str) -> Value:
    """An amount in euros, as cents."""
    found = _EUROS.fullmatch(cell)
    if found is None:
        return cell
    return int("".join(filter(str.isdecimal, found[1])) + (found[2] or "").ljust(2, "0"))


def whole(cell: str) -> Value:
    """A whole number."""
    return int(cell) if _WHOLE.fullmatch(cell) else cell


def yes_no(cell: str) -> Value:
    """Oui or non."""
    return _YES_NO.get(cell.lower(), cell)


def word_of(words: type[StrEnum]) -> Callable[[str], Value]:
    """A reader of one closed list."""
    known = {str(word) for word in words}

    def read(cell: str) -> Value:
        plain = plain_name(cell)
        return plain if plain in known else cell

    return read


def plain_name(text: str) -> str:
    """A name in small letters without accents, its words joined by `_` (`Date de la demande` is `date_de_la_demande`)."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return re.sub(r"[\W_]+", "_", kept).strip("_")
