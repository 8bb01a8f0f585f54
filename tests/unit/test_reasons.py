"""Every role and every reason can be said to people."""

from hub.core.reasons import REASONS, ROLES
from schemas.codes import Reason, Role


def test_every_word_of_an_answer_has_its_phrase() -> None:
    """None is missing, none is said twice, none shouts a code."""
    assert set(ROLES) == set(Role)
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == len(REASONS)
    assert [phrase for phrase in (*ROLES.values(), *REASONS.values()) if "_" in phrase] == []
