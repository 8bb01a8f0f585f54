"""One need, several funders: what the demands of a plan ask and are granted in all, and who is told. Pure: a plan, a fact, a ruling.

Rules:
1. Each demand keeps its own titulaire, day and decision; two grants are no conflict.
2. When an amount is granted, or a grant changes, the other demands are told the whole; a demand that joins is told it where something is
   granted already.
3. What is told twice changes nothing. What is closed without a grant is no part of the plan any more.
4. A plan has at most `PARTS_MAX` demands.
"""

from typing import Final, NamedTuple

import msgspec

from hub.core.links import Part, Totals
from hub.core.person_facts import Planned

PARTS_MAX: Final = 20


class Plan(msgspec.Struct, frozen=True):
    """Its demands, in the order in which they joined."""

    parts: tuple[Part, ...] = ()
    format: int = 1

    @property
    def total(self) -> Totals:
        """All of them together."""
        granted = sum(one.accorde_centimes or 0 for one in self.parts)
        return Totals(len(self.parts), sum(one.demande_centimes for one in self.parts), granted)


class PlanRuling(NamedTuple):
    """The plan after a fact, and the dossiers that are to be told its total."""

    plan: Plan
    told: tuple[str, ...] = ()


def advance(plan: Plan, fact: Planned) -> PlanRuling:
    """What `fact` makes of the plan."""
    part = fact.part
    known = next((one for one in plan.parts if one.dossier == part.dossier), None)
    others = tuple(one for one in plan.parts if one.dossier != part.dossier)
    if fact.clos:
        return PlanRuling(plan if known is None else Plan(others))
    if part == known or (known is None and len(others) >= PARTS_MAX):
        return PlanRuling(plan)
    if known is None:
        joined = Plan((*plan.parts, part))
        return PlanRuling(joined, (part.dossier,) if plan.total.accorde_centimes else ())
    after = Plan(tuple(part if one is known else one for one in plan.parts))
    has_moved = (part.accorde_centimes or 0) != (known.accorde_centimes or 0)
    return PlanRuling(after, tuple(one.dossier for one in others) if has_moved else ())
