"""Whether somebody who moves may change the département that pays for legal aid (CASF L122-1 to L122-4).

Rules:
1. Within one département nothing changes. From one to another the domicile de secours may: whoever thinks so says it
   (`DOMICILE_CONTESTE`), and the clocks of L122-4 run.
2. Aid that has no such clocks (facultative aid) knows no domicile de secours: only the règlement's own condition of residence.
"""

from datetime import date
from typing import Final

from schemas.catalogue import CatalogueEntry
from schemas.catalogue_codes import ClockCode
from schemas.registry import Commune, covers

DEPARTEMENT: Final = "departement"


def may_be_contested(entry: CatalogueEntry, before: Commune, after: Commune, day: date) -> bool:
    """Whether a move from one commune to another on that day can be a reason to contest the domicile de secours."""
    concerned = any(clock.code is ClockCode.DOMICILE_SECOURS_TRANSMISSION for clock in entry.horloges)
    return concerned and departement(before, day) != departement(after, day)


def departement(commune: Commune, day: date) -> str | None:
    """The actor that is the commune's département on that day."""
    return next((one.acteur for one in commune.relations if one.nom == DEPARTEMENT and covers(one.du, one.au, day)), None)
