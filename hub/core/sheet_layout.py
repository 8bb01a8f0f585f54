"""Which column of a table is which field: every column that is missing, unknown, doubled or forbidden is named at once, with its cure.

Rules:
1. Names are read without accents, capitals and blanks. A column of a name the contract does not have is refused: nobody must believe that
   what stands there was sent.
2. A column that speaks of an identity or of free text refuses the whole file, before any row is looked at; a name that could itself be an
   identity is told by its place.
3. A column without a name is allowed for as long as nothing stands in it.
"""

import difflib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hub.core import identity
from hub.core.sheet import Sheet, Unreadable
from hub.core.sheet_cells import plain_name
from hub.core.sheet_columns import ADDED, IN_CENTS, KINDS, TYPE, Column, Kind, column_of
from schemas.codes import Code

_NAMES = {name: kind.name for kind in KINDS for name in (kind.name, kind.type, kind.type.removeprefix("fr.relais.").removesuffix(".v1"))}
_MODEL = "`hub contract csv --partner ACTEUR` donne le modèle."
_CURES = {
    Code.NIR_INTERDIT: "aucun numéro de sécurité sociale n'entre ici : retirez la colonne",
    Code.IDENTITE_INTERDITE: "aucune identité n'entre ici : retirez la colonne, et mettez personne_ref, calculée chez vous",
    Code.TEXTE_LIBRE_INTERDIT: "aucun texte libre n'entre ici : retirez la colonne, ou remplacez-la par un code du contrat",
}


class Layout(NamedTuple):
    """A table's kind, and for each place of a row its column; None: one that is ignored, or that has no name."""

    kind: Kind
    columns: tuple[Column | None, ...]
    kept: tuple[int, ...]
    """The places that a rejection file repeats: those of the columns, and of `type`."""
    unnamed: frozenset[int]

    @property
    def width(self) -> int:
        """How many places the header has."""
        return len(self.columns)


def layout(sheet: Sheet) -> Layout | Unreadable:
    """The columns of a table, or everything that keeps it from being one."""
    names = [plain_name(cell) for cell in sheet.header]
    kind = _kind(sheet, names)
    if isinstance(kind, Unreadable):
        return kind
    columns = tuple(column_of(kind, name) for name in names)
    faults = [*_forbidden(sheet.header, names, columns), *_doubled(columns), *_missing(kind, columns)]
    if faults:
        return Unreadable(tuple(faults))
    kept = tuple(place for place, name in enumerate(names) if name and name not in ADDED)
    return Layout(kind, columns, kept, frozenset(place for place, name in enumerate(names) if not name))


def _kind(sheet: Sheet, names: Sequence[str]) -> Kind | Unreadable:
    """What the column `type` says, else the kind most of whose columns are there."""
    if TYPE in names:
        return _stated_kind(sheet, names.index(TYPE))
    counts = [sum(column_of(kind, name) is not None for name in names) for kind in KINDS]
    if not any(counts):
        return Unreadable((f"La première ligne ne porte aucun nom de colonne connu, ou le séparateur n'est ni ; ni ,. {_MODEL}",))
    if counts[0] == counts[1]:
        return Unreadable((f"On ne peut dire si ce sont des demandes ou des décisions : une seule sorte par fichier. {_MODEL}",))
    return KINDS[counts.index(max(counts))]


def _stated_kind(sheet: Sheet, place: int) -> Kind | Unreadable:
    stated = {line.cells[place].strip().lower() for line in sheet.lines if place < len(line.cells) and line.cells[place].strip()}
    names = {_NAMES.get(word, _NAMES.get(plain_name(word))) for word in stated}
    kind = next((kind for kind in KINDS if names == {kind.name}), None)
    if kind is None:
        return Unreadable(("Colonne « type » : le même mot à chaque ligne, demande ou decision ; une seule sorte par fichier.",))
    return kind


def _forbidden(header: Sequence[str], names: Sequence[str], columns: Sequence[Column | None]) -> list[str]:
    """Columns the contract does not have."""
    faults = []
    for place, (typed, name, column) in enumerate(zip(header, names, columns, strict=True), 1):
        if column is None and name and name not in (*ADDED, TYPE):
            betrayed = identity.in_characters(typed, None) or identity.in_characters(name, None)
            shown = f"Colonne n° {place}" if betrayed is not None else f"Colonne « {typed.strip()[:40]} »"
            faults.append(f"{shown} : {_unknown(name) if betrayed is None else _CURES[betrayed]}.")
    return faults


def _unknown(name: str) -> str:
    """What is wrong with a name that is no column's here."""
    known = [*(name for kind in KINDS for name in kind.columns), *IN_CENTS]
    if name in known:
        return "elle est d'une autre sorte de fichier ; une seule sorte par fichier, faites-en deux"
    found = identity.in_name(name)
    if found is not None:
        return _CURES[found]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    meant = f"vouliez-vous dire « {nearest[0]} » ? Sinon retirez-la" if nearest else "retirez-la"
    return f"inconnue du contrat ; {meant}"


def _doubled(columns: Sequence[Column | None]) -> list[str]:
    """Columns that fill the same field."""
    names = {column.path or (column.name,): column.name for column in columns if column is not None}
    counts = Counter(column.path or (column.name,) for column in columns if column is not None)
    return [f"Colonne « {names[field]} » : elle est là deux fois ; gardez-en une." for field, count in counts.items() if count > 1]


def _missing(kind: Kind, columns: Sequence[Column | None]) -> list[str]:
    """Columns no row can do without."""
    there = {column.name for column in columns if column is not None}
    missing = [column.name for column in kind.columns.values() if column.is_required and column.name not in there]
    if not missing:
        return []
    return [f"Il manque {', '.join(f'« {name} »' for name in missing)} (fichier de {kind.name}s) : ajoutez la colonne. {_MODEL}"]
