"""What one partner may send and receive by the registry: the terms of its contract.

Rules:
1. Its titles are the acts of all times by which it is given something in a commune, as holder, as heir or by a clause, delegations within
   a body apart. Who holds the power itself (`is_title`) may be left with any function; others have those of their act, which never makes
   an executant or an instructeur decide.
2. Whoever deposits a demand receives it at its counter (RECEVOIR), without an act.
3. It may send what any of its functions allows (hub/core/authors.py), and what anybody may: open a demand or a signal, answer an offer,
   tell a decision (its signatory is judged), withdraw its own, close a dossier. Only who decides settles a decision that was stopped;
   only a public body reports a collective action.
4. It may receive every type, for a counter may answer for a need that nobody owns, but two: `orientation.transmise` is for who helps by a
   subsidy, without mandate; `signalement.transmis` for who holds an act.
5. Of a message it may have every field, unless each of its acts names a minimisation profile: then what those acts and its counter let it
   have. A field is never left out because one act withholds it and another does not.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from hub.core.actions import OPENING_KINDS
from hub.core.authors import AUTHORS
from hub.core.competence import EXECUTING, HELPERS
from hub.core.dossier import Holding
from hub.core.local_acts import LocalAct
from hub.core.projecting import bounded, granted
from hub.core.registry import RegistryView
from schemas.codes import ActKind, Function, Role
from schemas.inbound import INBOUND
from schemas.life_codes import EventName
from schemas.meaning import short_name
from schemas.outbound import OUTBOUND
from schemas.profiles import Profile, restrictable
from schemas.registry import Actor

_TO_DECIDE: Final = frozenset({EventName.DECISION_REGULARISEE, EventName.DECISION_CONFIRMEE})
_COLLECTIVE: Final = frozenset({EventName.ACTION_OUVERTE, EventName.ACTION_BILAN})
_WITHOUT_MANDATE: Final = "fr.relais.orientation.transmise.v1"
_BY_AN_ACT: Final = "fr.relais.signalement.transmis.v1"


class Title(NamedTuple):
    """One act by which the partner may come to hold a dossier, and the profile it names."""

    holding: Holding
    profile: Profile | None


class Terms(NamedTuple):
    """What the partner may hold, send and receive; types in the order of the contract."""

    actor: Actor
    titles: tuple[Title, ...]
    functions: frozenset[Function]
    sends: tuple[str, ...]
    receives: tuple[str, ...]

    def fields(self, kind: str) -> frozenset[str]:
        """Of the fields that a message of that type may do without, those which may reach this partner (rule 5)."""
        if not self.titles or any(one.profile is None for one in self.titles):
            return restrictable(kind)
        at_the_counter = granted(kind, _counter(self.actor.id))
        return at_the_counter.union(*(bounded(kind, one.holding, one.profile) for one in self.titles))


def terms(view: RegistryView, actor: Actor) -> Terms:
    """The terms of `actor`, by what this version of the registry says of it."""
    local = [one for one in _local_acts(view) if actor.id in _held_by(one)]
    titles = tuple(dict.fromkeys(_title(one, actor.id, view) for one in local if one.act.type is not ActKind.SUBVENTION))
    functions = frozenset({Function.RECEVOIR}).union(*(one.holding.fonctions for one in titles))
    helps = any(one.act.type is ActKind.SUBVENTION for one in local)
    sends = tuple(kind for kind in INBOUND if _may_send(actor, functions, EventName(short_name(kind))))
    never = {kind for kind, may in ((_WITHOUT_MANDATE, helps), (_BY_AN_ACT, bool(titles))) if not may}
    return Terms(actor, titles, functions, sends, tuple(kind for kind in OUTBOUND if kind not in never))


def _local_acts(view: RegistryView) -> Iterator[LocalAct]:
    for commune in view.communes():
        for aid in view.aids():
            yield from view.acts(commune.slug, aid.code)


def _held_by(local: LocalAct) -> frozenset[str | None]:
    """Who may hold by that act: its holder, and whoever stands in by its clause."""
    return frozenset({local.holder, *(one.who for one in local.fallbacks)})


def _title(local: LocalAct, actor: str, view: RegistryView) -> Title:
    act = local.act
    if local.is_title:
        role, functions = Role.TITULAIRE, tuple(Function)
    else:
        role = HELPERS[act.type if act.type in HELPERS else ActKind.DELEGATION_COMPETENCE][0]
        prepares = act.type in EXECUTING or act.type is ActKind.CONVENTION_INSTRUCTION
        functions = tuple(one for one in act.fonctions if not (prepares and one is Function.DECIDER))
    profile = None if act.donnees_autorisees is None else view.profile(act.donnees_autorisees)
    return Title(Holding(actor, role, functions, act.id, act.du), profile)


def _may_send(actor: Actor, functions: frozenset[Function], event: EventName) -> bool:
    if event in _COLLECTIVE:
        return actor.nature in OPENING_KINDS
    if event in _TO_DECIDE:
        return Function.DECIDER in functions
    return not functions.isdisjoint(AUTHORS.get(event, frozenset(Function)))


def _counter(actor: str) -> Holding:
    return Holding(actor, Role.AUCUN, (Function.RECEVOIR,), None, date.min)
