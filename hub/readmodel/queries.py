"""The questions people ask, one function a question, answered from the tables as they stand."""

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from hub.core.journal_reading import ReadEntry
from hub.readmodel.reading import decode_entry, proofs_in
from schemas.topics import JOURNAL

ACTIONS_MAX = 5
"""Offered on one page."""


class LastEvent(NamedTuple):
    """A partner's last event, and how many came in all."""

    instant: str
    type: str
    received: int


class Case(NamedTuple):
    """Where a dossier stands."""

    id: str
    etat: str | None
    responsable: str | None
    acte: str | None
    role: str | None
    commune: str | None
    commune_slug: str | None
    aide: str | None
    date_demande: str | None
    guichet: str | None
    titulaire: str | None
    acte_titulaire: str | None
    ouvert_le: str
    modifie_le: str
    est_ouvert: bool


class Holding(NamedTuple):
    """Who holds (or held) which functions, since when, by which act; `fin` is None while it runs."""

    acteur: str
    acte: str | None
    role: str | None
    fonctions: tuple[str, ...]
    raison: str
    etat: str
    depuis: str
    debut: str
    fin: str | None
    fin_par: str | None
    raison_fin: str | None


class Load(NamedTuple):
    """How many dossiers an actor holds by an act: running, closed in its hands, and gone (refused or taken back)."""

    acte: str
    acteur: str
    role: str | None
    ouverts: int
    clos: int
    partis: int


class ToVerify(NamedTuple):
    """A stopped decision that waits: on which dossier, who answers for it, who signed what and when, since when it waits and why."""

    dossier: str
    responsable: str
    aide: str | None
    signataire: str
    sens: str
    date_decision: str
    depuis: str
    raison: str | None


class Action(NamedTuple):
    """A collective action."""

    dossier: str
    acteur: str
    acte: str | None
    aide: str | None
    public: str | None
    commune_slug: str | None
    du: str | None
    au: str | None
    places: int | None
    participants: int | None


def open_cases(model: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Open dossiers by who answers for them and by which act ("" when by none)."""
    rows = model.execute(
        """SELECT responsable, coalesce(acte, ''), count(*) FROM dossiers
           WHERE est_ouvert = 1 AND responsable IS NOT NULL GROUP BY responsable, acte"""
    )
    return {(actor, act): count for actor, act, count in rows}


def last_events(model: sqlite3.Connection) -> dict[str, LastEvent]:
    """Every partner that ever published something the hub judged."""
    rows = model.execute("SELECT id, dernier_instant, dernier_type, recus FROM partenaires ORDER BY id")
    return {partner: LastEvent(*rest) for partner, *rest in rows}


def case_of(model: sqlite3.Connection, dossier: str) -> Case | None:
    """One dossier, None when it is not known."""
    row = model.execute(f"SELECT {', '.join(Case._fields)} FROM dossiers WHERE id = ?", (dossier,)).fetchone()  # noqa: S608 - our own names
    return None if row is None else Case(*row)._replace(est_ouvert=bool(row[-1]))


def holdings_of(model: sqlite3.Connection, dossier: str) -> list[Holding]:
    """Everything that was ever entrusted, in order."""
    columns = ", ".join(Holding._fields)
    rows = model.execute(f"SELECT {columns} FROM tenues WHERE dossier = ? ORDER BY rang", (dossier,))  # noqa: S608 - our own names
    return [Holding(*row)._replace(fonctions=tuple(json.loads(row[3]))) for row in rows]


def entries_of(model: sqlite3.Connection, dossier: str) -> list[ReadEntry]:
    """What was concluded on a dossier, in order."""
    rows = model.execute("SELECT partition, position, valeur FROM entrees WHERE dossier = ? ORDER BY partition, position", (dossier,))
    return [decode_entry(value, f"{JOURNAL}/{partition}@{position}") for partition, position, value in rows]


def proofs_of(model: sqlite3.Connection, dossier: str) -> list[tuple[int, bytes]]:
    """The proofs recorded on a dossier, in order, each with the rank of its entry among `entries_of`."""
    rows = model.execute("SELECT partition, position, valeur FROM entrees WHERE dossier = ? ORDER BY partition, position", (dossier,))
    return [
        (rank, proof)
        for rank, (partition, position, value) in enumerate(rows)
        for proof in proofs_in(value, f"{JOURNAL}/{partition}@{position}")
    ]


def entries_under(model: sqlite3.Connection, version: int) -> Iterator[ReadEntry]:
    """What was concluded with one version of the registry."""
    rows = model.execute(
        """SELECT partition, position, valeur FROM entrees
           WHERE json_extract(CAST(valeur AS TEXT), '$.version_registre') = ? ORDER BY partition, position""",
        (version,),
    )
    for partition, position, value in rows:
        yield decode_entry(value, f"{JOURNAL}/{partition}@{position}")


def decisions_to_verify(model: sqlite3.Connection, acteur: str | None = None) -> list[ToVerify]:
    """The stopped decisions that wait, the oldest first, of all or of the dossiers that one actor answers for."""
    rows = model.execute(
        """SELECT d.dossier, coalesce(o.responsable, d.acteur) AS responsable, o.aide, d.acteur, d.sens, d.date_decision, d.instant,
                  d.raison_arret
           FROM decisions d JOIN dossiers o ON o.id = d.dossier
           WHERE d.etat = 'en_attente' AND (:acteur IS NULL OR responsable = :acteur) ORDER BY d.instant, d.dossier""",
        {"acteur": acteur},
    )
    return [ToVerify(*row) for row in rows]


def action_of(model: sqlite3.Connection, dossier: str) -> Action | None:
    """One collective action by its dossier, None when there is none."""
    row = model.execute("SELECT * FROM actions WHERE dossier = ?", (dossier,)).fetchone()
    return None if row is None else Action(*row)


def actions_on(model: sqlite3.Connection, commune_slug: str | None, aide: str | None, day: str) -> list[Action]:
    """Some of the collective actions open in a commune on a day, those for this aid first."""
    rows = model.execute(
        """SELECT * FROM actions WHERE commune_slug = ? AND (du IS NULL OR du <= ?) AND (au IS NULL OR au > ?)
           ORDER BY aide IS NOT ?, dossier LIMIT ?""",
        (commune_slug, day, day, aide, ACTIONS_MAX),
    )
    return [Action(*row) for row in rows]


def loads(model: sqlite3.Connection, acte: str | None = None, acteur: str | None = None) -> list[Load]:
    """Dossiers by act and actor, optionally of one act or one actor only."""
    rows = model.execute(
        """SELECT t.acte, t.acteur, max(t.role),
                  count(DISTINCT CASE WHEN t.fin IS NULL THEN t.dossier END),
                  count(DISTINCT CASE WHEN t.fin_par = 'cloture' THEN t.dossier END),
                  count(DISTINCT CASE WHEN t.fin_par = 'retrait' THEN t.dossier END)
           FROM tenues t WHERE t.acte IS NOT NULL AND (:acte IS NULL OR t.acte = :acte)
           AND (:acteur IS NULL OR t.acteur = :acteur)
           GROUP BY t.acte, t.acteur ORDER BY t.acte, t.acteur""",
        {"acte": acte, "acteur": acteur},
    )
    return [Load(*row) for row in rows]
