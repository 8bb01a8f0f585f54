"""The acts that come to their end and that nothing follows yet: what a council, a prefect or a partner has to sign in time.

Rules:
1. An act that was revoked, or whose end closes the aid on purpose, is not one to renew; nor is one whose signatory left the post.
2. An act is followed by one that says it replaces it, or by one to the same holder, in as many communes, for as many aids, in force when it
   ends and after.
3. Tacit renewal follows nothing: the hub treats such an act as over on its last day (docs/explanation/competence.md).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from hub.core.registry import RegistryView
from schemas.registry import Act

HORIZON_DAYS: Final = 366


class Ending(NamedTuple):
    """`end` is the first day on which the act gives nothing any more."""

    act: str
    holder: str
    end: date


def ending(view: RegistryView, day: date) -> tuple[Ending, ...]:
    """The acts in force that day that end within the year, by id."""
    return tuple(_ending(view, day))


def _ending(view: RegistryView, day: date) -> Iterator[Ending]:
    acts = view.all_acts()
    replaced = {act.remplace for act in acts}
    by_holder: dict[str, list[Act]] = {}
    for act in acts:
        by_holder.setdefault(act.beneficiaire, []).append(act)
    for act in acts:
        if act.au is None or not act.du <= day < act.au <= day + timedelta(days=HORIZON_DAYS):
            continue
        if act.id in replaced or act.cloture or act.revoque_le is not None or act.fin_du_poste is not None:
            continue
        if not any(_follows(other, act, act.au) for other in by_holder[act.beneficiaire]):
            yield Ending(act.id, act.beneficiaire, act.au)


def _follows(other: Act, act: Act, end: date) -> bool:
    lasts = other.du <= end and (other.au is None or other.au > end) and other.revoque_le is None
    covers_place = not other.communes or (bool(act.communes) and set(act.communes) <= set(other.communes))
    return lasts and covers_place and set(act.aides) <= set(other.aides) and set(act.fonctions) <= set(other.fonctions)
