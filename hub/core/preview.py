"""What another registry would move: every open case examined under it, nothing written.

Rules:
1. A case counts as moved when somebody would lose or be offered a function, or when another actor would be accountable.
2. A decision counts as endangered when who has accepted to decide would hold DECIDER no more: what it signs afterwards would be stopped.
3. An act's load is counted by the cases that hold something by it now, and by those that would newly ask it for a place or for money.
4. What hangs on a bounded act counts as moving: whether there is room is said when the act's lane is asked.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.dossier import Dossier, HoldingState, holders
from hub.core.entrusting import CONFIE, RETIRE
from hub.core.examination import as_if_granted
from hub.core.minimise import NOBODY_READS
from hub.core.outcome import Effect
from hub.core.registry import RegistryView
from schemas.codes import Function, State


@dataclass(frozen=True, slots=True)
class Moved:
    """One open case that would move: who would lose something, who would be offered something, who would be accountable."""

    dossier: str
    commune: str
    aide: str
    perdent: tuple[str, ...]
    recoivent: tuple[str, ...]
    responsable_avant: str | None
    responsable_apres: str | None


@dataclass(slots=True)
class Preview:
    """`examined` open cases; those that would move; those whose decision is endangered (dossier and actor); held and asking, by act."""

    examined: int = 0
    moved: list[Moved] = field(default_factory=list)
    endangered: list[tuple[str, str]] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def by_actor(self) -> dict[str, tuple[int, int]]:
        """For each actor: cases it would lose something on, cases it would be offered something on."""
        losses = Counter(actor for one in self.moved for actor in one.perdent)
        gains = Counter(actor for one in self.moved for actor in one.recoivent)
        return {actor: (losses[actor], gains[actor]) for actor in sorted({*losses, *gains})}


def preview(dossiers: Iterable[Dossier], view: RegistryView, recorded: datetime) -> Preview:
    """Look at each case under `view` as it would be examined at `recorded`."""
    found = Preview()
    for dossier in dossiers:
        if dossier.demande is None or dossier.etat is State.CLOS:
            continue
        found.examined += 1
        found.held.update({one.acte for one in dossier.tenues if one.is_active and one.acte is not None})
        effect, asks = as_if_granted(dossier, view, recorded, NOBODY_READS)
        found.asked.update(asks)
        if effect is not None:
            _note(found, dossier, effect)
    return found


def _note(found: Preview, dossier: Dossier, effect: Effect) -> None:
    after = effect.dossier
    losing = tuple(dict.fromkeys(letter.recipient for letter in effect.letters if letter.type == RETIRE))
    gaining = tuple(dict.fromkeys(letter.recipient for letter in effect.letters if letter.type == CONFIE))
    if losing or gaining or after.responsable != dossier.responsable:
        found.moved.append(Moved(dossier.id, dossier.commune, dossier.aide, losing, gaining, dossier.responsable, after.responsable))
    decides = {one.acteur for one in holders(dossier, Function.DECIDER) if one.etat is HoldingState.ACCEPTEE}
    still = {one.acteur for one in holders(after, Function.DECIDER)}
    found.endangered += [(dossier.id, actor) for actor in sorted(decides - still)]
