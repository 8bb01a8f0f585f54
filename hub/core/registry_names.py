"""What names one thing a day: the code of a commune, the number of a body; and the name of a zone, which must exist."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

from hub.core.local_acts import ALWAYS, FOREVER
from hub.core.registry import RegistryView
from hub.core.registry_findings import Finding, Rule
from schemas.registry import Commune

Spell = tuple[str, date, date]
"""Who (or what) bears a name, from when to when."""


def named_twice(view: RegistryView) -> Iterator[Finding]:
    """Codes and numbers that name two on one day, bodies with two numbers of a kind on one day, zones nobody knows."""
    yield from _same_codes(view)
    yield from _same_identities(view)
    for commune in view.communes():
        names = [commune.fuseau] if isinstance(commune.fuseau, str) else [period.nom for period in commune.fuseau]
        for name in names:
            if not _is_zone(name):
                yield Finding(Rule.FUSEAU_INCONNU, (("commune", commune.slug),), f"{commune.slug} : le fuseau « {name} » n'existe pas.")


def _same_codes(view: RegistryView) -> Iterator[Finding]:
    bearers: dict[str, list[Spell]] = defaultdict(list)
    for commune in view.communes():
        for code, spell in _codes(commune):
            bearers[code].append(spell)
    for code, spells in bearers.items():
        for (slug, _, _), (other, _, _), _ in _at_once(spells):
            keys = (("commune", slug), ("commune", other))
            yield Finding(Rule.CODE_COMMUNE_EN_DOUBLE, keys, f"{slug} et {other} portent le code {code} le même jour.")


def _codes(commune: Commune) -> Iterator[tuple[str, Spell]]:
    for period in commune.cog:
        yield period.code, (commune.slug, period.du or ALWAYS, period.au or FOREVER)


def _same_identities(view: RegistryView) -> Iterator[Finding]:
    bearers: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    for actor in view.actors():
        numbers: dict[str, list[Spell]] = defaultdict(list)
        for one in actor.identites:
            start, end = one.du or ALWAYS, one.au or FOREVER
            bearers[one.genre, one.valeur].append((actor.id, max(start, actor.du or ALWAYS), min(end, actor.au or FOREVER)))
            numbers[one.genre].append((one.valeur, start, end))
        for kind in numbers.keys() - {"finess"}:  # a body has a FINESS number for each establishment
            for (first, _, _), (second, _, _), day in _at_once(numbers[kind]):
                sentence = f"{actor.id} porte deux numéros {kind} le même jour : {first} et {second}."
                yield Finding(Rule.IDENTITE_EN_DOUBLE, (("acteur", actor.id),), sentence, day=day)
    for (kind, number), spells in bearers.items():
        for (first, _, _), (second, _, _), day in _at_once(spells):
            keys = (("acteur", first), ("acteur", second))
            yield Finding(Rule.IDENTITE_EN_DOUBLE, keys, f"{first} et {second} portent le numéro {kind} {number} le même jour.", day=day)


def _at_once(spells: Iterable[Spell]) -> Iterator[tuple[Spell, Spell, date | None]]:
    """Each two of them that share a day, and the first such day where there is one."""
    for first, second in combinations(spells, 2):
        start = max(first[1], second[1])
        if first[0] != second[0] and start < min(first[2], second[2]):
            yield first, second, None if start == ALWAYS else start


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return False
    return True
