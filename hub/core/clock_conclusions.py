"""What the journal says of a dossier's clocks (the rules of `conclusions` hold here)."""

from datetime import date
from typing import Any

from hub.core.clock import Clock
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion, ConclusionKind
from schemas.catalogue_codes import ClockCode
from schemas.life_codes import ClockReason, DeadlineSign, EventName


def clocks_counted(acteur: str, details: dict[str, Any]) -> Conclusion:
    """HORLOGES_COMPTEES: all that runs from now on.

    raison `DELAIS_COMPTES`, or `DELAIS_TERMINES` when none runs; details are `hub.core.timetable.Timetable.told`.
    """
    raison = ClockReason.DELAIS_COMPTES if details["horloges"] else ClockReason.DELAIS_TERMINES
    return Conclusion(genre=ConclusionKind.HORLOGES_COMPTEES, raison=raison, acteur=acteur, details=details)


def clock_rang(acteur: str, clock: Clock, sign: DeadlineSign) -> Conclusion:
    """ECHEANCE: raison the clock; details `signe`, `nature`, `effet`, `jusqu_au`, `echeance`, `article`, `a_verifier?`."""
    assert clock.due is not None
    details: dict[str, Any] = {
        "signe": sign,
        "nature": clock.basis.nature,
        "effet": clock.basis.effect,
        "jusqu_au": _day(clock.last_day),
        "echeance": rfc3339(clock.due),
        "article": clock.basis.article,
    }
    if clock.basis.to_verify:
        details["a_verifier"] = True
    return Conclusion(genre=ConclusionKind.ECHEANCE, raison=clock.code, acteur=acteur, details=details)


def nothing_runs(acteur: str) -> Conclusion:
    """ALERTE: raison `DELAIS_TERMINES`; the dossier is open and waits for nothing that has a day."""
    return Conclusion(genre=ConclusionKind.ALERTE, raison=ClockReason.DELAIS_TERMINES, acteur=acteur)


def review_set(acteur: str, day: date | None, due: str | None) -> Conclusion:
    """REVUE: raison `DELAIS_TERMINES`; details `jusqu_au` (the last day before it is looked at again), `echeance`; none: it is not."""
    details = {} if day is None or due is None else {"jusqu_au": _day(day), "echeance": due}
    return Conclusion(genre=ConclusionKind.REVUE, raison=ClockReason.DELAIS_TERMINES, acteur=acteur, details=details)


def silence_fell(acteur: str, clock: Clock) -> Conclusion:
    """SILENCE: raison `silence.echu`; details `sens` (rejet, accord), `date` (the last day of the silence), `article`, `a_verifier?`.

    `horloge?` is `SILENCE_RECOURS` where it is an appeal that nobody answered.
    """
    details: dict[str, Any] = {"sens": clock.basis.effect, "date": _day(clock.last_day), "article": clock.basis.article}
    if clock.code is not ClockCode.SILENCE:
        details["horloge"] = clock.code
    if clock.basis.to_verify:
        details["a_verifier"] = True
    return Conclusion(genre=ConclusionKind.SILENCE, raison=EventName.SILENCE_ECHU, acteur=acteur, details=details)


def silence_undone(acteur: str, day: date, silent_on: date, clock: ClockCode = ClockCode.SILENCE) -> Conclusion:
    """SILENCE: raison `silence.annule`; details `date` (of the decision), `silence_du` (the last day of what it undoes), `horloge?`."""
    details = {"date": day.isoformat(), "silence_du": silent_on.isoformat()}
    if clock is not ClockCode.SILENCE:
        details["horloge"] = clock
    return Conclusion(genre=ConclusionKind.SILENCE, raison=EventName.SILENCE_ANNULE, acteur=acteur, details=details)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
