"""Time is kept on a dossier: after each change its clocks are counted again, told once where they changed, and set in the lane.

Rules:
1. At most two deadlines stand in the lane for a dossier's clocks: whatever rings next, and the end of silence. Silence has one of its
   own, so that after a week down it takes effect in the order of the law, whatever else rings on the way; it is set when something rang
   for the first time (half of the delay at the latest), for most demands are decided before, and a deadline set is a record written.
2. A case that is opened late (or was opened before its clocks were kept) is not told what lay before: only silence that is over still
   takes effect, with its own date.
3. Silence that was told while it could not take effect (a stopped decision waited) stands again as soon as it can; so does that on an
   appeal.
4. A case whose clocks change says so once in the journal: all that run, or none any more.
5. A demand that is open and on which no delay runs any more is looked at again REVIEW_DAYS after the last thing that happened on it, and
   again: it always has a next deadline (ours, no text sets it). The journal says when that is, each time it moves.
"""

from bisect import bisect_right
from datetime import date, timedelta
from typing import Final

import msgspec

from hub.core.clock import Clock
from hub.core.clock_conclusions import clocks_counted, review_set
from hub.core.deadlines import Deadline, Here, start_of
from hub.core.dossier import Dossier, holders
from hub.core.instants import rfc3339
from hub.core.life import BEFORE_THE_AUTHOR, open_appeal
from hub.core.lifecycle import UNDECIDED
from hub.core.outcome import Effect
from hub.core.registry import RegistryView
from hub.core.timetable import Timetable, timetable
from hub.core.timing import CLOCK_RINGS, SILENCE_FALLS, Noted, Timing
from schemas.catalogue_codes import ClockCode
from schemas.codes import Function, State

REVIEW_DAYS: Final = 90
_NOTHING: Final = Timetable((), None, (), "", {"horloges": []})


def may_fall(dossier: Dossier) -> bool:
    """Whether silence would take effect: nothing is decided, no decision waits to be settled or for its money, and it did not already."""
    return dossier.etat in UNDECIDED and not dossier.arretees and not dossier.attendues and dossier.vie.implicite_le is None


def appeal_falls(dossier: Dossier) -> bool:
    """Whether silence on an appeal would take effect: one is open before its author, and no decision waits."""
    return open_appeal(dossier.vie, *BEFORE_THE_AUTHOR) is not None and not dossier.arretees and not dossier.attendues


def overdue(dossier: Dossier, table: Timetable, until: str) -> Clock | None:
    """The silence on an appeal that was over by `until` (RFC 3339), and takes effect."""
    if not appeal_falls(dossier):
        return None
    clock = table.clock(ClockCode.SILENCE_RECOURS)
    return clock if clock is not None and clock.due is not None and rfc3339(clock.due) <= until else None


def standing(dossier: Dossier) -> tuple[Deadline, ...]:
    """The deadlines that stand in the lane."""
    timing = dossier.delais
    found = () if timing.rappel is None else (Deadline(timing.rappel, dossier.id, CLOCK_RINGS),)
    silence = timing.silence
    if silence is None or dossier.etat is State.ORIENTEE or (silence.due == timing.silence_dit and not may_fall(dossier)):
        return found
    if timing.rappel is not None and not timing.eveille and timing.rappel < silence.due:
        return found
    return (*found, Deadline(silence.due, dossier.id, SILENCE_FALLS))


def timed(effect: Effect, before: Dossier | None, view: RegistryView, now: Here, noted: tuple[Noted, ...] = ()) -> Effect:
    """The effect with its clocks: what is said of them, which deadlines stand and which no longer do; `noted` is what happened."""
    dossier = effect.dossier
    if dossier.demande is None:
        return effect
    timing = _lived(dossier, now, noted)
    counted = timetable(dossier, timing, view)
    table = counted or _NOTHING
    after = timing.sonne or ""
    is_closed = dossier.etat is State.CLOS
    rank = len(table.instants) if is_closed else bisect_right(table.instants, after)
    rappel = table.instants[rank] if rank < len(table.instants) else None
    late = overdue(dossier, table, after)
    rappel = rappel if late is None or late.due is None else rfc3339(late.due)
    new = msgspec.structs.replace(timing, silence=table.silence, marque=table.mark, rappel=rappel, revue=None)
    dossier = msgspec.structs.replace(dossier, delais=new)
    stands = standing(dossier)
    review = None if counted is None or is_closed or stands else now.today + timedelta(days=REVIEW_DAYS)
    if review is not None:
        due = rfc3339(start_of(review, now.commune))
        new = msgspec.structs.replace(new, rappel=due, revue=due)
        dossier = msgspec.structs.replace(dossier, delais=new)
        stands = standing(dossier)
    stood = () if before is None else standing(before)
    told = () if timing.marque == new.marque else (clocks_counted(dossier.responsable, table.told),)
    if timing.revue != new.revue:
        last = None if review is None else review - timedelta(days=1)
        told = (*told, review_set(dossier.responsable, last, new.revue))
    if not told and stands == stood:
        return effect.on(dossier)
    return msgspec.structs.replace(
        effect,
        dossier=dossier,
        conclusions=(*effect.conclusions, *told),
        deadlines=(*effect.deadlines, *(one for one in stands if one not in stood)),
        settled=(*effect.settled, *(one for one in stood if one not in stands)),
    )


def _lived(dossier: Dossier, now: Here, noted: tuple[Noted, ...]) -> Timing:
    """The dated facts with what happened now."""
    timing = dossier.delais
    if timing.sonne is None:
        timing = msgspec.structs.replace(timing, sonne=rfc3339(now.instant), enregistre=None if dossier.vus else now.today)
    recu = timing.recu or _received(dossier, now.today)
    return msgspec.structs.replace(timing, recu=recu, faits=(*timing.faits, *noted)) if noted or recu != timing.recu else timing


def _received(dossier: Dossier, today: date) -> date | None:
    """The day on which somebody who may decide has the dossier."""
    deciding = [one.acteur for one in holders(dossier, Function.DECIDER)]
    if not deciding or dossier.demande is None:
        return None
    return dossier.demande.date_demande if dossier.demande.guichet in deciding else today
