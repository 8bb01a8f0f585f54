"""Bytes from outside, shown on a terminal, can do nothing to it."""

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.cli._rejected import described, page, with_bytes
from hub.rejections import SHOWN_BYTES_MAX, Rejection, printable

LETTER = Rejection(
    partition=2,
    offset=7,
    instant_ms=1_780_000_000_000,
    acteur="ccas-x",
    code="JSON_INVALIDE",
    champ="data.aide",
    phrase="Le contenu n'est pas lisible.",
    origine="from.ccas-x/0/4",
    destination=None,
    longueur=None,
    sha256=None,
    key=None,
    value=b'{"a":\n"\xc3\xa9"}',
    headers=(("ce_id\x07", b"1"), ("vide", None)),
)


def test_text_is_shown_as_text() -> None:
    """Line by line, accents and all."""
    assert printable(LETTER.value or b"") == ['{"a":', '"é"}']


def test_what_could_move_a_cursor_is_made_visible() -> None:
    """Escape sequences, carriage returns, direction marks, the bell."""
    assert printable(b"a\x1b[2Jb\rc\x07") == ["a\\x1b[2Jb\\rc\\x07"]
    assert printable("a\u202eb".encode()) == ["a\\u202eb"]


def test_what_is_not_text_is_dumped() -> None:
    """In hexadecimal, sixteen bytes a line."""
    assert printable(bytes(range(250, 256)) + b"ABC") == ["00000000  fa fb fc fd fe ff 41 42 43                       ......ABC"]
    assert len(printable(b"\xff" * 40)) == 3


def test_a_long_content_is_cut_and_says_so() -> None:
    """Cut inside a character or not."""
    shown = printable(b"a" + "é".encode() * SHOWN_BYTES_MAX)
    assert shown[-1] == f"… ({2 * SHOWN_BYTES_MAX + 1} octets en tout)"
    assert shown[0].startswith("aé")


@settings(deadline=None)
@given(st.binary(max_size=5_000))
def test_no_bytes_ever_reach_the_terminal_raw(value: bytes) -> None:
    """Whatever was published, only printable characters are shown."""
    assert all(line.isprintable() for line in printable(value))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_ever_reaches_the_terminal_raw(value: str) -> None:
    """The same for what decodes."""
    assert all(line.isprintable() for line in printable(value.encode("utf-8", "surrogatepass")))


def test_a_page_shows_reasons_then_key_headers_and_value() -> None:
    """A header's name is content too; an absent key or value is said to be."""
    text = "\n".join(page(LETTER))
    assert "Le contenu n'est pas lisible." in text
    assert "ce_id\\x07" in text
    assert text.count("(aucune)") == 2
    assert "\x07" not in text
    assert "destination" not in text


def test_a_machine_gets_every_byte() -> None:
    """In base64, absent ones as null."""
    assert described(LETTER)["octets"] == len(LETTER.value or b"")
    given_back = with_bytes(LETTER)
    assert base64.b64decode(given_back["valeur_base64"]) == LETTER.value
    assert given_back["cle_base64"] is None
    assert given_back["entetes_base64"][1] == ["vide", None]


def test_a_letter_too_large_has_no_value() -> None:
    """Its length and digest stand for it."""
    large = LETTER._replace(value=None, longueur="5000000", sha256="ab" * 32)
    assert described(large)["octets"] is None
    assert described(large)["longueur"] == "5000000"
