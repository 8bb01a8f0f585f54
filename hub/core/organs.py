"""Which organs of an actor may decide that day: its assembly by itself, another by a delegation that names it and reaches the amount.

Rules:
1. An assembly that holds the power itself needs no delegation. A CCAS or a CIAS never decides through the organ of another body.
2. Another organ of an actor whose internal acts on that aid are known decides only by one in force that day that names it and reaches the
   amount.
3. Where none was ever recorded the law alone may judge: an internal act without function is such a law, it says that the organ it names
   decides only by an act of its kind (CASF R123-21: a delegation of the board; R123-23: a delegation of signature). Where no law speaks of
   that organ either, it is not judged.
4. Elections: a delegation that ended with a mandate, or was given to a person under a mandate that is over, is neither valid nor void until
   it is voted anew: A_CONFIRMER_APRES_ELECTIONS. Where the commune's policy is that it survives, it is valid until then.
"""

from datetime import date
from typing import NamedTuple

from hub.core.dossier import Decision
from hub.core.registry import RegistryView
from schemas.codes import ActKind, ActorKind, Body, Function, Reason
from schemas.registry import Act, Actor, Commune

ASSEMBLIES = frozenset(
    {
        Body.CONSEIL_ADMINISTRATION,
        Body.CONSEIL_MUNICIPAL,
        Body.CONSEIL_COMMUNAUTAIRE,
        Body.CONSEIL_ASSOCIATION,
        Body.PRESIDENT_CONSEIL_DEPARTEMENTAL,
    }
)
"""The organs that hold their actor's power themselves."""

ELSEWHERE = frozenset({*ASSEMBLIES, Body.PREFET, Body.CDAPH} - {Body.CONSEIL_ADMINISTRATION})
"""The organs that a CCAS or a CIAS does not have (CASF L123-6)."""

PERSONS = frozenset({Body.PRESIDENT, Body.VICE_PRESIDENT, Body.VICE_PRESIDENT_DELEGUE, Body.DIRECTEUR})
"""The organs that are one person: what they were given does not pass to whom the next elections bring."""

MUNICIPAL = frozenset({ActorKind.COMMUNE, ActorKind.SERVICE_MUNICIPAL, ActorKind.CCAS, ActorKind.CAISSE_DES_ECOLES})
"""The actors whose powers the municipal elections put in question."""

BOARDS: dict[ActorKind, Body] = {
    ActorKind.COMMUNE: Body.CONSEIL_MUNICIPAL,
    ActorKind.CCAS: Body.CONSEIL_ADMINISTRATION,
    ActorKind.CIAS: Body.CONSEIL_ADMINISTRATION,
    ActorKind.CAISSE_DES_ECOLES: Body.CONSEIL_ADMINISTRATION,
    ActorKind.EPCI: Body.CONSEIL_COMMUNAUTAIRE,
    ActorKind.DEPARTEMENT: Body.PRESIDENT_CONSEIL_DEPARTEMENTAL,
    ActorKind.ASSOCIATION: Body.CONSEIL_ASSOCIATION,
}
"""The assembly of each kind of actor that has one."""


class Power(NamedTuple):
    """An internal act by which an organ decides; `is_doubtful` since elections put it in question."""

    act: Act
    is_doubtful: bool


def powers(view: RegistryView, commune: Commune, actor: str, aid: str, day: date) -> tuple[Power, ...]:
    """The internal acts by which organs of `actor` decide on `day`, those that elections put in question too."""
    return view.once(("powers", commune.slug, actor, aid, day), lambda: _powers(view, commune, actor, aid, day))


def _powers(view: RegistryView, commune: Commune, actor: str, aid: str, day: date) -> tuple[Power, ...]:
    history = tuple(act for act in view.internal_history(actor, aid, day) if _decides(act))
    if not history:
        return ()
    in_force = {act.id for act in view.internal_acts(actor, aid, day)}
    renewals = _renewals(view.actor(actor), commune, day)
    survives = commune.politique_apres_elections == "survit"
    found = []
    for act in history:
        since = _shaken_since(act, renewals, is_in_force=act.id in in_force)
        if since is None and act.id in in_force:
            found.append(Power(act, is_doubtful=False))
        elif since is not None and not any(other.organe is act.organe and other.du >= since for other in history):
            found.append(Power(act, is_doubtful=not survives))
    return tuple(found)


def standing(view: RegistryView, commune: Commune, aid: str, decision: Decision) -> Reason:
    """Whether the organ might decide: DECISION_COMPETENTE, A_CONFIRMER_APRES_ELECTIONS or ORGANE_NON_HABILITE."""
    if decision.organe in ASSEMBLIES:
        return Reason.ORGANE_NON_HABILITE if _is_elsewhere(view, decision) else Reason.DECISION_COMPETENTE
    kinds = _kinds_by_law(view, aid, decision)
    reaching = _reaching(view, commune, aid, decision, kinds)
    if any(not power.is_doubtful for power in reaching):
        return Reason.DECISION_COMPETENTE
    if reaching:
        return Reason.A_CONFIRMER_APRES_ELECTIONS
    if kinds or _is_elsewhere(view, decision) or _is_known(view, aid, decision):
        return Reason.ORGANE_NON_HABILITE
    return Reason.DECISION_COMPETENTE


