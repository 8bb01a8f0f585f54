"""How `hub dossier show` shows a dossier: the same content as JSON, and as tables in French."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from rich.console import Console

from hub.cli._reading import table
from hub.core.chronicle import chronicle, local_day, zone_of
from hub.core.decision_phrases import decisions_told
from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadEntry
from hub.core.lifecycle import EXPECTED
from hub.core.names import Names
from hub.core.phrases import FUNCTIONS, STATES, day_in_words, in_words, listed
from hub.core.reasons import REASONS, ROLES
from hub.readmodel.directory import names_for
from hub.readmodel.queries import Holding, action_of, case_of, entries_of, holdings_of
from schemas.codes import State

ANSWERS = {"proposee": "proposé, réponse attendue", "acceptee": "accepté", "refusee": "refusé", "retiree": "retiré"}
NOTHING = "aucun"


def as_dict(model: sqlite3.Connection, dossier: str) -> dict[str, Any]:
    """The dossier as a machine reads it; keys are only ever added."""
    case, action = case_of(model, dossier), action_of(model, dossier)
    entries = entries_of(model, dossier)
    return {
        "id": dossier,
        "dossier": None if case is None else case._asdict(),
        "action": None if action is None else action._asdict(),
        "tenues": [holding._asdict() for holding in holdings_of(model, dossier)],
        "attendu": [] if case is None else _expected(case.etat),
        "liens": _linked(entries),
        "evenements": [msgspec.to_builtins(entry) for entry in entries],
    }


def _linked(entries: Sequence[ReadEntry]) -> list[dict[str, Any]]:
    """The other demands of the same person for the same aid, as they were last told."""
    told = [one.details["liens"] for entry in entries for one in entry.conclusions if one.genre == ConclusionKind.DOSSIER_LIE]
    return [dict(zip(("dossier", "date_demande", "responsable"), link, strict=True)) for link in told[-1]] if told else []


def print_tables(model: sqlite3.Connection, dossier: str, console: Console) -> None:
    """Where it stands, who held what, what happened, what was decided."""
    entries = entries_of(model, dossier)
    names = names_for(model, entries)
    now = names[entries[-1].version_registre]
    console.print(table(f"Dossier {dossier}", ("", ""), _head(model, dossier, now)))
    holdings = holdings_of(model, dossier)
    if holdings:
        zone = zone_of(entries, names)
        columns = ("acteur", "qualité", "pour", "par", "depuis", "réponse", "fin")
        console.print(table("Qui fait quoi", columns, (_row(one, now, zone) for one in holdings)))
    console.print(table("Ce qui s'est passé", ("",), ((line.removeprefix("• "),) for line in chronicle(entries, names))))
    decisions = decisions_told(entries, names)
    if decisions:
        console.print(table("Décisions", ("",), ((line,) for line in decisions)))


def _head(model: sqlite3.Connection, dossier: str, names: Names) -> list[tuple[str, str]]:
    case = case_of(model, dossier)
    if case is None:
        return [("nature", "action collective")]
    return [
        ("état", in_words(STATES, case.etat or "")),
        ("aide", names.aid(case.aide or "")),
        ("commune", names.commune(case.commune_slug or "")),
        ("attendu", _awaited(case.etat)),
        ("demande du", "" if case.date_demande is None else _in_words(case.date_demande)),
        ("reçue par", names.actor(case.guichet or "")),
        ("répond du dossier", names.actor(case.responsable or NOTHING)),
        ("par", NOTHING if case.acte is None else f"{names.act(case.acte)} [{case.acte}]"),
    ]


def _awaited(etat: str | None) -> str:
    """What comes next in that state, by the names of the contract; nothing for a state that a newer hub added."""
    return ", ".join(_expected(etat)) or NOTHING


def _expected(etat: str | None) -> list[str]:
    return list(EXPECTED[State(etat)].evenements) if etat in set(State) else []


def _row(one: Holding, names: Names, zone: str) -> tuple[str, ...]:
    functions = listed([in_words(FUNCTIONS, function) for function in one.fonctions])
    act = NOTHING if one.acte is None else f"{names.act(one.acte)} [{one.acte}]"
    end = "" if one.fin is None else f"{day_in_words(local_day(one.fin, zone))}, {_why(one)}"
    return names.actor(one.acteur), in_words(ROLES, one.role or ""), functions, act, _in_words(one.depuis), in_words(ANSWERS, one.etat), end


def _in_words(day: str) -> str:
    return day_in_words(date.fromisoformat(day))


def _why(one: Holding) -> str:
    return "dossier clos" if one.fin_par == "cloture" else in_words(REASONS, one.raison_fin or "")
