"""What every inbound payload is made of: closed models, dates that are days, references, amounts, who signed."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from schemas.codes import Body, DecisionMotive, SignatoryPost

_ISO_DAY = re.compile(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _only_iso_day(value: Any) -> Any:
    """A business date is text `YYYY-MM-DD`; numbers and date-times are refused rather than guessed."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date_impossible", "une date s'écrit AAAA-MM-JJ, entre 1900 et 2999, et existe au calendrier")


BusinessDate = Annotated[date, BeforeValidator(_only_iso_day)]
ActorRef = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
ActRef = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
AidRef = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=20)]
PersonRef = Annotated[str, Field(pattern=r"^(per_[a-z2-7]{26}|[0-9a-f]{32,64})$")]
PlanRef = Annotated[str, Field(pattern=r"^plan_[a-z2-7]{26}$")]
"""A plan that partners share for one need: made at random by who begins it, never from what is known of a person."""
Cents = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]
Count = Annotated[int, Field(ge=0, le=100_000, strict=True)]
RulesVersion = Annotated[str, Field(pattern=r"^v[0-9]{1,4}$")]


class Payload(BaseModel):
    """What every inbound payload shares: frozen, closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Signataire(Payload):
    """Who signed: an actor and a post, never a person."""

    acteur: ActorRef
    fonction: SignatoryPost


Sense = TypeVar("Sense")


class SignedDecision(Payload, Generic[Sense]):
    """A decision as it was signed: what it decides (`sens`), when, by which organ, by whom, by which act."""

    sens: Sense
    date_decision: BusinessDate
    organe: Body
    signataire: Signataire
    acte: ActRef
    montant_centimes: Cents | None = None
    version_reglement: RulesVersion | None = None
    motif: DecisionMotive | None = None
