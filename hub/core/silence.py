"""Silence takes effect by itself on its day, and is undone by a decision taken in time that arrives after it.

Rules:
1. At its end a demand that nobody decided is rejected or granted, as the law says for that aid (CRPA L231-1, L231-4); the fact has the
   date of the law, whenever the hub was able to say it.
2. While a stopped decision waits, or once something is decided, silence is an alert and changes nothing.
3. A decision dated by the last day of the silence undoes it, however late it arrives: who answers, and the counter, are told. Where the
   notification alone ends it (CASF L232-14), the person must have had the decision by that day, however late both arrive.
4. Who examines, who is accountable and the counter that tells the person learn of both.
5. Silence on an appeal before its author is its rejection, in the same way: an alert while a decision waits, undone by an answer in time.
"""

from datetime import date
from typing import Any, Final

import msgspec

from hub.core.acquired import by_silence, came_first
from hub.core.clock import Clock
from hub.core.clock_conclusions import clock_rang, silence_fell, silence_undone
from hub.core.dossier import Decision, Dossier
from hub.core.following import told
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion
from hub.core.life import BEFORE_THE_AUTHOR, closed, open_appeal, silent_appeal
from hub.core.lifecycle import SILENT
from hub.core.messages import Letter
from hub.core.outcome import Effect
from hub.core.outcome import after as after_
from hub.core.timekeeping import may_fall
from schemas.catalogue_codes import ClockCode
from schemas.codes import State
from schemas.life_codes import AppealPath, DeadlineSign, EventName

SIGNALEE: Final = "fr.relais.echeance.signalee.v1"


def fall(dossier: Dossier, clock: Clock) -> Effect:
    """The end of silence has come, of a clock that runs."""
    assert clock.due is not None
    assert clock.last_day is not None
    dossier = msgspec.structs.replace(dossier, delais=msgspec.structs.replace(dossier.delais, silence_dit=rfc3339(clock.due)))
    if not may_fall(dossier):
        return Effect(
            dossier, (clock_rang(dossier.responsable, clock, DeadlineSign.ATTEINTE),), warned(dossier, clock, DeadlineSign.ATTEINTE)
        )
    etat: Final = State.ACCORD_IMPLICITE if clock.basis.effect == "accord" else State.REJET_IMPLICITE
    dossier = by_silence(dossier, etat, clock.last_day, by_notification=clock.basis.by_notification)
    letters = told(dossier, EventName.SILENCE_ECHU, None, {"sens": clock.basis.effect}, clock.last_day)
    return Effect(dossier, (silence_fell(dossier.responsable, clock),), letters)


def undone(before: Dossier, after: Dossier, decision: Decision) -> tuple[Dossier, tuple[Conclusion, ...], tuple[Letter, ...]]:
    """The case once `decision` is applied, and what is told of the silence it undoes, if it does."""
    if decision.sur_recours:
        return after, *appeal_undone(before, after, decision.date_decision)
    if before.etat not in SILENT or not came_first(before, decision.date_decision, decision.notifiee_le):
        return after, (), ()
    return _undo(after, decision.date_decision)


def appeal_fell(dossier: Dossier, clock: Clock) -> Effect:
    """Silence on an appeal rejects it; where the judge is asked already the dossier waits for the judge."""
    appeal = open_appeal(dossier.vie, *BEFORE_THE_AUTHOR)
    assert appeal is not None
    assert clock.last_day is not None
    vie = closed(dossier.vie, BEFORE_THE_AUTHOR, EventName.SILENCE_ECHU.value, clock.last_day)
    etat = dossier.etat if open_appeal(vie, *AppealPath) is not None else State.REJET_IMPLICITE_RECOURS
    dossier = msgspec.structs.replace(dossier, vie=vie, etat=etat)
    letters = told(dossier, EventName.SILENCE_ECHU, None, {"sens": clock.basis.effect, "voie": appeal.voie}, clock.last_day)
    return Effect(dossier, (silence_fell(dossier.responsable, clock),), letters)


def appeal_undone(before: Dossier, after: Dossier, day: date) -> tuple[tuple[Conclusion, ...], tuple[Letter, ...]]:
    """What is told of the silence on an appeal that an answer of `day` undoes, if it does."""
    appeal = silent_appeal(before.vie)
    if appeal is None or appeal.silence_le is None or day > appeal.silence_le:
        return (), ()
    conclusion = silence_undone(after.responsable, day, appeal.silence_le, ClockCode.SILENCE_RECOURS)
    return (conclusion,), told(after, EventName.SILENCE_ANNULE, None, {"voie": appeal.voie}, day)


def notified(effect: Effect, day: date) -> Effect:
    """The effect of the person's having a decision since `day`: where that alone ends silence, one of in time is undone."""
    dossier = effect.dossier
    if not dossier.vie.par_notification or not dossier.decisions or not came_first(dossier, dossier.decisions[-1].date_decision, day):
        return effect
    case, conclusions, letters = _undo(dossier, dossier.decisions[-1].date_decision)
    return after_(effect, Effect(case, conclusions, letters))


def _undo(dossier: Dossier, decided: date) -> tuple[Dossier, tuple[Conclusion, ...], tuple[Letter, ...]]:
    silent_on = dossier.vie.implicite_le
    assert silent_on is not None
    dossier = msgspec.structs.replace(dossier, vie=msgspec.structs.replace(dossier.vie, implicite_le=None, accord_acquis=False))
    conclusion = silence_undone(dossier.responsable, decided, silent_on)
    return dossier, (conclusion,), told(dossier, EventName.SILENCE_ANNULE, None, {}, decided)


def warned(dossier: Dossier, clock: Clock, sign: DeadlineSign) -> tuple[Letter, ...]:
    """To who answers for the dossier: which clock, what is coming, and when."""
    assert clock.last_day is not None
    payload: dict[str, Any] = {
        "horloge": clock.code,
        "signe": sign,
        "jusqu_au": clock.last_day.isoformat(),
        "effet": clock.basis.effect,
        "article": clock.basis.article,
        "etat": dossier.etat,
    }
    return (Letter(dossier.responsable, SIGNALEE, payload),)
