"""The closed lists of a dossier's life: the name of every event, and the reasons, ways and senses that those of issue 5 carry.

Rules:
1. A value is French as an agent of a CCAS speaks it; it names no illness and no person.
2. A list only grows: a value that was ever published keeps its meaning for ever.
"""

from enum import StrEnum


class EventName(StrEnum):
    """What happens to a dossier: the short name of each published type, then what the hub itself adds."""

    DEMANDE_DEPOSEE = "demande.deposee"
    ACTION_OUVERTE = "action.ouverte"
    SIGNALEMENT_RECU = "signalement.recu"
    OPPOSITION_RECUE = "opposition.recue"
    AR_EMIS = "ar.emis"
    INCOMPETENCE_CONSTATEE = "incompetence.constatee"
    TRANSMISSION_ACCEPTEE = "transmission.acceptee"
    TRANSMISSION_REFUSEE = "transmission.refusee"
    TRANSMISSION_RETIREE = "transmission.retiree"
    ARBITRAGE_RENDU = "arbitrage.rendu"
    PIECES_DEMANDEES = "pieces.demandees"
    PIECE_RECUE = "piece.recue"
    DOSSIER_COMPLET = "dossier.complet"
    VISITE_PLANIFIEE = "visite.planifiee"
    PROPOSITION_ETABLIE = "proposition.etablie"
    ORDRE_DU_JOUR_INSCRIT = "ordre_du_jour.inscrit"
    DECISION_AJOURNEE = "decision.ajournee"
    DECISION_RENDUE = "decision.rendue"
    DECISION_REGULARISEE = "decision.regularisee"
    DECISION_RETIREE = "decision.retiree"
    DECISION_CONFIRMEE = "decision.confirmee"
    NOTIFICATION_ENVOYEE = "notification.envoyee"
    NOTIFICATION_RECUE = "notification.recue"
    LIQUIDATION_ORDONNEE = "liquidation.ordonnee"
    SERVICE_DEMARRE = "service.demarre"
    PAIEMENT_EFFECTUE = "paiement.effectue"
    PAIEMENT_REJETE = "paiement.rejete"
    SERVICE_SUSPENDU = "service.suspendu"
    AIDE_MISE_EN_OEUVRE = "aide.mise_en_oeuvre"
    DROIT_OUVERT = "droit.ouvert"
    RENOUVELLEMENT_DEMANDE = "renouvellement.demande"
    DROIT_RENOUVELE = "droit.renouvele"
    SITUATION_CHANGEE = "situation.changee"
    RESIDENCE_CHANGEE = "residence.changee"
    REVISION_DEMANDEE = "revision.demandee"
    CONTRADICTOIRE_OUVERT = "contradictoire.ouvert"
    DECISION_REVISEE = "decision.revisee"
    INDU_NOTIFIE = "indu.notifie"
    INDU_SOLDE = "indu.solde"
    RECOURS_DEPOSE = "recours.depose"
    DECISION_MAINTENUE = "decision.maintenue"
    DECISION_REFORMEE = "decision.reformee"
    JUGEMENT_RENDU = "jugement.rendu"
    ORIENTATION_CONSENTIE = "orientation.consentie"
    ACTION_BILAN = "action.bilan"
    DOSSIER_CLOS = "dossier.clos"
    EXAMEN = "examen.du"
    SILENCE_ECHU = "silence.echu"
    SILENCE_ANNULE = "silence.annule"
    TRANSMISSION_SANS_REPONSE = "transmission.sans_reponse"


HUB_EVENTS = frozenset({EventName.EXAMEN, EventName.SILENCE_ECHU, EventName.SILENCE_ANNULE, EventName.TRANSMISSION_SANS_REPONSE})
"""What nobody publishes.

An act or the registry changed; silence took effect; a decision taken in time undoes it; who was offered a dossier does not answer.
"""


class AnswerStep(StrEnum):
    """What an answer that does not come leads to (`etape`).

    A reminder, the return to the titulaire, an alert, a dispute nobody settled in time, an acceptance that came too late.
    """

    RAPPEL = "RAPPEL"
    RETOUR = "RETOUR"
    ALERTE = "ALERTE"
    ARBITRAGE = "ARBITRAGE"
    ACCEPTATION_TARDIVE = "ACCEPTATION_TARDIVE"


class DeadlineSign(StrEnum):
    """How near the end of a clock is (`signe`): half of it, nine tenths, the 15th and the 5th day before its last, or its end."""

    MOITIE = "MOITIE"
    NEUF_DIXIEMES = "NEUF_DIXIEMES"
    J_15 = "J_15"
    J_5 = "J_5"
    ATTEINTE = "ATTEINTE"


