"""Chains that come back to where they began: of acts (`origine`, `remplace`), of actors (`rattache_a`, `successeur`), of delegations."""

from collections.abc import Iterator, Mapping
from datetime import date

from hub.core.local_acts import LocalAct
from hub.core.registry import RegistryView
from hub.core.registry_findings import Finding, Rule
from schemas.codes import ActKind


def cycles(view: RegistryView) -> Iterator[Finding]:
    """Each circle of records once, with all that are in it."""
    acts, actors = view.all_acts(), view.actors()
    yield from _circles("acte", {act.id: act.origine for act in acts}, "reposent les uns sur les autres")
    yield from _circles("acte", {act.id: act.remplace for act in acts}, "se remplacent les uns les autres")
    yield from _circles("acteur", {actor.id: actor.rattache_a for actor in actors}, "sont rattachés les uns aux autres")
    yield from _circles("acteur", {actor.id: actor.successeur for actor in actors}, "se succèdent les uns aux autres")


def _circles(kind: str, following: Mapping[str, str | None], what: str) -> Iterator[Finding]:
    done: set[str | None] = {None}
    for first in following:
        path: list[str] = []
        step: str | None = first
        while step is not None and step not in done:
            done.add(step)
            path.append(step)
            step = following.get(step)
        if step is not None and step in path:
            circle = sorted(path[path.index(step) :])
            yield Finding(Rule.CYCLE, tuple((kind, name) for name in circle), f"{', '.join(circle)} {what}.")


def turning(commune: str, aid: str, acts: tuple[LocalAct, ...]) -> Iterator[Finding]:
    """Delegations of one function that, some day, lead back to who delegated first."""
    links = [local for local in acts if local.act.type is ActKind.DELEGATION_COMPETENCE and local.delegant is not None]
    if not {local.holder for local in links} & {local.delegant for local in links}:
        return
    seen: set[tuple[str, ...]] = set()
    for first in links:
        for chain, day in _returns([first], links, (first.start, first.end)):
            names = tuple(sorted({local.act.id for local in chain}))
            if names not in seen:
                seen.add(names)
                who = ", ".join(local.holder for local in chain)
                sentence = f"{aid} à {commune} : {who} se délèguent la même compétence en cercle le {day.isoformat()}."
                yield Finding(Rule.CYCLE, tuple(("acte", name) for name in names), sentence, commune, aid, day)


def _returns(chain: list[LocalAct], links: list[LocalAct], span: tuple[date, date]) -> Iterator[tuple[list[LocalAct], date]]:
    """The chains that begin with this one and come back to its delegator while all of their links are in force."""
    if chain[-1].holder == chain[0].delegant:
        yield chain, span[0]
        return
    for link in links:
        start, end = max(span[0], link.start), min(span[1], link.end)
        is_next = link.delegant == chain[-1].holder and link not in chain and set(link.act.fonctions) & set(chain[-1].act.fonctions)
        if is_next and start < end:
            yield from _returns([*chain, link], links, (start, end))
