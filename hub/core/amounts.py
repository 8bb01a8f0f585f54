"""An amount for those who need not know it to the cent."""

from typing import Final

from schemas.life_codes import AmountClass

_CLASSES: Final = (
    (0, AmountClass.AUCUN),
    (10_000, AmountClass.JUSQU_A_100),
    (30_000, AmountClass.JUSQU_A_300),
    (100_000, AmountClass.JUSQU_A_1000),
)
"""The highest amount of each class, in cents."""


def amount_class(cents: int) -> AmountClass:
    """The class of an amount."""
    return next((name for most, name in _CLASSES if cents <= most), AmountClass.PLUS_DE_1000)
