"""A signal (unpaid bill, third party, 115): not a demand, and nothing leaves before the person could object (CASF L115-3).

Rules:
1. A signal names no person; who sent it is accountable until it is passed on.
2. The person has at least eight days to object (décret 2008-780). It objected: the dossier is closed, nothing was passed on, and there is
   nothing to forget.
3. Nobody objected: at midnight after the last day, who may offer help there is told the aid, the commune, the date, the nature and the
   amount; that one answers for the signal from then on. A demand, if one follows, is a dossier of its own.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from hub.core import conclusions as said
from hub.core import life_conclusions as noted
from hub.core.competence import resolve
from hub.core.deadlines import Deadline, commune_day, start_of
from hub.core.dossier import FORMAT, Dossier, HoldingState
from hub.core.entrusting import Share, accepted
from hub.core.instants import rfc3339
from hub.core.life import Life, Signal
from hub.core.living import is_given
from hub.core.messages import Letter
from hub.core.outcome import Case, Effect, Occasion, Refusal, Step
from hub.core.progress import name_of
from hub.core.question import Question
from hub.core.registry import RegistryView
from schemas.codes import Code, Function, Reason, Role, State
from schemas.examining import OppositionRecue, SignalementRecu

OPPOSITION_OVER: Final = "OPPOSITION_ECHUE"
"""The deadline that rings when the person may not object any more."""
OPPOSITION_DAYS_MIN: Final = 8
TRANSMIS: Final = "fr.relais.signalement.transmis.v1"


def open_signal(occasion: Occasion, payload: SignalementRecu) -> Step:
    """Keep a signal until the person could object."""
    view, author = occasion.view, occasion.event.actor
    commune = view.commune(payload.commune, payload.date)
    if commune is None:
        return Refusal(Code.COMMUNE_INCONNUE, "commune")
    if not is_given(view, payload.aide, payload.date):
        return Refusal(Code.AIDE_INCONNUE, "aide")
    if view.actor(author) is None:
        return Refusal(Code.ACTEUR_INCONNU, "source")
    if payload.date > commune_day(occasion.recorded, commune):
        return Refusal(Code.DATE_FUTURE, "date")
    if payload.opposition_jusqu_au < payload.date + timedelta(days=OPPOSITION_DAYS_MIN):
        return Refusal(Code.VALEUR_INVALIDE, "opposition_jusqu_au")
    own = Share(author, Role.AUCUN, None, Reason.GUICHET_DE_DEPOT, (Function.RECEVOIR,))
    holding = own.holding(payload.date, HoldingState.ACCEPTEE)
    due = rfc3339(start_of(payload.opposition_jusqu_au + timedelta(days=1), commune))
    signal = Signal(payload.date, payload.nature, payload.opposition_jusqu_au, due, payload.montant_centimes)
    dossier = Dossier(
        format=FORMAT,
        id=occasion.event.dossier,
        commune=commune.slug,
        cog=payload.commune,
        aide=payload.aide,
        etat=State.SIGNALEE,
        responsable=author,
        tenues=(holding,),
        vie=Life(signalement=signal),
    )
    conclusions = (noted.signal_kept(author, dossier, signal), own.conclusion(payload.date), accepted(holding, payload.date, by_doing=True))
    return Effect(dossier, conclusions, deadlines=pending(dossier))


def oppose(case: Case, payload: OppositionRecue) -> Step:
    """The person objects, says whoever is on the signal: nothing is left of it."""
    signal = case.dossier.vie.signalement
    if signal is None or signal.transmis:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    dossier = msgspec.structs.replace(case.dossier, etat=State.CLOS, clos_le=payload.date)
    return Effect(dossier, (said.case_closed(case.actor, name_of(case), payload.date),), settled=pending(case.dossier))


def pending(dossier: Dossier) -> tuple[Deadline, ...]:
    """The deadline that stands while the person may object."""
    signal = dossier.vie.signalement
    return () if signal is None or signal.transmis else (Deadline(signal.echeance, dossier.id, OPPOSITION_OVER),)


def pass_on(dossier: Dossier, view: RegistryView, recorded: datetime) -> Effect | None:
    """Nobody objected: tell who may offer help, if the registry knows one; None when the signal is closed or told already."""
    signal, commune = dossier.vie.signalement, view.commune(dossier.commune, recorded.date())
    if dossier.etat is State.CLOS or signal is None or signal.transmis or commune is None:
        return None
    day = commune_day(recorded, commune)
    answer = resolve(view, Question(dossier.commune, dossier.aide, day, Function.ACCOMPAGNER))
    vie = msgspec.structs.replace(dossier.vie, signalement=msgspec.structs.replace(signal, transmis=True))
    dossier = msgspec.structs.replace(dossier, vie=vie)
    if answer.responsable is None or answer.responsable == dossier.responsable:
        return Effect(dossier, (noted.signal_passed_on(dossier.responsable, None, answer.raison),))
    share = Share(answer.responsable, answer.role, answer.acte, answer.raison, (Function.ACCOMPAGNER,), answer.ecartes)
    dossier = msgspec.structs.replace(
        dossier, responsable=answer.responsable, tenues=(*dossier.tenues, share.holding(day, HoldingState.ACCEPTEE))
    )
    conclusions = (
        noted.signal_passed_on(answer.responsable, answer.acte, answer.raison),
        share.conclusion(day),
        accepted(share.holding(day), day, by_doing=True),
    )
    return Effect(dossier, conclusions, (Letter(answer.responsable, TRANSMIS, _told(dossier, signal)),))


def _told(dossier: Dossier, signal: Signal) -> dict[str, Any]:
    amount = {} if signal.montant_centimes is None else {"montant_centimes": signal.montant_centimes}
    return {"commune": dossier.cog, "aide": dossier.aide, "date": signal.recu_le.isoformat(), "nature": signal.nature} | amount
