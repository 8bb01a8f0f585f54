"""What the hub says between actors: an offer nobody answers, demands of one person, a plan of several funders."""

from datetime import date

from schemas.codes import Function
from schemas.life_codes import AidAnswer, AmountClass, AnswerStep
from schemas.message import Message


class TransmissionSansReponse(Message):
    """Who was offered a dossier (`acteur`, for `fonctions`, at `propose_le`) does not answer: what comes of it.

    `etape`: `RAPPEL` to that actor, with the instant before which it must answer; `RETOUR`: taken back, to the titulaire; `ALERTE`: what
    is its own by law is not taken back; `ARBITRAGE`: nobody has said within 24 hours who is competent on an urgent demand.
    """

    etape: AnswerStep
    acteur: str
    fonctions: tuple[Function, ...]
    propose_le: str
    reponse_avant: str | None = None


class DemandeLiee(Message):
    """Another demand of the same person for the same aid: when, who answers for it, its dossier where its recipient may know it."""

    date_demande: date
    responsable: str | None = None
    dossier: str | None = None


class DossierLie(Message):
    """To the counter and to who answers for a dossier: the person made the same demand elsewhere too; agree on it.

    `date_origine` is the day from which the delays of this dossier count: the earliest of them.
    `aide_recue`, only for who decides by an act that allows it: whether the person received an aid in the commune in the last
    `aide_recue_mois` months, as far as the hub knows; `aide_recue_classe` of what amount in all, where amounts are known.
    """

    date_origine: date
    demandes: tuple[DemandeLiee, ...]
    aide_recue: AidAnswer | None = None
    aide_recue_mois: int | None = None
    aide_recue_classe: AmountClass | None = None


class PlanAvance(Message):
    """To who answers for a dossier of a plan: an amount was granted on another demand of it; where the whole stands.

    Cents for who decides or examines by an act, classes of amounts for others; never which demand, nor a refusal.
    """

    plan_ref: str
    nombre_demandes: int
    demande_centimes: int | None = None
    accorde_centimes: int | None = None
    reste_centimes: int | None = None
    demande_classe: AmountClass | None = None
    accorde_classe: AmountClass | None = None
    reste_classe: AmountClass | None = None
