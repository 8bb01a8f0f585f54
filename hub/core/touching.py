"""Which cases other records of the registry could touch: all others go where they went, and need not be lived twice.

Rules:
1. An act touches the cases of its aids in its communes, as it is given and as it was in any version; without communes, everywhere.
2. An internal act says who may sign for a body, wherever that body works: it touches its aids in every commune.
3. An actor, a commune or an aid touches every case: dates of life, zones and codes reach everywhere.
4. A record that says what every version says already touches nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hub.core.dossier import Dossier
from hub.core.registry import INTERNAL_KINDS
from schemas.registry import Act, AnyRecord


@dataclass(frozen=True, slots=True)
class Touch:
    """The cases that may be touched: `everything`, those of `aids`, those of `places` (commune's slug and aid)."""

    everything: bool = False
    aids: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()

    def on(self, dossier: Dossier) -> bool:
        """Whether that case may go another way."""
        return self.everything or dossier.aide in self.aids or (dossier.commune, dossier.aide) in self.places

    def reaches(self, aids: Collection[str]) -> bool:
        """Whether a case of one of these aids may go another way, wherever its person goes."""
        return self.everything or any(aid in aids for aid in self.aids) or any(aid in aids for _, aid in self.places)


def touched(given: Mapping[str, AnyRecord], versions: Iterable[Mapping[str, AnyRecord]]) -> Touch:
    """What the `given` records (by their key) touch when they stand on top of each of the `versions`."""
    known = list(versions)
    differing = [record for key, new in given.items() for record in _differing(new, [one.get(key) for one in known])]
    acts = [record for record in differing if isinstance(record, Act)]
    everywhere = [act for act in acts if not act.communes or act.type in INTERNAL_KINDS]
    return Touch(
        everything=len(acts) < len(differing),
        aids=frozenset(aid for act in everywhere for aid in act.aides),
        places=frozenset((slug, aid) for act in acts for slug in act.communes for aid in act.aides),
    )


def _differing(new: AnyRecord, known: list[AnyRecord | None]) -> list[AnyRecord]:
    """The record and what it was, unless it always was the same."""
    return [] if all(old == new for old in known) else [new, *(old for old in known if old is not None)]
