"""One business week: each day its demands and what was put off to it, until everything is answered; exactly so many events in all.

Rules:
1. A day begins when all that was published before it has its notice and nobody has anything left to say: totals depend on the seed alone.
2. The demands of a day are sized by what demands gave rise to so far; Friday evening fills up to the exact total with demands made online
   that no office answers before Monday.
"""

from collections.abc import Callable, Mapping

from hub.demo.desk import LAST_DAY
from hub.demo.drafts import Draft
from hub.demo.mix import WEEK
from hub.demo.partner import Budget, Partner
from hub.demo.traffic import Traffic

EVENTS_PER_DEMAND = 3.4
"""What one demand gave rise to in weeks seen before; only Monday relies on it. Later days give rise to less: the evening has room."""


class Week:
    """Plays the week; `until_quiet` returns when every partner is idle."""

    def __init__(self, partners: Mapping[str, Partner], traffic: Traffic, budget: Budget, until_quiet: Callable[[], object]) -> None:
        """Nothing is published yet; what `budget` has left is the week's total."""
        self.day_name = ""
        self.demands = 0
        self._partners = partners
        self._traffic = traffic
        self._budget = budget
        self._until_quiet = until_quiet
        self._before = budget.taken
        self._total = budget.left

    def play(self) -> None:
        """Monday to Friday, then the evening."""
        for day, name in enumerate(one.name for one in WEEK):
            self.day_name = name
            self._open(day)
            self._until_quiet()
        self.day_name = "vendredi soir"
        self._fill_up()
        self._until_quiet()

    def _open(self, day: int) -> None:
        put_off = {actor: partner.open_day(day) for actor, partner in self._partners.items()}
        count = self._demands_of(day, sum(map(len, put_off.values())))
        expected = round(self._total * WEEK[day].share)
        planned = self._traffic.day(day, self.demands, count, expected)
        self.demands += count
        planned += self._traffic.intrusions(day, expected, {actor: partner.cases for actor, partner in self._partners.items()})
        for actor, drafts in put_off.items():
            self._partners[actor].say(drafts)
        self._hand_out(planned)

    def _demands_of(self, day: int, put_off: int) -> int:
        """This day's share of the demands that the rest of the week has room for."""
        pending = put_off + sum(partner.desk.waiting for partner in self._partners.values())
        spent = self._budget.taken - self._before
        each = EVENTS_PER_DEMAND if self.demands == 0 else (spent + pending) / self.demands
        rest = max(0.0, self._total - spent - pending)
        share_left = sum(one.share for one in WEEK[day:])
        return round(rest / each * WEEK[day].share / share_left)

    def _fill_up(self) -> None:
        for partner in self._partners.values():
            partner.answers = False
        count = self._budget.left
        self._hand_out([self._traffic.demand(self.demands + n, LAST_DAY, online=True) for n in range(count)])
        self.demands += count

    def _hand_out(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            self._partners[draft.partner].say([draft])
