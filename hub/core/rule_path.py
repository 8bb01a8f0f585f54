"""The rule path of an answer: the steps of resolution in their order (domain §4.3), and what each made of the candidates.

Rules:
1. A reason belongs to one step, so the path follows from the answer alone: it is told of what was concluded, never asked again.
2. Every step is told, also one that had nothing to say: a reader sees that the question was asked.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hub.core.question import Answer
from schemas.codes import Reason, RuleStep, StepIssue

_REASONS: Final[Mapping[RuleStep, tuple[Reason, ...]]] = {
    RuleStep.EXCLUSIONS_LEGALES: (Reason.EXCLUSION_LEGALE,),
    RuleStep.TRANSFERTS: (Reason.COMPETENCE_TRANSFEREE, Reason.DESSAISI_PAR_TRANSFERT),
    RuleStep.ACTES: (
        Reason.DELEGATION_EN_VIGUEUR,
        Reason.CONVENTION_EN_VIGUEUR,
        Reason.AGREMENT_GUICHET,
        Reason.MARCHE_EN_VIGUEUR,
        Reason.ACTE_PAS_ENCORE_EN_VIGUEUR,
        Reason.ACTE_EXPIRE,
        Reason.ACTE_SUSPENDU,
        Reason.ACTE_REVOQUE,
        Reason.ACTEUR_DISPARU,
        Reason.FONCTION_NON_DELEGUEE,
        Reason.MONTANT_AU_DESSUS_DU_PLAFOND,
        Reason.MONTANT_EN_DESSOUS_DU_SEUIL,
        Reason.TERRITOIRE_NON_VISE,
        Reason.PUBLIC_NON_VISE,
        Reason.RESERVE_A_L_URGENCE,
        Reason.AUTRE_GUICHET,
        Reason.EXECUTANT_NE_DECIDE_PAS,
        Reason.ACTE_MOINS_PRECIS,
        Reason.DELEGANT_INCOMPETENT,
    ),
    RuleStep.CAPACITE_ET_BUDGET: (Reason.ACTE_EPUISE, Reason.PLACE_ATTENDUE),
    RuleStep.CLAUSE_DE_REPLI: (Reason.CLAUSE_DE_REPLI,),
    RuleStep.TITULAIRE: (
        Reason.COMPETENCE_LEGALE,
        Reason.COMPETENCE_INSTITUEE,
        Reason.AUTORISATION_EN_VIGUEUR,
        Reason.RETOUR_AU_TITULAIRE,
        Reason.TITULAIRE_QUI_A_DELEGUE,
    ),
    RuleStep.ORIENTATION: (
        Reason.ORIENTATION_SUPPLETIF,
        Reason.SUPPLETIF_SANS_MANDAT,
        Reason.ACTION_COLLECTIVE,
        Reason.AIDE_NON_INSTITUEE,
    ),
    RuleStep.A_TRANCHER: (Reason.COMPETENCE_A_TRANCHER,),
}

STEP_OF: Final[Mapping[Reason, RuleStep]] = {reason: step for step, reasons in _REASONS.items() for reason in reasons}
"""The step at which each reason chooses or sets aside; a reason that is not of a routing has none."""


class Passed(NamedTuple):
    """One step of the path: what it came to, and its reasons, the answer's first."""

    etape: RuleStep
    issue: StepIssue
    raisons: tuple[Reason, ...]


def rule_path(answer: Answer) -> tuple[Passed, ...]:
    """The steps of `answer`, in the order they are asked."""
    said = [answer.raison, *(one.raison for one in answer.ecartes)]
    return tuple(_passed(step, answer, said) for step in RuleStep)


def _passed(step: RuleStep, answer: Answer, said: Iterable[Reason]) -> Passed:
    reasons = tuple(dict.fromkeys(one for one in said if STEP_OF.get(one) is step))
    if STEP_OF.get(answer.raison) is step:
        return Passed(step, StepIssue.CONCLUT, reasons)
    return Passed(step, StepIssue.ECARTE if reasons else StepIssue.SANS_OBJET, reasons)
