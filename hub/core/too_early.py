"""A fact that is dated in the future has not taken place: the fields that say when each published event did."""

from datetime import date

from hub.core.outcome import Refusal
from schemas import inbound
from schemas.codes import Code
from schemas.payload import Payload

DATED = {
    model: [name for name in ("date", "date_decision", "notifiee_le") if name in model.model_fields] for model in inbound.INBOUND.values()
}
"""The fields of each type that say when the fact took place."""


def too_early(payload: Payload, today: date) -> Refusal | None:
    """The refusal of an event whose day has not come, on `today` in its commune."""
    for name in DATED[type(payload)]:
        day = getattr(payload, name)
        if day is not None and day > today:
            return Refusal(Code.DATE_FUTURE, name)
    return None
