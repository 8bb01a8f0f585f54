"""What betrays a person in a text, and what does not."""

from datetime import UTC, datetime

import pytest

from hub.core.identity import in_name, in_text, in_unreadable
from schemas.codes import Code
from tests.unit.published_events import STRUCTURED_TYPE, judged, published

NIRS = [
    "1850578006084",
    "185057800608491",
    "185057800608400",
    "1 85 05 78 006 084 91",
    "1 85 05 78 006 084 00",
    "1.85.05.78.006.084",
    "1-85-05-78-006-084",
    "1 85  05 / 78 006 084",
    "2 99 12 2A 004 001",
    "2 99 12 2b 033 001 44",
    "2992099330001",
    "7850597411001",
    "NIR1850578006084",
    "ref:1850578006084.",
    "n°1850578006084",
    "1\u200b8505\u200b78006084",
    "1–85–05–78–006–084",
]
NOT_NIRS = [
    "12345678900012",
    "5850578006084",
    "1851578006084",
    "1850500006084",
    "1850578000084",
    "1850578006000",
    "1850578006084361",
    "185057800608",
    "18 50578006084",
    "f1850578006084",
    "1850578006084e",
    "a1850578006084-4b",
    "165578006008400",
    "1795446916334",
    "100000000",
]


@pytest.mark.parametrize("text", NIRS)
def test_a_nir_is_seen(text: str) -> None:
    """With or without key, Corsican, foreign, provisional, mistyped, set out in any usual way."""
    assert in_text(text) is Code.NIR_INTERDIT


@pytest.mark.parametrize("text", NOT_NIRS)
def test_another_number_is_not_a_nir(text: str) -> None:
    """Another length, no such sex, month, département, commune or order, or a piece of a longer number or of a hash."""
    assert in_text(text) is None


def test_a_clock_is_told_by_the_time_of_the_event() -> None:
    """The same digits are a NIR when the event happened at another time, or says no time."""
    digits = "1780310400123"
    near, far = datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    assert [in_text(digits, time) for time in (near, far, None)] == [None, Code.NIR_INTERDIT, Code.NIR_INTERDIT]
    assert in_text("1 78 03 10 400 123", near) is Code.NIR_INTERDIT


@pytest.mark.parametrize(
    "text",
    [
        "contact@exemple.fr",
        "a.b+c@d-e.fr",
        "x%40exemple.fr",
        "0612345678",
        "06 12 34 56 78",
        "01-23-45-67-89",
        "+33 6 12 34 56 78",
        "+33(0)6 12 34 56 78",
        "0033612345678",
        "33612345678",
        "FR76 3000 6000 0112 3456 7890 189",
        "fr7630006000011234567890189",
    ],
)
def test_a_way_to_reach_someone_is_seen(text: str) -> None:
    """E-mails, telephones and accounts."""
    assert in_text(text) is Code.IDENTITE_INTERDITE


@pytest.mark.parametrize("text", ["contact@", "@ccas", "0012345678", "061234567", "06123456789", "d0612345678", "00101", "FR12345678901"])
def test_what_reaches_nobody_is_not(text: str) -> None:
    """A relative holder, a counter with zeros, a piece of a hash, a VAT number."""
    assert in_text(text) is None


@pytest.mark.parametrize("text", ["vu ce jour", "Léa M", "M Durand", "a" * 513, "5 janvier 2026", "très urgent"])
def test_free_text_is_seen(text: str) -> None:
    """Two words, or far too many characters."""
    assert in_text(text) is Code.TEXTE_LIBRE_INTERDIT


@pytest.mark.parametrize(
    "text", ["personnes_en_difficulte", "2026-01-05T10:00:00Z", "2026-01-05 10:00Z", "", "F 12", "urn:relais:acteur:x"]
)
def test_a_code_is_not_free_text(text: str) -> None:
    """Codes, times and references."""
    assert in_text(text) is None


@pytest.mark.parametrize(
    "name", ["nom", "Nom_Naissance", "dateDeNaissance", "PRÉNOM", "numero-secu", "mailUsager", "téléphone", "1850578006084"]
)
def test_a_field_named_after_an_identity_is_seen(name: str) -> None:
    """In every usual way to write a name."""
    assert in_name(name) in {Code.IDENTITE_INTERDITE, Code.NIR_INTERDIT}


def test_a_field_made_for_text_is_seen_and_the_others_are_not() -> None:
    """A comment field holds a comment, sooner or later; a mistyped code field is only a mistake."""
    assert {in_name(name) for name in ("commentaire", "motif_libre", "Observations")} == {Code.TEXTE_LIBRE_INTERDIT}
    assert {in_name(name) for name in ("nombre", "commune_insee", "renom", "dateDemande", "montant")} == {None}


@pytest.mark.parametrize(
    "raw", [b"not json", b"ceci n'est pas du JSON", b'{"commune": "00101", "aide": tru', b"\xff\xfe\x00", b"<event/>", b"[1, 2"]
)
def test_broken_bytes_are_not_taken_for_a_person(raw: bytes) -> None:
    """An ordinary mistake keeps its bytes: they are what helps to mend it."""
    assert in_unreadable(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"nom=MARTIN",
        b"<prenom>Lea</prenom>",
        b"{'date_naissance': 1}",
        b'{"x": "Lea Martin"',
        b"{note:1}",
        b"elle vit seule avec ses deux enfants",
    ],
)
def test_broken_bytes_that_speak_of_a_person_are_seen(raw: bytes) -> None:
    """In JSON or in any other form."""
    assert in_unreadable(raw) in {Code.IDENTITE_INTERDITE, Code.TEXTE_LIBRE_INTERDIT}


HOSTILE = [
    b"a",
    b'"',
    b"a@",
    b"1",
    b"1850578006084a",
    b"1850578006000 ",
    b"ab ",
    b"\\u0031",
    b"%31",
    b'"ab":',
    b"0612345670a",
    "ﷺ".encode(),
    b"[",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_makes_the_search_slow(piece: bytes) -> None:
    """Half a megabyte made to be searched for ever is answered at once; so is the largest event that is read."""
    for length in (500_000, 256 * 1024):
        record = published((piece * length)[:length], (STRUCTURED_TYPE,))
        assert judged(record).topic == "hub.refus"
