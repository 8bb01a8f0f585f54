"""What an entry of an act's lane changes in the tables of quotas.

Rules:
1. All entries of an act come from one partition, in order: the last total stands.
2. A line (a year, or a year and an aid) that an entry does not name keeps what it had.
"""

import sqlite3

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry


def account(connection: sqlite3.Connection, place: tuple[int, int], entry: ReadEntry) -> None:
    """Keep the totals and the thresholds of the entry; `place` is its partition and offset."""
    for rank, one in enumerate(entry.conclusions):
        if one.genre == ConclusionKind.QUOTA_COMPTE:
            _total(connection, entry, one)
        elif one.genre == ConclusionKind.QUOTA_SEUIL:
            said = one.details
            row = (*place, rank, one.acte, said["borne"], said["ligne"], one.raison, entry.instant)
            connection.execute("INSERT INTO quota_seuils VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _total(connection: sqlite3.Connection, entry: ReadEntry, one: ReadConclusion) -> None:
    said = one.details
    row = (one.acte, said["places"], said["attente"], said.get("capacite"), entry.instant)
    connection.execute("INSERT OR REPLACE INTO quotas VALUES (?, ?, ?, ?, ?)", row)
    lines = [(one.acte, line, *amounts) for line, amounts in said.get("lignes", {}).items()]
    connection.executemany("INSERT OR REPLACE INTO quota_lignes VALUES (?, ?, ?, ?, ?)", lines)
