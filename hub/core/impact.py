"""What was done under one version of the registry, from the journal: cases moved, decisions concluded, messages and the fields they held.

Rules:
1. Only what the journal recorded counts; nothing is recomputed.
2. Per recipient, the kinds of messages with the names of their fields, never a value: what a notice of a data breach must say
   (RGPD art. 33). Technical notices hold nothing of a person and are left out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadEntry

DECISIONS = (ConclusionKind.DECISION_RETENUE, ConclusionKind.DECISION_ARRETEE, ConclusionKind.DECISION_REGLEE)


@dataclass(slots=True)
class Told:
    """What one recipient was told: messages by type, cases concerned, names of the fields."""

    messages: Counter[str] = field(default_factory=Counter)
    dossiers: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Impact:
    """`entries` concluded under the version; cases opened and moved; decisions by what became of them; what each recipient was told."""

    entries: int = 0
    opened: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    decisions: Counter[str] = field(default_factory=Counter)
    told: dict[str, Told] = field(default_factory=dict)


def impact(entries: Iterable[ReadEntry]) -> Impact:
    """Gather the entries of one version."""
    found = Impact()
    for entry in entries:
        found.entries += 1
        for one in entry.conclusions:
            if one.genre == ConclusionKind.DOSSIER_OUVERT and entry.dossier is not None:
                found.opened.add(entry.dossier)
            elif one.genre == ConclusionKind.DOSSIER_REEXAMINE and entry.dossier is not None:
                found.moved.add(entry.dossier)
            elif one.genre in DECISIONS:
                found.decisions[one.genre] += 1
        for recipient, kind, fields in entry.envois:
            told = found.told.setdefault(recipient, Told())
            told.messages[kind] += 1
            told.fields.update(fields)
            if entry.dossier is not None:
                told.dossiers.add(entry.dossier)
    return found
