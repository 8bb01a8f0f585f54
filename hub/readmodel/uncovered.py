"""Needs nobody answers for, counted by commune, aid and quarter of the demand: what is oriented to associations without mandate.

Rules:
1. Counts of demands, never a person nor a dossier. A demand counts once a row, whatever was proposed again later.
2. The quarter is that of the demand's date: what was proposed and what the person agreed to speak of the same demands.
3. A demand redirected to a collective action is no uncovered need.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.core.journal import ConclusionKind
from hub.core.names import Names
from hub.readmodel.directory import last_version, names_at
from schemas.codes import Reason

SMALL_MAX = 10
"""Up to that many demands, a count that is published may point at someone; it stays within the services."""

NOBODY = frozenset({Reason.ORIENTATION_SUPPLETIF.value, Reason.AIDE_NON_INSTITUEE.value})


@dataclass(frozen=True, slots=True)
class Helped:
    """What one association was proposed for, and sent with the person's consent."""

    acteur: str
    nom: str
    proposees: int
    transmises: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Demands of one quarter (`2026-T2`) for one aid that nobody answers for.

    `proposees`: an association was proposed; `transmises`: the person agreed; `sans_association`: there was none to propose.
    """

    trimestre: str
    commune: str
    commune_nom: str
    aide: str
    libelle: str
    proposees: int
    transmises: int
    sans_association: int
    associations: tuple[Helped, ...]

    @property
    def is_small(self) -> bool:
        """Whether one of the counts could point at someone."""
        counts = (self.proposees, self.transmises, self.sans_association, *(one.transmises for one in self.associations))
        return any(0 < count <= SMALL_MAX for count in counts)


@dataclass(slots=True)
class _Demands:
    """The demands of one row, by what became of them."""

    proposed: dict[str, set[str]] = field(default_factory=dict)
    sent: dict[str, set[str]] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)


def uncovered(model: sqlite3.Connection) -> list[Uncovered]:
    """One row a quarter, commune and aid, the latest quarter first."""
    found: dict[tuple[str, str, str], _Demands] = {}
    for kind, reason, actor, details, dossier, commune, aide, day in _orientations(model):
        kept = found.setdefault((_quarter(day), commune or "", aide or ""), _Demands())
        if kind == ConclusionKind.ORIENTATION_TRANSMISE:
            kept.sent.setdefault(actor, set()).add(dossier)
        elif reason in NOBODY:
            for association in (offered := json.loads(details).get("suppletifs", ())):
                kept.proposed.setdefault(association, set()).add(dossier)
            if not offered:
                kept.alone.add(dossier)
    words = {word for (_, commune, aide), kept in found.items() for word in (commune, aide, *kept.proposed, *kept.sent)}
    names = names_at(model, last_version(model), words)
    rows = (_row(key, kept, names) for key, kept in found.items())
    counted = sorted(
        (row for row in rows if row.proposees or row.transmises or row.sans_association), key=lambda row: (row.commune, row.aide)
    )
    return sorted(counted, key=lambda row: row.trimestre, reverse=True)


def _orientations(model: sqlite3.Connection) -> Iterable[tuple[str, str, str, str, str, str | None, str | None, str]]:
    return model.execute(
        """SELECT json_extract(c.value, '$.genre'), json_extract(c.value, '$.raison'), json_extract(c.value, '$.acteur'),
                  json_extract(c.value, '$.details'), e.dossier, d.commune_slug, d.aide, d.date_demande
           FROM entrees e JOIN dossiers d ON d.id = e.dossier, json_each(CAST(e.valeur AS TEXT), '$.conclusions') c
           WHERE instr(e.valeur, CAST('"ORIENTATION_' AS BLOB)) > 0 AND d.date_demande IS NOT NULL
           AND json_extract(c.value, '$.genre') IN (?, ?)""",
        (ConclusionKind.ORIENTATION_PROPOSEE, ConclusionKind.ORIENTATION_TRANSMISE),
    )


def _quarter(day: str) -> str:
    year, month = day[:4], int(day[5:7])
    return f"{year}-T{(month + 2) // 3}"


def _row(key: tuple[str, str, str], kept: _Demands, names: Names) -> Uncovered:
    quarter, commune, aide = key
    return Uncovered(
        trimestre=quarter,
        commune=commune,
        commune_nom=names.commune(commune),
        aide=aide,
        libelle=names.aid(aide),
        proposees=len(set().union(*kept.proposed.values())),
        transmises=len(set().union(*kept.sent.values())),
        sans_association=len(kept.alone),
        associations=tuple(
            Helped(actor, names.actors.get(actor, actor), len(kept.proposed.get(actor, ())), len(kept.sent.get(actor, ())))
            for actor in sorted({*kept.proposed, *kept.sent})
        ),
    )
