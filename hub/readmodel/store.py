"""The SQLite file of the read model: its tables, who may open it, and how far each partition was read."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NewType

from hub.errors import ReadModelAbsent, ReadModelBusy, ReadModelForeign
from hub.settings import HubSettings

FORMAT = 6
"""Of the tables below. A file of another format is refused; `hub projector --rebuild` makes it anew from the logs."""

JournalId = NewType("JournalId", str)
"""Cluster and topics a file was built from; the same names on another cluster are other logs."""

BUSY_TIMEOUT_S = 10.0
READ_WAIT_S = 5.0

_TABLES = """
CREATE TABLE source (seul INTEGER PRIMARY KEY CHECK (seul = 1), journal TEXT NOT NULL);
CREATE TABLE positions (topic TEXT, partition INTEGER, position INTEGER NOT NULL, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
CREATE TABLE entrees (
    partition INTEGER, position INTEGER, dossier TEXT, instant TEXT NOT NULL, valeur BLOB NOT NULL, PRIMARY KEY (partition, position)
) WITHOUT ROWID;
CREATE INDEX entrees_dossier ON entrees (dossier, partition, position) WHERE dossier IS NOT NULL;
CREATE TABLE dossiers (
    id TEXT PRIMARY KEY, etat TEXT, responsable TEXT, acte TEXT, role TEXT, commune TEXT, commune_slug TEXT, aide TEXT,
    date_demande TEXT, guichet TEXT, titulaire TEXT, acte_titulaire TEXT, ouvert_le TEXT NOT NULL, modifie_le TEXT NOT NULL,
    est_ouvert INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX dossiers_ouverts ON dossiers (responsable, acte) WHERE est_ouvert = 1;
CREATE TABLE tenues (
    dossier TEXT, rang INTEGER, acteur TEXT NOT NULL, acte TEXT, role TEXT, fonctions TEXT NOT NULL, raison TEXT NOT NULL,
    etat TEXT NOT NULL, depuis TEXT NOT NULL, debut TEXT NOT NULL, fin TEXT, fin_par TEXT, raison_fin TEXT, PRIMARY KEY (dossier, rang)
) WITHOUT ROWID;
CREATE INDEX tenues_acte ON tenues (acte, acteur);
CREATE TABLE decisions (
    dossier TEXT, rang INTEGER, acteur TEXT NOT NULL, acte TEXT, delegation TEXT, aide TEXT, sens TEXT NOT NULL,
    date_decision TEXT NOT NULL, organe TEXT NOT NULL, montant_centimes INTEGER, evenement TEXT NOT NULL, instant TEXT NOT NULL,
    etat TEXT NOT NULL, raison_arret TEXT, PRIMARY KEY (dossier, rang)
) WITHOUT ROWID;
CREATE INDEX decisions_acteur ON decisions (acteur, date_decision);
CREATE TABLE echeances (
    dossier TEXT, horloge TEXT, nature TEXT NOT NULL, effet TEXT NOT NULL, du TEXT, jusqu_au TEXT NOT NULL, echeance TEXT,
    est_atteinte INTEGER NOT NULL, comptee_le TEXT NOT NULL, dite_le TEXT, PRIMARY KEY (dossier, horloge, nature, echeance)
) WITHOUT ROWID;
CREATE INDEX echeances_jour ON echeances (echeance);
CREATE INDEX echeances_dites ON echeances (dite_le) WHERE dite_le IS NOT NULL;
CREATE TABLE actions (
    dossier TEXT PRIMARY KEY, acteur TEXT NOT NULL, acte TEXT, aide TEXT, public TEXT, commune_slug TEXT, du TEXT, au TEXT, places INTEGER,
    participants INTEGER
) WITHOUT ROWID;
CREATE TABLE plans (dossier TEXT PRIMARY KEY, plan TEXT NOT NULL, demande_centimes INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX plans_plan ON plans (plan);
CREATE TABLE quotas (
    acte TEXT PRIMARY KEY, places INTEGER NOT NULL, attente INTEGER NOT NULL, capacite INTEGER, instant TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE quota_lignes (
    acte TEXT, ligne TEXT, reserve INTEGER NOT NULL, consomme INTEGER NOT NULL, plafond INTEGER, PRIMARY KEY (acte, ligne)
) WITHOUT ROWID;
CREATE TABLE quota_seuils (
    partition INTEGER, position INTEGER, rang INTEGER, acte TEXT NOT NULL, borne TEXT NOT NULL, ligne TEXT NOT NULL, seuil TEXT NOT NULL,
    instant TEXT NOT NULL, PRIMARY KEY (partition, position, rang)
) WITHOUT ROWID;
CREATE TABLE partenaires (
    id TEXT PRIMARY KEY, dernier_instant TEXT NOT NULL, dernier_type TEXT NOT NULL, recus INTEGER NOT NULL,
    partition INTEGER NOT NULL, position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE registre (
    position INTEGER PRIMARY KEY, genre TEXT NOT NULL, id TEXT NOT NULL, version INTEGER, valeur BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX registre_id ON registre (genre, id, version);
"""


def path_of(settings: HubSettings) -> Path:
    """Where the read model of this installation stands."""
    return settings.data_dir / "relais.sqlite"


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Hold the file for one projector; ReadModelBusy when another one has it. The lock dies with its process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReadModelBusy(path=path) from None
        yield
    finally:
        os.close(handle)


def open_to_write(path: Path, journal: JournalId) -> sqlite3.Connection:
    """Open, or make, the read model of `journal`; ReadModelForeign when the file is of another format or of another journal."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    if path.exists():
        path.chmod(0o600)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if _format_of(connection) == 0:
        _create(connection, journal)
    _refuse_foreign(connection, path)
    found = connection.execute("SELECT journal FROM source").fetchone()[0]
    if found != journal:
        connection.close()
        raise ReadModelForeign(path=path, reason="it was built from other topics than these")
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open for questions only; ReadModelAbsent when no projector ever ran here."""
    if not path.exists():
        raise ReadModelAbsent(path=path)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=READ_WAIT_S, isolation_level=None)
    if _format_of(connection) == 0:
        connection.close()
        raise ReadModelAbsent(path=path)
    _refuse_foreign(connection, path)
    return connection


def remove(path: Path) -> None:
    """Forget everything, to be built again from the logs."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def read_positions(connection: sqlite3.Connection, topic: str) -> dict[int, int]:
    """The next offset to read, by partition; a partition never read is absent."""
    return dict(connection.execute("SELECT partition, position FROM positions WHERE topic = ?", (topic,)))


def write_positions(connection: sqlite3.Connection, topic: str, positions: Mapping[int, int]) -> None:
    """Advance, inside the caller's transaction; a position never goes back."""
    connection.executemany(
        "INSERT INTO positions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = max(position, excluded.position)",
        [(topic, partition, position) for partition, position in positions.items()],
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _create(connection: sqlite3.Connection, journal: JournalId) -> None:
    with transaction(connection):
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO source VALUES (1, ?)", (journal,))
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def _format_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    found = _format_of(connection)
    if found != FORMAT:
        connection.close()
        raise ReadModelForeign(path=path, reason=f"its format is {found} and this program writes {FORMAT}")
