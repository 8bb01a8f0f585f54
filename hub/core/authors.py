"""Who may publish what on a dossier, by the functions it holds there; who is accountable always may.

Rules:
1. Acting on an offer is accepting it: what is offered counts as held.
2. What only the person decides or meets (a change, an appeal, a renewal) comes from whoever of the dossier it was told to.
3. A decision (`decision.rendue`, `.revisee`, `.reformee`) is sent by anyone on the dossier: its signatory is what is judged.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hub.core.dossier import Dossier, active
from schemas.codes import Function
from schemas.life_codes import EventName

E, F = EventName, Function

ANYONE = frozenset(Function)
EXAMINING = frozenset({F.DECIDER, F.INSTRUIRE, F.EVALUER})
"""The functions by which a demand is examined, and whose acceptance begins the examination."""
_ATTEND = frozenset({F.DECIDER, F.INSTRUIRE})
_NOTIFY = frozenset({F.DECIDER, F.NOTIFIER, F.RECEVOIR})
DELIVERING = frozenset({F.EXECUTER, F.PAYER, F.ORDONNANCER, F.DECIDER})
_MONEY = frozenset({F.DECIDER, F.ORDONNANCER, F.PAYER})
_DECIDE = frozenset({F.DECIDER})

AUTHORS: Final[Mapping[EventName, frozenset[Function]]] = MappingProxyType(
    {
        E.AR_EMIS: EXAMINING,
        E.INCOMPETENCE_CONSTATEE: EXAMINING,
        E.TRANSMISSION_RETIREE: frozenset({F.RECEVOIR}),
        E.ARBITRAGE_RENDU: frozenset({F.ARBITRER}),
        E.PIECES_DEMANDEES: EXAMINING,
        E.PIECE_RECUE: EXAMINING | {F.RECEVOIR},
        E.DOSSIER_COMPLET: EXAMINING,
        E.VISITE_PLANIFIEE: EXAMINING,
        E.PROPOSITION_ETABLIE: EXAMINING,
        E.ORDRE_DU_JOUR_INSCRIT: _ATTEND,
        E.DECISION_AJOURNEE: _ATTEND,
        E.NOTIFICATION_ENVOYEE: _NOTIFY,
        E.NOTIFICATION_RECUE: _NOTIFY,
        E.LIQUIDATION_ORDONNEE: _MONEY,
        E.SERVICE_DEMARRE: DELIVERING,
        E.PAIEMENT_EFFECTUE: DELIVERING,
        E.PAIEMENT_REJETE: DELIVERING,
        E.SERVICE_SUSPENDU: DELIVERING,
        E.AIDE_MISE_EN_OEUVRE: DELIVERING,
        E.DROIT_OUVERT: DELIVERING,
        E.RENOUVELLEMENT_DEMANDE: ANYONE,
        E.DROIT_RENOUVELE: _DECIDE,
        E.SITUATION_CHANGEE: ANYONE,
        E.RESIDENCE_CHANGEE: ANYONE,
        E.REVISION_DEMANDEE: ANYONE,
        E.CONTRADICTOIRE_OUVERT: _ATTEND,
        E.INDU_NOTIFIE: _MONEY,
        E.INDU_SOLDE: _MONEY,
        E.RECOURS_DEPOSE: ANYONE,
        E.DECISION_MAINTENUE: _DECIDE,
        E.JUGEMENT_RENDU: _ATTEND,
        E.OPPOSITION_RECUE: ANYONE,
        E.ORIENTATION_CONSENTIE: frozenset({F.RECEVOIR}),
    }
)
"""By which of these functions an event may be published."""


def may_publish(dossier: Dossier, actor: str, event: EventName) -> bool:
    """Whether `actor` holds, or is offered, one of the functions the event supposes, or answers for the dossier."""
    asked = AUTHORS[event]
    return actor == dossier.responsable or any(asked.intersection(one.fonctions) for one in active(dossier, actor))
