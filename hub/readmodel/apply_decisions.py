"""What an entry changes in the table of decisions.

Rules:
1. A row is one decision as it was signed: `retenue` when it was applied at once, else `en_attente`, then `confirmee`, `regularisee`,
   `retiree` or `liberee`.
2. A decision that is confirmed or set free is applied by the same entry: it stays one row. What a regularisation takes over is a decision
   of the authority's own, and a row of its own.
"""

import sqlite3

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry

KEPT, WAITING = "retenue", "en_attente"
SETTLED = {"CONFIRMEE": "confirmee", "REGULARISEE": "regularisee", "RETIREE": "retiree", "LIBEREE": "liberee"}
"""Where a stopped decision ends, by how it was settled."""
APPLIED_AS_SIGNED = frozenset({"CONFIRMEE", "LIBEREE"})


def kept(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A decision was applied, as far as it is not the one that this entry settles."""
    if not any(one.genre == ConclusionKind.DECISION_REGLEE and one.raison in APPLIED_AS_SIGNED for one in entry.conclusions):
        _insert(connection, entry, conclusion, KEPT)


def stopped(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A decision waits."""
    _insert(connection, entry, conclusion, WAITING, conclusion.raison)


def settled(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """What became of one that waited: the one that event brought, else the last of that signatory and day."""
    said = conclusion.details
    row = connection.execute(
        """SELECT rang FROM decisions WHERE dossier = ? AND etat = ? AND acteur = ? AND date_decision = ?
           ORDER BY evenement IS ? DESC, rang DESC""",
        (entry.dossier, WAITING, said.get("signataire"), said.get("date_decision"), said.get("evenement")),
    ).fetchone()
    if row is not None:
        connection.execute(
            "UPDATE decisions SET etat = ?, delegation = ? WHERE dossier = ? AND rang = ?",
            (SETTLED.get(conclusion.raison, conclusion.raison), _delegation(entry, conclusion), entry.dossier, row[0]),
        )


def _delegation(entry: ReadEntry, conclusion: ReadConclusion) -> str | None:
    """The internal act by which a decision that is set free was competent."""
    if conclusion.raison != "LIBEREE":
        return None
    applied = entry.conclusions[entry.conclusions.index(conclusion) + 1 :]
    return next((one.details.get("delegation") for one in applied if one.genre == ConclusionKind.DECISION_RETENUE), None)


def _insert(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion, state: str, reason: str | None = None) -> None:
    said = conclusion.details
    rank = connection.execute("SELECT count(*) FROM decisions WHERE dossier = ?", (entry.dossier,)).fetchone()[0]
    (aid,) = connection.execute("SELECT aide FROM dossiers WHERE id = ?", (entry.dossier,)).fetchone() or (None,)
    names = ("sens", "date_decision", "organe", "montant_centimes")
    signed = (conclusion.acteur, conclusion.acte, said.get("delegation"), aid, *(said.get(name) for name in names))
    row = (entry.dossier, rank, *signed, entry.cause, entry.instant, state, reason)
    connection.execute("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
