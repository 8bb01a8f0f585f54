"""The names of actors, acts, aids and communes, as the registry had them at one version."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher
from heapq import nlargest

import msgspec

from hub.core.journal_reading import ReadEntry
from hub.core.names import ActCard, Names

NEAREST_MAX = 3
"""Actors offered in place of one that is not known."""


class _Zone(msgspec.Struct, frozen=True):
    """A zone a commune has or had."""

    nom: str = ""


class _Named(msgspec.Struct, frozen=True):
    """What a registry record calls itself; fields it does not have stay empty."""

    nom: str = ""
    libelle: str = ""
    type: str = ""
    numero: str = ""
    objet: str = ""
    base: str = ""
    fuseau: str | tuple[_Zone, ...] = ""
    beneficiaire: str = ""
    du: date | None = None
    au: date | None = None
    revoque_le: date | None = None


_named = msgspec.json.Decoder(_Named)


def names_at(model: sqlite3.Connection, version: int, identifiers: Iterable[str]) -> Names:
    """The names of these identifiers at `version`; one that the registry does not know is simply absent."""
    rows = model.execute(
        "SELECT genre, id, valeur FROM registre WHERE id IN (SELECT value FROM json_each(?)) AND version <= ? ORDER BY position",
        (json.dumps(sorted(set(identifiers))), version),
    )
    found: dict[str, dict[str, _Named]] = {"acteur": {}, "acte": {}, "aide": {}, "commune": {}}
    for genre, identifier, value in rows:
        found.setdefault(genre, {})[identifier] = _named.decode(value)
    return Names(
        actors={identifier: one.nom for identifier, one in found["acteur"].items()},
        acts={identifier: _card(one) for identifier, one in found["acte"].items()},
        aids={identifier: one.libelle for identifier, one in found["aide"].items()},
        communes={identifier: one.nom for identifier, one in found["commune"].items()},
        zones={identifier: _zone(one.fuseau) for identifier, one in found["commune"].items() if one.fuseau},
    )


def _zone(fuseau: str | tuple[_Zone, ...]) -> str:
    """The zone in which days are told: of several dated ones the last."""
    return fuseau if isinstance(fuseau, str) else fuseau[-1].nom


def names_for(model: sqlite3.Connection, entries: Iterable[ReadEntry], also: Iterable[str] = ()) -> dict[int, Names]:
    """The names of all that these entries mention, by the registry version they were concluded with."""
    kept = list(entries)
    mentioned = {*also, *(word for entry in kept for word in _words(msgspec.to_builtins(entry)))}
    return {version: names_at(model, version, mentioned) for version in {entry.version_registre for entry in kept}}


def actor_named(model: sqlite3.Connection, word: str) -> tuple[str, str] | None:
    """Identifier and last name of the actor of that identifier, or of that name when one alone bears it; None when there is none."""
    known = _actors(model)
    if word in known:
        return word, known[word]
    bearers = [(identifier, name) for identifier, name in known.items() if name.casefold() == word.casefold()]
    return bearers[0] if len(bearers) == 1 else None


def nearest_actors(model: sqlite3.Connection, word: str) -> list[tuple[str, str]]:
    """Identifiers and names of the actors whose identifier or name is most like `word`, the most like first."""
    known = _actors(model)
    likeness = {
        identifier: max(SequenceMatcher(None, word.casefold(), one.casefold()).ratio() for one in (identifier, name))
        for identifier, name in known.items()
    }
    return [(one, known[one]) for one in nlargest(NEAREST_MAX, sorted(known), key=lambda one: likeness[one])]


def _actors(model: sqlite3.Connection) -> dict[str, str]:
    """The last name of every actor the registry ever had."""
    rows = model.execute("SELECT id, valeur FROM registre WHERE genre = 'acteur' AND version IS NOT NULL ORDER BY position")
    return {identifier: _named.decode(value).nom for identifier, value in rows}


def holder_of(model: sqlite3.Connection, acte: str) -> str | None:
    """Who holds an act by its last version, as the registry writes it (a relative holder begins with `@`); None for an unknown act."""
    row = model.execute(
        "SELECT valeur FROM registre WHERE genre = 'acte' AND id = ? AND version IS NOT NULL ORDER BY position DESC LIMIT 1", (acte,)
    ).fetchone()
    return None if row is None else _named.decode(row[0]).beneficiaire


def last_version(model: sqlite3.Connection) -> int:
    """The newest complete version of the registry that was read; 0 when there is none."""
    return int(model.execute("SELECT coalesce(max(version), 0) FROM registre").fetchone()[0])


def _card(act: _Named) -> ActCard:
    ends = [end for end in (act.au, act.revoque_le) if end is not None]
    return ActCard(act.type, act.numero, act.objet, act.base, act.du or date.min, min(ends, default=None))


def _words(value: object) -> Iterator[str]:
    """Every text in a nest of lists and objects."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _words(inner)
        case list() | tuple():
            for inner in value:
                yield from _words(inner)
