"""What betrays a person in a text: a NIR, an e-mail, a telephone, an account, a field named after an identity, a sentence.

Rules (domain: no identity and no free text in a log that is kept):
1. A NIR is 13 digits with the structure INSEE gives them (sex, year, month, département with 2A and 2B, commune, order), alone or with
   their key. Blanks, dots and dashes stand only between its parts. With a wrong key it is one still, mistyped, when it is set out as a
   NIR is written (`1 85 05 78 006 084 36`) or its month is one of twelve.
2. It is none inside a longer number (SIRET, 14 digits) nor inside a hexadecimal token (hash, UUID).
3. Thirteen digits that, read as milliseconds, fall within two days of the event's own `time` (of its business date if it says no time)
   are a clock.
4. A text is looked at as it stands, then as a person would read it: escapes, percent signs, wide digits and invisible characters undone.
5. Free text is two words, or more than 512 characters, in a contract that has only codes.
6. Every pattern is linear in the text, which is the sender's choice.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from schemas.codes import Code

TEXT_CHARS_MAX = 512
CLOCK_TOLERANCE = timedelta(days=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOKEN_CHARS_MAX = 64
NIR_DIGITS = 13
PHONE_DIGITS = 10

_PARTS_MAX = 3
"""A ligature has up to three letters; the few characters that stand for a whole sentence hide no number."""

_GAP = r"[ .\-_/\t]{0,3}"
_MONTH = r"0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9]"
_PARTS = (r"[1-478]", r"[0-9]{2}", _MONTH, r"0[1-9]|[1-9][0-9]|2[ABab]", r"[0-9]{3}", r"[0-9]{3}")
_RUN = re.compile(r"[0-9][0-9ABab .\-_/\t()]{8,}[0-9]")
"""Where ten digits may stand: nothing shorter is a telephone, an account or a NIR."""
_NIR = re.compile(r"(?<![0-9])(" + _GAP.join(f"(?:{part})" for part in _PARTS) + ")(?:" + _GAP + r"([0-9]{2}))?(?![0-9])")
_USUAL_MONTH = re.compile(r".{3}(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2])")
"""The months of those whose birth certificate is complete or says it is not; the others would read many an ordinary number as a NIR."""
_CALENDAR_MONTH = re.compile(r".{3}(?:0[1-9]|1[0-2])")
_BETWEEN_DIGITS = b" .-_/\t()"
_GAPS = re.compile(r"[ .\-_/\t]+")
_PHONE = re.compile(r"(?<![0-9])(?:(?:\+|00)?33[ .-]?(?:\(0\)[ .-]?)?|0)[1-9]([ .-]?)[0-9]{2}(?:\1[0-9]{2}){3}(?![0-9])")
_IBAN = re.compile(r"(?<![0-9A-Za-z])FR[0-9]{2}(?: ?[0-9A-Z]){23}(?![0-9A-Za-z])", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]@[\w-]{1,63}\.\w")
_WORD = re.compile(r"[0-9A-Za-z]{0,64}")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")

_SENTENCE = re.compile(r"(?<=[^\W\d_][^\W\d_])\s+\S|(?<=\S)\s+[^\W\d_]{2}")
_TWO_WORDS = re.compile(r"(?<=[^\W\d_][^\W\d_])[ \t]+[^\W\d_]{2}")
_SIX_WORDS = re.compile(r"(?<!\w)(?:[^\W\d_]{1,40}['’,;.]?\s{1,9}){5}[^\W\d_]")
_FIELD_NAME = re.compile(r"(?<![\w-])([^\W\d][\w-]{0,63})[\"']?\s{0,9}[:=>]")
_AID_IP = re.compile(r'"aide"\s{0,9}:\s{0,9}"\s{0,9}IP\s{0,9}"', re.IGNORECASE)
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_IDENTITY_WORDS = (
    {"nom", "noms", "prenom", "prenoms", "patronyme", "civilite", "sexe", "age", "naissance", "nee", "nationalite", "photo", "signature"}
    | {"adresse", "rue", "domicile", "telephone", "tel", "mobile", "portable", "courriel", "email", "mail", "iban", "bic", "rib"}
    | {"nir", "nia", "secu", "ssn", "matricule", "allocataire", "beneficiaire", "demandeur", "usager", "conjoint", "enfant", "enfants"}
    | {
        "mere",
        "pere",
        "parent",
        "parents",
        "name",
        "firstname",
        "lastname",
        "surname",
        "birth",
        "birthdate",
        "birthday",
        "address",
        "phone",
    }
)
_TEXT_WORDS = {"commentaire", "commentaires", "observation", "observations", "remarque", "remarques", "note", "notes", "texte", "libre"} | {
    "description",
    "comment",
}


def in_text(text: str, time: datetime | None = None) -> Code | None:
    """What a text betrays; `time` is the event's own, to tell a clock from a NIR."""
    for reading in _readings(text):
        found = in_characters(reading, time)
        if found is not None:
            return found
        if len(reading) > TEXT_CHARS_MAX or _SENTENCE.search(reading):
            return Code.TEXTE_LIBRE_INTERDIT
    return None


