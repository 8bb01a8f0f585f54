"""The layers of acts on which each aid of a commune rests on a day, and how the aids were shared among kinds of actors year after year.

Rules:
1. A layer is an act not over yet that day, oldest vote first; a law that only says how organs sign is none (hub/core/commune_acts.py).
2. An act is voted anew by another act: one in force is as old as its vote (`acte_ref.date`, else its first day), whatever came since. What
   no local assembly votes (a law, an agreement, an authorisation, an act between others) is never said to lack a vote.
3. A term of office begins with an election, for the commune and for what is renewed with it. The commune's own records (`mandats`) say more
   precisely when than the general elections do.
4. An aid is counted once, with the kind of actor that answers for its decision; one that several run together is nobody's alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.core.commune_acts import acts_of
from hub.core.competence import Answer, Question, resolve
from hub.core.local_acts import FOREVER, LocalAct, is_suspended
from hub.core.registry import RegistryView
from schemas.codes import ActKind, ActorKind, Body, Reason
from schemas.registry import Commune, covers

SOON_DAYS = 90
NOT_VOTED = frozenset({ActKind.LOI, ActKind.AGREMENT, ActKind.AUTORISATION})
LOCAL = frozenset(
    {ActorKind.COMMUNE, ActorKind.SERVICE_MUNICIPAL, ActorKind.CAISSE_DES_ECOLES, ActorKind.CCAS, ActorKind.CIAS, ActorKind.EPCI}
)
"""The actors whose assembly is renewed by the municipal elections."""


class Signal(StrEnum):
    """What calls for a look at a layer."""

    JAMAIS_REVOTE = "JAMAIS_REVOTE"
    RECONDUCTION_TACITE = "RECONDUCTION_TACITE"
    FINIT_BIENTOT = "FINIT_BIENTOT"
    SUSPENDU = "SUSPENDU"


class Group(StrEnum):
    """Kinds of actors as an élu tells them apart; the order is that of the picture."""

    CCAS = "ccas"
    VILLE = "ville"
    INTERCO = "interco"
    CD = "cd"
    CAF = "caf"
    ETAT = "etat"
    ASSOCIATIONS = "associations"
    AUTRES = "autres"
    PLUSIEURS = "plusieurs"


GROUPS: Mapping[ActorKind, Group] = {
    ActorKind.CCAS: Group.CCAS,
    ActorKind.COMMUNE: Group.VILLE,
    ActorKind.SERVICE_MUNICIPAL: Group.VILLE,
    ActorKind.CAISSE_DES_ECOLES: Group.VILLE,
    ActorKind.CIAS: Group.INTERCO,
    ActorKind.EPCI: Group.INTERCO,
    ActorKind.DEPARTEMENT: Group.CD,
    ActorKind.SERVICE_DEPARTEMENTAL: Group.CD,
    ActorKind.CAF: Group.CAF,
    ActorKind.ETAT: Group.ETAT,
    ActorKind.SIAO: Group.ETAT,
    ActorKind.FRANCE_TRAVAIL: Group.ETAT,
    ActorKind.ASSOCIATION: Group.ASSOCIATIONS,
    ActorKind.MISSION_LOCALE: Group.ASSOCIATIONS,
}
"""A CIAS is the intercommunality's; kinds without a group are AUTRES."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office of the municipal council, from its first day."""

    objet: str
    du: date


