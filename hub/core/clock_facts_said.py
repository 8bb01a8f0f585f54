"""Which published events a clock counts from, or ends by: each with its day."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.core.dossier import Dossier
from hub.core.timing import Noted
from schemas import examining, following
from schemas.catalogue_codes import FactKind
from schemas.codes import State
from schemas.life_codes import AppealPath
from schemas.payload import Payload

K = FactKind


def noted(dossier: Dossier, payload: Payload) -> tuple[Noted, ...]:
    """What an accepted event says to the clocks; `dossier` is the case after it."""
    told = _SAYS.get(type(payload))
    return () if told is None else told(dossier, payload)


def _acknowledged(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.ACCUSE_RECEPTION, said.date, None, said.mentions_completes),)


def _pieces_asked(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.PIECES_DEMANDEES, said.date, said.date_limite),)


def _completed(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.DOSSIER_COMPLET, said.date),)


def _on_agenda(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.SEANCE_PREVUE, said.seance),)


def _put_off(_: Dossier, said: Any) -> tuple[Noted, ...]:
    session = () if said.seance is None else (Noted(K.SEANCE_PREVUE, said.seance),)
    return (Noted(K.AJOURNEMENT, said.date), *session)


def _declined(dossier: Dossier, said: Any) -> tuple[Noted, ...]:
    sent = () if dossier.etat is State.A_REORIENTER else (Noted(K.TRANSMISSION, said.date),)
    return (Noted(K.INCOMPETENCE_CONSTATEE, said.date), *sent)


def _sent_on(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.TRANSMISSION, said.date),)


def _notified(dossier: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.NOTIFICATION, said.date, None, dossier.vie.voies_et_delais),)


def _right_opened(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.DROIT_OUVERT, said.du),)


def _renewal_asked(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.RENOUVELLEMENT, said.date),)


def _appealed(_: Dossier, said: Any) -> tuple[Noted, ...]:
    kind = K.RECOURS_CONTENTIEUX if said.voie is AppealPath.CONTENTIEUX else K.RECOURS_PREALABLE
    return (Noted(kind, said.date),)


def _upheld(_: Dossier, said: Any) -> tuple[Noted, ...]:
    return (Noted(K.DECISION_SUR_RECOURS, said.date),)


_SAYS: Final[Mapping[type[Payload], Callable[[Dossier, Any], tuple[Noted, ...]]]] = {
    examining.ArEmis: _acknowledged,
    examining.PiecesDemandees: _pieces_asked,
    examining.DossierComplet: _completed,
    examining.OrdreDuJourInscrit: _on_agenda,
    examining.DecisionAjournee: _put_off,
    examining.IncompetenceConstatee: _declined,
    examining.ArbitrageRendu: _sent_on,
    following.NotificationRecue: _notified,
    following.DroitOuvert: _right_opened,
    following.RenouvellementDemande: _renewal_asked,
    following.RecoursDepose: _appealed,
    following.DecisionMaintenue: _upheld,
}
"""By type of event."""
