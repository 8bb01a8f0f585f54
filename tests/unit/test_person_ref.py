"""A person has one reference, whoever typed the name, and another one for each recipient."""

import hashlib
import hmac
import re
from base64 import b32encode
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.inbound import DemandeDeposee
from schemas.person_ref import base32, normal_name, person_ref, recipient_ref
from tests.unit.published_events import DEMANDE

KEY = b"\x11" * 32
BORN = date(1985, 5, 7)
LATIN = st.text("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ'- ABCDEFGHIJ", min_size=1).filter(lambda name: any(c.isalpha() for c in name))


def reference(birth_name: str, first_name: str, key: bytes = KEY) -> str:
    """The reference of someone born on the day of the tests."""
    return person_ref(key, birth_name=birth_name, first_name=first_name, birth_date=BORN)


def test_a_reference_is_opaque_and_keeps_the_contract() -> None:
    """`per_` and 26 characters, which a demand accepts."""
    made = reference("Invente", "Lea")
    assert re.fullmatch(r"per_[a-z2-7]{26}", made)
    assert DemandeDeposee.model_validate({**DEMANDE, "personne_ref": made}).personne_ref == made


@pytest.mark.parametrize(
    ("birth_name", "first_name"),
    [("D'Île-Œuvré", "Zoé"), ("d ile oeuvre", "ZOE"), ("D’ÎLE  ŒUVRÉ ", " Zoé, Marie"), ("Dile-Oeuvre", "zoe Marie")],
)
def test_one_person_has_one_reference_however_typed(birth_name: str, first_name: str) -> None:
    """Accents, capitals, blanks, hyphens, apostrophes, ligatures and second names change nothing."""
    assert reference(birth_name, first_name) == reference("DILEOEUVRE", "ZOE")


def test_the_normal_form_never_changes() -> None:
    """References made by one version of this file are made by all: the formula is written here a second time."""
    digest = hmac.new(KEY, b"relais-personne-1\0DILEOEUVRE\0ZOE\x001985-05-07\x002A004", hashlib.sha256).digest()
    made = person_ref(KEY, birth_name="D'Île-Œuvré", first_name="Zoé", birth_date=BORN, birth_place="2a004")
    assert made == "per_" + b32encode(digest[:16]).decode().rstrip("=").lower()


def test_another_person_another_commune_another_recipient() -> None:
    """Nothing links two references but the key they were made with."""
    first = reference("Invente", "Lea")
    others = {
        reference("Invente", "Leo"),
        reference("Inventé-Autre", "Lea"),
        reference("Invente", "Lea", b"\x12" * 32),
        person_ref(KEY, birth_name="Invente", first_name="Lea", birth_date=date(1985, 7, 5)),
        person_ref(KEY, birth_name="Invente", first_name="Lea", birth_date=BORN, birth_place="00101"),
        recipient_ref(KEY, "asso-main-tendue", first),
        recipient_ref(KEY, "ccas-ferrevaux", first),
    }
    assert len(others | {first}) == 8
    assert recipient_ref(KEY, "ccas-ferrevaux", first) == recipient_ref(KEY, "ccas-ferrevaux", first)


@given(LATIN)
def test_a_normal_name_is_capitals_and_stays_so(name: str) -> None:
    """Typing the normal form gives the normal form."""
    normal = normal_name(name)
    assert re.fullmatch("[A-Z]+", normal)
    assert normal_name(normal) == normal


@pytest.mark.parametrize("name", ["", " - ", "123"])
def test_a_name_without_a_letter_is_refused(name: str) -> None:
    """Everyone without a name would be one person."""
    with pytest.raises(ValueError, match="letter"):
        reference(name, "Lea")


def test_a_short_key_is_refused() -> None:
    """Names can be tried against a key that can be guessed."""
    with pytest.raises(ValueError, match="32 bytes"):
        reference("Invente", "Lea", b"secret")


@given(st.binary(min_size=32, max_size=32))
def test_the_letters_are_those_of_the_standard(digest: bytes) -> None:
    """RFC 4648 in small letters, 26 of them for 128 bits."""
    assert base32(digest) == b32encode(digest[:16]).decode().lower()[:26]