@dataclass(frozen=True, slots=True)
class Stratum:
    """An act in force: voted when, how many terms began since (None: no local assembly votes it), days left (None: no end)."""

    local: LocalAct
    voted: date
    terms_since: int | None
    days_left: int | None
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class AidStrata:
    """The layers under one aid, oldest first."""

    aid: str
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many aids each kind of actor answers for on `day`; beside them, aids with only associations without mandate, or nobody."""

    day: date
    aids: Mapping[Group, int]
    without_mandate: int
    nobody: int

    @property
    def total(self) -> int:
        """Aids that someone answers for."""
        return sum(self.aids.values())


def terms_of(commune: Commune, general: Iterable[Term]) -> tuple[Term, ...]:
    """The terms of a commune, oldest first: its own, and those of the general elections of other years."""
    own = [Term(one.objet, one.du) for one in commune.mandats if one.organe is Body.CONSEIL_MUNICIPAL]
    years = {one.du.year for one in own}
    return tuple(sorted((*own, *(one for one in general if one.du.year not in years)), key=lambda one: one.du))


def strata(view: RegistryView, commune: Commune, day: date, terms: Iterable[Term], terms_max: int) -> tuple[AidStrata, ...]:
    """The aids that rest on some act that day, by code; an act voted before the last `terms_max` terms began is flagged."""
    begun = [one.du for one in terms if one.du <= day]
    by_aid: dict[str, list[Stratum]] = {}
    for local in acts_of(view, commune):
        if local.start <= day < local.end:
            layer = _stratum(view, local, day, begun, terms_max)
            for aid in dict.fromkeys(local.act.aides):
                by_aid.setdefault(aid, []).append(layer)
    return tuple(AidStrata(aid, tuple(sorted(by_aid[aid], key=_age))) for aid in sorted(by_aid))


def _stratum(view: RegistryView, local: LocalAct, day: date, begun: list[date], terms_max: int) -> Stratum:
    act = local.act
    voted = act.du if act.acte_ref is None else act.acte_ref.date
    since = sum(voted < one for one in begun) if _is_voted(view, local) else None
    left = None if local.end == FOREVER else (local.end - day).days
    said = {
        Signal.JAMAIS_REVOTE: since is not None and since >= terms_max,
        Signal.RECONDUCTION_TACITE: act.reconduction == "tacite",
        Signal.FINIT_BIENTOT: left is not None and left <= SOON_DAYS,
        Signal.SUSPENDU: is_suspended(act, day),
    }
    return Stratum(local, voted, since, left, tuple(signal for signal in Signal if said[signal]))


def _is_voted(view: RegistryView, local: LocalAct) -> bool:
    """Whether an assembly that municipal elections renew votes the act, alone or with another party."""
    if local.national or local.act.type in NOT_VOTED:
        return False
    parties = (view.actor(one) for one in (local.holder, local.delegant) if one is not None)
    return local.act.type is ActKind.SUBVENTION or any(one is not None and one.nature in LOCAL for one in parties)


def _age(layer: Stratum) -> tuple[date, date, str, str, str]:
    local = layer.local
    return layer.voted, local.start, local.act.id, local.holder, local.delegant or ""


def shares(view: RegistryView, commune: Commune, day: date) -> tuple[Share, ...]:
    """On 1 January of each year since the commune's first act of its own, then on `day`."""
    return tuple(_share(view, commune, one) for one in _days(view, commune, day))


def _days(view: RegistryView, commune: Commune, day: date) -> Iterator[date]:
    own = [local.start for local in acts_of(view, commune) if not local.national]
    for year in range(min(own, default=day).year, day.year + 1):
        first = date(year, 1, 1)
        if min(own, default=day) <= first < day:
            yield first
    yield day


def _share(view: RegistryView, commune: Commune, day: date) -> Share:
    found: Counter[Group | None] = Counter()
    without_mandate = 0
    for aid in view.aids():
        if aid.nature == "information" or not covers(aid.du, aid.au, day):
            continue
        answer = resolve(view, Question(commune.slug, aid.code, day))
        if answer.raison is Reason.ORIENTATION_SUPPLETIF:
            without_mandate += 1
        else:
            found[_group(view, aid.code, answer)] += 1
    return Share(day, {group: found[group] for group in Group if found[group]}, without_mandate, found[None])


def _group(view: RegistryView, aid: str, answer: Answer) -> Group | None:
    """The kind of who answers for the decision, or runs the action; None when nobody does."""
    if answer.raison is Reason.COMPETENCE_A_TRANCHER:
        return Group.PLUSIEURS
    running = (answer.responsable,) if answer.responsable is not None else (one.acteur for one in answer.alternatives if one.aide == aid)
    actors = (view.actor(one) for one in running)
    groups = {GROUPS.get(one.nature, Group.AUTRES) for one in actors if one is not None}
    return Group.PLUSIEURS if len(groups) > 1 else next(iter(groups), None)
