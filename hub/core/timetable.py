"""The clocks of a dossier, counted from what it holds: once for all that has the same aid, commune and days.

Rules:
1. They are counted by the catalogue's entry of the demand's day, as the registry has it now: a correction of the catalogue counts.
2. Only days count, never the hour: a delay in hours starts at the end of its day, where the person gains.
3. A reception is that of the first day on which somebody competent to decide had the dossier: the counter's own day where it decides
   itself, else the day on which the hub brought it.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

import msgspec

from hub.core.clock import Clock, ClockState
from hub.core.clock_facts import Fact, Flag
from hub.core.clocks import Schedule, schedule
from hub.core.dossier import Dossier
from hub.core.instants import rfc3339
from hub.core.legal_days import Place
from hub.core.life import Domicile
from hub.core.registry import RegistryView
from hub.core.timing import Noted, Silence, Timing
from schemas import strict_json
from schemas.catalogue_codes import APPEAL_CLOCKS, ClockCode, FactKind

REMEMBERED_MAX: Final = 8_192
_MARK_CHARS: Final = 12
PERSONS_OWN: Final = APPEAL_CLOCKS - {ClockCode.SILENCE_RECOURS}
"""The delays of the person: no authority is warned of them."""


class Days(msgspec.Struct, frozen=True, gc=False):
    """Everything of a dossier that its clocks depend on."""

    demande: date
    urgence: bool
    enregistre: date | None
    recu: date | None
    decisions: tuple[tuple[date, bool], ...]
    implicite: date | None
    clos: date | None
    faits: tuple[Noted, ...]
    domicile: Domicile | None
    notifiee: date | None


class Timetable(msgspec.Struct, frozen=True, gc=False):
    """The clocks that run, and what is kept and said of them.

    `instants`: every instant at which something rings (RFC 3339, sorted), silence's end apart. `mark` recognises `told`, which is
    `horloges` (a list of `[code, nature, effet, du, jusqu_au, echeance]`, next due first; `echeance` in RFC 3339) and `drapeaux?`.
    """

    clocks: tuple[Clock, ...]
    silence: Silence | None
    instants: tuple[str, ...]
    mark: str
    told: dict[str, Any]

    def clock(self, code: ClockCode) -> Clock | None:
        """The clock of that code, while it runs."""
        return next((one for one in self.clocks if one.code is code), None)


def timetable(dossier: Dossier, timing: Timing, view: RegistryView) -> Timetable | None:
    """The clocks that run on a demand by the facts of `timing`; None where the catalogue says nothing of that aid on that day."""
    demand = dossier.demande
    assert demand is not None, "only a demand has clocks"
    days = Days(
        demande=demand.date_demande,
        urgence=demand.urgence,
        enregistre=timing.enregistre,
        recu=timing.recu,
        decisions=tuple([(one.date_decision, one.sur_recours) for one in dossier.decisions if one.revision is None]),
        implicite=dossier.vie.implicite_le,
        clos=dossier.clos_le,
        faits=timing.faits,
        domicile=dossier.vie.domicile,
        notifiee=_notified(dossier),
    )
    return _counted(view, dossier.aide, dossier.commune, dossier.cog, days)


def _notified(dossier: Dossier) -> date | None:
    """The day on which the person was first told of a decision."""
    for one in dossier.decisions:
        if one.notifiee_le is not None:
            return one.notifiee_le
    return None


@lru_cache(REMEMBERED_MAX)
def _counted(view: RegistryView, aide: str, slug: str, cog: str, days: Days) -> Timetable | None:
    """A view never changes, and is known by its identity."""
    aid, commune = view.aid(aide), view.commune(slug, days.demande)
    entry = None if aid is None else aid.entry_on(days.demande)
    if entry is None or commune is None:
        return None
    return table_of(schedule(entry, Place(commune, cog), facts_of(days)), fallen=_fallen(days))


def _fallen(days: Days) -> frozenset[ClockCode]:
    """Silence that took effect: on the demand, on an appeal."""
    found = {ClockCode.SILENCE} if days.implicite is not None else set()
    if any(one.kind is FactKind.SILENCE_RECOURS_ECHU for one in days.faits):
        found.add(ClockCode.SILENCE_RECOURS)
    return frozenset(found)


def facts_of(days: Days) -> tuple[Fact, ...]:
    """The dated facts of a dossier."""
    facts = [Fact(FactKind.PREMIERE_RECEPTION, days.demande, recorded=days.enregistre)]
    if days.urgence:
        facts.append(Fact(FactKind.URGENCE, days.demande))
    if days.recu is not None:
        facts.append(Fact(FactKind.RECEPTION_COMPETENTE, days.recu))
    facts += [Fact(FactKind.DECISION_SUR_RECOURS if on_appeal else FactKind.DECISION, day) for day, on_appeal in days.decisions]
    if days.implicite is not None:
        facts.append(Fact(FactKind.SILENCE_ECHU, days.implicite))
    if days.clos is not None:
        facts.append(Fact(FactKind.CLOTURE, days.clos))
    if days.notifiee is not None and not any(one.kind is FactKind.NOTIFICATION for one in days.faits):
        facts.append(Fact(FactKind.NOTIFICATION, days.notifiee))
    return (*facts, *_domicile(days), *(Fact(one.kind, one.day, until=one.until, opposable=one.opposable) for one in days.faits))


def _domicile(days: Days) -> Iterator[Fact]:
    """While the domicile de secours is in question (CASF L122-4): what is decided in an emergency is told to whoever has the file."""
    asked = days.domicile
    if asked is None:
        return
    yield Fact(FactKind.DOMICILE_CONTESTE, asked.du)
    if asked.transmis_le is not None:
        yield Fact(FactKind.DOMICILE_TRANSMIS, asked.transmis_le)
    if asked.repondu_le is not None:
        yield Fact(FactKind.DOMICILE_REPONDU, asked.repondu_le)
    provisional = next((day for day, on_appeal in days.decisions if not on_appeal), None)
    if days.urgence and provisional is not None:
        yield Fact(FactKind.DECISION_PROVISOIRE, provisional)
        if asked.transmis_le is not None:
            yield Fact(FactKind.DOMICILE_NOTIFIE, max(provisional, asked.transmis_le))


def table_of(found: Schedule, *, fallen: frozenset[ClockCode]) -> Timetable:
    """What of a schedule still runs; silence that took effect (`fallen`) runs no more."""
    clocks = tuple(one for one in found.clocks if one.state is ClockState.OUVERTE and one.code not in fallen)
    warned = {rfc3339(alert.due) for one in clocks if is_warned_of(one) for alert in one.alerts}
    ended = {rfc3339(one.due) for one in clocks if one.due is not None and one.code is not ClockCode.SILENCE}
    told = _told(clocks, found.flags)
    mark = hashlib.sha256(strict_json.canonical(told)).hexdigest()[:_MARK_CHARS] if clocks or found.flags else ""
    return Timetable(clocks, _silence(clocks), tuple(sorted(warned | ended)), mark, told)


def _silence(clocks: tuple[Clock, ...]) -> Silence | None:
    found = next((one for one in clocks if one.code is ClockCode.SILENCE), None)
    return None if found is None or found.due is None or found.last_day is None else Silence(rfc3339(found.due), found.last_day)


def _told(clocks: tuple[Clock, ...], flags: tuple[Flag, ...]) -> dict[str, Any]:
    listed = [
        [one.code.value, one.basis.nature, one.basis.effect, one.start.isoformat(), one.last_day.isoformat(), rfc3339(one.due)]
        for one in clocks
        if one.start is not None and one.last_day is not None and one.due is not None
    ]
    return {"horloges": listed, "drapeaux": [one.value for one in flags]} if flags else {"horloges": listed}


def is_warned_of(clock: Clock) -> bool:
    """Whether who answers for the dossier is told of it: what the law sets, and is not the person's own."""
    return clock.basis.nature == "legale" and clock.code not in PERSONS_OWN
