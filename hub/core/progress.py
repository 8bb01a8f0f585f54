"""A dossier goes on: an event that only moves its state and adds a day, told to those it concerns.

Rules:
1. Who may publish it stands in `authors`, where it leads in `lifecycle`, who is told in `following`: nothing of that is said again here.
2. Acting on an offer is accepting it, telling what the person did is not; who takes DECIDER before the decision becomes accountable.
3. Carrying out supposes a grant. A last day does not come before the event's own.
4. What was noted before stays, an adjournment resets nothing, and no event touches the day of the demand.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from hub.core import life_conclusions as noted
from hub.core import lifecycle
from hub.core.acquired import is_granted
from hub.core.authors import ANYONE, AUTHORS, may_publish
from hub.core.dossier import Dossier, HoldingState, offered, with_etat
from hub.core.entrusting import accepted
from hub.core.following import said_by, told
from hub.core.journal import Conclusion
from hub.core.life import Life, Right
from hub.core.outcome import Case, Effect, Refusal, Step
from hub.core.silence import notified
from schemas import examining, following
from schemas.codes import Code, Function, State
from schemas.life_codes import EventName
from schemas.payload import Payload

_NEEDS_A_GRANT: Final = frozenset(
    {
        EventName.LIQUIDATION_ORDONNEE,
        EventName.SERVICE_DEMARRE,
        EventName.PAIEMENT_EFFECTUE,
        EventName.DROIT_OUVERT,
        EventName.DROIT_RENOUVELE,
    }
)


def advance(case: Case, payload: Any) -> Step:
    """The event happened: the state it leads to, the day it adds, the letters it sends."""
    event = name_of(case)
    if not may_publish(case.dossier, case.actor, event):
        return Refusal(Code.FONCTION_NON_TENUE)
    fault = _fault(case.dossier, event, payload)
    if fault is not None:
        return fault
    etat = _target(case.dossier, event)
    if etat is None:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    note = _NOTED.get(type(payload))
    vie = case.dossier.vie if note is None else note(case.dossier.vie, payload)
    dossier, taking = taken(case.dossier, case.actor, event, payload.date)
    effect = stepped(case, payload, msgspec.structs.replace(dossier, etat=etat, vie=vie), taking)
    return notified(effect, payload.date) if event is EventName.NOTIFICATION_RECUE else effect


def name_of(case: Case) -> EventName:
    """The short name of the event."""
    return lifecycle.NAMES[case.occasion.event.type]


def stepped(case: Case, payload: Payload, dossier: Dossier, before: tuple[Conclusion, ...] = (), **more: str) -> Effect:
    """The effect of an event that leaves the case as `dossier`: what the journal says (`more`: for it alone), and who is told."""
    event, content, day = name_of(case), said_by(payload), payload_day(payload)
    step = noted.step_taken(case.actor, event, day, content | more)
    return Effect(dossier, (*before, step), told(dossier, event, case.actor, content, day))


def payload_day(payload: Payload) -> date:
    """The day of an event that has one."""
    found = getattr(payload, "date", None)
    assert isinstance(found, date)
    return found


def taken(dossier: Dossier, actor: str, event: EventName, day: date) -> tuple[Dossier, tuple[Conclusion, ...]]:
    """The case where what `actor` was offered for this is accepted (rule 2)."""
    if AUTHORS[event] is ANYONE:
        return dossier, ()
    waiting = tuple(one for one in offered(dossier, actor) if AUTHORS[event].intersection(one.fonctions))
    if not waiting:
        return dossier, ()
    decides = dossier.etat in lifecycle.UNDECIDED and any(Function.DECIDER in one.fonctions for one in waiting)
    dossier = msgspec.structs.replace(
        dossier,
        tenues=with_etat(dossier, waiting, HoldingState.ACCEPTEE),
        responsable=actor if decides else dossier.responsable,
    )
    return dossier, tuple(accepted(one, day, by_doing=True) for one in waiting)


def _fault(dossier: Dossier, event: EventName, payload: Any) -> Refusal | None:
    for name in ("date_limite", "au"):
        last = getattr(payload, name, None)
        if last is not None and last < getattr(payload, "du", payload.date):
            return Refusal(Code.VALEUR_INVALIDE, name)
    return Refusal(Code.ETAT_INCOMPATIBLE) if event in _NEEDS_A_GRANT and not is_granted(dossier) else None


def _target(dossier: Dossier, event: EventName) -> State | None:
    """The one state it leads to: the first the table names, or the same where the right it would open has ended."""
    found = lifecycle.targets(dossier.etat, event)
    if not found:
        return None
    return dossier.etat if event is EventName.NOTIFICATION_RECUE and dossier.vie.fini else found[0]


def _acknowledged(life: Life, payload: examining.ArEmis) -> Life:
    return msgspec.structs.replace(life, ar_le=payload.date, ar_complet=payload.mentions_completes)


def _pieces_asked(life: Life, payload: examining.PiecesDemandees) -> Life:
    missing = tuple(dict.fromkeys((*life.manquent, *(one.value for one in payload.pieces))))
    return msgspec.structs.replace(life, manquent=missing, pieces_avant=payload.date_limite)


def _piece_came(life: Life, payload: examining.PieceRecue) -> Life:
    return msgspec.structs.replace(life, manquent=tuple(one for one in life.manquent if one != payload.piece))


def _completed(life: Life, payload: examining.DossierComplet) -> Life:
    return msgspec.structs.replace(life, manquent=(), pieces_avant=None, complet_le=payload.date)


def _on_agenda(life: Life, payload: examining.OrdreDuJourInscrit) -> Life:
    return msgspec.structs.replace(life, seance=payload.seance)


def _put_off(life: Life, payload: examining.DecisionAjournee) -> Life:
    return msgspec.structs.replace(life, seance=payload.seance, ajournements=life.ajournements + 1)


def _sent(life: Life, payload: following.NotificationEnvoyee) -> Life:
    return msgspec.structs.replace(life, voies_et_delais=payload.voies_et_delais)


def _notified(life: Life, payload: following.NotificationRecue) -> Life:
    return msgspec.structs.replace(life, notifie_le=payload.date)


def _right_opened(life: Life, payload: following.DroitOuvert) -> Life:
    return msgspec.structs.replace(life, droit=Right(payload.du, payload.au))


def _right_renewed(life: Life, payload: following.DroitRenouvele) -> Life:
    return msgspec.structs.replace(life, droit=Right(payload.date if life.droit is None else life.droit.du, payload.au))


def _heard(life: Life, payload: following.ContradictoireOuvert) -> Life:
    return msgspec.structs.replace(life, contradictoire_jusqu_au=payload.date_limite)


_NOTED: Final[Mapping[type[Payload], Callable[[Life, Any], Life]]] = {
    examining.ArEmis: _acknowledged,
    examining.PiecesDemandees: _pieces_asked,
    examining.PieceRecue: _piece_came,
    examining.DossierComplet: _completed,
    examining.OrdreDuJourInscrit: _on_agenda,
    examining.DecisionAjournee: _put_off,
    following.NotificationEnvoyee: _sent,
    following.NotificationRecue: _notified,
    following.DroitOuvert: _right_opened,
    following.DroitRenouvele: _right_renewed,
    following.ContradictoireOuvert: _heard,
}
"""What an event adds to the life of the dossier; the others only move it, or only are told."""

ADVANCING: Final[tuple[type[Payload], ...]] = (
    *_NOTED,
    examining.VisitePlanifiee,
    examining.PropositionEtablie,
    following.LiquidationOrdonnee,
    following.ServiceDemarre,
    following.PaiementEffectue,
    following.PaiementRejete,
    following.ServiceSuspendu,
    following.RenouvellementDemande,
    following.SituationChangee,
    following.RevisionDemandee,
)
"""The events that go by this rule."""
