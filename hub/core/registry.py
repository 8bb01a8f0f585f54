"""The registry as resolution reads it: the records of one version, applied to each commune, sorted, immutable.

Rules:
1. The last record of an id wins; the order of records of different ids does not matter.
2. An act without communes is national: it is applied to every commune, and a relative holder (`@ccas`) is whoever the commune's dated
   relations name. Where a relation changes hands the act's validity is split; where nobody holds the relation the act gives nothing.
3. Validity is half-open and is cut by the act's own dates, its revocation (`revoque_le`: first day it gives nothing), its holder's life.
4. An internal act (delegation of the CA, delegation of signature) never moves a dossier: it is kept apart, for who may sign.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Final, TypeVar, assert_never, cast

from schemas.codes import ActKind, Function, Public, Reason
from schemas.registry import Act, Actor, Aid, AnyRecord, Commune, Version

ALWAYS: Final = date.min
FOREVER: Final = date.max
INTERNAL_KINDS: Final = (ActKind.DELEGATION_INTERNE, ActKind.DELEGATION_SIGNATURE)
ALL_DOMAINS: Final = "toutes"
TITLE_KINDS: Final = (ActKind.LOI, ActKind.INSTITUTION, ActKind.TRANSFERT, ActKind.AUTORISATION)
REMEMBERED_MAX: Final = 16_384

Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True, eq=False)
class LocalAct:
    """An act as it applies in one commune to one holder, from `start` to `end` (half-open).

    `start_reason`, `end_reason`: why it gives nothing before or after; None when the relation was then another's: no candidate at all.
    `is_title`: its holder holds the power itself (a law without DECIDER is a duty). `territory`, `publics`: empty when they bound nothing.
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

    def is_in_force(self, day: date) -> bool:
        """Whether the act gives something on `day`."""
        return self.start <= day < self.end and not is_suspended(self.act, day)


class RegistryView:
    """One version of the registry; nothing in it changes."""

    __slots__ = ("_actors", "_acts", "_aids", "_answers", "_codes", "_communes", "_internal", "_local", "_same_domain", "version")

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self._actors: dict[str, Actor] = {}
        self._communes: dict[str, Commune] = {}
        self._aids: dict[str, Aid] = {}
        self._acts: dict[str, Act] = {}
        self._answers: dict[object, object] = {}
        self.version = 0
        for record in records:
            self._take(record)
        self._codes = _codes(self._communes.values())
        self._same_domain = _same_domain(self._aids.values())
        self._local, self._internal = _indexes(self._acts.values(), self._communes, self._actors)

    def _take(self, record: AnyRecord) -> None:
        match record:
            case Actor():
                self._actors[record.id] = record
            case Commune():
                self._communes[record.slug] = record
            case Aid():
                self._aids[record.code] = record
            case Act():
                self._acts[record.id] = record
            case Version():
                self.version = max(self.version, record.version)
            case _:
                assert_never(record)

    def commune(self, slug_or_cog: str, day: date) -> Commune | None:
        """The commune of that slug, or known under that COG code on that day."""
        named = self._communes.get(slug_or_cog)
        if named is not None:
            return named
        return next((commune for start, end, commune in self._codes.get(slug_or_cog, ()) if start <= day < end), None)

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of that id."""
        return self._actors.get(actor_id)

    def aid(self, code: str) -> Aid | None:
        """The aid of that code."""
        return self._aids.get(code)

    def act(self, act_id: str) -> Act | None:
        """The act of that id, as it was written (holders may be relative)."""
        return self._acts.get(act_id)

    def acts(self, commune: str, aid: str) -> tuple[LocalAct, ...]:
        """Every act on that aid in that commune (slug), of all times, oldest first; internal acts apart."""
        return self._local.get((commune, aid), ())

    def internal_acts(self, actor: str, aid: str, day: date) -> tuple[Act, ...]:
        """The acts in force that day by which organs or agents of `actor` hold its power on that aid, oldest first."""
        return tuple(dict.fromkeys(local.act for local in self._internal.get((actor, aid), ()) if local.is_in_force(day)))

    def internal_history(self, actor: str, aid: str, day: date) -> tuple[Act, ...]:
        """The internal acts of `actor` on that aid that began by `day`, in force or over, oldest first."""
        return tuple(dict.fromkeys(local.act for local in self._internal.get((actor, aid), ()) if local.start <= day))

    def same_domain(self, aid: str) -> tuple[Aid, ...]:
        """The other aids of the same domain (or of all domains), by code."""
        return self._same_domain.get(aid, ())

    def actors(self) -> tuple[Actor, ...]:
        """All actors, by id."""
        return tuple(self._actors[key] for key in sorted(self._actors))

    def communes(self) -> tuple[Commune, ...]:
        """All communes, by slug."""
        return tuple(self._communes[key] for key in sorted(self._communes))

    def aids(self) -> tuple[Aid, ...]:
        """The catalogue, by code."""
        return tuple(self._aids[key] for key in sorted(self._aids))

    def all_acts(self) -> tuple[Act, ...]:
        """All acts as written, by id."""
        return tuple(self._acts[key] for key in sorted(self._acts))

    def once(self, question: object, answer: Callable[[], Answered]) -> Answered:
        """`answer()`, remembered under `question` (at most REMEMBERED_MAX of them): the view never changes, so neither does the answer."""
        if (known := self._answers.get(question)) is None:
            if len(self._answers) >= REMEMBERED_MAX:
                self._answers.clear()
            known = self._answers[question] = answer()
        return cast("Answered", known)


build = RegistryView


def is_suspended(act: Act, day: date) -> bool:
    """Whether a suspension of the act covers `day`."""
    return any(stretch.du <= day < (stretch.au or FOREVER) for stretch in act.suspensions)


def holders(reference: str | None, commune: Commune) -> Iterator[tuple[str | None, date, date]]:
    """Who `reference` is in that commune, from when to when: itself, or each holder of the relation it names."""
    if reference is None or not reference.startswith("@"):
        yield reference, ALWAYS, FOREVER
        return
    for relation in commune.relations:
        if relation.nom == reference[1:]:
            yield relation.acteur, relation.du or ALWAYS, relation.au or FOREVER


def localise(act: Act, commune: Commune, actors: dict[str, Actor]) -> Iterator[LocalAct]:
    """The act in that commune: one for each holder (and delegant) its relations name in the act's own time."""
    act_end = min(act.au or FOREVER, act.revoque_le or FOREVER)
    for holder, held_from, held_to in holders(act.beneficiaire, commune):
        for delegant, gave_from, gave_to in holders(act.delegant, commune):
            start, end = max(held_from, gave_from), min(held_to, gave_to)
            if holder is not None and start < min(end, act_end) and max(start, act.du) < end:
                yield _cut(act, commune, (holder, actors.get(holder)), delegant, (start, end))


