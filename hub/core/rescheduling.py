"""The deadlines of a case, set again after each change: its next boundary, its clocks, the answers it waits for, and no other."""

from datetime import datetime

import msgspec

from hub.core.deadlines import ACT_BOUNDARY, Deadline, here, start_of
from hub.core.dossier import Dossier
from hub.core.examination import next_boundary
from hub.core.handshake import awaited
from hub.core.instants import rfc3339
from hub.core.outcome import Effect
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.rejudging import examine_and_rejudge
from hub.core.timekeeping import timed
from hub.core.timing import Noted


def rescheduled(effect: Effect, standing: Dossier | None, view: RegistryView, recorded: datetime, noted: tuple[Noted, ...] = ()) -> Effect:
    """The effect with the deadlines of the case's next boundary, of its clocks and of the answers it waits for."""
    before = None if standing is None else standing.examen
    dossier = effect.dossier
    commune = view.commune(dossier.commune, recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    now = here(commune, recorded)
    day = next_boundary(dossier, view, now.today)
    due = None if day is None else rfc3339(start_of(day, commune))
    if (due, view.version) != (dossier.examen, dossier.registre):
        dossier = msgspec.structs.replace(dossier, examen=due, registre=view.version)
        effect = effect.on(dossier)
    effect = awaited(timed(effect, standing, view, now, noted), standing, view, recorded)
    if due == before:
        return effect
    new = () if due is None else (Deadline(due, dossier.id, ACT_BOUNDARY),)
    old = () if before is None else (Deadline(before, dossier.id, ACT_BOUNDARY),)
    return msgspec.structs.replace(effect, deadlines=(*effect.deadlines, *new), settled=(*effect.settled, *old))


def is_to_examine(dossier: Dossier, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> bool:
    """Whether an examination under `view` would move something, or only the day of the next one."""
    if dossier.demande is None or dossier.registre == view.version:
        return False
    if examine_and_rejudge(dossier, view, recorded, recipient_keys) is not None:
        return True
    return bool(rescheduled(Effect(dossier), dossier, view, recorded).deadlines)
