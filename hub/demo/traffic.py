"""What partners publish of their own accord, day by day: demands, collective actions, and a share of what must be refused.

Rules:
1. The n-th demand of a seed is the same for ever, whatever is published around it; so is the n-th fault.
2. Answers are not here: a partner makes them from what its inbox really brings (desk.py).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hub.demo import draw, mix
from hub.demo.drafts import DEMAND, Draft, Fault
from schemas.codes import RequestChannel

FAULT_SHARE = 0.010
UNAUTHORISED_SHARE = 0.005
REPEAT_SHARE = 0.02
CONTRADICTED_EVERY = 100
"""One demand in so many is published again with another content, under its own id or another in turn."""
INTRUSION_SHARE = 0.0005
"""Events about a dossier of which their author never held a function."""

URGENT_SHARE = 0.06
ACCEPTANCE = "fr.relais.transmission.acceptee.v1"
ALWAYS_URGENT = frozenset({"SEC-URG", "NUITEE"})
MALFORMED = tuple(fault for fault in Fault if fault is not Fault.SOURCE_AUTRE)


class Traffic:
    """The traffic of one seed."""

    def __init__(self, seed: int, fault_share: float = FAULT_SHARE) -> None:
        """Nothing is drawn before it is asked for; `fault_share` of the events are malformed."""
        self.seed = seed
        self._fault_share = fault_share

    def demand(self, number: int, day: int, *, online: bool = False) -> Draft:
        """The demand of that number, made on that day of the week."""
        words = ("demande", number)
        town = draw.weighted([(town, town.population) for town in mix.TOWNS], self.seed, *words, "commune")
        flow = draw.weighted([(flow, flow.a_year) for flow in mix.FLOWS], self.seed, *words, "aide")
        counter = draw.weighted(town.counters[flow.counter], self.seed, *words, "guichet")
        channels = ((RequestChannel.EN_LIGNE, 1.0),) if online else mix.WEEK[day].channels
        asked: dict[str, Any] = {
            "commune": town.cog,
            "aide": flow.aid,
            "date_demande": mix.WEEK[day].date.isoformat(),
            "guichet": counter,
            "canal": draw.weighted(channels, self.seed, *words, "canal").value,
            "personne_ref": "per_" + draw.token(26, self.seed, *words, "personne"),
            "urgence": flow.aid in ALWAYS_URGENT or draw.chance(URGENT_SHARE, self.seed, *words, "urgence"),
            "public": flow.public.value,
            "taille_foyer": 1 + draw.number(self.seed, *words, "foyer") % 5,
        }
        if flow.amount_cents_max:
            asked["montant_demande_centimes"] = self._amount(flow.amount_cents_max, *words)
        reference = f"{town.slug[:3].upper()}-{draw.token(10, self.seed, *words, 'référence')}"
        return Draft(counter, draw.token(20, self.seed, *words, "id"), DEMAND, reference, asked)

    def day(self, day: int, first: int, count: int, events_expected: int) -> list[Draft]:
        """What is published on that day: `count` demands from number `first`, and their share of faults, in a drawn order."""
        sent = [draft for number in range(first, first + count) for draft in self._with_contradiction(number, day)]
        faults = self._faults(day, events_expected)
        # contradictions stay behind what they contradict; faults fall in anywhere
        return _woven([*self.actions(day), *sent], faults, self.seed, day)

    def actions(self, day: int) -> list[Draft]:
        """Collective actions open on Monday and are reported on Friday."""
        if day == 0:
            return [
                self._action(actor, "ouverte", cog, act, {"public": public.value, "places": places})
                for actor, cog, act, public, places in mix.ACTIONS
            ]
        if day == len(mix.WEEK) - 1:
            return [self._action(actor, "bilan", cog, act, {"participants": places}) for actor, cog, act, _, places in mix.ACTIONS]
        return []

    def intrusions(self, day: int, events_expected: int, known: Mapping[str, Collection[str]]) -> list[Draft]:
        """Acceptances by partners of dossiers that others know of and they do not; `known` gives each partner's dossiers."""
        cases = sorted(set().union(*known.values()))
        drafts = []
        for rank in range(max(1, round(events_expected * INTRUSION_SHARE)) if cases else 0):
            case = draw.one_of(cases, self.seed, "intrusion", day, rank)
            strangers = [partner for partner in sorted(known) if case not in known[partner]]
            author = draw.one_of(strangers, self.seed, "intrus", day, rank)
            told = {"date": mix.WEEK[day].date.isoformat()}
            drafts.append(Draft(author, draw.token(20, self.seed, "intrusion", day, rank), ACCEPTANCE, case, told))
        return drafts

    def _action(self, actor: str, kind: str, cog: str, act: str, told: dict[str, Any]) -> Draft:
        if kind == "ouverte":
            told = told | {"aide": "COLL", "territoire": [cog], "du": mix.WEEK[0].date.isoformat(), "acte": act}
        return Draft(actor, draw.token(20, self.seed, "action", kind, act), f"fr.relais.action.{kind}.v1", f"ACTION-{act}", told)

    def _faults(self, day: int, events_expected: int) -> list[Draft]:
        malformed = max(round(events_expected * self._fault_share), -(-len(MALFORMED) // len(mix.WEEK)))
        unauthorised = max(round(events_expected * UNAUTHORISED_SHARE), 1)
        first = day * len(MALFORMED) // len(mix.WEEK)
        kinds = [MALFORMED[(first + n) % len(MALFORMED)] for n in range(malformed)] + [Fault.SOURCE_AUTRE] * unauthorised
        return [self._spoiled(kind, day, rank) for rank, kind in enumerate(kinds)]

    def _spoiled(self, kind: Fault, day: int, rank: int) -> Draft:
        number = -1 - day * 100_000 - rank
        return replace(self.demand(number, day), fault=kind)

    def _with_contradiction(self, number: int, day: int) -> Iterator[Draft]:
        demand = self.demand(number, day)
        yield demand
        times, rest = divmod(number, CONTRADICTED_EVERY)
        if rest == CONTRADICTED_EVERY // 2:
            event_id = demand.id if times % 2 == 0 else draw.token(20, self.seed, "autre id", demand.id)
            yield replace(demand, id=event_id, data=demand.data | {"urgence": not demand.data["urgence"]})

    def _amount(self, cents_max: int, *words: object) -> int:
        """Between a fifth of the most and the most, in tens of euros."""
        share = 0.2 + 0.8 * draw.fraction(self.seed, *words, "montant")
        return max(1, round(cents_max * share / 1000)) * 1000


def _woven(sent: list[Draft], faults: list[Draft], *words: Any) -> list[Draft]:
    """The faults put among the rest, each at a drawn place."""
    whole = list(sent)
    for fault in faults:
        whole.insert(draw.number(words[0], *words[1:], "place", fault.id) % (len(whole) + 1), fault)
    return whole
