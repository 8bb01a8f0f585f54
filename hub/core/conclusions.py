"""What each conclusion of a case lane says: one maker a kind, so that `details` is closed and the read model knows what it will find.

Rules:
1. Dates are `YYYY-MM-DD` text, lists hold text; an absent value is an absent key.
2. `ecartes` is a list of `[acteur, acte or null, raison]`, in the order competence considered them.
3. No person reference, no partner's reference, no free text.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hub.core.dossier import Decision, Stopped
from hub.core.facts import Refused
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.question import Answer, SetAside
from hub.core.rules_version import Rules
from schemas.codes import Body, Code, Finding, Function, Reason, Role


def _present(**details: Any) -> dict[str, Any]:
    """Only what has a value."""
    return {name: value for name, value in details.items() if value is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _set_aside(ecartes: Iterable[SetAside]) -> list[tuple[str, str | None, Reason]] | None:
    return [(one.acteur, one.acte, one.raison) for one in ecartes] or None


def event_kept(acteur: str) -> Conclusion:
    """EVENEMENT_RETENU: the published event was taken into account."""
    return Conclusion(genre=ConclusionKind.EVENEMENT_RETENU, raison=Code.PRIS_EN_COMPTE, acteur=acteur)


def event_repeated(acteur: str) -> Conclusion:
    """EVENEMENT_DOUBLON: already known, same content."""
    return Conclusion(genre=ConclusionKind.EVENEMENT_DOUBLON, raison=Code.DOUBLON, acteur=acteur)


def event_refused(acteur: str, code: Code, champ: str | None, place: tuple[str, int, int]) -> Conclusion:
    """EVENEMENT_REFUSE: details `champ?`, `topic`, `partition`, `offset` (of the published record)."""
    topic, partition, offset = place
    details = _present(champ=champ, topic=topic, partition=partition, offset=offset)
    return Conclusion(genre=ConclusionKind.EVENEMENT_REFUSE, raison=code, acteur=acteur, details=details)


def record_refused(refused: Refused) -> Conclusion:
    """EVENEMENT_REFUSE by intake: details as above, and `longueur`, `sha256` of what was published."""
    origin = refused.origin
    details = _present(champ=refused.field, topic=origin.topic, partition=origin.partition, offset=origin.offset)
    details |= {"longueur": refused.length, "sha256": refused.sha256}
    return Conclusion(genre=ConclusionKind.EVENEMENT_REFUSE, raison=refused.code, acteur=refused.actor, details=details)


def case_opened(responsable: str, answer: Answer, demand: dict[str, Any]) -> Conclusion:
    """DOSSIER_OUVERT: acteur the accountable one; acte, raison and `ecartes?` are those of DECIDER.

    Details: the demand (`commune` (COG), `commune_slug`, `aide`, `date_demande`, `guichet`, `canal`, `urgence`, `public?`,
    `montant_demande_centimes?`, `plan?`: the plan as the hub names it), `titulaire?`, `acte_titulaire?`; where some
    are gone since the demand's day, `disparus` (who), `competent_alors?` and `acte_alors?` (who was to decide on that day).
    """
    details = demand | _present(titulaire=answer.titulaire, acte_titulaire=answer.acte_titulaire, ecartes=_set_aside(answer.ecartes))
    return Conclusion(genre=ConclusionKind.DOSSIER_OUVERT, raison=answer.raison, acteur=responsable, acte=answer.acte, details=details)


def case_examined(responsable: str, *, is_new_version: bool) -> Conclusion:
    """DOSSIER_REEXAMINE: something moves on the case; raison `REGISTRE_CHANGE` or `ACTE_CHANGE`, acteur who is accountable from now on."""
    raison = "REGISTRE_CHANGE" if is_new_version else "ACTE_CHANGE"
    return Conclusion(genre=ConclusionKind.DOSSIER_REEXAMINE, raison=raison, acteur=responsable)


def functions_entrusted(  # noqa: PLR0913 -- the whole of a holding, and why
    acteur: str,
    acte: str | None,
    raison: Reason,
    fonctions: Iterable[Function],
    *,
    role: Role,
    depuis: date,
    ecartes: Iterable[SetAside] = (),
) -> Conclusion:
    """FONCTIONS_CONFIEES: one a holding; details `fonctions`, `role`, `depuis`, `ecartes?`."""
    details = _present(fonctions=tuple(fonctions), role=role, depuis=_day(depuis), ecartes=_set_aside(ecartes))
    return Conclusion(genre=ConclusionKind.FONCTIONS_CONFIEES, raison=raison, acteur=acteur, acte=acte, details=details)


def functions_accepted(acteur: str, acte: str | None, fonctions: Iterable[Function], day: date, *, by_doing: bool = False) -> Conclusion:
    """FONCTIONS_ACCEPTEES: raison `ACCEPTATION` or `ACCEPTATION_PAR_L_ACTION`; details `fonctions`, `date`."""
    raison = "ACCEPTATION_PAR_L_ACTION" if by_doing else "ACCEPTATION"
    details = _present(fonctions=tuple(fonctions), date=_day(day))
    return Conclusion(genre=ConclusionKind.FONCTIONS_ACCEPTEES, raison=raison, acteur=acteur, acte=acte, details=details)


def functions_refused(acteur: str, fonctions: Iterable[Function], motif: str, day: date, competent: str | None) -> Conclusion:
    """FONCTIONS_REFUSEES: raison is the partner's motif; details `fonctions`, `date`, `competent_selon_lui?`."""
    details = _present(fonctions=tuple(fonctions), date=_day(day), competent_selon_lui=competent)
    return Conclusion(genre=ConclusionKind.FONCTIONS_REFUSEES, raison=motif, acteur=acteur, details=details)


