"""Count, from the read model, what an actor's organs decided by delegation since a day."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from hub.core.board_report import OUTCOMES, BoardReport, Derogation, Line, mentioned
from hub.core.chronicle import local_day
from hub.core.organs import ASSEMBLIES
from hub.readmodel.apply_decisions import KEPT
from hub.readmodel.directory import last_version, names_at
from schemas.codes import GRANTED

APPLIED = frozenset({KEPT, "liberee"})
"""What was competent, at once or after all; the rest went beyond a power or had to be confirmed."""

Key = TypeVar("Key")


class Row(NamedTuple):
    """One decision of the actor."""

    delegation: str | None
    aide: str | None
    sens: str
    date_decision: date
    organe: str
    montant_centimes: int
    etat: str
    raison_arret: str | None
    recu_le: date


def board_report(model: sqlite3.Connection, acteur: str, depuis: date) -> BoardReport | None:
    """The report on decisions dated from `depuis` on; None for an actor that neither the registry nor any decision knows."""
    version = last_version(model)
    rows = _rows(model, acteur, version)
    if not rows and not names_at(model, version, {acteur}).actors:
        return None
    recent = [row for row in rows if row.date_decision >= depuis]
    earlier = [row for row in rows if row.date_decision < depuis <= row.recu_le]
    applied, beyond = _split(recent)
    lines, before = _lines(applied), _lines(_split(earlier)[0])
    return BoardReport(
        acteur=acteur,
        depuis=depuis,
        lignes=lines,
        anterieures=before,
        derogations=_derogations([*beyond, *_split(earlier)[1]]),
        par_l_assemblee=sum(row.organe in ASSEMBLIES for row in applied),
        names=names_at(model, version, {acteur, *mentioned([*lines, *before])}),
    )


def _rows(model: sqlite3.Connection, acteur: str, version: int) -> list[Row]:
    found = model.execute(
        """SELECT d.delegation, d.aide, d.sens, d.date_decision, d.organe, coalesce(d.montant_centimes, 0), d.etat, d.raison_arret,
                  d.instant, c.commune_slug
           FROM decisions d LEFT JOIN dossiers c ON c.id = d.dossier WHERE d.acteur = ? ORDER BY d.date_decision, d.dossier, d.rang""",
        (acteur,),
    ).fetchall()
    names = names_at(model, version, {slug for *_, slug in found if slug is not None})
    return [
        Row(act, aid, sense, date.fromisoformat(day), organ, cents, state, reason, local_day(instant, names.zone(slug)))
        for act, aid, sense, day, organ, cents, state, reason, instant, slug in found
    ]


def _split(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    return [row for row in rows if row.etat in APPLIED], [row for row in rows if row.etat not in APPLIED]


def _lines(rows: list[Row]) -> tuple[Line, ...]:
    """By internal act and organ, those with the most decisions first."""
    delegated = (row for row in rows if row.organe not in ASSEMBLIES)
    lines = [
        Line(
            acte=act,
            organe=organ,
            nombre=len(held),
            montant_centimes=_granted(held),
            sens=dict(Counter(row.sens for row in held)),
            aides=dict(Counter(row.aide or "" for row in held).most_common()),
            premiere=held[0].date_decision,
            derniere=held[-1].date_decision,
        )
        for (act, organ), held in _grouped(delegated, lambda row: (row.delegation, row.organe))
    ]
    return tuple(sorted(lines, key=lambda line: (-line.nombre, line.acte or "", line.organe)))


def _derogations(rows: list[Row]) -> tuple[Derogation, ...]:
    rows = sorted(rows, key=lambda row: row.date_decision)
    return tuple(
        Derogation(
            organe=organ,
            raison=reason or "",
            nombre=len(held),
            montant_centimes=_granted(held),
            issues={state: count for state in OUTCOMES if (count := sum(row.etat == state for row in held))},
            premiere=held[0].date_decision,
            derniere=held[-1].date_decision,
        )
        for (organ, reason), held in _grouped(rows, lambda row: (row.organe, row.raison_arret))
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> list[tuple[Key, list[Row]]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())


def _granted(rows: list[Row]) -> int:
    return sum(row.montant_centimes for row in rows if row.sens in GRANTED)
