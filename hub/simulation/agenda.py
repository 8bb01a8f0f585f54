"""What an office says today and has put off, and its draws: all of it follows from the seed, the actor and the dossier."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from hub.core.deadlines import next_working_day
from hub.demo import draw
from hub.demo.drafts import Draft
from hub.simulation.habits import CALENDAR

TYPE = "fr.relais.{}.v1"
Choice = TypeVar("Choice")


class Agenda:
    """The days of one office."""

    def __init__(self, actor: str, seed: int, first: date) -> None:
        """Nothing is planned yet."""
        self.actor = actor
        self.today = first
        self._seed = seed
        self._by_day: dict[date, dict[str, list[Draft]]] = defaultdict(dict)
        self._days_of: dict[str, set[date]] = defaultdict(set)
        self._said: dict[date, Counter[tuple[str, str, str | None]]] = defaultdict(Counter)
        self._ready: list[Draft] = []

    def open_day(self, today: date) -> list[Draft]:
        """It is that day: what was put off to it, in the order of the dossiers."""
        self.today = today
        for over in [day for day in self._said if day < today]:
            del self._said[over]
        due = self._by_day.pop(today, {})
        for case in due:
            self._days_of[case].discard(today)
        return [draft for case in sorted(due) for draft in due[case]]

    def take_ready(self) -> list[Draft]:
        """What is to be said at once, since it was last taken."""
        ready, self._ready = self._ready, []
        return ready

    def _plan(self, case: str, kind: str, days: int, extra: str | None = "", **told: Any) -> None:
        """Say it so many days from today, or on the next working day; it is dated of the day on which it is said.

        What is said again on one day (a dossier that went and came back) is another event.
        """
        day = self.today if days <= 0 else next_working_day(self._day(days), CALENDAR)
        content = told | {"date_decision" if "date_decision" in told else "date": day.isoformat()}
        times = self._said[day][case, kind, extra]
        self._said[day][case, kind, extra] += 1
        event_id = draw.token(20, self._seed, "suite", self.actor, case, kind, extra, day, *([times] if times else ()))
        draft = Draft(self.actor, event_id, TYPE.format(kind), case, content)
        if day == self.today:
            self._ready.append(draft)
        else:
            self._by_day[day].setdefault(case, []).append(draft)
            self._days_of[case].add(day)

    def _drop(self, case: str) -> None:
        """Nothing that was planned on the dossier will be said."""
        for day in self._days_of.pop(case, ()):
            self._by_day[day].pop(case, None)

    def _has_planned(self, case: str, kind: str) -> bool:
        return any(draft.type == kind for day in self._days_of.get(case, ()) for draft in self._by_day[day].get(case, ()))

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _days(self, case: str, what: str, low: int, span: int) -> int:
        """Between `low` and `low + span` days."""
        return low + draw.number(self._seed, "jours", self.actor, case, what) % (span + 1)

    def _chance(self, share: float, case: str, what: str) -> bool:
        return draw.chance(share, self._seed, what, self.actor, case)

    def _weighted(self, choices: Sequence[tuple[Choice, float]], case: str, *what: str | None) -> Choice:
        return draw.weighted(choices, self._seed, *what, self.actor, case)

    def _shared(self, choices: Sequence[tuple[Choice, float]], case: str, what: str) -> Choice:
        """A choice that every office of the dossier draws alike: each then knows whether it is its turn."""
        return draw.weighted(choices, self._seed, what, case)

    def _one_of(self, choices: Sequence[Choice], case: str, what: str) -> Choice:
        return draw.one_of(choices, self._seed, what, self.actor, case)
