"""What became of each decision in one life of the cases: applied, or stopped and why, or judged though its author was not on the case."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.core.competent_author import judge
from hub.core.deadlines import commune_day
from hub.core.decisions import as_signed
from hub.core.dossier import Dossier
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.registry import RegistryView
from hub.core.stopping import finding
from schemas.codes import Finding, Reason
from schemas.inbound import DecisionRendue


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision as it was signed, with the verdict on it and who may decide instead; `raison` DECISION_COMPETENTE when it stands."""

    dossier: str
    commune: str
    aide: str
    acteur: str
    acte: str
    date_decision: date
    raison: Reason
    competent: str | None = None
    acte_competent: str | None = None

    @property
    def constat(self) -> Finding | None:
        """None when the decision stands."""
        return None if self.raison is Reason.DECISION_COMPETENTE else finding(self.raison)


def said(dossier: Dossier, conclusions: tuple[Conclusion, ...]) -> Judged | None:
    """The verdict on the decision that an event rendered; None when it rendered none."""
    return next((_of_conclusion(one, dossier) for one in conclusions if one.genre in _VERDICTS), None)


def judged_aside(payload: DecisionRendue, dossier: Dossier, view: RegistryView, recorded: datetime) -> Judged:
    """The verdict on a decision that was refused with its event, though it was taken in the other life."""
    commune = view.commune(dossier.commune, recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    decision = as_signed(payload)
    verdict = judge(view, dossier, commune, decision, commune_day(recorded, commune))
    settler = verdict.settler
    return Judged(
        dossier.id, dossier.commune, dossier.aide, decision.acteur, decision.acte, decision.date_decision,
        verdict.raison, settler.responsable, settler.acte,
    )  # fmt: skip


def freed(dossier: Dossier, conclusions: tuple[Conclusion, ...]) -> dict[str, Judged]:
    """The decisions that a newer registry set free, by the event that had brought each."""
    found: dict[str, Judged] = {}
    settled: str | None = None
    for one in conclusions:
        if one.genre is ConclusionKind.DECISION_REGLEE and one.raison == "LIBEREE":
            settled = one.details.get("evenement")
        elif one.genre is ConclusionKind.DECISION_RETENUE and settled is not None:
            found[settled], settled = _of_conclusion(one, dossier), None
    return found


def resumed(number: int, before: Dossier, dossier: Dossier, conclusions: tuple[Conclusion, ...]) -> dict[str, Judged]:
    """The verdicts on decisions that waited for the answer to that reservation, by the event that had brought each."""
    still = {one.cause for one in dossier.attendues}
    judged = [one.cause for one in before.attendues if one.n == number and one.cause not in still]
    verdicts = [one for one in conclusions if one.genre in _VERDICTS][-len(judged) :] if judged else []
    return {event: _of_conclusion(one, dossier) for event, one in zip(judged, verdicts, strict=False) if event is not None}


_VERDICTS = (ConclusionKind.DECISION_RETENUE, ConclusionKind.DECISION_ARRETEE)


def _of_conclusion(one: Conclusion, dossier: Dossier) -> Judged:
    details = one.details
    assert one.acteur is not None
    assert one.acte is not None
    return Judged(
        dossier.id, dossier.commune, dossier.aide, one.acteur, one.acte, date.fromisoformat(details["date_decision"]),
        Reason(one.raison), details.get("competent"), details.get("acte_competent"),
    )  # fmt: skip
