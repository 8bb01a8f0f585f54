"""What an entry says of a dossier's clocks, in the table of deadlines.

Rules:
1. What runs is replaced whole each time it is counted again; what was reached stays, with the day the law gives it.
2. A silence that a decision undid was not reached.
3. Where no delay runs, the day on which the dossier is looked at again is a deadline too, ours (`interne`).
4. `comptee_le` is when a deadline was first counted, `dite_le` when its end was told.
"""

import sqlite3

from hub.core.journal_reading import ReadConclusion, ReadEntry
from schemas.catalogue_codes import ClockCode
from schemas.life_codes import ClockReason, DeadlineSign, EventName

REVIEW = "REVUE"
"""What stands in the place of a clock where none runs: the dossier is looked at again (`hub.core.timekeeping.REVIEW_DAYS`)."""

_INSERT = "INSERT OR IGNORE INTO echeances VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, NULL)"
_KNOWN = "SELECT horloge, nature, echeance, comptee_le FROM echeances WHERE dossier = ? AND est_atteinte = 0"
_REACHED = "UPDATE echeances SET est_atteinte = 1, dite_le = coalesce(dite_le, ?) WHERE dossier = ? AND horloge = ?"


def counted(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """All that runs from now on."""
    before = {tuple(key): since for *key, since in connection.execute(_KNOWN, (entry.dossier,))}
    connection.execute("DELETE FROM echeances WHERE dossier = ? AND est_atteinte = 0", (entry.dossier,))
    for clock, nature, effect, start, last, due in conclusion.details["horloges"]:
        since = before.get((clock, nature, due), entry.instant)
        connection.execute(_INSERT, (entry.dossier, clock, nature, effect, start, last, due, since))


def rang(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """A clock came to its end; a warning changes nothing."""
    said = conclusion.details
    if said["signe"] == DeadlineSign.ATTEINTE:
        connection.execute(f"{_REACHED} AND echeance = ?", (entry.instant, entry.dossier, conclusion.raison, said["echeance"]))


def reviewed(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """When the dossier is looked at again, or that it is not."""
    connection.execute("DELETE FROM echeances WHERE dossier = ? AND horloge = ? AND est_atteinte = 0", (entry.dossier, REVIEW))
    said = conclusion.details
    if said:
        connection.execute(_INSERT, (entry.dossier, REVIEW, "interne", "aucun", None, said["jusqu_au"], said["echeance"], entry.instant))


def alerted(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """The day of the review came; what the journal says of another alert moves no deadline."""
    if conclusion.raison == ClockReason.DELAIS_TERMINES:
        connection.execute(_REACHED, (entry.instant, entry.dossier, REVIEW))


def silent(connection: sqlite3.Connection, entry: ReadEntry, conclusion: ReadConclusion) -> None:
    """Silence took effect on its day, or was undone."""
    said = conclusion.details
    silence = said.get("horloge", ClockCode.SILENCE)
    if conclusion.raison == EventName.SILENCE_ANNULE:
        connection.execute("DELETE FROM echeances WHERE dossier = ? AND horloge = ? AND est_atteinte = 1", (entry.dossier, silence))
        return
    connection.execute(f"{_REACHED} AND jusqu_au = ?", (entry.instant, entry.dossier, silence, said["date"]))
