"""A deadline of a dossier's clocks rings: what is due is said once, and who answers is warned.

Rules:
1. A deadline that no longer stands (the clocks moved meanwhile) says nothing.
2. A ring says everything that became due since the one before: each warning, and each clock that ended.
3. Of what the law sets, who answers for the dossier is told; a target of the service, or a delay of the person, is only noted.
4. Silence on an appeal is its rejection, and the judge's delay counts from it. The month of a département that was asked for the domicile
   de secours leaves it to be settled who is competent.
5. Where no delay runs any more the ring is an alert to who answers: the dossier is to be looked at again.
"""

from datetime import date, datetime

import msgspec

from hub.core.clock_conclusions import clock_rang, nothing_runs
from hub.core.contesting import unanswered
from hub.core.dossier import Dossier
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.outcome import Effect, after
from hub.core.own_facts import DeadlineReached, rfc3339
from hub.core.registry import RegistryView
from hub.core.silence import fall, warned
from hub.core.timekeeping import standing, timed
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
    table = timetable(dossier, dossier.delais, view, commune)
    effect = Effect(dossier) if table is None else _rung(dossier, fact.code, due, table)
    since = dossier.delais.sonne or ""
    if _ended(table, ClockCode.DOMICILE_SECOURS_REPONSE, since, due) is not None:
        effect = after(effect, unanswered(effect.dossier, commune))
    fallen = _ended(table, ClockCode.SILENCE_RECOURS, since, due)
    noted = () if fallen is None else (Noted(FactKind.SILENCE_RECOURS_ECHU, fallen),)
    return timed(effect, dossier, view, commune, recorded, noted)


def _ended(table: Timetable | None, code: ClockCode, since: str, due: str) -> date | None:
    """The last day of a clock that ended since the ring before."""
    clock = None if table is None else table.clock(code)
    return clock.last_day if clock is not None and clock.due is not None and since < rfc3339(clock.due) <= due else None


def _rung(dossier: Dossier, code: str, due: str, table: Timetable) -> Effect:
    if code == SILENCE_FALLS:
        silence = table.clock(ClockCode.SILENCE)
        is_over = silence is not None and silence.due is not None and rfc3339(silence.due) <= due
        return fall(dossier, silence) if silence is not None and is_over else Effect(dossier)
    since = dossier.delais.sonne or ""
    conclusions: list[Conclusion] = []
    letters: list[Letter] = []
    for at, sign, clock in sorted(_signs(table)):
        if since < at <= due:
            conclusions.append(clock_rang(dossier.responsable, table.clocks[clock], sign))
            if is_warned_of(table.clocks[clock]):
                letters += warned(dossier, table.clocks[clock], sign)
    if not conclusions:
        conclusions.append(nothing_runs(dossier.responsable))
    dossier = msgspec.structs.replace(dossier, delais=msgspec.structs.replace(dossier.delais, sonne=due, eveille=True))
    return Effect(dossier, tuple(conclusions), tuple(letters))


def _signs(table: Timetable) -> list[tuple[str, DeadlineSign, int]]:
    """Every sign of the clocks that run: when, which, of which clock."""
    found = []
    for number, clock in enumerate(table.clocks):
        if is_warned_of(clock):
            found += [(rfc3339(alert.due), DeadlineSign(alert.code), number) for alert in clock.alerts]
        if clock.due is not None and clock.code is not ClockCode.SILENCE:
            found.append((rfc3339(clock.due), DeadlineSign.ATTEINTE, number))
    return found
