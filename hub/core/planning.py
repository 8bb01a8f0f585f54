"""One need, several funders: what a case tells the lane of its plan, and what who answers for it learns of the whole.

Rules:
1. A demand is part of a plan because its partner says so (`plan_ref`, made by partners, opaque and beyond guessing); who has the reference
   may join. It moves nothing: neither competence, nor day, nor decision.
2. Granted is what the last decision that stands grants; one without an amount grants nothing that can be counted.
3. Who answers for a case is told the whole (asked, granted, remaining), never which demand asks or is granted what, nor a refusal. The
   cents go to who examines or decides, by its act; a counter that answers for want of anybody else gets classes of amounts.
"""

from typing import Any, Final

import msgspec

from hub.core.amounts import amount_class
from hub.core.dossier import Decision, Demand, Dossier, active
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.links import Part, Totals
from hub.core.messages import Letter
from hub.core.minimise import EXAMINING_ROLES
from hub.core.outcome import Effect
from hub.core.person_facts import Planned, plan_id
from hub.core.told_facts import PlanAdvanced
from schemas.codes import GRANTED, DecisionSense, State
from schemas.life_codes import AmountClass

AVANCE: Final = "fr.relais.plan.avance.v1"


def planned(before: Dossier | None, after: Dossier | None) -> tuple[Planned, ...]:
    """What a change of a case tells the lane of its plan."""
    if after is None or after.demande is None or after.demande.plan_ref is None:
        return ()
    if before is None:
        return (_told(after, after.demande, after.demande.plan_ref),)
    assert before.demande is not None, "a demand stays one"
    is_closed = after.etat is State.CLOS and before.etat is not State.CLOS
    if not is_closed and before.decisions is after.decisions:
        return ()
    now = _told(after, after.demande, after.demande.plan_ref)
    return () if now == _told(before, before.demande, after.demande.plan_ref) else (now,)


def _told(dossier: Dossier, demand: Demand, plan_ref: str) -> Planned:
    cents = granted(dossier.decisions)
    part = Part(dossier.id, demand.montant_demande_centimes or 0, cents)
    return Planned(plan=plan_id(plan_ref), part=part, clos=dossier.etat is State.CLOS and cents is None)


def granted(decisions: tuple[Decision, ...]) -> int | None:
    """The cents that the last decision that stands grants; None where it grants nothing."""
    last = next((one for one in reversed(decisions) if one.sens is not DecisionSense.AJOURNEMENT), None)
    return None if last is None or last.sens not in GRANTED else last.montant_centimes or 0


def advanced(dossier: Dossier, fact: PlanAdvanced) -> Effect:
    """What the whole of the plan makes of the case; nothing where it is known already, or where the case is closed."""
    demand, total = dossier.demande, fact.total
    if demand is None or demand.plan_ref is None or dossier.etat is State.CLOS or total == dossier.plan:
        return Effect(dossier)
    details = {"plan": plan_id(demand.plan_ref), "demandes": total.demandes, **_cents(total)}
    conclusion = Conclusion(
        genre=ConclusionKind.PLAN_AVANCE, raison=ConclusionKind.PLAN_AVANCE, acteur=dossier.responsable, details=details
    )
    said: dict[str, Any] = {"plan_ref": demand.plan_ref, "nombre_demandes": total.demandes}
    said |= _cents(total) if may_see_amounts(dossier, dossier.responsable) else _classes(total)
    return Effect(msgspec.structs.replace(dossier, plan=total), (conclusion,), (Letter(dossier.responsable, AVANCE, said),))


def may_see_amounts(dossier: Dossier, actor: str) -> bool:
    """Whether its part in the case gives `actor` amounts: it decides by itself, or examines by an act."""
    return actor == dossier.titulaire or any(one.role in EXAMINING_ROLES for one in active(dossier, actor))


def _cents(total: Totals) -> dict[str, int]:
    return {
        "demande_centimes": total.demande_centimes,
        "accorde_centimes": total.accorde_centimes,
        "reste_centimes": total.reste_centimes,
    }


def _classes(total: Totals) -> dict[str, AmountClass]:
    return {name.replace("_centimes", "_classe"): amount_class(cents) for name, cents in _cents(total).items()}
