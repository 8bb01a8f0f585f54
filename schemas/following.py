"""What partners publish of a dossier after its decision: it is made known, carried out, revised, contested, repaid."""

from typing import Annotated

from pydantic import Field

from schemas.codes import DecisionSense
from schemas.identifiers import Cog
from schemas.life_codes import (
    AppealPath,
    DebtEnd,
    JudgmentSense,
    NotificationMode,
    PaymentRejection,
    RevisionMotive,
    RevisionSense,
    SituationNature,
    SuspensionMotive,
)
from schemas.payload import BusinessDate, Cents, Payload, SignedDecision


class NotificationEnvoyee(Payload):
    """The decision left for the person; `voies_et_delais`: it says how and until when to appeal, else no delay runs (CRPA L112-6)."""

    date: BusinessDate
    mode: NotificationMode
    voies_et_delais: Annotated[bool, Field(strict=True)]


class NotificationRecue(Payload):
    """The person has it: the delay to appeal begins."""

    date: BusinessDate


class LiquidationOrdonnee(Payload):
    """What is due was counted and ordered."""

    date: BusinessDate
    montant_centimes: Cents | None = None


class ServiceDemarre(Payload):
    """The service begins, or begins again."""

    date: BusinessDate


class PaiementEffectue(Payload):
    """It was paid."""

    date: BusinessDate
    montant_centimes: Cents


class PaiementRejete(Payload):
    """The payment came back."""

    date: BusinessDate
    motif: PaymentRejection


class ServiceSuspendu(Payload):
    """The service stops for a time."""

    date: BusinessDate
    motif: SuspensionMotive


class DroitOuvert(Payload):
    """A right runs from `du` to `au` (the first day it no longer runs; open without it)."""

    date: BusinessDate
    du: BusinessDate
    au: BusinessDate | None = None


class RenouvellementDemande(Payload):
    """The person asks that the right goes on."""

    date: BusinessDate


class DroitRenouvele(Payload):
    """The right goes on, to `au`."""

    date: BusinessDate
    au: BusinessDate | None = None


class SituationChangee(Payload):
    """Something changed in the person's situation: the CAF's yearly quotient familial, thousands at once."""

    date: BusinessDate
    nature: SituationNature
    quotient_familial_centimes: Cents | None = None


class ResidenceChangee(Payload):
    """The person lives in `commune` from `date` on; `consentement`: it agrees that its dossier is passed on there."""

    date: BusinessDate
    commune: Cog
    consentement: Annotated[bool, Field(strict=True)]


class RevisionDemandee(Payload):
    """The right is to be looked at again."""

    date: BusinessDate
    motif: RevisionMotive


class ContradictoireOuvert(Payload):
    """Before it loses something the person is told and heard, until `date_limite` (CRPA L121-1, L122-1)."""

    date: BusinessDate
    date_limite: BusinessDate


class DecisionRevisee(SignedDecision[RevisionSense]):
    """A decision on a right that runs, with its author, its act and its date."""


class InduNotifie(Payload):
    """What was paid and was not due is asked back."""

    date: BusinessDate
    montant_centimes: Cents


class InduSolde(Payload):
    """Nothing is owed any more."""

    date: BusinessDate
    issue: DebtEnd


class RecoursDepose(Payload):
    """A decision is contested, before its author or before the judge."""

    date: BusinessDate
    voie: AppealPath


class DecisionMaintenue(Payload):
    """On appeal its author keeps a decision as it is."""

    date: BusinessDate


class DecisionReformee(SignedDecision[DecisionSense]):
    """On appeal its author decides otherwise: a decision with its author, its act and its date."""


class JugementRendu(Payload):
    """The judge has decided."""

    date: BusinessDate
    sens: JudgmentSense


FOLLOWING: dict[str, type[Payload]] = {
    "fr.relais.notification.envoyee.v1": NotificationEnvoyee,
    "fr.relais.notification.recue.v1": NotificationRecue,
    "fr.relais.liquidation.ordonnee.v1": LiquidationOrdonnee,
    "fr.relais.service.demarre.v1": ServiceDemarre,
    "fr.relais.paiement.effectue.v1": PaiementEffectue,
    "fr.relais.paiement.rejete.v1": PaiementRejete,
    "fr.relais.service.suspendu.v1": ServiceSuspendu,
    "fr.relais.droit.ouvert.v1": DroitOuvert,
    "fr.relais.renouvellement.demande.v1": RenouvellementDemande,
    "fr.relais.droit.renouvele.v1": DroitRenouvele,
    "fr.relais.situation.changee.v1": SituationChangee,
    "fr.relais.residence.changee.v1": ResidenceChangee,
    "fr.relais.revision.demandee.v1": RevisionDemandee,
    "fr.relais.contradictoire.ouvert.v1": ContradictoireOuvert,
    "fr.relais.decision.revisee.v1": DecisionRevisee,
    "fr.relais.indu.notifie.v1": InduNotifie,
    "fr.relais.indu.solde.v1": InduSolde,
    "fr.relais.recours.depose.v1": RecoursDepose,
    "fr.relais.decision.maintenue.v1": DecisionMaintenue,
    "fr.relais.decision.reformee.v1": DecisionReformee,
    "fr.relais.jugement.rendu.v1": JugementRendu,
}
