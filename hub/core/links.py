"""Another demand of the same person for the same aid, as a dossier, a person's lane and the fact between them know it.

Rules:
1. It says when, who answers for it and who may know it; never what was asked, paid or decided, nor why.
2. `responsable` is None where naming it would tell at which door a person whose address is hidden knocked.
"""

from datetime import date

import msgspec


class Peer(msgspec.Struct, frozen=True, array_like=True):
    """One demand that waits for its decision; `acteurs` are those that may know its dossier."""

    dossier: str
    date_demande: date
    responsable: str | None
    acteurs: tuple[str, ...] = ()
