"""What is measured in the read model beside open dossiers and quotas: silence, decisions that wait, acts that end, late deadlines.

Rules:
1. Days are working days of whoever is meant (hub/core/workdays.py), by the registry as its log stands, version for version.
2. A deadline is told late when its end came more than `LATE_S` before. One that was counted after its end (a demand recorded long after its
   day) says nothing of the hub.
3. The end of a dossier on which a stopped decision waits is not told on purpose: it is not late.
"""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from hub.core.deadlines import start_of
from hub.core.registry import RegistryView, build
from hub.core.renewals import ending
from hub.core.workdays import calendar_of, calendar_of_commune, whole_workdays
from hub.readmodel import queries
from hub.readmodel.apply_decisions import WAITING
from hub.registry.versions import Versions
from hub.standing_shown import DeadlinesPassed, ToVerify

LATE_S = 600.0
TOLD_WITHIN = timedelta(days=1)

_OVERDUE = """SELECT min(e.echeance) FROM echeances e
WHERE e.est_atteinte = 0 AND e.comptee_le < e.echeance AND e.echeance < ?
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.dossier = e.dossier AND d.etat = ?)"""
_TOLD_LATE = """SELECT count(*) FROM echeances
WHERE dite_le >= ? AND comptee_le < echeance AND (julianday(dite_le) - julianday(echeance)) * 86400 > ?"""


class RegistryFollowed:
    """The registry that the read model holds, read further each time it is asked."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._versions = Versions()
        self._position = -1

    def view(self, model: sqlite3.Connection) -> RegistryView:
        """As its newest version that can be applied says; empty while there is none."""
        for position, value in model.execute(
            "SELECT position, valeur FROM registre WHERE position > ? ORDER BY position", (self._position,)
        ):
            self._versions.read(value, str(position))
            self._position = position
        latest = self._versions.latest
        return build([]) if latest is None else self._versions.view(latest.version)


def silent_workdays(view: RegistryView, last_events: Mapping[str, datetime], now: datetime) -> dict[str, int]:
    """Partner -> whole working days of its own since its last event."""
    return {partner: whole_workdays(last, now, calendar_of(view, partner, now.date())) for partner, last in last_events.items()}


def decisions_to_verify(model: sqlite3.Connection, view: RegistryView, now: datetime) -> dict[str, ToVerify]:
    """Actor that answers for the dossiers -> how many wait, and for how long the oldest has."""
    found: dict[str, ToVerify] = {}
    for one in queries.decisions_to_verify(model):
        case = queries.case_of(model, one.dossier)
        commune = None if case is None or case.commune_slug is None else view.commune(case.commune_slug, now.date())
        waited = whole_workdays(datetime.fromisoformat(one.depuis), now, calendar_of_commune(commune, now.date()))
        before = found.get(one.responsable, ToVerify(0, 0))
        found[one.responsable] = ToVerify(before.decisions + 1, max(before.workdays, waited))
    return found


def act_ends(view: RegistryView, day: date) -> dict[tuple[str, str], float]:
    """(act, holder) -> Unix time at which it ends, in the zone of the first commune it applies in."""
    return {(one.act, one.holder): _instant_of(view, one.act, one.end) for one in ending(view, day)}


def _instant_of(view: RegistryView, act_id: str, end: date) -> float:
    act = view.act(act_id)
    communes = () if act is None else view.communes_of(act)
    if not communes:
        return datetime(end.year, end.month, end.day, tzinfo=UTC).timestamp()
    return start_of(end, communes[0]).timestamp()


def deadlines_passed(model: sqlite3.Connection, now: datetime) -> DeadlinesPassed:
    """What passed and was not told, and what was told late."""
    moment = _rfc3339(now)
    (oldest,) = model.execute(_OVERDUE, (moment, WAITING)).fetchone()
    (late,) = model.execute(_TOLD_LATE, (_rfc3339(now - TOLD_WITHIN), LATE_S)).fetchone()
    overdue_s = 0.0 if oldest is None else max(0.0, (now - datetime.fromisoformat(oldest)).total_seconds())
    return DeadlinesPassed(overdue_s, late)


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
