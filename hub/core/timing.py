"""What a dossier keeps of its clocks: the dated facts they count from, the silence that runs, and what rings next.

Rules:
1. `faits` is what partners said beside the demand and the decisions; every clock can be counted again from these alone
   (`hub/core/timetable.py`), so none is kept here but the silence.
2. `marque` recognises what was counted last and journaled: a change there is told once.
3. `rappel` is whatever rings next: a warning, or the end of a clock. The end of silence has a deadline of its own (`timekeeping`).
"""

from datetime import date
from typing import Final

import msgspec

from schemas.catalogue_codes import FactKind

CLOCK_RINGS: Final = "HORLOGE"
"""The deadline of the next warning, or of the next clock that ends."""
SILENCE_FALLS: Final = "SILENCE"
"""The deadline of the day on which silence takes effect."""


class Noted(msgspec.Struct, frozen=True, array_like=True):
    """Something dated that partners said (`hub.core.clock_facts.Fact`)."""

    kind: FactKind
    day: date
    until: date | None = None
    opposable: bool = False


class Silence(msgspec.Struct, frozen=True, array_like=True):
    """Silence that runs until `due` (RFC 3339), that is until the end of `jusqu_au` in the commune."""

    due: str
    jusqu_au: date


class Timing(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """All of it; the default is a dossier whose clocks nobody has counted."""

    enregistre: date | None = None
    """The commune's day on which the demand was recorded here."""
    recu: date | None = None
    """The day on which a competent authority had it."""
    sonne: str | None = None
    """All that was due up to here has rung."""
    silence: Silence | None = None
    rappel: str | None = None
    marque: str = ""
    faits: tuple[Noted, ...] = ()
    silence_dit: str | None = None
    """The instant of the silence that was told, as an effect or as an alert."""
    eveille: bool = False
    """Something rang: from then on the end of silence has a deadline of its own."""
    revue: str | None = None
    """When the dossier is looked at again, because no delay runs; it is then `rappel` too."""


NONE: Final = Timing()