def functions_withdrawn(acteur: str, acte: str | None, fonctions: Iterable[Function], raison: Reason, day: date) -> Conclusion:
    """FONCTIONS_RETIREES: one a holding that ends; details `fonctions`, `date`."""
    details = _present(fonctions=tuple(fonctions), date=_day(day))
    return Conclusion(genre=ConclusionKind.FONCTIONS_RETIREES, raison=raison, acteur=acteur, acte=acte, details=details)


def to_be_settled(responsable: str, ecartes: Iterable[SetAside] = ()) -> Conclusion:
    """COMPETENCE_A_TRANCHER: acteur stays accountable; details `ecartes?` (the acts that tie)."""
    details = _present(ecartes=_set_aside(ecartes))
    return Conclusion(genre=ConclusionKind.COMPETENCE_A_TRANCHER, raison=Reason.COMPETENCE_A_TRANCHER, acteur=responsable, details=details)


def orientation_offered(guichet: str, raison: Reason, aide: str, offers: dict[str, tuple[str, ...]]) -> Conclusion:
    """ORIENTATION_PROPOSEE: acteur the counter; details `aide` and the non-empty lists `suppletifs`, `actions`, `services`, `aides`."""
    details = {"aide": aide} | {name: list(actors) for name, actors in offers.items() if actors}
    return Conclusion(genre=ConclusionKind.ORIENTATION_PROPOSEE, raison=raison, acteur=guichet, details=details)


def orientation_passed(suppletif: str, aide: str, day: date) -> Conclusion:
    """ORIENTATION_TRANSMISE: acteur the supplétif (never a holder); details `aide`, `date` (of consent)."""
    details = _present(aide=aide, date=_day(day))
    return Conclusion(genre=ConclusionKind.ORIENTATION_TRANSMISE, raison=Reason.ORIENTATION_SUPPLETIF, acteur=suppletif, details=details)


def _decided(decision: Decision) -> dict[str, Any]:
    return _present(
        sens=decision.sens,
        date_decision=_day(decision.date_decision),
        organe=decision.organe,
        montant_centimes=decision.montant_centimes,
        version_reglement=decision.version_reglement,
        motif=decision.motif,
        revision=decision.revision,
        sur_recours=decision.sur_recours or None,
    )


def decision_kept(decision: Decision, delegation: str | None, rules: Rules | None) -> Conclusion:
    """DECISION_RETENUE: details `sens`, `date_decision`, `organe`, `montant_centimes?`, `version_reglement?` (the one it cites), `motif?`.

    `revision?`: what it makes of a right that runs; `sur_recours?`: taken on appeal.
    `delegation?` is the internal act by which an organ that is not an assembly decided; `reglement_applicable?` the version that applies,
    `reglement_selon?` the day that chose it (`date_demande`, `date_decision`).
    """
    applicable = _present(reglement_applicable=rules.version, reglement_selon=rules.selon) if rules is not None else {}
    return Conclusion(
        genre=ConclusionKind.DECISION_RETENUE,
        raison=Reason.DECISION_COMPETENTE,
        acteur=decision.acteur,
        acte=decision.acte,
        details=_decided(decision) | _present(delegation=delegation) | applicable,
    )


