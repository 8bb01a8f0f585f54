"""A deadline of a dossier's clocks rings: what is due is said once, and who answers is warned.

Rules:
1. A deadline that no longer stands (the clocks moved meanwhile) says nothing.
2. A ring says everything that became due since the one before: each warning, and each clock that ended.
3. Of what the law sets, who answers for the dossier is told; a target of the service, or a delay of the person, is only noted.
4. Silence on an appeal is its rejection, and the judge's delay counts from it. The month of a département that was asked for the domicile
   de secours leaves it to be settled who is competent.
5. Where no delay runs any more the ring is an alert to who answers: the dossier is to be looked at again.
"""

from datetime import datetime

import msgspec

from hub.core.clock import Clock
from hub.core.clock_conclusions import clock_rang, nothing_runs
from hub.core.contesting import unanswered
from hub.core.deadlines import here
from hub.core.dossier import Dossier
from hub.core.instants import rfc3339
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.outcome import Effect, after
from hub.core.own_facts import DeadlineReached
from hub.core.registry import RegistryView
from hub.core.silence import appeal_fell, fall, warned
from hub.core.timekeeping import overdue, standing, timed
from hub.core.timetable import Timetable, is_warned_of, timetable
from hub.core.timing import SILENCE_FALLS, Noted
from schemas.catalogue_codes import ClockCode, FactKind
from schemas.life_codes import DeadlineSign


def ring(dossier: Dossier, fact: DeadlineReached, view: RegistryView, recorded: datetime) -> Effect | None:
    """What a reached deadline makes of the dossier; None when it no longer stands."""
    commune = view.commune(dossier.commune, recorded.date())
    due = rfc3339(fact.due)
    if commune is None or not any((one.due, one.code) == (due, fact.code) for one in standing(dossier)):
        return None
    table, now = timetable(dossier, dossier.delais, view), here(commune, recorded)
    if table is None:
        return timed(Effect(dossier), dossier, view, now)
    if fact.code == SILENCE_FALLS:
        return timed(_silent(dossier, due, table), dossier, view, now)
    fallen = overdue(dossier, table, due)
    effect = _rung(dossier, due, table, fallen)
    if _ended(table, ClockCode.DOMICILE_SECOURS_REPONSE, dossier.delais.sonne or "", due):
        effect = after(effect, unanswered(effect.dossier, commune))
    if fallen is None or fallen.last_day is None:
        return timed(effect, dossier, view, now)
    effect = after(effect, appeal_fell(effect.dossier, fallen))
    return timed(effect, dossier, view, now, (Noted(FactKind.SILENCE_RECOURS_ECHU, fallen.last_day),))


def _silent(dossier: Dossier, due: str, table: Timetable) -> Effect:
    """The end of the silence on the demand."""
    silence = table.clock(ClockCode.SILENCE)
    is_over = silence is not None and silence.due is not None and rfc3339(silence.due) <= due
    return fall(dossier, silence) if silence is not None and is_over else Effect(dossier)


def _ended(table: Timetable, code: ClockCode, since: str, due: str) -> bool:
    """Whether a clock ended since the ring before."""
    clock = table.clock(code)
    return clock is not None and clock.due is not None and since < rfc3339(clock.due) <= due


def _rung(dossier: Dossier, due: str, table: Timetable, fallen: Clock | None) -> Effect:
    """Everything that became due; what `fallen` means is told as the silence it is."""
    since = dossier.delais.sonne or ""
    conclusions: list[Conclusion] = []
    letters: list[Letter] = []
    for at, sign, number in sorted(_signs(table)):
        clock = table.clocks[number]
        if since < at <= due and not (clock is fallen and sign is DeadlineSign.ATTEINTE):
            conclusions.append(clock_rang(dossier.responsable, clock, sign))
            if is_warned_of(clock):
                letters += warned(dossier, clock, sign)
    if not conclusions and fallen is None:
        conclusions.append(nothing_runs(dossier.responsable))
    delais = msgspec.structs.replace(dossier.delais, sonne=max(since, due), eveille=True)
    return Effect(msgspec.structs.replace(dossier, delais=delais), tuple(conclusions), tuple(letters))


def _signs(table: Timetable) -> list[tuple[str, DeadlineSign, int]]:
    """Every sign of the clocks that run: when, which, of which clock."""
    found = []
    for number, clock in enumerate(table.clocks):
        if is_warned_of(clock):
            found += [(rfc3339(alert.due), DeadlineSign(alert.code), number) for alert in clock.alerts]
        if clock.due is not None and clock.code is not ClockCode.SILENCE:
            found.append((rfc3339(clock.due), DeadlineSign.ATTEINTE, number))
    return found
