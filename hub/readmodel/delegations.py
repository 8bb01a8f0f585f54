"""Who holds dossiers by which act, with what the act says of itself."""

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from hub.core.phrases import last_day
from hub.readmodel.directory import holder_of, last_version, names_at
from hub.readmodel.queries import Load, loads
from hub.readmodel.quotas import Quota, counted_acts, quota_of


class Delegation(NamedTuple):
    """An act in the hands of one actor; `dernier_jour` is None when the act has no end."""

    acte: str
    objet: str
    numero: str
    type: str
    acteur: str
    nom: str
    role: str | None
    depuis: date | None
    dernier_jour: date | None
    ouverts: int
    clos: int
    partis: int
    quota: Quota | None = None

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {**self._asdict(), "quota": None if self.quota is None else self.quota.as_json()}


def delegations(model: sqlite3.Connection, acte: str | None = None, acteur: str | None = None) -> list[Delegation]:
    """Every act by which dossiers are or were held; an act asked for by its id is told even with none."""
    found = loads(model, acte, acteur)
    found += _asked_in_vain(model, acte, acteur, {one.acte for one in found})
    if not found and acte is not None and acteur is None:
        found = _without_dossiers(model, acte)
    names = names_at(model, last_version(model), {one.acte for one in found} | {one.acteur for one in found})
    cards = names.acts
    return [
        Delegation(
            acte=one.acte,
            objet=cards[one.acte].objet if one.acte in cards else "",
            numero=cards[one.acte].numero if one.acte in cards else "",
            type=cards[one.acte].type if one.acte in cards else "",
            acteur=one.acteur,
            nom=names.actors.get(one.acteur, one.acteur),
            role=one.role,
            depuis=cards[one.acte].du if one.acte in cards else None,
            dernier_jour=_last(cards[one.acte].au) if one.acte in cards else None,
            ouverts=one.ouverts,
            clos=one.clos,
            partis=one.partis,
            quota=quota_of(model, one.acte),
        )
        for one in found
    ]


def _asked_in_vain(model: sqlite3.Connection, acte: str | None, acteur: str | None, known: set[str]) -> list[Load]:
    """The acts that were asked for places or money and by which no dossier was ever held."""
    wanted = [one for one in counted_acts(model) if one not in known and acte in {None, one}]
    loads_of = [load for one in wanted for load in _without_dossiers(model, one)]
    return [load for load in loads_of if acteur in {None, load.acteur}]


def _without_dossiers(model: sqlite3.Connection, acte: str) -> list[Load]:
    """The act as the registry knows it, in the hands of its holder."""
    holder = holder_of(model, acte)
    return [] if holder is None else [Load(acte, holder, None, 0, 0, 0)]


def _last(end: date | None) -> date | None:
    return None if end is None else last_day(end)
