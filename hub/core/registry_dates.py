"""Acts that say they exist before they do: voted, signed, sent or reported on a day that has not come when they are recorded.

An act may begin later than it is recorded, that is what conventions do; it is never recorded before it was taken.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from hub.core.registry_findings import Finding, Rule
from schemas.registry import Act, AnyRecord

EARLIEST_ZONE: Final = timedelta(hours=14)
"""How far the first zone to see a day is ahead of UTC."""


def latest_day(now: datetime) -> date:
    """The day it is, at `now` (UTC), where days begin first: no commune has a later one."""
    return (now + EARLIEST_ZONE).date()


def dated_ahead(records: Iterable[AnyRecord], today: date) -> Iterator[Finding]:
    """Each date of each act that says what was done, and that lies after `today`."""
    for act in (record for record in records if isinstance(record, Act)):
        for field, day in _done(act):
            if day is not None and day > today:
                sentence = f"{act.id} : `{field}` dit le {day.isoformat()}, qui n'est pas venu le {today.isoformat()}."
                yield Finding(Rule.ENREGISTRE_AVANT_D_EXISTER, (("acte", act.id),), sentence, day=day)


def _done(act: Act) -> Iterator[tuple[str, date | None]]:
    if act.acte_ref is not None:
        yield "acte_ref.date", act.acte_ref.date
        yield "acte_ref.transmis_le", act.acte_ref.transmis_le
    if act.reporting is not None:
        yield "reporting.dernier_le", act.reporting.dernier_le
