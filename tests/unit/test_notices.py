"""Every code has a sentence that helps, and says what it is not."""

import re

import pytest

from hub.core.notices import LAST_WORDS, sentence
from schemas.codes import Code


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_sentence(code: Code) -> None:
    """It is French, whole, and ends with what a notice is not."""
    said = sentence(code)
    assert said.endswith(LAST_WORDS)
    assert len(said) > len(LAST_WORDS) + 30
    assert "{" not in said
    assert re.match(r"[A-ZÀÉL]", said)


@pytest.mark.parametrize("code", Code)
def test_a_sentence_names_the_field_and_never_more(code: Code) -> None:
    """The field stands once at most, between guillemets, and only where it helps."""
    said = sentence(code, "commune")
    assert said.count("(champ « commune »)") <= 1
    assert said.replace(" (champ « commune »)", "") == sentence(code)


def test_a_refused_field_is_named() -> None:
    """Where a field is at fault, its author reads which one."""
    assert sentence(Code.CHAMP_MANQUANT, "aide").startswith("Un champ obligatoire manque (champ « aide ») : ajoutez-le")
