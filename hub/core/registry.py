"""The registry as resolution reads it: the records of one version, applied to each commune, sorted, immutable.

Rules:
1. The last record of an id wins; the order of records of different ids does not matter.
2. An act without communes is national: it is applied to every commune (hub/core/local_acts.py: to whom, from when to when).
3. An internal act (delegation of the CA, delegation of signature) never moves a dossier: it is kept apart, for who may sign.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar, assert_never, cast

from hub.core.local_acts import ALWAYS, FOREVER, INTERNAL_KINDS, LocalAct, is_suspended, localise
from schemas.registry import Act, Actor, Aid, AnyRecord, Commune, Profile, Version

__all__ = ["ALWAYS", "FOREVER", "INTERNAL_KINDS", "LocalAct", "RegistryView", "build", "is_suspended"]

ALL_DOMAINS: Final = "toutes"
REMEMBERED_MAX: Final = 16_384

Answered = TypeVar("Answered")


class RegistryView:
    """One version of the registry; nothing in it changes."""

    __slots__ = (
        "_actors",
        "_acts",
        "_aids",
        "_all_communes",
        "_answers",
        "_codes",
        "_communes",
        "_internal",
        "_local",
        "_profiles",
        "_same_domain",
        "version",
    )

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self._actors: dict[str, Actor] = {}
        self._communes: dict[str, Commune] = {}
        self._aids: dict[str, Aid] = {}
        self._acts: dict[str, Act] = {}
        self._profiles: dict[str, Profile] = {}
        self._answers: dict[object, object] = {}
        self.version = 0
        for record in records:
            self._take(record)
        self._all_communes = tuple(self._communes[key] for key in sorted(self._communes))
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
            case Profile():
                self._profiles[record.id] = record
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

    def profile(self, profile_id: str) -> Profile | None:
        """The minimisation profile of that id."""
        return self._profiles.get(profile_id)

    def profiles(self) -> tuple[Profile, ...]:
        """All minimisation profiles, by id."""
        return tuple(self._profiles[key] for key in sorted(self._profiles))

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

    def communes_of(self, act: Act) -> tuple[Commune, ...]:
        """The communes that the act applies in: those it names, else all."""
        return tuple(self._communes[slug] for slug in act.communes if slug in self._communes) if act.communes else self._all_communes

    def actors(self) -> tuple[Actor, ...]:
        """All actors, by id."""
        return tuple(self._actors[key] for key in sorted(self._actors))

    def communes(self) -> tuple[Commune, ...]:
        """All communes, by slug."""
        return self._all_communes

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


_Index = dict[tuple[str, str], tuple[LocalAct, ...]]
_Growing = dict[tuple[str, str], list[LocalAct]]


def _indexes(acts: Iterable[Act], communes: dict[str, Commune], actors: dict[str, Actor]) -> tuple[_Index, _Index]:
    local, internal = _Growing(), _Growing()
    for act in acts:
        for slug in dict.fromkeys(act.communes or communes):
            if slug not in communes:
                continue
            for applied in localise(act, communes[slug], actors.get):
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
