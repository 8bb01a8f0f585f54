"""What an entry says of a dossier's clocks, in the table of deadlines.

Rules:
1. What runs is replaced whole each time it is counted again; what was reached stays, with the day the law gives it.
2. A silence that a decision undid was not reached.
3. Where no delay runs, the day on which the dossier is looked at again is a deadline too, ours (`interne`).
"""

import sqlite3

from hub.core.journal_reading import ReadConclusion, ReadEntry
from schemas.catalogue_codes import ClockCode
from schemas.life_codes import ClockReason, DeadlineSign, EventName

REVIEW = "REVUE"
"""What stands in the place of a clock where none runs: the dossier is looked at again (`hub.core.timekeeping.REVIEW_DAYS`)."""

_INSERT = "INSERT OR IGNORE INTO echeances VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_REACHED = "UPDATE echeances SET est_atteinte = 1 WHERE dossier = ? AND horloge = ? AND echeance = ?"


def counted(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """All that runs from now on."""
    connection.execute("DELETE FROM echeances WHERE dossier = ? AND est_atteinte = 0", (entry.dossier,))
    connection.executemany(_INSERT, ((entry.dossier, *one, 0) for one in conclusion.details["horloges"]))


def rang(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A clock came to its end; a warning changes nothing."""
    said = conclusion.details
    if said["signe"] == DeadlineSign.ATTEINTE:
        connection.execute(_REACHED, (entry.dossier, conclusion.raison, said["echeance"]))


def reviewed(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """When the dossier is looked at again, or that it is not."""
    connection.execute("DELETE FROM echeances WHERE dossier = ? AND horloge = ? AND est_atteinte = 0", (entry.dossier, REVIEW))
    said = conclusion.details
    if said:
        connection.execute(_INSERT, (entry.dossier, REVIEW, "interne", "aucun", None, said["jusqu_au"], said["echeance"], 0))


def alerted(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """The day of the review came; what the journal says of another alert moves no deadline."""
    if conclusion.raison == ClockReason.DELAIS_TERMINES:
        connection.execute("UPDATE echeances SET est_atteinte = 1 WHERE dossier = ? AND horloge = ?", (entry.dossier, REVIEW))


def silent(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """Silence took effect on its day, or was undone."""
    said = conclusion.details
    silence = said.get("horloge", ClockCode.SILENCE)
    if conclusion.raison == EventName.SILENCE_ANNULE:
        connection.execute("DELETE FROM echeances WHERE dossier = ? AND horloge = ? AND est_atteinte = 1", (entry.dossier, silence))
        return
    connection.execute(
        "UPDATE echeances SET est_atteinte = 1 WHERE dossier = ? AND horloge = ? AND jusqu_au = ?", (entry.dossier, silence, said["date"])
    )
