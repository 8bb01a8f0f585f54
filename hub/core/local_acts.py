"""An act as it applies in one commune: to whom, given by whom, from which day to which, and why not before or after.

Rules:
1. A relative holder (`@ccas`) is whoever the commune's dated relations name: where the relation changes hands the act is split.
2. Validity is cut by the act's own dates, its revocation (`revoque_le`: the first day it gives nothing), the end of the signatory's post,
   its holder's life.
3. Where its holder ended, the successor holds the act from that day on if the act says so (`succession`), or if it does not say and the law
   does (the actor's `succession`); and so on to who is there today. It is the same where the holder had ended before the act began.
   What was given to one body for itself never passes on: agreements, subsidies, delegations within a body; an authorisation does only
   where its act says so.
4. A delegator's successor stands in its place in the same way. A transfer stays the transfer of who made it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Final, NamedTuple

from schemas.codes import ActKind, Function, Public, Reason
from schemas.registry import Act, Actor, Commune, covers

ALWAYS: Final = date.min
FOREVER: Final = date.max
TITLE_KINDS: Final = (ActKind.LOI, ActKind.INSTITUTION, ActKind.TRANSFERT, ActKind.AUTORISATION)
INTERNAL_KINDS: Final = (ActKind.DELEGATION_INTERNE, ActKind.DELEGATION_SIGNATURE)
FOR_ITSELF: Final = (ActKind.AGREMENT, ActKind.SUBVENTION, *INTERNAL_KINDS)
"""What is given to one body for itself: no successor ever holds it."""
POWER: Final = (Function.DECIDER, Function.NOTIFIER, Function.ORDONNANCER, Function.PAYER, Function.ARBITRER)
"""What an act that is over never gives any more."""


FindActor = Callable[[str], Actor | None]


class Stretch(NamedTuple):
    """Who a reference is, from `start` to `end` (half-open)."""

    who: str | None
    start: date
    end: date


@dataclass(frozen=True, slots=True, eq=False)
class LocalAct:
    """An act as it applies in one commune to one holder, from `start` to `end` (half-open).

    `start_reason`, `end_reason`: why it gives nothing before or after; None when the relation was then another's: no candidate at all.
    `is_title`: its holder holds the power itself (a law without DECIDER is a duty). `territory`, `publics`: empty when they bound nothing.
    `fallbacks`: who its clause names, dated; `stands_in`: the holder is one of them. `is_over`: it only goes on preparing, after its end.
    """

    act: Act
    holder: str
    delegant: str | None
    start: date
    end: date
    start_reason: Reason | None
    end_reason: Reason | None
    national: bool
    is_title: bool
    territory: tuple[str, ...]
    publics: tuple[Public, ...]
    fallbacks: tuple[Stretch, ...] = ()
    stands_in: bool = False
    is_over: bool = False

    def is_in_force(self, day: date) -> bool:
        """Whether the act gives something on `day`."""
        return self.start <= day < self.end and not is_suspended(self.act, day)


def is_suspended(act: Act, day: date) -> bool:
    """Whether a suspension of the act covers `day`."""
    return any(covers(stretch.du, stretch.au, day) for stretch in act.suspensions)


def holders(reference: str | None, commune: Commune) -> Iterator[Stretch]:
    """Who `reference` is in that commune, from when to when: itself, or each holder of the relation it names."""
    if reference is None or not reference.startswith("@"):
        yield Stretch(reference, ALWAYS, FOREVER)
        return
    for relation in commune.relations:
        if relation.nom == reference[1:]:
            yield Stretch(relation.acteur, relation.du or ALWAYS, relation.au or FOREVER)


def passes_on(act: Act, holder: Actor) -> bool:
    """Whether the act goes to the holder's successor when the holder ends."""
    if holder.au is None or holder.successeur is None or act.type in FOR_ITSELF:
        return False
    if act.succession is not None:
        return act.succession
    return holder.succession == "de_plein_droit" and act.type is not ActKind.AUTORISATION


def act_end(act: Act) -> date:
    """The first day on which the act gives nothing any more, by its own words."""
    return min(act.au or FOREVER, act.revoque_le or FOREVER, act.fin_du_poste or FOREVER)


