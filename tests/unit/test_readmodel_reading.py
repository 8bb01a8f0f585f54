"""What the read model makes of records it knows, of newer ones, and of what is none."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hub.errors import LogUnreadable
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.directory import names_at
from hub.readmodel.store import JournalId, open_to_write
from hub.registry.versions import Versions, encode
from schemas.codes import State
from schemas.registry import Version
from tests.unit.journal_entries import bytes_of, entry, opening
from tests.unit.registry_records import commune

DOSSIER = "dos_" + "a" * 26


@pytest.fixture
def model(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A read model with nothing in it."""
    connection = open_to_write(tmp_path / "relais.sqlite", JournalId("x"))
    yield connection
    connection.close()


@pytest.mark.parametrize("format_", [0, 3, 99])
def test_an_entry_of_an_unknown_format_stops_with_a_clear_error(model: sqlite3.Connection, format_: int) -> None:
    """It names the place and the format; it never guesses."""
    value = msgspec.json.encode(json.loads(bytes_of(opening(0, DOSSIER))) | {"format": format_})
    with pytest.raises(LogUnreadable, match=f"hub.journal/4@7 cannot be read.*format is {format_}"):
        apply_journal(model, [LogRecord(4, 7, value)], {4: 8})


def test_the_format_is_written_on_every_entry() -> None:
    """Left out because it is the usual one, the next format would read as this one."""
    assert json.loads(bytes_of(entry(0, None)))["format"] == 1


def test_an_empty_entry_stops_too(model: sqlite3.Connection) -> None:
    """The journal is kept for ever: nothing is ever erased from it."""
    with pytest.raises(LogUnreadable, match="never empty"):
        apply_journal(model, [LogRecord(0, 0, None)], {0: 1})


def test_the_next_format_is_read_and_what_it_adds_is_ignored(model: sqlite3.Connection) -> None:
    """A new field or a new kind of conclusion from a newer hub changes no table."""
    newer = json.loads(bytes_of(opening(0, DOSSIER))) | {"format": 2, "nouveau": True}
    newer["conclusions"].append({"genre": "INVENTE_PLUS_TARD", "raison": "X", "details": {"a": 1}})
    apply_journal(model, [LogRecord(0, 0, msgspec.json.encode(newer))], {0: 1})
    assert model.execute("SELECT etat FROM dossiers").fetchall() == [(State.TRANSMISE,)]


def test_registry_records_belong_to_the_version_that_follows_them(model: sqlite3.Connection) -> None:
    """A correction is a new record of a later version; the earlier one stays readable."""
    records = [
        {"genre": "acteur", "id": "ccas", "nom": "CCAS"},
        {"genre": "aide", "code": "SEC-URG"},
        {"genre": "version", "version": 1},
        {"genre": "acteur", "id": "ccas", "nom": "CCAS d'Aubrelle"},
        {"genre": "version", "version": 2},
        {"genre": "commune", "slug": "aubrelle"},
    ]
    log = [LogRecord(0, offset, msgspec.json.encode(record)) for offset, record in enumerate(records)]
    apply_registry(model, log[:4], 4)
    apply_registry(model, log[2:], 6)
    assert model.execute("SELECT id, version FROM registre WHERE genre != 'version' ORDER BY position").fetchall() == [
        ("ccas", 1),
        ("SEC-URG", 1),
        ("ccas", 2),
        ("aubrelle", None),
    ]


def test_a_registry_record_that_cannot_be_read_stops_nobody(model: sqlite3.Connection) -> None:
    """Only names are taken from the registry here: who decides with it has its own rules."""
    values = [None, b"x", b'{"id": "sans-genre"}', b'{"genre": "acteur", "id": "ccas"}']
    assert apply_registry(model, [LogRecord(0, offset, value) for offset, value in enumerate(values)], 4) == 3
    assert model.execute("SELECT position, id FROM registre").fetchall() == [(3, "ccas")]


@pytest.mark.parametrize(
    "zone", ["Indian/Reunion", [{"nom": "Europe/Paris", "au": "2020-01-01"}, {"nom": "Indian/Reunion", "du": "2020-01-01"}]]
)
def test_a_zone_is_told_whether_it_was_written_once_or_dated(model: sqlite3.Connection, zone: object) -> None:
    """Days are told in the commune's zone, of several dated ones in the last."""
    versions = Versions()
    record = encode(commune(fuseau=zone))
    versions.read(record, "-")
    version = encode(Version(version=1, empreinte=versions.digest(), enregistre_le="2026-01-01T00:00:00.000Z"))
    apply_registry(model, [LogRecord(0, offset, value) for offset, value in enumerate((record, version))], 2)
    assert names_at(model, 1, ["ville"]).zone("ville") == "Indian/Reunion"
