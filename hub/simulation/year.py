"""What people ask for in a year, and on which day: the proportions of a reference commune of 80,000 inhabitants, seeded.

Rules:
1. The n-th file of a commune is the same for ever: neither how many there are nor what is published around it changes it.
2. Offices are closed on Saturdays, Sundays and public holidays; what is made online comes in all the same.
3. Some days are heavy: the canteen in September, the yearly quotients in January, the first cold.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Generic, TypeVar

from hub.core.deadlines import next_working_day
from hub.demo import draw, mix
from hub.demo.drafts import DEMAND, Draft
from hub.demo.mix import Flow, Town
from schemas.codes import RequestChannel
from schemas.life_codes import SignalNature

FILES_A_COMMUNE = 19_817
"""Files a year of the reference commune, 800 of them signals of unpaid bills that nobody has asked anything by."""
SIGNALS = 800
SIGNAL = "fr.relais.signalement.recu.v1"
SIGNAL_DAYS_TO_OBJECT = 12
URGENT_SHARE = 0.06
ALWAYS_URGENT = frozenset({"SEC-URG", "NUITEE"})
CLOSED_WEIGHT = 0.03
OPEN_CHANNELS = mix.WEEK[0].channels
LATE_SHARE = 0.02
"""Demands that were received so many days before the hub hears of them."""
LATE_DAYS = 9
PEAKS = {(9, 1): 5.0, (9, 2): 3.0, (9, 3): 2.0, (1, 5): 3.0, (1, 6): 2.0, (11, 16): 2.0, (11, 17): 2.0}
"""(month, day) to how much more comes in."""


Choice = TypeVar("Choice")


class Weighted(Generic[Choice]):
    """Choices by weight, drawn again and again."""

    def __init__(self, choices: Sequence[tuple[Choice, float]]) -> None:
        self._choices = [choice for choice, _ in choices]
        self._ends = list(accumulate(weight for _, weight in choices))

    def draw(self, seed: int, *words: object) -> Choice:
        """One of them, each as likely as its weight says."""
        place = bisect_right(self._ends, draw.fraction(seed, *words) * self._ends[-1])
        return self._choices[min(place, len(self._choices) - 1)]


_FLOWS = Weighted([(flow, float(flow.a_year)) for flow in mix.FLOWS])


@dataclass(frozen=True, slots=True)
class Filed:
    """One file: the event that opens it, and what a lock may be on."""

    draft: Draft
    cog: str
    aid: str


class Year:
    """The files of one year."""

    def __init__(self, year: int, seed: int, partners: Collection[str]) -> None:
        """Nothing is drawn before it is asked for; who signals unpaid bills is one of `partners`."""
        self.days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        self._seed = seed
        self._partners = partners
        self._weights = {town.cog: [(day, _weight(day, town.cog)) for day in self.days] for town in mix.TOWNS}

    def files(self, towns: Iterable[Town], each: int, days: Collection[date]) -> dict[date, list[Filed]]:
        """The first `each` files of every town that are filed on `days`, by day."""
        found: dict[date, list[Filed]] = defaultdict(list)
        days = frozenset(days)
        for town in towns:
            weights = Weighted([(day, weight) for day, weight in self._weights[town.cog] if day in days])
            for number in range(each):
                words = ("dossier", town.slug, number)
                day = weights.draw(self._seed, *words, "jour")
                found[day].append(self._filed(town, day, words))
        return found

    def _filed(self, town: Town, day: date, words: tuple[object, ...]) -> Filed:
        is_signal = draw.chance(SIGNALS / FILES_A_COMMUNE, self._seed, *words, "signalement")
        return self._signal(town, day, words) if is_signal else self._demand(town, day, words)

    def _demand(self, town: Town, day: date, words: tuple[object, ...]) -> Filed:
        flow = _FLOWS.draw(self._seed, *words, "aide")
        counter = draw.weighted(town.counters[flow.counter], self._seed, *words, "guichet")
        is_open = next_working_day(day, town.cog) == day
        channel = draw.weighted(OPEN_CHANNELS, self._seed, *words, "canal") if is_open else RequestChannel.EN_LIGNE
        received = day - timedelta(days=LATE_DAYS) if draw.chance(LATE_SHARE, self._seed, *words, "tard") else day
        asked: dict[str, Any] = {
            "commune": town.cog,
            "aide": flow.aid,
            "date_demande": max(received, self.days[0]).isoformat(),
            "guichet": counter,
            "canal": channel.value,
            "personne_ref": "per_" + draw.token(26, self._seed, *words, "personne"),
            "urgence": flow.aid in ALWAYS_URGENT or draw.chance(URGENT_SHARE, self._seed, *words, "urgence"),
            "public": flow.public.value,
            "taille_foyer": 1 + draw.number(self._seed, *words, "foyer") % 5,
        }
        if flow.amount_cents_max:
            asked["montant_demande_centimes"] = self._amount(flow, words)
        return Filed(self._draft(counter, DEMAND, town, words, asked), town.cog, flow.aid)

    def _signal(self, town: Town, day: date, words: tuple[object, ...]) -> Filed:
        author = f"operateur-eau-{town.slug}" if f"operateur-eau-{town.slug}" in self._partners else f"epci-{town.slug}"
        told = {
            "commune": town.cog,
            "aide": draw.one_of(("EAU", "ENERG"), self._seed, *words, "aide"),
            "date": day.isoformat(),
            "nature": SignalNature.IMPAYE.value,
            "opposition_jusqu_au": (day + timedelta(days=SIGNAL_DAYS_TO_OBJECT)).isoformat(),
            "montant_centimes": 2_000 + draw.number(self._seed, *words, "montant") % 30_000,
        }
        return Filed(self._draft(author, SIGNAL, town, words, told), town.cog, "")

    def _draft(self, author: str, kind: str, town: Town, words: tuple[object, ...], told: dict[str, Any]) -> Draft:
        reference = f"{town.slug[:3].upper()}-{draw.token(12, self._seed, *words, 'référence')}"
        return Draft(author, draw.token(20, self._seed, *words, "id"), kind, reference, told)

    def _amount(self, flow: Flow, words: tuple[object, ...]) -> int:
        """Between a fifth of the most and the most, in tens of euros."""
        share = 0.2 + 0.8 * draw.fraction(self._seed, *words, "montant")
        return max(1, round(flow.amount_cents_max * share / 1000)) * 1000


def _weight(day: date, cog: str) -> float:
    is_open = next_working_day(day, cog) == day
    return PEAKS.get((day.month, day.day), 1.0) if is_open else CLOSED_WEIGHT
