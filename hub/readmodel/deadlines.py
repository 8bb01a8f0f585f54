"""The deadlines of dossiers, next due first: what still runs, or what fell due between two days.

Rules:
1. A deadline is its clock's last day; a dossier's is who answers for it now.
2. What runs and is past (a silence that waits for a stopped decision) is listed like the rest, first.
"""

import sqlite3
from datetime import date
from typing import Any, NamedTuple


class Due(NamedTuple):
    """A deadline; `jusqu_au` is its last day, `echeance` the instant after it (RFC 3339), `est_atteinte` once that was told."""

    echeance: str
    jusqu_au: str
    horloge: str
    nature: str
    effet: str
    dossier: str
    etat: str | None
    acteur: str | None
    commune: str | None
    aide: str | None
    date_demande: str | None
    est_atteinte: bool


_ASKED = """SELECT e.echeance, e.jusqu_au, e.horloge, e.nature, e.effet, e.dossier, d.etat, d.responsable, d.commune_slug, d.aide,
       d.date_demande, e.est_atteinte
FROM echeances e JOIN dossiers d ON d.id = e.dossier
WHERE {when} AND (:acteur IS NULL OR d.responsable = :acteur)
ORDER BY e.echeance, e.dossier, e.horloge"""
_PENDING = _ASKED.format(when="e.est_atteinte = 0 AND (:avant IS NULL OR e.jusqu_au < :avant)")
_FALLEN = _ASKED.format(when="e.jusqu_au >= :du AND e.jusqu_au <= :au")


def pending(model: sqlite3.Connection, acteur: str | None = None, before: date | None = None) -> list[Due]:
    """What still runs, of one actor or of all; `before`: its last day comes before that one."""
    rows = model.execute(_PENDING, {"acteur": acteur, "avant": None if before is None else before.isoformat()})
    return [_due(row) for row in rows]


def fallen(model: sqlite3.Connection, first: date, last: date, acteur: str | None = None) -> list[Due]:
    """Whose last day is between two days, both included, whether it was reached or still runs."""
    rows = model.execute(_FALLEN, {"acteur": acteur, "du": first.isoformat(), "au": last.isoformat()})
    return [_due(row) for row in rows]


def _due(row: tuple[Any, ...]) -> Due:
    return Due(*row)._replace(est_atteinte=bool(row[-1]))
