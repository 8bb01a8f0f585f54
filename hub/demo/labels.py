"""Names for a spectator: actors as they call themselves, acts by their number, and until when they hold."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from hub.core.phrases import day_in_words, last_day
from schemas.codes import ActKind
from schemas.registry import Act, Actor, Aid, AnyRecord

CONVENTIONS = frozenset({ActKind.DELEGATION_COMPETENCE, ActKind.CONVENTION_INSTRUCTION, ActKind.AGREMENT, ActKind.MARCHE, ActKind.DSP})
NO_ACT = "aucun acte"


class Ending(NamedTuple):
    """A convention that ends soon."""

    act_id: str
    act: str
    holder: str
    subject: str
    last_day: date


class Labels:
    """What the registry files say of names."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        """The last record of an id wins."""
        known = list(records)
        self._actors = {record.id: record.nom for record in known if isinstance(record, Actor)}
        self._acts = {record.id: record for record in known if isinstance(record, Act)}
        self._aids = {record.code: record.libelle for record in known if isinstance(record, Aid)}

    def actor(self, actor: str | None) -> str:
        """The actor's name."""
        return self._actors.get(actor or "", actor or "personne")

    def aid(self, code: str) -> str:
        """The aid's name."""
        return self._aids.get(code, code)

    def act(self, act: str | None) -> str:
        """The number of the act, as its authors gave it."""
        known = self._acts.get(act or "")
        return known.numero if known is not None else act or NO_ACT

    def until(self, act: str | None) -> str:
        """The last day on which the act gives anything."""
        known = self._acts.get(act or "")
        end = None if known is None else _end(known)
        return "sans terme" if end is None else f"jusqu'au {day_in_words(last_day(end))}"

    def ending(self, day: date, within_days: int) -> list[Ending]:
        """The conventions in force on `day` whose last day falls within so many days, soonest first."""
        latest = day + timedelta(days=within_days)
        soon = [act for act in self._acts.values() if act.type in CONVENTIONS and act.du <= day < (_end(act) or date.max) <= latest]
        endings = [Ending(act.id, act.numero, self.actor(act.beneficiaire), act.objet, last_day(_end(act) or latest)) for act in soon]
        return sorted(endings, key=lambda ending: (ending.last_day, ending.act))


def _end(act: Act) -> date | None:
    ends = [end for end in (act.au, act.revoque_le) if end is not None]
    return min(ends, default=None)
