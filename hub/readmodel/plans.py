"""The demands of one plan: what each asks and was granted, as its own dossier stands.

Rules:
1. Granted is what the last decision that stands grants (`hub.core.planning.granted`); an adjournment decides nothing.
2. A demand that was closed without a grant asks nothing any more: it is listed, and not counted.
"""

import sqlite3
from typing import Any, NamedTuple

from hub.core.links import Totals
from schemas.codes import GRANTED, DecisionSense, State

_STANDING = ("retenue", "confirmee", "liberee")


class PlannedDemand(NamedTuple):
    """One demand of the plan, in cents; `accorde_centimes` is None where nothing is granted."""

    dossier: str
    aide: str | None
    commune: str | None
    date_demande: str | None
    responsable: str | None
    etat: str | None
    demande_centimes: int
    accorde_centimes: int | None

    @property
    def is_counted(self) -> bool:
        """Whether it is part of the whole."""
        return self.etat != State.CLOS or self.accorde_centimes is not None


class PlanShown(NamedTuple):
    """The demands of a plan, earliest first."""

    demandes: tuple[PlannedDemand, ...]

    @property
    def total(self) -> Totals:
        """What is asked and granted in all."""
        counted = [one for one in self.demandes if one.is_counted]
        return Totals(len(counted), sum(one.demande_centimes for one in counted), sum(one.accorde_centimes or 0 for one in counted))

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        total = self.total
        return {
            "demandes": [one._asdict() for one in self.demandes],
            "demande_centimes": total.demande_centimes,
            "accorde_centimes": total.accorde_centimes,
            "reste_centimes": total.reste_centimes,
        }


def plan_of(model: sqlite3.Connection, plan: str) -> PlanShown | None:
    """The plan of that name (`hub.core.person_facts.plan_id`); None when no demand names it."""
    rows = model.execute(
        """SELECT d.id, d.aide, d.commune_slug, d.date_demande, d.responsable, d.etat, p.demande_centimes
           FROM plans p JOIN dossiers d ON d.id = p.dossier WHERE p.plan = ? ORDER BY d.date_demande, d.id""",
        (plan,),
    )
    found = tuple(PlannedDemand(*(*row, _granted(model, row[0]))) for row in rows.fetchall())
    return PlanShown(found) if found else None


def _granted(model: sqlite3.Connection, dossier: str) -> int | None:
    """The cents granted by the last decision that stands."""
    row = model.execute(
        """SELECT sens, montant_centimes FROM decisions WHERE dossier = ? AND etat IN (?, ?, ?) AND sens <> ?
           ORDER BY rang DESC LIMIT 1""",
        (dossier, *_STANDING, DecisionSense.AJOURNEMENT),
    ).fetchone()
    return None if row is None or row[0] not in GRANTED else row[1] or 0
