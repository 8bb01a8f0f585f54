"""The journal as it is read back: a kind of conclusion that a newer hub added is a word like another, not an error."""

from typing import Any

import msgspec


class ReadConclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A `hub.core.journal.Conclusion` whose kind may be one this program has no name for."""

    genre: str
    raison: str
    acteur: str | None = None
    acte: str | None = None
    details: dict[str, Any] = {}


class ReadEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A `hub.core.journal.JournalEntry`."""

    format: int
    id: str
    dossier: str | None = None
    cause: str
    type: str
    source: str | None = None
    instant: str
    version_registre: int = 0
    etat: str | None = None
    responsable: str | None = None
    conclusions: tuple[ReadConclusion, ...] = ()
    envois: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
