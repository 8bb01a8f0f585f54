"""What the tests of the explanation sheet share: names, conclusions, entries, and the page they make."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from hub.core.explain import CollectiveAction, Held, Told, as_text, explain
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.names import ActCard, Names

CODE = re.compile(r"[A-Z]{2,}_[A-Z_]+")
NAMES = Names(
    actors={"ccas": "CCAS d'Aubrelle", "seuil": "Le Seuil", "ville": "Ville d'Aubrelle", "cd": "Département de la Haute-Oriane"},
    acts={
        "agrement-1": ActCard("agrement", "arrêté 2016-061", "Domiciliation", "CASF L264-1", date(2016, 1, 1), date(2021, 5, 12)),
        "agrement-2": ActCard("agrement", "arrêté 2021-233", "Domiciliation", "CASF L264-1", date(2021, 5, 12), date(2026, 5, 12)),
        "loi": ActCard("loi", "CASF L264-1", "Domiciliation : obligation du CCAS", "CASF L264-1", date(1988, 12, 1)),
    },
    aids={"DOMICIL": "Domiciliation", "COLL": "Ateliers budget"},
    communes={"aubrelle": "Aubrelle"},
)
EXPIRED = [["seuil", "agrement-1", "ACTE_EXPIRE"], ["seuil", "agrement-2", "ACTE_EXPIRE"]]
DEMAND: dict[str, Any] = {"commune_slug": "aubrelle", "aide": "DOMICIL", "date_demande": "2026-05-12", "guichet": "seuil"}


def conclusion(genre: str, raison: str, acteur: str = "ccas", acte: str | None = None, **details: Any) -> ReadConclusion:
    """One conclusion."""
    return ReadConclusion(genre=genre, raison=raison, acteur=acteur, acte=acte, details=details)


def entry(*conclusions: ReadConclusion, instant: str = "2026-05-12T09:00:00.000Z", etat: str = "TRANSMISE", version: int = 1) -> ReadEntry:
    """One entry of the journal."""
    return ReadEntry(
        format=1,
        id="x",
        dossier="dos_aaaa",
        cause="x",
        type="x",
        instant=instant,
        version_registre=version,
        etat=etat,
        responsable="ccas",
        conclusions=conclusions,
    )


def opened(raison: str = "COMPETENCE_LEGALE", ecartes: Sequence[Sequence[str | None]] = EXPIRED, **more: Any) -> ReadEntry:
    """A demand deposited at an association whose agreement ended the day before."""
    demand = DEMAND | {"ecartes": ecartes} | more
    share = conclusion("FONCTIONS_CONFIEES", raison, "ccas", "loi", fonctions=["DECIDER"], role="titulaire", depuis="2026-05-12")
    return entry(conclusion("DOSSIER_OUVERT", raison, "ccas", "loi", **demand), share)


def page(*entries: ReadEntry, held: Sequence[Held] = (), actions: Sequence[CollectiveAction] = ()) -> str:
    """The page, its spaces made plain."""
    names = {one.version_registre: NAMES for one in entries}
    return re.sub(r"\s+", " ", as_text(explain(Told(entries, names, held, actions))).replace("\u00a0", " "))
