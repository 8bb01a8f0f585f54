"""The demands of one person for one aid that wait for their decision: who is told of which others. Pure: a group, a fact, a ruling.

Rules:
1. Two demands that wait at the same time are linked, in whatever order they came; one that is decided links no more.
2. Alone, a demand is told nothing. When another comes, each of the group is told all the others.
3. What is told twice changes nothing, nor does what is told of a demand that is not in the group.
4. A group holds at most `WAITING_MAX` demands: no person makes more, and a partner that gives everybody one reference links no crowd.
"""

from typing import Final, NamedTuple, assert_never

import msgspec

from hub.core.links import Peer
from hub.core.person_facts import Answerable, Over, PersonFact, Waiting

WAITING_MAX: Final = 20


class Group(msgspec.Struct, frozen=True):
    """The demands that wait, earliest first."""

    demandes: tuple[Peer, ...] = ()
    format: int = 1

    def others(self, dossier: str) -> tuple[Peer, ...]:
        """All but that one."""
        return tuple(one for one in self.demandes if one.dossier != dossier)


class Ruling(NamedTuple):
    """The group after a fact, and the dossiers that are to be told the others."""

    group: Group
    told: tuple[str, ...] = ()


def rule(group: Group, fact: PersonFact) -> Ruling:
    """What `fact` makes of the group."""
    match fact:
        case Waiting():
            return _comes(group, fact.demande)
        case Answerable():
            return _answers(group, fact)
        case Over():
            left = group.others(fact.dossier)
            return Ruling(group if len(left) == len(group.demandes) else Group(left))
    assert_never(fact)


def _comes(group: Group, demand: Peer) -> Ruling:
    if len(group.demandes) >= WAITING_MAX or any(one.dossier == demand.dossier for one in group.demandes):
        return Ruling(group)
    after = Group(tuple(sorted((*group.demandes, demand), key=_rank)))
    return Ruling(after, tuple(one.dossier for one in after.demandes) if group.demandes else ())


def _answers(group: Group, fact: Answerable) -> Ruling:
    known = next((one for one in group.demandes if one.dossier == fact.dossier), None)
    if known is None or known.responsable == fact.responsable:
        return Ruling(group)
    may_know = known.acteurs if fact.responsable is None or fact.responsable in known.acteurs else (*known.acteurs, fact.responsable)
    now = msgspec.structs.replace(known, responsable=fact.responsable, acteurs=may_know)
    after = Group(tuple(now if one is known else one for one in group.demandes))
    return Ruling(after, tuple(one.dossier for one in after.others(fact.dossier)))


def _rank(one: Peer) -> tuple[str, str]:
    return one.date_demande.isoformat(), one.dossier
