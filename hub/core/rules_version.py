"""Which version of the règlement applies to a demand: the one of the day it was made, unless the one of the day of decision says otherwise.

Rules:
1. Entitlement is judged on the date the règlement names; where it names none, on the demand's (the author of a decision is judged on the
   decision's).
2. A règlement is an act with a `version_reglement`, of the authority that holds the power. Its `version_selon` says whether it applies to
   demands made since it began, or to whatever is decided from then on.
3. Where no version of that authority was in force when the demand was made, the one of the decision applies; where there is none, nothing
   is said.
"""

from datetime import date
from typing import NamedTuple

from hub.core.registry import RegistryView
from schemas.registry import Act


class Rules(NamedTuple):
    """The version that applies, and the day that chose it (`date_demande` or `date_decision`)."""

    version: str
    selon: str


def applicable(view: RegistryView, place: tuple[str, str], holder: str | None, days: tuple[date, date]) -> Rules | None:
    """The version that applies to an aid in a commune (`place`), of that holder, for a demand and a decision on these two `days`."""
    (found,) = view.once(("rules", place, holder, days), lambda: (_applicable(view, place, holder, days),))
    return found


def _applicable(view: RegistryView, place: tuple[str, str], holder: str | None, days: tuple[date, date]) -> Rules | None:
    then, now = (_in_force(view, place, holder, day) for day in days)
    if now is not None and now.version_reglement is not None and (then is None or now.version_selon == "date_decision"):
        return Rules(now.version_reglement, "date_decision")
    return None if then is None or then.version_reglement is None else Rules(then.version_reglement, "date_demande")


def _in_force(view: RegistryView, place: tuple[str, str], holder: str | None, day: date) -> Act | None:
    """The règlement of that day; the youngest of several."""
    found = [local.act for local in view.acts(*place) if local.act.version_reglement and local.holder == holder and local.is_in_force(day)]
    return found[-1] if found else None