def _cut(act: Act, commune: Commune, held_by: tuple[str, Actor | None], delegant: str | None, related: tuple[date, date]) -> LocalAct:
    holder, actor = held_by
    born, gone = (actor.du or ALWAYS, actor.au or FOREVER) if actor is not None else (ALWAYS, ALWAYS)
    # max and min keep the first of equals: the act's own date explains more than a relation's
    start, start_reason = max(
        ((act.du, Reason.ACTE_PAS_ENCORE_EN_VIGUEUR), (born, Reason.ACTE_PAS_ENCORE_EN_VIGUEUR), (related[0], None)), key=itemgetter(0)
    )
    end, end_reason = min(
        (
            (act.au or FOREVER, Reason.ACTE_EXPIRE),
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
    )


_Index = dict[tuple[str, str], tuple[LocalAct, ...]]
_Growing = dict[tuple[str, str], list[LocalAct]]


def _indexes(acts: Iterable[Act], communes: dict[str, Commune], actors: dict[str, Actor]) -> tuple[_Index, _Index]:
    local, internal = _Growing(), _Growing()
    for act in acts:
        for slug in dict.fromkeys(act.communes or communes):
            if slug not in communes:
                continue
            for applied in localise(act, communes[slug], actors):
                _file(applied, slug, local, internal)
    return _sorted(local), _sorted(internal)


def _file(applied: LocalAct, slug: str, local: _Growing, internal: _Growing) -> None:
    if applied.act.type not in INTERNAL_KINDS:
        for aid in dict.fromkeys(applied.act.aides):
            local.setdefault((slug, aid), []).append(applied)
        return
    for actor in {applied.holder, applied.delegant or applied.holder}:
        for aid in dict.fromkeys(applied.act.aides):
            internal.setdefault((actor, aid), []).append(applied)


def _sorted(index: _Growing) -> _Index:
    return {key: tuple(sorted(found, key=_age)) for key, found in index.items()}


def _age(local: LocalAct) -> tuple[date, str, date, str]:
    return local.act.du, local.act.id, local.start, local.holder


def _codes(communes: Iterable[Commune]) -> dict[str, list[tuple[date, date, Commune]]]:
    codes: dict[str, list[tuple[date, date, Commune]]] = {}
    for commune in sorted(communes, key=lambda one: one.slug):
        for period in commune.cog:
            codes.setdefault(period.code, []).append((period.du or ALWAYS, period.au or FOREVER, commune))
    return codes


def _same_domain(aids: Iterable[Aid]) -> dict[str, tuple[Aid, ...]]:
    ranked = sorted(aids, key=lambda aid: aid.code)
    return {aid.code: tuple(one for one in ranked if one.domaine in (aid.domaine, ALL_DOMAINS) and one is not aid) for aid in ranked}
