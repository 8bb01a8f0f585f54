"""Whether a signatory was competent that day, for that amount, under the act it names, through an organ that may decide.

Rules:
1. The author of a decision is judged on the decision's date (entitlement is judged on the demand's).
2. The act named must be the one that gives the power that day, or an internal act of the signatory by which one of its organs holds it.
3. An assembly that holds the power itself needs no delegation. Another organ of an actor whose internal acts on that aid are known decides
   only by one in force that day that names it and reaches the amount (CASF R123-21); where none was ever recorded the organ is not judged.
   A delegation that ended with its assembly's mandate is over, unless the commune's policy is that it survives until it is voted anew.
4. Total: whatever is asked, an answer with its reason; nothing here refuses a decision.
"""

from datetime import date
from typing import NamedTuple

from hub.core.dossier import Decision, Demand, Dossier
from hub.core.question import Answer
from hub.core.registry import RegistryView
from hub.core.routing import ask
from schemas.codes import ActKind, Body, Function, Reason
from schemas.registry import Act, Commune

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


class Verdict(NamedTuple):
    """`raison` is DECISION_COMPETENTE or why the decision is stopped; `answer` says who was competent and why the others were not."""

    raison: Reason
    answer: Answer

    @property
    def is_competent(self) -> bool:
        """Whether the decision may be applied."""
        return self.raison is Reason.DECISION_COMPETENTE

    def set_aside(self, actor: str, act: str) -> Reason | None:
        """Why competence did not choose `actor`: by the act it names if that one was considered, else by any."""
        own = [one for one in self.answer.ecartes if one.acteur == actor]
        return next((one.raison for one in sorted(own, key=lambda one: one.acte != act)), None)


def judge(view: RegistryView, dossier: Dossier, commune: Commune, decision: Decision) -> Verdict:
    """The verdict on a decision taken on `dossier`."""
    assert dossier.demande is not None
    answer = competent(view, dossier.demande, (commune.slug, dossier.aide), decision.date_decision, decision.montant_centimes)
    return Verdict(_reason(view, dossier.aide, commune, decision, answer), answer)


def competent(view: RegistryView, demand: Demand, place: tuple[str, str], day: date, amount_cents: int | None) -> Answer:
    """Who may decide on that demand on `day`; the amount asked counts until an amount is granted."""
    amount = demand.montant_demande_centimes if amount_cents is None else amount_cents
    return ask(view, demand, place, day, amount)(Function.DECIDER)


def is_its_act(view: RegistryView, answer: Answer, aid: str, commune: Commune, act: str, day: date) -> bool:
    """Whether `act` is what gives the competent actor its power on `day`: the act itself, or an internal one."""
    assert answer.responsable is not None
    return act == answer.acte or any(one.id == act for one in _internal(view, commune, answer.responsable, aid, day))


def _reason(view: RegistryView, aid: str, commune: Commune, decision: Decision, answer: Answer) -> Reason:
    day = decision.date_decision
    if answer.raison is Reason.COMPETENCE_A_TRANCHER:
        return Reason.COMPETENCE_A_TRANCHER
    if answer.responsable != decision.acteur:
        return Reason.AUTEUR_INCOMPETENT
    if not is_its_act(view, answer, aid, commune, decision.acte, day):
        return Reason.ACTE_NON_PRODUIT
    if decision.organe in ASSEMBLIES or not any(_decides(act) for act in view.internal_history(decision.acteur, aid, day)):
        return Reason.DECISION_COMPETENTE
    if any(_reaches(act, decision) for act in _internal(view, commune, decision.acteur, aid, day)):
        return Reason.DECISION_COMPETENTE
    return Reason.ORGANE_NON_HABILITE


def _internal(view: RegistryView, commune: Commune, actor: str, aid: str, day: date) -> tuple[Act, ...]:
    """The internal acts by which an organ of `actor` decides on `day`."""
    acts = view.internal_acts(actor, aid, day)
    if commune.politique_apres_elections == "survit":
        history = view.internal_history(actor, aid, day)
        acts += tuple(act for act in history if _outlives_its_mandate(act, commune, history))
    return tuple(act for act in acts if _decides(act))


def _outlives_its_mandate(act: Act, commune: Commune, history: tuple[Act, ...]) -> bool:
    """Whether an internal delegation ended because a mandate did, and nothing replaced it yet."""
    ended = act.type is ActKind.DELEGATION_INTERNE and act.au in {mandate.du for mandate in commune.mandats}
    return ended and not any(other.organe is act.organe and other.du > act.du for other in history)


def _decides(act: Act) -> bool:
    """Whether the act lets an organ decide (some only say what an assembly may delegate)."""
    return Function.DECIDER in act.fonctions


def _reaches(act: Act, decision: Decision) -> bool:
    within = act.montant_max_centimes is None or (decision.montant_centimes or 0) <= act.montant_max_centimes
    return within and act.organe is decision.organe