def delegation_of(view: RegistryView, commune: Commune, aid: str, decision: Decision) -> str | None:
    """The internal act by which the organ decided, the one it names first, else the youngest; None for an assembly, or if none is known."""
    if decision.organe in ASSEMBLIES:
        return None
    reaching = _reaching(view, commune, aid, decision, _kinds_by_law(view, aid, decision))
    sure = [power.act.id for power in reaching if not power.is_doubtful]
    return decision.acte if decision.acte in sure else sure[-1] if sure else None


def has_lost_power(view: RegistryView, commune: Commune, aid: str, decision: Decision, day: date) -> bool:
    """Whether what let the organ decide on the decision's date is over on `day`, and nothing replaces it."""
    if decision.organe in ASSEMBLIES:
        return False
    later = Decision(decision.acteur, decision.acte, decision.sens, day, decision.organe, decision.montant_centimes)
    now = _reaching(view, commune, aid, later, _kinds_by_law(view, aid, later))
    then = _reaching(view, commune, aid, decision, _kinds_by_law(view, aid, decision))
    return bool(then) and all(power.is_doubtful for power in now)


def deciding(view: RegistryView, commune: Commune, actor: str, place: tuple[str, date, int | None]) -> tuple[Body, ...]:
    """The organs of `actor` that may decide on an aid, on a day, up to an amount (`place`), beyond doubt; its assembly last."""
    aid, day, cents = place
    sure = (power.act for power in powers(view, commune, actor, aid, day) if not power.is_doubtful)
    organs = [act.organe for act in sure if act.organe is not None and _is_within(act, cents)]
    known = view.actor(actor)
    board = BOARDS.get(known.nature) if known is not None else None
    return tuple(dict.fromkeys((*organs, *(() if board is None else (board,)))))


def _renewals(actor: Actor | None, commune: Commune, day: date) -> tuple[date, ...]:
    """The days up to `day` on which an assembly began whose elections concern the actor."""
    if actor is None:
        return ()
    return tuple(
        mandate.du
        for mandate in commune.mandats
        if mandate.du <= day
        and (mandate.acteur in {actor.id, actor.rattache_a} or (actor.nature in MUNICIPAL and mandate.organe is Body.CONSEIL_MUNICIPAL))
    )


def _shaken_since(act: Act, renewals: tuple[date, ...], *, is_in_force: bool) -> date | None:
    """The day from which elections put the act in question; None when they do not, or when it is simply over."""
    if is_in_force:
        later = [renewal for renewal in renewals if act.du < renewal]
        return max(later) if later and act.organe in PERSONS else None
    return act.au if act.type is ActKind.DELEGATION_INTERNE and act.au in renewals else None


def _is_known(view: RegistryView, aid: str, decision: Decision) -> bool:
    """Whether an internal act by which an organ decides was ever recorded for that actor."""
    return any(_decides(act) for act in view.internal_history(decision.acteur, aid, decision.date_decision))


def _kinds_by_law(view: RegistryView, aid: str, decision: Decision) -> frozenset[ActKind]:
    """The kinds of act by which alone, the law says, that organ decides; none when no law speaks of it."""
    actor, day, organ = decision.acteur, decision.date_decision, decision.organe

    def kinds() -> frozenset[ActKind]:
        return frozenset(act.type for act in view.internal_acts(actor, aid, day) if not _decides(act) and act.organe is organ)

    return view.once(("kinds by law", actor, aid, day, organ), kinds)


def _reaching(view: RegistryView, commune: Commune, aid: str, decision: Decision, kinds: frozenset[ActKind]) -> tuple[Power, ...]:
    """The powers of that organ that reach the amount, of the kinds the law wants."""
    return tuple(
        power
        for power in powers(view, commune, decision.acteur, aid, decision.date_decision)
        if power.act.organe is decision.organe
        and _is_within(power.act, decision.montant_centimes)
        and (not kinds or power.act.type in kinds)
    )


def _is_elsewhere(view: RegistryView, decision: Decision) -> bool:
    actor = view.actor(decision.acteur)
    return decision.organe in ELSEWHERE and actor is not None and actor.nature in {ActorKind.CCAS, ActorKind.CIAS}


def _is_within(act: Act, cents: int | None) -> bool:
    return act.montant_max_centimes is None or (cents or 0) <= act.montant_max_centimes


def _decides(act: Act) -> bool:
    """Whether the act lets an organ decide (a law only says by what it may)."""
    return Function.DECIDER in act.fonctions