def decision_stopped(stopped: Stopped, constat: Finding, organes: tuple[Body, ...], ecarte: Reason | None) -> Conclusion:
    """DECISION_ARRETEE: acteur and acte as signed; raison why it was stopped; details as DECISION_RETENUE, and more.

    `constat`, `envoyeur`, `competent?`, `acte_competent?`, `organes?` (of `competent`), `raison_ecart?` (why competence set the signatory
    aside: ACTE_EXPIRE...), `recu_le?`, `alarme_le`.
    """
    decision = stopped.decision
    more = _present(
        constat=constat,
        envoyeur=stopped.envoyeur,
        competent=stopped.competent,
        acte_competent=stopped.acte_competent,
        organes=organes or None,
        raison_ecart=ecarte,
        recu_le=_day(stopped.recu_le),
        alarme_le=stopped.alarme,
    )
    return Conclusion(
        genre=ConclusionKind.DECISION_ARRETEE,
        raison=stopped.raison,
        acteur=decision.acteur,
        acte=decision.acte,
        details=_decided(decision) | more,
    )


def decision_settled(how: str, acteur: str, acte: str | None, stopped: Stopped, day: date) -> Conclusion:
    """DECISION_REGLEE: raison `REGULARISEE`, `CONFIRMEE`, `RETIREE` or `LIBEREE` (see `hub.core.rejudging`); acteur who settled it.

    Details: `signataire` and `date_decision` of the stopped decision, `evenement?` (the id of the event that brought it), `date`.
    """
    signed = stopped.decision
    details = _present(signataire=signed.acteur, date_decision=_day(signed.date_decision), evenement=stopped.cause, date=_day(day))
    return Conclusion(genre=ConclusionKind.DECISION_REGLEE, raison=how, acteur=acteur, acte=acte, details=details)


def aid_delivered(acteur: str, acte: str | None, day: date, montant: int | None) -> Conclusion:
    """AIDE_MISE_EN_OEUVRE: details `date`, `montant_centimes?`."""
    details = _present(date=_day(day), montant_centimes=montant)
    return Conclusion(
        genre=ConclusionKind.AIDE_MISE_EN_OEUVRE, raison=ConclusionKind.AIDE_MISE_EN_OEUVRE, acteur=acteur, acte=acte, details=details
    )


def case_closed(acteur: str, motif: str, day: date) -> Conclusion:
    """DOSSIER_CLOS: raison is the closing motive; details `date`."""
    return Conclusion(genre=ConclusionKind.DOSSIER_CLOS, raison=motif, acteur=acteur, details=_present(date=_day(day)))


def action_opened(acteur: str, acte: str, details: dict[str, Any]) -> Conclusion:
    """ACTION_OUVERTE: details `commune` (COG), `commune_slug`, `aide`, `public`, `territoire`, `du`, `au?`, `places?`, `financeurs?`."""
    return Conclusion(genre=ConclusionKind.ACTION_OUVERTE, raison=Reason.ACTION_COLLECTIVE, acteur=acteur, acte=acte, details=details)


def action_reported(acteur: str, participants: int) -> Conclusion:
    """ACTION_BILAN: details `participants`."""
    return Conclusion(
        genre=ConclusionKind.ACTION_BILAN, raison=Reason.ACTION_COLLECTIVE, acteur=acteur, details={"participants": participants}
    )


def alarm(acteur: str, code: str, stopped: Stopped) -> Conclusion:
    """ALERTE: raison is the deadline's code, acteur the accountable one; details `signataire`, `date_decision` of what waits."""
    details = _present(signataire=stopped.decision.acteur, date_decision=_day(stopped.decision.date_decision))
    return Conclusion(genre=ConclusionKind.ALERTE, raison=code, acteur=acteur, details=details)


def delivered_otherwise(acteur: str, type_: str) -> Conclusion:
    """REMISE_HORS_KAFKA: acteur has no topics, a person must tell it; details `type` (of the message that was not sent)."""
    return Conclusion(
        genre=ConclusionKind.REMISE_HORS_KAFKA, raison=ConclusionKind.REMISE_HORS_KAFKA, acteur=acteur, details={"type": type_}
    )


def undelivered(acteur: str, code: Code, type_: str) -> Conclusion:
    """ALERTE: raison BOITE_ABSENTE or MESSAGE_TROP_GRAND, acteur the recipient; the message is a dead letter; details `type`."""
    return Conclusion(genre=ConclusionKind.ALERTE, raison=code, acteur=acteur, details={"type": type_})
