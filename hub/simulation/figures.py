"""What a simulated year comes to: how cases end, with whom, after how many days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hub.core.dossier import Dossier
from hub.simulation.ledger import Read, Story
from schemas.codes import State

BINS_DAYS = (2, 7, 15, 30, 45, 60, 90)
"""Upper ends, included, of the classes of delays; the last one is open."""


class Delay(NamedTuple):
    """Days from a demand to its first decision, or to the silence that stands for one."""

    cases: int
    median: int
    ninth: int
    longest: int
    classes: tuple[int, ...]


class Actor(NamedTuple):
    """One actor: cases it answers for at the end, open and closed; decisions and silences that were its own; its delays."""

    acteur: str
    ouverts: int
    clos: int
    decisions: int
    silences: int
    delai: Delay | None


class Figures(NamedTuple):
    """All of it; `issues` by outcome (the closing motive, or the state of an open case), `sorts` by how it was first decided."""

    demandes: int
    signalements: int
    issues: dict[str, int]
    sorts: dict[str, int]
    acteurs: tuple[Actor, ...]
    delai: Delay | None
    delais_par_aide: dict[str, Delay]


def figures(found: Read) -> Figures:
    """Count."""
    demands = {name: case for name, case in found.cases.items() if case.demande is not None}
    by_aid: dict[str, list[int]] = defaultdict(list)
    for name, case in demands.items():
        by_aid[case.aide] += days_to(case, found.stories[name])
    delays = {aid: delay for aid, waited in sorted(by_aid.items()) if (delay := measured(waited)) is not None}
    return Figures(
        demandes=len(demands),
        signalements=len(found.cases) - len(demands),
        issues=_ranked(outcome(case, found.stories[name]) for name, case in found.cases.items()),
        sorts=_ranked(found.stories[name].how or "sans décision" for name in demands),
        acteurs=tuple(_actors(found)),
        delai=measured([one for waited in by_aid.values() for one in waited]),
        delais_par_aide=delays,
    )


def outcome(case: Dossier, story: Story) -> str:
    """`clos.<motif>`, or the state of an open case."""
    return f"clos.{story.end}" if case.etat is State.CLOS else case.etat


def days_to(case: Dossier, story: Story) -> list[int]:
    """The delay of one case, if it was decided."""
    return [] if case.demande is None or story.decided is None else [(story.decided - case.demande.date_demande).days]


def measured(waited: list[int]) -> Delay | None:
    """The delays in one figure; None of none."""
    if not waited:
        return None
    ordered, ends = sorted(waited), (*BINS_DAYS, float("inf"))
    starts = (-float("inf"), *BINS_DAYS)
    classes = tuple(sum(low < one <= high for one in ordered) for low, high in zip(starts, ends, strict=True))
    return Delay(len(ordered), ordered[len(ordered) // 2], ordered[len(ordered) * 9 // 10], ordered[-1], classes)


def _actors(found: Read) -> Iterator[Actor]:
    states: Counter[tuple[str, bool]] = Counter((case.responsable, case.etat is State.CLOS) for case in found.cases.values())
    hows: Counter[tuple[str, str]] = Counter((one.by, one.how.partition(".")[0]) for one in found.stories.values() if one.how)
    waited: dict[str, list[int]] = defaultdict(list)
    for name, case in found.cases.items():
        waited[found.stories[name].by] += days_to(case, found.stories[name])
    for actor in sorted({one for one, _ in states} | {one for one, _ in hows}):
        kept = states[actor, False], states[actor, True], hows[actor, "decision"], hows[actor, "silence"]
        yield Actor(actor, *kept, measured(waited[actor]))


def _ranked(words: Iterable[str]) -> dict[str, int]:
    """The most frequent first; of two alike, by name."""
    return dict(sorted(Counter(words).items(), key=lambda one: (-one[1], one[0])))
