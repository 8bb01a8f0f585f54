"""How `hub compte-rendu` shows a report: as JSON, as a page in the terminal, as a page to print."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from hub.cli._reading import table
from hub.core.board_report import (
    COLUMNS,
    DEROGATION_COLUMNS,
    OUTCOMES,
    BoardReport,
    Line,
    derogations_of,
    sections,
    table_of,
    title,
)
from hub.core.explain import Section
from hub.pages.page import Part, Table, page


def as_dict(report: BoardReport) -> dict[str, Any]:
    """The report as a machine reads it; keys are only ever added."""
    return {
        "acteur": report.acteur,
        "nom": report.names.actors.get(report.acteur, report.acteur),
        "depuis": report.depuis.isoformat(),
        "decisions": [_line(report, line) for line in report.lignes],
        "anterieures": [_line(report, line) for line in report.anterieures],
        "derogations": [
            {
                "organe": one.organe,
                "raison": one.raison,
                "nombre": one.nombre,
                "montant_centimes": one.montant_centimes,
                "issues": {state: one.issues.get(state, 0) for state in OUTCOMES},
                "premiere": one.premiere.isoformat(),
                "derniere": one.derniere.isoformat(),
            }
            for one in report.derogations
        ],
        "total": {
            "nombre": report.nombre,
            "montant_centimes": report.montant_centimes,
            "derogations": sum(one.nombre for one in report.derogations),
            "par_l_assemblee": report.par_l_assemblee,
        },
    }


def _line(report: BoardReport, line: Line) -> dict[str, Any]:
    card = report.names.acts.get(line.acte or "")
    return {
        "acte": line.acte,
        "numero": None if card is None else card.numero,
        "objet": None if card is None else card.objet,
        "organe": line.organe,
        "nombre": line.nombre,
        "montant_centimes": line.montant_centimes,
        "sens": dict(line.sens),
        "aides": dict(line.aides),
        "premiere": line.premiere.isoformat(),
        "derniere": line.derniere.isoformat(),
    }


def _tables(report: BoardReport) -> dict[str, tuple[Sequence[str], list[tuple[str, ...]]]]:
    """The table under each section that has one, by the section's title."""
    return {
        "Décisions prises par délégation": (COLUMNS, table_of(report, report.lignes)),
        "Datées d'avant, reçues depuis": (COLUMNS, table_of(report, report.anterieures)),
        "Dérogations": (DEROGATION_COLUMNS, derogations_of(report)),
    }


def print_page(report: BoardReport, console: Console) -> None:
    """The page in a terminal."""
    console.print(title(report), markup=False, highlight=False, style="bold")
    tables = _tables(report)
    for section in sections(report):
        if section.lines:
            console.print(f"\n{section.title}", markup=False, highlight=False, style="bold")
            for line in section.lines:
                console.print(line, markup=False, highlight=False)
            columns, rows = tables.get(section.title, ((), []))
            if rows:
                console.print(table("", columns, rows))


def as_html(report: BoardReport) -> str:
    """The page to print and sign; one file that needs no other."""
    tables = _tables(report)
    return page(title(report), [_part(section, tables) for section in sections(report) if section.lines])


def _part(section: Section, tables: dict[str, tuple[Sequence[str], list[tuple[str, ...]]]]) -> Part:
    columns, rows = tables.get(section.title, ((), []))
    return Part(section.title, section.lines, [Table(section.title, columns, rows)] if rows else [])
