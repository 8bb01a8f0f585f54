"""Identifiers of the field: their keys, their letters, their traps."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from stdnum import luhn

from schemas.identifiers import RULES, is_cog, is_departement, is_finess, is_rna, is_siren, is_siret
from schemas.inbound import ActionOuverte, DemandeDeposee
from schemas.registry import CogPeriod, Identity
from tests.unit.published_events import ACTION, DEMANDE

SIREN = "000001024"
SIRET = "00000102400017"


def test_a_siren_has_nine_digits_and_a_key() -> None:
    """Those of the reference communes begin with 0 and pass."""
    assert is_siren(SIREN)
    assert not any(is_siren(text) for text in ("000001025", "00000102", "000 001 024", "0000010240", "", "٠٠٠٠٠١٠٢٤"))


def test_a_siret_has_fourteen_digits_and_a_key() -> None:
    """The SIREN inside has its own key too."""
    assert is_siret(SIRET)
    assert not any(is_siret(text) for text in ("00000102400016", SIREN, "000 001 024 00015", "00000102500017", ""))


def test_la_poste_counts_by_five() -> None:
    """The only register whose establishments have no Luhn key: their digits add up to a multiple of five."""
    assert is_siret("35600000000048")
    assert is_siret("35600000009075")
    assert not is_siret("35600000009076")


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_any_nine_digits_with_their_key_are_a_siren(eight: str) -> None:
    """One key in ten is right."""
    right = luhn.calc_check_digit(eight)
    assert [digit for digit in "0123456789" if is_siren(eight + digit)] == [right]


def test_a_commune_code_is_text() -> None:
    """Corsica has letters, overseas has three digits of département, and a reference commune begins with 00."""
    assert all(is_cog(text) for text in ("00101", "01004", "2A004", "2B033", "75056", "69123", "97411", "98818"))
    assert not any(is_cog(text) for text in ("101", "20004", "2C001", "1A001", "96001", "99100", "00000", "75 056", "75056 ", "7505６", ""))


def test_a_departement_has_two_or_three_characters() -> None:
    """Corsica twice, overseas with three digits, Lyon with a letter."""
    assert all(is_departement(text) for text in ("00", "01", "2A", "2B", "95", "971", "976", "69M", "69D"))
    assert not any(is_departement(text) for text in ("20", "96", "1", "970", "2C", "75M", ""))


def test_an_association_has_its_letter() -> None:
    """W, then the office that registered it, then a number."""
    assert all(is_rna(text) for text in ("W001000015", "W2A1000012", "W9R1000013"))
    assert not any(is_rna(text) for text in ("W00100001", "001000015W", "w001000015", "W0010000155", ""))


def test_a_finess_has_a_key_unless_it_is_corsican() -> None:
    """Nine characters, the first two a département."""
    assert all(is_finess(text) for text in ("000000513", "2A0000000", "2B0000009"))
    assert not any(is_finess(text) for text in ("000000514", "00000051", "200000009", "A00000000", ""))


@pytest.mark.parametrize(
    ("genre", "valeur"), [("siren", SIREN), ("siret", SIRET), ("rna", "W001000015"), ("finess", "000000513"), ("code_organisme", "000")]
)
def test_an_identity_of_the_registry_keeps_the_rule_of_its_kind(genre: str, valeur: str) -> None:
    """A slip of the finger is seen when the registry is checked, not when a letter comes back."""
    assert Identity.model_validate({"genre": genre, "valeur": valeur}).valeur == valeur
    with pytest.raises(ValidationError, match="invalide"):
        Identity.model_validate({"genre": genre, "valeur": valeur[:-1] + "X"})


def test_an_identity_of_an_unknown_kind_is_refused_for_its_kind() -> None:
    """There is no rule to keep when there is no kind."""
    with pytest.raises(ValidationError, match="genre"):
        Identity.model_validate({"genre": "ifu", "valeur": "1"})
    assert RULES.keys() == {"siren", "siret", "rna", "finess", "code_organisme"}


@pytest.mark.parametrize("code", ["1A001", 101, None, "00101 "])
def test_a_commune_code_is_checked_wherever_it_stands(code: Any) -> None:
    """In the registry and in a demand, and a number is no code."""
    with pytest.raises(ValidationError, match="code commune invalide"):
        CogPeriod.model_validate({"code": code})
    with pytest.raises(ValidationError, match="code commune invalide"):
        DemandeDeposee.model_validate({**DEMANDE, "commune": code})


def test_a_funder_is_an_actor_or_an_establishment() -> None:
    """Digits alone are a SIREN or a SIRET, and must be right."""
    funders = ["caf-haute-oriane", SIREN, SIRET]
    assert ActionOuverte.model_validate({**ACTION, "financeurs": funders}).financeurs == tuple(funders)
    with pytest.raises(ValidationError, match="SIREN ou SIRET invalide"):
        ActionOuverte.model_validate({**ACTION, "financeurs": ["00000102400016"]})
    with pytest.raises(ValidationError, match="pattern"):
        ActionOuverte.model_validate({**ACTION, "financeurs": ["La Fondation"]})
