"""Whether a signatory was competent that day, for that amount, under the act it names, through an organ that may decide.

Rules:
1. The author of a decision is judged on the decision's date (entitlement is judged on the demand's).
2. The act named must be the one that gives the power that day, or an internal act of the signatory by which one of its organs holds it.
3. The organ must be one that may decide (`hub/core/organs.py`).
4. A decision that was competent on its date is to be confirmed when it was recorded later, in the commune's zone, than the commune's own
   delay of that day allows (`delais_de_saisie`, five calendar days where it says nothing), or when the power it was taken under had ended
   by then: paper takes time, and a date can be chosen afterwards.
5. Total: whatever is asked, an answer with its reason; nothing here refuses a decision.
"""

from datetime import date
from typing import NamedTuple

from hub.core import organs
from hub.core.dossier import Decision, Demand, Dossier
from hub.core.question import Answer
from hub.core.registry import RegistryView
from hub.core.routing import ask
from hub.core.rules_version import Rules, applicable
from schemas.codes import Function, Reason
from schemas.registry import Commune

TO_CONFIRM = frozenset({Reason.A_CONFIRMER_APRES_ELECTIONS, Reason.DECISION_ANTIDATEE, Reason.ACTE_TERMINE_DEPUIS})
"""The reasons of a decision that nobody calls incompetent, and that is not applied before someone confirms it."""

GONE = frozenset({Reason.ACTE_EXPIRE, Reason.ACTE_REVOQUE, Reason.ACTEUR_DISPARU, Reason.DESSAISI_PAR_TRANSFERT})
"""The reasons for which an act gives nothing any more."""


class Proof(NamedTuple):
    """By which internal act an organ decided, if one is known, and which version of the règlement applies, if there is one."""

    delegation: str | None = None
    rules: Rules | None = None


class Verdict(NamedTuple):
    """`raison` is DECISION_COMPETENTE or why the decision is stopped.

    `answer` says who was competent on its date and why the others were not; `settler` who may settle it: the same, or who is competent now
    where it is only to be confirmed. `proof` is what is recorded beside a decision that is applied.
    """

    raison: Reason
    answer: Answer
    settler: Answer
    proof: Proof = Proof()

    @property
    def is_competent(self) -> bool:
        """Whether the decision may be applied."""
        return self.raison is Reason.DECISION_COMPETENTE


def set_aside(answer: Answer, actor: str, act: str | None) -> Reason | None:
    """Why competence did not choose `actor`: by that act if it was considered, else by any."""
    own = [one for one in answer.ecartes if one.acteur == actor]
    return next((one.raison for one in sorted(own, key=lambda one: one.acte != act)), None)


def judge(view: RegistryView, dossier: Dossier, commune: Commune, decision: Decision, today: date) -> Verdict:
    """The verdict on a decision taken on `dossier` and recorded on `today` (the commune's day)."""
    demand, place = dossier.demande, (commune.slug, dossier.aide)
    assert demand is not None
    answer = competent(view, demand, place, decision.date_decision, decision.montant_centimes)
    reason = _reason(view, dossier.aide, commune, decision, answer)
    settler = answer
    if today > decision.date_decision and reason in {Reason.DECISION_COMPETENTE, Reason.A_CONFIRMER_APRES_ELECTIONS}:
        settler = competent(view, demand, place, today, decision.montant_centimes)
        if reason is Reason.DECISION_COMPETENTE:
            reason = _since(view, commune, dossier.aide, decision, Verdict(reason, answer, settler), today)
    delegation = organs.delegation_of(view, commune, dossier.aide, decision) if reason is Reason.DECISION_COMPETENTE else None
    proof = Proof(delegation, rules_of(view, demand, place, answer, decision.date_decision))
    return Verdict(reason, answer, settler if reason in TO_CONFIRM else answer, proof)


def rules_of(view: RegistryView, demand: Demand, place: tuple[str, str], answer: Answer, day: date) -> Rules | None:
    """The version of the règlement that applies to the demand when the authority of `answer` decides on `day`."""
    return applicable(view, place, answer.titulaire or answer.responsable, (demand.date_demande, day))


def competent(view: RegistryView, demand: Demand, place: tuple[str, str], day: date, amount_cents: int | None) -> Answer:
    """Who may decide on that demand on `day`; the amount asked counts until an amount is granted."""
    amount = demand.montant_demande_centimes if amount_cents is None else amount_cents
    return ask(view, demand, place, day, amount)(Function.DECIDER)


def is_its_act(view: RegistryView, answer: Answer, aid: str, commune: Commune, act: str, day: date) -> bool:
    """Whether `act` is beyond doubt what gives the competent actor its power on `day`: the act itself, or an internal one."""
    return act == answer.acte or act in _internal(view, answer, aid, commune, day, doubtful=False)


def _reason(view: RegistryView, aid: str, commune: Commune, decision: Decision, answer: Answer) -> Reason:
    """On the decision's own date."""
    if answer.raison is Reason.COMPETENCE_A_TRANCHER:
        return Reason.COMPETENCE_A_TRANCHER
    if answer.responsable != decision.acteur:
        return Reason.AUTEUR_INCOMPETENT
    if decision.acte != answer.acte and decision.acte not in _internal(view, answer, aid, commune, decision.date_decision, doubtful=True):
        return Reason.ACTE_NON_PRODUIT
    return organs.standing(view, commune, aid, decision)


def _since(view: RegistryView, commune: Commune, aid: str, decision: Decision, verdict: Verdict, today: date) -> Reason:
    """What the days between the decision and its record make of a decision that was competent on its date."""
    if verdict.settler.responsable == decision.acteur:
        has_ended = organs.has_lost_power(view, commune, aid, decision, today)
    else:
        has_ended = set_aside(verdict.settler, decision.acteur, verdict.answer.acte) in GONE
    if has_ended:
        return Reason.ACTE_TERMINE_DEPUIS
    days = (today - decision.date_decision).days
    return Reason.DECISION_ANTIDATEE if days > commune.recording_days_on(today) else Reason.DECISION_COMPETENTE


def _internal(view: RegistryView, answer: Answer, aid: str, commune: Commune, day: date, *, doubtful: bool) -> frozenset[str]:
    """The internal acts by which organs of the competent actor decide on `day`; those in doubt since elections too, when `doubtful`."""
    assert answer.responsable is not None
    found = organs.powers(view, commune, answer.responsable, aid, day)
    return frozenset(power.act.id for power in found if doubtful or not power.is_doubtful)
