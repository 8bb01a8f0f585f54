"""Whether a signatory was competent that day, for that amount, under the act it names, through an organ that may decide.

Rules:
1. The author of a decision is judged on the decision's date (entitlement is judged on the demand's).
2. The act named must be the one that gives the power that day, or an internal act of the signatory by which one of its organs holds it.
3. The organ must be one that may decide (`hub/core/organs.py`).
4. A decision that was competent on its date is to be confirmed when it was recorded later, in the commune's zone, than the commune's own
   delay of that day allows (`delais_de_saisie`, five calendar days where it says nothing), or when the power it was taken under had ended
   by then: paper takes time, and a date can be chosen afterwards.
5. One whose case the act has no money for is to be confirmed by who stands in, else by the titulaire (`ENVELOPPE_EPUISEE`).
6. Total: whatever is asked, an answer with its reason; nothing here refuses a decision.
"""

from datetime import date

import msgspec

from hub.core import organs
from hub.core.dossier import Decision, Dossier
from hub.core.question import Answer
from hub.core.registry import RegistryView
from hub.core.reserving import full
from hub.core.routing import ask
from hub.core.rules_version import Rules, applicable
from schemas.codes import Function, Reason
from schemas.registry import Commune

TO_CONFIRM = frozenset(
    {Reason.A_CONFIRMER_APRES_ELECTIONS, Reason.DECISION_ANTIDATEE, Reason.ACTE_TERMINE_DEPUIS, Reason.ENVELOPPE_EPUISEE}
)
"""The reasons of a decision that nobody calls incompetent, and that is not applied before someone confirms it."""

FULL = frozenset({Reason.ACTE_EPUISE, Reason.PLACE_ATTENDUE})
"""The reasons for which an act has no room for this case."""

GONE = frozenset({Reason.ACTE_EXPIRE, Reason.ACTE_REVOQUE, Reason.ACTEUR_DISPARU, Reason.DESSAISI_PAR_TRANSFERT})
"""The reasons for which an act gives nothing any more."""


class Proof(msgspec.Struct, frozen=True, gc=False):
    """By which internal act an organ decided, if one is known, and which version of the règlement applies, if there is one."""

    delegation: str | None = None
    rules: Rules | None = None


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """`raison` is DECISION_COMPETENTE or why the decision is stopped.

    `answer` says who was competent on its date and why the others were not; `settler` who may settle it: the same, or who is competent now
    where it is only to be confirmed. `proof` is what is recorded beside a decision that is applied, `epuise` the act whose envelope has not
    enough left for it.
    """

    raison: Reason
    answer: Answer
    settler: Answer
    proof: Proof = Proof()
    epuise: str | None = None

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
    answer = competent(view, dossier, decision.date_decision, decision.montant_centimes)
    reason = _reason(view, dossier.aide, commune, decision, answer)
    spent = _spent_act(view, answer, decision) if reason is Reason.AUTEUR_INCOMPETENT else None
    if spent is not None:
        reason = Reason.ENVELOPPE_EPUISEE
    settler = answer
    if today > decision.date_decision and reason in {Reason.DECISION_COMPETENTE, Reason.A_CONFIRMER_APRES_ELECTIONS}:
        settler = competent(view, dossier, today, decision.montant_centimes)
        if reason is Reason.DECISION_COMPETENTE:
            reason = _since(view, commune, dossier.aide, decision, Verdict(reason, answer, settler), today)
    delegation = organs.delegation_of(view, commune, dossier.aide, decision) if reason is Reason.DECISION_COMPETENTE else None
    proof = Proof(delegation, rules_of(view, dossier, answer, decision.date_decision))
    return Verdict(reason, answer, settler if reason in TO_CONFIRM else answer, proof, spent)


def _spent_act(view: RegistryView, answer: Answer, decision: Decision) -> str | None:
    """The act for whose empty envelope the signatory was set aside."""
    own = (one.acte for one in answer.ecartes if one.acteur == decision.acteur and one.raison in FULL)
    acts = (view.act(acte) for acte in own if acte is not None)
    return next((act.id for act in acts if act is not None and act.enveloppe is not None), None)


def rules_of(view: RegistryView, dossier: Dossier, answer: Answer, day: date) -> Rules | None:
    """The version of the règlement that applies to the demand when the authority of `answer` decides on `day`."""
    assert dossier.demande is not None
    place = (dossier.commune, dossier.aide)
    return applicable(view, place, answer.titulaire or answer.responsable, (dossier.demande.date_demande, day))


def competent(view: RegistryView, dossier: Dossier, day: date, amount_cents: int | None, spent: str | None = None) -> Answer:
    """Who may decide on that demand on `day`; the amount asked counts until an amount is granted.

    The acts that are full for the case give way, and so does `spent`, an act whose envelope has not enough left for the decision.
    """
    demand, here = dossier.demande, full(dossier)
    assert demand is not None
    if spent is not None:
        here = msgspec.structs.replace(here, waiting=here.waiting | {spent})
    amount = demand.montant_demande_centimes if amount_cents is None else amount_cents
    return ask(view, demand, (dossier.commune, dossier.aide), day, amount, here)(Function.DECIDER)


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