class ClockReason(StrEnum):
    """Why the journal lists the clocks of a dossier: some run, or none does any more."""

    DELAIS_COMPTES = "DELAIS_COMPTES"
    DELAIS_TERMINES = "DELAIS_TERMINES"


class AdjournmentMotive(StrEnum):
    """Why a decision is put off; the delays run on."""

    PIECES_A_FOURNIR = "pieces_a_fournir"
    INFORMATION_COMPLEMENTAIRE = "information_complementaire"
    AVIS_ATTENDU = "avis_attendu"
    QUORUM_NON_ATTEINT = "quorum_non_atteint"
    SEANCE_REPORTEE = "seance_reportee"
    ENVELOPPE_EPUISEE = "enveloppe_epuisee"


class NotificationMode(StrEnum):
    """How a decision is brought to the person (`mode`)."""

    COURRIER = "courrier"
    RECOMMANDE = "recommande"
    MAIN_PROPRE = "main_propre"
    ELECTRONIQUE = "electronique"


class PaymentRejection(StrEnum):
    """Why a payment came back."""

    COORDONNEES_INVALIDES = "coordonnees_invalides"
    COMPTE_CLOS = "compte_clos"
    PIECE_COMPTABLE_MANQUANTE = "piece_comptable_manquante"
    CREDITS_INSUFFISANTS = "credits_insuffisants"
    OPPOSITION = "opposition"


class SuspensionMotive(StrEnum):
    """Why a service stops for a time."""

    ABSENCE_TEMPORAIRE = "absence_temporaire"
    DEMANDE_DE_LA_PERSONNE = "demande_de_la_personne"
    CONDITIONS_NON_REMPLIES = "conditions_non_remplies"
    PARTICIPATION_NON_REGLEE = "participation_non_reglee"
    PRESTATAIRE_EMPECHE = "prestataire_empeche"


class SituationNature(StrEnum):
    """What changed in the person's situation; never why."""

    QUOTIENT_FAMILIAL = "quotient_familial"
    RESSOURCES = "ressources"
    COMPOSITION_DU_FOYER = "composition_du_foyer"
    LOGEMENT = "logement"
    EMPLOI = "emploi"


class RevisionMotive(StrEnum):
    """Why a right is looked at again."""

    CHANGEMENT_DE_SITUATION = "changement_de_situation"
    CONTROLE = "controle"
    ERREUR = "erreur"
    DEMANDE_DE_LA_PERSONNE = "demande_de_la_personne"
    ECHEANCE = "echeance"


class RevisionSense(StrEnum):
    """What a revision makes of a right."""

    HAUSSE = "hausse"
    MAINTIEN = "maintien"
    BAISSE = "baisse"
    FIN = "fin"


class AppealPath(StrEnum):
    """Before whom a decision is contested (`voie`): its author, its author compulsorily (RAPO), the judge."""

    GRACIEUX = "gracieux"
    RAPO = "rapo"
    CONTENTIEUX = "contentieux"


class JudgmentSense(StrEnum):
    """What the judge said of a decision."""

    REJET = "rejet"
    NON_LIEU = "non_lieu"
    ANNULATION = "annulation"
    REFORMATION = "reformation"


class DebtEnd(StrEnum):
    """How an overpayment is settled (`issue`)."""

    REMBOURSEMENT = "remboursement"
    RETENUE = "retenue"
    REMISE_GRACIEUSE = "remise_gracieuse"
    ANNULATION = "annulation"


class SignalNature(StrEnum):
    """What a signal is about; nobody has asked for anything yet."""

    IMPAYE = "impaye"
    TIERS = "tiers"
    SANS_ABRI = "sans_abri"


class LinkReason(StrEnum):
    """What another demand of the same person for the same aid changes in a dossier: the day its delays count from."""

    ORIGINE_AVANCEE = "ORIGINE_AVANCEE"
    ORIGINE_INCHANGEE = "ORIGINE_INCHANGEE"
    ORIGINE_NON_RETENUE = "ORIGINE_NON_RETENUE"


class AmountClass(StrEnum):
    """An amount for those who need not know it to the cent, in euros."""

    AUCUN = "aucun"
    JUSQU_A_100 = "jusqu_a_100"
    JUSQU_A_300 = "jusqu_a_300"
    JUSQU_A_1000 = "jusqu_a_1000"
    PLUS_DE_1000 = "plus_de_1000"


class AidAnswer(StrEnum):
    """Whether an aid was received lately (`aide_recue`)."""

    OUI = "oui"
    NON = "non"
