"""The payloads of the contract: dates are days, and nothing is guessed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.inbound import FIELDS, INBOUND, OPENING_TYPES, TransmissionAcceptee


def test_a_day_is_read_from_text_and_from_a_date() -> None:
    """JSON gives text, our own code gives dates."""
    assert TransmissionAcceptee.model_validate({"date": "2024-02-29"}).date == date(2024, 2, 29)
    assert TransmissionAcceptee(date=date(2024, 2, 29)).date == date(2024, 2, 29)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 1, 5, tzinfo=UTC),
        "2026-02-29",
        "2026-13-01",
        "1767225600",
        "0026-01-05",
        "3000-01-01",
        "2026-1-5",
        "٢٠٢٦-٠١-٠٥",
        20260105,
        None,
    ],
)
def test_what_is_no_day_is_refused(value: Any) -> None:
    """No instant, no number, no other calendar, no year that can only be a slip of the finger."""
    with pytest.raises(ValidationError, match="date_impossible"):
        TransmissionAcceptee.model_validate({"date": value})


def test_types_are_named_by_one_rule() -> None:
    """`fr.relais.<nom>.<participe>.v1`, and the two that open a dossier are among them."""
    assert all(name.startswith("fr.relais.") and name.endswith(".v1") and name.count(".") == 4 for name in INBOUND)
    assert INBOUND.keys() > OPENING_TYPES
    assert {"commune", "fonction", "participants"} <= FIELDS
