"""Needs nobody answers for, counted from the read model: demands, never persons."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.core import conclusions as said
from hub.core.competence import Answer
from hub.core.journal import JournalEntry
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.store import JournalId, open_to_write
from hub.readmodel.uncovered import SMALL_MAX, Uncovered, uncovered
from schemas.codes import Reason, Role
from tests.unit.journal_entries import DAY, bytes_of, entry, opening

REGISTRY = [
    {"genre": "acteur", "id": "panier", "nom": "Panier solidaire"},
    {"genre": "commune", "slug": "aubrelle", "nom": "Aubrelle"},
    {"genre": "aide", "code": "ALIM-COL", "libelle": "Colis alimentaire"},
    {"genre": "version", "version": 1},
]


def fed(model: sqlite3.Connection, *entries: JournalEntry) -> list[Uncovered]:
    """What is counted once these entries, and no others, are in."""
    log = [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(entries)]
    apply_journal(model, log, {0: len(log)})
    return uncovered(model)


@pytest.fixture
def model(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A read model that knows a few names."""
    connection = open_to_write(tmp_path / "relais.sqlite", JournalId("x"))
    apply_registry(connection, [LogRecord(0, offset, msgspec.json.encode(one)) for offset, one in enumerate(REGISTRY)], len(REGISTRY))
    yield connection
    connection.close()


def unowned(
    number: int, dossier: str, *suppletifs: str, aide: str = "ALIM-COL", day: str = "2026-03-01", **offers: tuple[str, ...]
) -> JournalEntry:
    """A demand of `day` that nobody answers for, oriented to these associations."""
    reason = Reason.ORIENTATION_SUPPLETIF if suppletifs else Reason.ACTION_COLLECTIVE if offers else Reason.AIDE_NON_INSTITUEE
    demand = {"commune": "00202", "commune_slug": "aubrelle", "aide": aide, "date_demande": day, "guichet": "ccas-aubrelle"}
    opened = said.case_opened("ccas-aubrelle", Answer(None, Role.AUCUN, None, reason), demand)
    offered = said.orientation_offered("ccas-aubrelle", reason, aide, {"suppletifs": suppletifs, **offers})
    return entry(number, dossier, opened, offered, etat="DEPOSEE", responsable="ccas-aubrelle")


def agreed(number: int, dossier: str, association: str) -> JournalEntry:
    """The person agreed to be oriented."""
    return entry(number, dossier, said.orientation_passed(association, "ALIM-COL", DAY), etat="ORIENTEE", responsable="ccas-aubrelle")


def test_demands_are_counted_by_commune_aid_and_quarter(model: sqlite3.Connection) -> None:
    """Proposed and agreed to, whole and by association; a demand with two associations, or sent to both, is one demand."""
    entries = (
        unowned(0, "dos_a", "panier", "main"),
        agreed(1, "dos_a", "panier"),
        agreed(2, "dos_a", "main"),
        unowned(3, "dos_b", "panier", day="2026-01-01"),
        unowned(4, "dos_c", "panier", day="2025-12-31"),
        opening(5, "dos_owned"),
    )
    first, before = fed(model, *entries)
    assert (first.trimestre, first.commune_nom, first.libelle) == ("2026-T1", "Aubrelle", "Colis alimentaire")
    assert (first.proposees, first.transmises, first.sans_association) == (2, 1, 0)
    assert [(one.acteur, one.nom, one.proposees, one.transmises) for one in first.associations] == [
        ("main", "main", 1, 1),
        ("panier", "Panier solidaire", 2, 1),
    ]
    assert (before.trimestre, before.proposees, before.transmises) == ("2025-T4", 1, 0)


@pytest.mark.parametrize(
    ("day", "quarter"), [("2026-03-31", "2026-T1"), ("2026-04-01", "2026-T2"), ("2026-09-30", "2026-T3"), ("2026-10-01", "2026-T4")]
)
def test_a_quarter_is_three_months_of_the_demand_s_date(model: sqlite3.Connection, day: str, quarter: str) -> None:
    """Not of the day it was recorded on."""
    assert [one.trimestre for one in fed(model, unowned(0, "dos_a", "panier", day=day))] == [quarter]


def test_an_aid_without_any_association_is_counted_apart_and_a_collective_action_is_not(model: sqlite3.Connection) -> None:
    """Nothing at all to propose is a need; an action to join is an answer."""
    (row,) = fed(model, unowned(0, "dos_a", aide="CAP"), unowned(1, "dos_b", aide="COLL", services=("service-ateliers",)))
    assert (row.aide, row.proposees, row.transmises, row.sans_association, row.associations) == ("CAP", 0, 0, 1, ())


def test_the_latest_quarter_comes_first_then_aids_in_order(model: sqlite3.Connection) -> None:
    """As one reads it before a sitting."""
    rows = fed(model, unowned(0, "dos_a", "x", aide="B"), unowned(1, "dos_b", "x", aide="A"), unowned(2, "dos_c", "x", day="2026-06-01"))
    assert [(row.trimestre, row.aide) for row in rows] == [("2026-T2", "ALIM-COL"), ("2026-T1", "A"), ("2026-T1", "B")]


def test_a_small_count_is_marked(model: sqlite3.Connection) -> None:
    """Up to ten demands may point at someone; also within a larger row, what one association received."""
    many = [unowned(number, f"dos_{number}", "panier") for number in range(SMALL_MAX + 1)]
    (row,) = fed(model, *many)
    assert (row.proposees, row.is_small) == (SMALL_MAX + 1, False)
    apply_journal(model, [LogRecord(1, 0, bytes_of(agreed(90, "dos_0", "panier")))], {1: 1})
    assert [one.is_small for one in uncovered(model)] == [True]


def told(tmp_path: Path, *options: str) -> str:
    """What the command prints of the read model of that folder, Kafka away."""
    away = {
        "HUB_DATA_DIR": str(tmp_path),
        "HUB_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "HUB_KAFKA__ANSWER_TIMEOUT_S": "1",
        "COLUMNS": "200",
    }
    result = CliRunner().invoke(main, ["delegations", "--suppletifs", *options], env=away)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_counts_for_people_and_for_machines(model: sqlite3.Connection, tmp_path: Path) -> None:
    """No dossier is named; a small count has its note; where every demand found someone, that is said."""
    assert "Aucune orientation" in told(tmp_path)
    fed(model, unowned(0, "dos_a", "panier"), agreed(1, "dos_a", "panier"))
    text = told(tmp_path)
    assert "Colis alimentaire (ALIM-COL) *" in text
    assert "Panier solidaire : 1 sur 1" in text
    assert "à ne pas publier tel quel" in text
    content = told(tmp_path, "--json")
    assert json.loads(content) == {
        "besoins_non_couverts": [
            {
                "trimestre": "2026-T1", "commune": "aubrelle", "commune_nom": "Aubrelle", "aide": "ALIM-COL",
                "libelle": "Colis alimentaire", "proposees": 1, "transmises": 1, "sans_association": 0,
                "associations": [{"acteur": "panier", "nom": "Panier solidaire", "proposees": 1, "transmises": 1}],
                "petit_effectif": True,
            }
        ],
        "retard": None,
    }  # fmt: skip
    assert "dos_" not in text + content


def test_it_is_asked_of_all_acts_and_actors(tmp_path: Path) -> None:
    """A need that no act covers cannot be asked by an act: wrong usage."""
    result = CliRunner().invoke(main, ["delegations", "--suppletifs", "--acte", "x"], env={"HUB_DATA_DIR": str(tmp_path)})
    assert (result.exit_code, "--suppletifs" in result.stderr) == (2, True)