def localise(act: Act, commune: Commune, find: FindActor) -> Iterator[LocalAct]:
    """The act in that commune: one for each holder (and delegant) that relations and successions name in the act's own time."""
    yield from _localise(act, commune, find)
    rest = prolonged(act)
    if rest is not None:
        yield from (replace(local, start_reason=None, end_reason=None, is_over=True) for local in _localise(rest, commune, find))


def _localise(act: Act, commune: Commune, find: FindActor) -> Iterator[LocalAct]:
    end = act_end(act)
    for held in with_heirs(act, holders(act.beneficiaire, commune), find):
        for given in _delegants(act, commune, find):
            start, last = max(held.start, given.start), min(held.end, given.end)
            if held.who is not None and start < min(last, end) and max(start, act.du) < last:
                yield _cut(act, commune, (held.who, find(held.who)), given.who, (start, last))


def prolonged(act: Act) -> Act | None:
    """What is left of an act that is over while the titulaire has confirmed that its holder goes on preparing: everything but power."""
    until = act.instruction_confirmee_jusqu_au
    if act.type in (*TITLE_KINDS, *FOR_ITSELF) or act.reconduction != "tacite" or act.au is None or until is None or until <= act.au:
        return None
    left = tuple(function for function in act.fonctions if function not in POWER)
    return act.model_copy(update={"du": act.au, "au": until, "fonctions": left})


def _delegants(act: Act, commune: Commune, find: FindActor) -> list[Stretch]:
    """Who gave it: a delegator's part ends where its successor's begins."""
    named = list(holders(act.delegant, commune))
    if act.type in TITLE_KINDS:
        return named
    found = list(with_heirs(act, named, find))
    return [_until_the_heir(act, one, find) for one in found]


def _until_the_heir(act: Act, one: Stretch, find: FindActor) -> Stretch:
    actor = find(one.who or "")
    if actor is None or actor.au is None or not passes_on(act, actor):
        return one
    return one._replace(end=min(one.end, actor.au))


def with_heirs(act: Act, stretches: Iterable[Stretch], find: FindActor) -> Iterator[Stretch]:
    """Each of them, and after its end whoever succeeds to it in turn."""
    for stretch in stretches:
        yield stretch
        seen = {stretch.who}
        actor = find(stretch.who or "")
        start = stretch.start
        while actor is not None and actor.au is not None and passes_on(act, actor) and actor.successeur not in seen:
            start = max(start, actor.au)
            yield Stretch(actor.successeur, start, stretch.end)
            seen.add(actor.successeur)
            actor = find(actor.successeur or "")


def _cut(act: Act, commune: Commune, held_by: tuple[str, Actor | None], delegant: str | None, related: tuple[date, date]) -> LocalAct:
    holder, actor = held_by
    born, gone = (actor.du or ALWAYS, actor.au or FOREVER) if actor is not None else (ALWAYS, ALWAYS)
    # max and min keep the first of equals: the act's own date explains more than a relation's
    start, start_reason = max(
        ((act.du, Reason.ACTE_PAS_ENCORE_EN_VIGUEUR), (born, Reason.ACTE_PAS_ENCORE_EN_VIGUEUR), (related[0], None)), key=itemgetter(0)
    )
    end, end_reason = min(
        (
            (min(act.au or FOREVER, act.fin_du_poste or FOREVER), Reason.ACTE_EXPIRE),
            (act.revoque_le or FOREVER, Reason.ACTE_REVOQUE),
            (gone, Reason.ACTEUR_DISPARU),
            (related[1], None),
        ),
        key=itemgetter(0),
    )
    return LocalAct(
        act=act,
        holder=holder,
        delegant=delegant,
        start=start,
        end=end,
        start_reason=start_reason,
        end_reason=end_reason,
        national=not act.communes,
        is_title=act.type in TITLE_KINDS and (act.type is not ActKind.LOI or Function.DECIDER in act.fonctions),
        territory=() if commune.cog and commune.cog[0].code in act.territoire else act.territoire,
        publics=() if Public.TOUT_PUBLIC in act.publics else act.publics,
        fallbacks=_fallbacks(act, commune, related),
    )


def _fallbacks(act: Act, commune: Commune, related: tuple[date, date]) -> tuple[Stretch, ...]:
    if act.clause_urgence is None or act.type in FOR_ITSELF:
        return ()
    named = holders(act.clause_urgence, commune)
    return tuple(Stretch(one.who, max(one.start, related[0]), min(one.end, related[1])) for one in named)