def in_name(name: str) -> Code | None:
    """What the name of an unknown field betrays: by what it is, or by what it was made to hold."""
    return in_text(name) or _in_words(name)


def in_unreadable(raw: bytes) -> Code | None:
    """What bytes that are no event betray: numbers and addresses, names of fields, two words between quotes, a sentence of six."""
    for reading in _readings(raw.replace(b"\0", b"").decode("utf-8", "replace")):
        if _AID_IP.search(reading):
            return Code.INFORMATION_PREOCCUPANTE
        found = in_characters(reading, None) or _in_field_names(reading)
        if found is not None:
            return found
        if _SIX_WORDS.search(reading) or any(_TWO_WORDS.search(quoted) for quoted in reading.split('"')[1::2]):
            return Code.TEXTE_LIBRE_INTERDIT
    return None


def in_characters(text: str, time: datetime | None) -> Code | None:
    """What stands out of characters without reading them: a NIR, an e-mail, a telephone, an account."""
    found = Code.IDENTITE_INTERDITE if "@" in text and _EMAIL.search(text) else None
    for run in _RUN.finditer(text):
        digits = len(run[0].encode().translate(None, _BETWEEN_DIGITS))
        if digits >= NIR_DIGITS and any(_is_nir(match, time) for match in _NIR.finditer(text, run.start(), run.end())):
            return Code.NIR_INTERDIT
        if digits >= PHONE_DIGITS and _is_reachable(text, run.start(), run.end()):
            found = Code.IDENTITE_INTERDITE
    return found


def _is_reachable(text: str, start: int, end: int) -> bool:
    """Whether a run of digits, with what leads to it, is an account or a telephone."""
    if _IBAN.match(text, max(0, start - len("FR"))):
        return True
    return any(not _in_hexadecimal(match) for match in _PHONE.finditer(text, max(0, start - len("+")), end))


def _in_field_names(text: str) -> Code | None:
    """What the names of fields in a broken document betray."""
    found = {_in_words(name) for name in _FIELD_NAME.findall(text)}
    return next((code for code in (Code.IDENTITE_INTERDITE, Code.TEXTE_LIBRE_INTERDIT) if code in found), None)


def _in_words(name: str) -> Code | None:
    """Whether a name, in any of the usual ways to write one, speaks of an identity or of a text."""
    words = {word.lower() for word in _WORD_BREAK.split(_plain(name))}
    if words & _IDENTITY_WORDS:
        return Code.IDENTITE_INTERDITE
    return Code.TEXTE_LIBRE_INTERDIT if words & _TEXT_WORDS else None


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, then as a person would read it when that differs."""
    yield text
    if not text.isascii() or "\\" in text or "%" in text:
        unescaped = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        yield _plain(unquote(unquote(unescaped)))


def _plain(text: str) -> str:
    """Undo what hides a character from a reader of ASCII: width, accents, script of digits, kinds of blanks and dashes, invisible ones."""
    return text.translate({ord(character): _plain_character(character) for character in set(text) if not character.isascii()})


def _plain_character(character: str) -> str:
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKD", character)[:_PARTS_MAX])


def _plain_part(part: str) -> str:
    if part.isdecimal():
        return str(unicodedata.decimal(part))
    return {"Cf": "", "Mn": "", "Pd": "-", "Zs": " "}.get(unicodedata.category(part), part)


def _is_nir(match: re.Match[str], time: datetime | None) -> bool:
    """Whether what has the structure of a NIR is one (rules 1 to 3)."""
    body = _GAPS.sub("", match[1]).upper()
    if _in_hexadecimal(match) or body[-6:-3] == "000" or body[-3:] == "000":
        return False
    if match[2] is None:
        return _USUAL_MONTH.match(body) is not None and not _is_clock(match[1], time)
    return int(match[2]) == _nir_key(body) or body != match[1].upper() or _CALENDAR_MONTH.match(body) is not None


def _nir_key(body: str) -> int:
    """97 less the number modulo 97, Corsica counted as 19 and 18."""
    return 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97


def _is_clock(digits: str, time: datetime | None) -> bool:
    """Whether thirteen digits in a row are the event's own time in milliseconds."""
    if time is None or not digits.isdecimal():
        return False
    return abs(timedelta(milliseconds=int(digits)) - (time - _EPOCH)) <= CLOCK_TOLERANCE


def _in_hexadecimal(match: re.Match[str]) -> bool:
    """Whether the digits are a piece of a longer token made of hexadecimal digits alone (a hash, a piece of a UUID)."""
    before = _word(match.string[max(0, match.start() - _TOKEN_CHARS_MAX) : match.start()][::-1], 0)
    return _HEXADECIMAL.fullmatch(before + _word(match.string, match.end())) is not None


def _word(text: str, position: int) -> str:
    """The letters and digits that begin at a position, up to 64 of them."""
    word = _WORD.match(text, position)
    assert word is not None
    return word[0]
