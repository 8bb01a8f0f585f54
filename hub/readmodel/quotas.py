"""How much of each act's places and money is taken, as its lane told it last, beside what the registry allows now."""

import sqlite3
from typing import Any, NamedTuple

import msgspec

PER_CENT = 100


class Places(NamedTuple):
    """Open dossiers under an act: counted in, asking in all, waiting; `max` is the registry's (None: not bounded any more)."""

    utilisees: int
    demandees: int
    attente: int
    max: int | None
    pour_cent: int | None


class Budget(NamedTuple):
    """One year of an act's envelope (of one aid where each has its own), in cents."""

    annee: int
    aide: str | None
    reserve_centimes: int
    consomme_centimes: int
    plafond_centimes: int | None
    pour_cent: int | None


class Threshold(NamedTuple):
    """A threshold that was told."""

    seuil: str
    borne: str
    ligne: str
    instant: str


class Quota(NamedTuple):
    """What bounds an act, how much of it is taken, who waits for either; `places` is None for an act without capacity."""

    attente: int
    places: Places | None
    enveloppe_centimes_par_an: int | None
    budgets: tuple[Budget, ...] = ()
    seuils: tuple[Threshold, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the commands print it."""
        return {
            "attente": self.attente,
            "places": None if self.places is None else self.places._asdict(),
            "enveloppe_centimes_par_an": self.enveloppe_centimes_par_an,
            "budgets": [one._asdict() for one in self.budgets],
            "seuils": [one._asdict() for one in self.seuils],
        }


class _Envelope(msgspec.Struct, frozen=True):
    centimes_par_an: int | None = None


class _Bounded(msgspec.Struct, frozen=True):
    capacite: int | None = None
    enveloppe: _Envelope | None = None


_bounded = msgspec.json.Decoder(_Bounded)


def counted_acts(model: sqlite3.Connection) -> tuple[str, ...]:
    """The acts of which something was ever asked, by id."""
    return tuple(acte for (acte,) in model.execute("SELECT acte FROM quotas ORDER BY acte"))


def quota_of(model: sqlite3.Connection, acte: str) -> Quota | None:
    """What is taken of one act; None where nothing bounds it and nothing was ever asked."""
    bounds, row = _bounds(model, acte), _account(model, acte)
    if row is None and bounds.capacite is None and bounds.enveloppe is None:
        return None
    used, waiting = row or (0, 0)
    has_places = bounds.capacite is not None or used > 0
    places = Places(used, used + waiting, waiting, bounds.capacite, share(used, bounds.capacite)) if has_places else None
    yearly = None if bounds.enveloppe is None else bounds.enveloppe.centimes_par_an
    return Quota(waiting, places, yearly, _budgets(model, acte), _thresholds(model, acte))


def share(taken: int, bound: int | None) -> int | None:
    """Per cent of a bound that is taken, rounded down; None without a bound."""
    return taken * PER_CENT // bound if bound else None


def _bounds(model: sqlite3.Connection, acte: str) -> _Bounded:
    row = model.execute(
        "SELECT valeur FROM registre WHERE genre = 'acte' AND id = ? AND version IS NOT NULL ORDER BY position DESC LIMIT 1", (acte,)
    ).fetchone()
    return _Bounded() if row is None else _bounded.decode(row[0])


def _account(model: sqlite3.Connection, acte: str) -> tuple[int, int] | None:
    row: tuple[int, int] | None = model.execute("SELECT places, attente FROM quotas WHERE acte = ?", (acte,)).fetchone()
    return row


def _budgets(model: sqlite3.Connection, acte: str) -> tuple[Budget, ...]:
    rows = model.execute("SELECT ligne, reserve, consomme, plafond FROM quota_lignes WHERE acte = ? ORDER BY ligne", (acte,))
    found = []
    for line, reserved, spent, cap in rows:
        year, _, aid = line.partition("/")
        found.append(Budget(int(year), aid or None, reserved, spent, cap, share(reserved + spent, cap)))
    return tuple(found)


def _thresholds(model: sqlite3.Connection, acte: str) -> tuple[Threshold, ...]:
    rows = model.execute("SELECT seuil, borne, ligne, instant FROM quota_seuils WHERE acte = ? ORDER BY position, rang", (acte,))
    return tuple(Threshold(*row) for row in rows)
