"""What one entry changes in the tables.

Rules:
1. An entry below its partition's position was applied before and changes nothing, so a log may be read again from anywhere.
2. Only what the entry says is used: nothing is recomputed, and a kind of conclusion without a table is kept in the entry for `hub explain`.
3. A row belongs to one dossier, hence to one partition; what several partitions share (partners) is a count or a latest, never an order.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.readmodel.apply_clocks import alerted, counted, rang, reviewed, silent
from hub.readmodel.apply_decisions import kept, settled, stopped
from hub.readmodel.apply_quotas import account
from hub.readmodel.reading import decode_entry, decode_registry_record
from hub.readmodel.store import read_positions, transaction, write_positions
from schemas.codes import Code, Role, State
from schemas.topics import JOURNAL, REGISTRY


class LogRecord(NamedTuple):
    """One record of `hub.journal` or `hub.registry`."""

    partition: int
    offset: int
    value: bytes | None


class Applied(NamedTuple):
    """How many entries of a batch were new, and how many of them say that somebody set a record aside."""

    entries: int
    set_aside: int


def apply_journal(connection: sqlite3.Connection, records: Iterable[LogRecord], positions: dict[int, int]) -> Applied:
    """Apply a batch and advance to `positions` (the next offsets to read), all or nothing."""
    set_aside = 0
    with transaction(connection):
        applied = read_positions(connection, JOURNAL)
        fresh = [record for record in records if record.offset >= applied.get(record.partition, 0)]
        for record in fresh:
            entry = decode_entry(record.value, f"{JOURNAL}/{record.partition}@{record.offset}")
            _apply_entry(connection, record, entry)
            set_aside += any(one.raison == Code.MIS_DE_COTE for one in entry.conclusions)
        write_positions(connection, JOURNAL, positions)
    return Applied(len(fresh), set_aside)


def apply_registry(connection: sqlite3.Connection, records: Iterable[LogRecord], position: int) -> int:
    """Apply records of `hub.registry`, those before a `version` record belong to it; returns how many could not be read."""
    with transaction(connection):
        applied = read_positions(connection, REGISTRY).get(0, 0)
        fresh = [record for record in records if record.offset >= applied]
        unread = sum(not _apply_registry_record(connection, record) for record in fresh)
        write_positions(connection, REGISTRY, {0: position})
    return unread


def _apply_registry_record(connection: sqlite3.Connection, record: LogRecord) -> bool:
    """Whether it could be read."""
    found = decode_registry_record(record.value)
    if found is None:
        return False
    row = (record.offset, found.genre, found.name, None, record.value)
    connection.execute("INSERT INTO registre VALUES (?, ?, ?, ?, ?)", row)
    if found.genre == "version":
        connection.execute("UPDATE registre SET version = ? WHERE version IS NULL", (found.version,))
    return True


def _apply_entry(connection: sqlite3.Connection, record: LogRecord, entry: ReadEntry) -> None:
    row = (record.partition, record.offset, entry.dossier, entry.instant, record.value)
    connection.execute("INSERT INTO entrees VALUES (?, ?, ?, ?, ?)", row)
    if entry.source is not None:
        _seen(connection, entry.source, entry, record)
    if entry.dossier is None:
        account(connection, (record.partition, record.offset), entry)
        return
    for conclusion in entry.conclusions:
        effect = _EFFECTS.get(conclusion.genre)
        if effect is not None:
            effect(connection, entry, conclusion)
    _stands(connection, entry)


def _seen(connection: sqlite3.Connection, partner: str, entry: ReadEntry, record: LogRecord) -> None:
    """Count the event; the last one is the latest by its instant, then by its place, whatever was read first."""
    last = (entry.instant, entry.type, record.partition, record.offset)
    connection.execute(
        """INSERT INTO partenaires (id, dernier_instant, dernier_type, partition, position, recus) VALUES (?, ?, ?, ?, ?, 0)
           ON CONFLICT DO UPDATE SET dernier_instant = excluded.dernier_instant, dernier_type = excluded.dernier_type,
           partition = excluded.partition, position = excluded.position
           WHERE (excluded.dernier_instant, excluded.partition, excluded.position) > (dernier_instant, partition, position)""",
        (partner, *last),
    )
    connection.execute("UPDATE partenaires SET recus = recus + 1 WHERE id = ?", (partner,))


def _stands(connection: sqlite3.Connection, entry: ReadEntry) -> None:
    """The state after the entry, and by which act who answers for the dossier does."""
    if entry.etat is None:
        return
    acte, role = _by_what(connection, entry.dossier, entry.responsable)
    connection.execute(
        "UPDATE dossiers SET etat = ?, responsable = ?, acte = ?, role = ?, modifie_le = ?, est_ouvert = ? WHERE id = ?",
        (entry.etat, entry.responsable, acte, role, entry.instant, int(entry.etat != State.CLOS), entry.dossier),
    )


def _by_what(connection: sqlite3.Connection, dossier: str | None, responsable: str | None) -> tuple[str | None, str | None]:
    """Act and role: those of a running holding, one that decides first; those of the titulaire when it holds nothing itself."""
    held = connection.execute(
        """SELECT acte, role FROM tenues WHERE dossier = ? AND acteur = ? AND acte IS NOT NULL
           ORDER BY fin IS NULL DESC, fonctions LIKE '%"DECIDER"%' DESC, rang DESC""",
        (dossier, responsable),
    ).fetchone()
    own = (
        held
        or connection.execute(
            "SELECT acte_titulaire, ? FROM dossiers WHERE id = ? AND titulaire = ?", (Role.TITULAIRE, dossier, responsable)
        ).fetchone()
    )
    return own or (None, None)


def _opened(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    said = conclusion.details
    columns = tuple(
        said.get(name) for name in ("commune", "commune_slug", "aide", "date_demande", "guichet", "titulaire", "acte_titulaire")
    )
    row = (entry.dossier, entry.etat, entry.responsable, None, None, *columns, entry.instant, entry.instant, 1)
    connection.execute("INSERT INTO dossiers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if "plan" in said:
        joined = (entry.dossier, said["plan"], said.get("montant_demande_centimes", 0))
        connection.execute("INSERT INTO plans VALUES (?, ?, ?)", joined)


def _signalled(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A signal is a dossier without a demand."""
    said = conclusion.details
    columns = (said.get("commune"), said.get("commune_slug"), said.get("aide"), None, conclusion.acteur, None, None)
    row = (entry.dossier, entry.etat, entry.responsable, None, None, *columns, entry.instant, entry.instant, 1)
    connection.execute("INSERT INTO dossiers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _stepped(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A demand that followed the person, or its domicile de secours, is of its new commune from then on."""
    said = conclusion.details
    if "commune_slug" in said:
        moved = (said["commune"], said["commune_slug"], entry.dossier)
        connection.execute("UPDATE dossiers SET commune = ?, commune_slug = ? WHERE id = ?", moved)


def _entrusted(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    said = conclusion.details
    rank = connection.execute("SELECT count(*) FROM tenues WHERE dossier = ?", (entry.dossier,)).fetchone()[0]
    functions = json.dumps(list(said.get("fonctions", ())))
    since = said.get("depuis", entry.instant[:10])
    row = (entry.dossier, rank, conclusion.acteur, conclusion.acte, said.get("role"), functions, conclusion.raison, "proposee", since)
    connection.execute("INSERT INTO tenues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)", (*row, entry.instant))


def _answered(state: str) -> Callable[[sqlite3.Connection, ReadEntry, ReadConclusion], None]:
    """An actor's answer to what it was offered; a refusal ends nothing by itself: who is accountable keeps what it refused."""

    def answer(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
        rows = [(state, *held) for held in _held(connection, entry, conclusion)]
        connection.executemany("UPDATE tenues SET etat = ? WHERE dossier = ? AND rang = ? AND etat = 'proposee'", rows)

    return answer


def _withdrawn(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    rows = [(entry.instant, conclusion.raison, *held) for held in _held(connection, entry, conclusion)]
    connection.executemany(
        """UPDATE tenues SET etat = CASE etat WHEN 'refusee' THEN etat ELSE 'retiree' END, fin = ?, fin_par = 'retrait', raison_fin = ?
           WHERE dossier = ? AND rang = ?""",
        rows,
    )


def _held(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> list[tuple[str, int]]:
    """The running holdings a conclusion speaks of: same actor, same act when it names one, all their functions among those it names."""
    named = set(conclusion.details.get("fonctions", ()))
    rows = connection.execute(
        "SELECT dossier, rang, fonctions FROM tenues WHERE dossier = ? AND acteur = ? AND fin IS NULL AND (acte IS ? OR ? IS NULL)",
        (entry.dossier, conclusion.acteur, conclusion.acte, conclusion.acte),
    )
    return [(dossier, rank) for dossier, rank, functions in rows if set(json.loads(functions)) <= named]


def _closed(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    connection.execute(
        "UPDATE tenues SET fin = ?, fin_par = 'cloture', raison_fin = ? WHERE dossier = ? AND fin IS NULL",
        (entry.instant, conclusion.raison, entry.dossier),
    )


def _action_opened(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    said = conclusion.details
    columns = tuple(said.get(name) for name in ("aide", "public", "commune_slug", "du", "au", "places"))
    row = (entry.dossier, conclusion.acteur, conclusion.acte, *columns)
    connection.execute("INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)


def _action_reported(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    connection.execute("UPDATE actions SET participants = ? WHERE dossier = ?", (conclusion.details.get("participants"), entry.dossier))


_EFFECTS: dict[str, Callable[[sqlite3.Connection, ReadEntry, ReadConclusion], None]] = {
    ConclusionKind.DOSSIER_OUVERT: _opened,
    ConclusionKind.FONCTIONS_CONFIEES: _entrusted,
    ConclusionKind.FONCTIONS_ACCEPTEES: _answered("acceptee"),
    ConclusionKind.FONCTIONS_REFUSEES: _answered("refusee"),
    ConclusionKind.FONCTIONS_RETIREES: _withdrawn,
    ConclusionKind.DECISION_RETENUE: kept,
    ConclusionKind.DECISION_ARRETEE: stopped,
    ConclusionKind.DECISION_REGLEE: settled,
    ConclusionKind.DOSSIER_CLOS: _closed,
    ConclusionKind.ETAPE: _stepped,
    ConclusionKind.HORLOGES_COMPTEES: counted,
    ConclusionKind.ECHEANCE: rang,
    ConclusionKind.SILENCE: silent,
    ConclusionKind.REVUE: reviewed,
    ConclusionKind.ALERTE: alerted,
    ConclusionKind.SIGNALEMENT_RECU: _signalled,
    ConclusionKind.ACTION_OUVERTE: _action_opened,
    ConclusionKind.ACTION_BILAN: _action_reported,
}
