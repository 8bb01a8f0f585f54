"""What the cases of one life ask of acts with places or money, and give back: what pass 2 of a simulation counts.

Rules:
1. A case asks when it is entrusted by such an act: a place where the act has some, the amount asked for where it has an envelope. It
   gives back when nobody holds it by that act any more, or when it is closed; a decision spends what it grants.
2. Asking is never answered here: a case goes where the acts send it, as if there were always room. Pass 2 says when there was none.
   Each request says who else would have had what hangs on it: the core is asked what it would have made of the other answer.
3. Where a registry has other bounds for an act, what is held by it is asked again: it keeps its turn, and the bounds are told.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from hub.core.deadlines import commune_day
from hub.core.dossier import Dossier
from hub.core.lane_answers import taken as answered
from hub.core.minimise import NOBODY_READS
from hub.core.own_facts import QuotaAnswered
from hub.core.quota_facts import Asked, Bounds, Request, Returned, Spent
from hub.core.registry import RegistryView
from hub.core.replaying import NOWHERE, CaseFact, Fault, Taken
from schemas.codes import GRANTED, QuotaOutcome, Role, State
from schemas.registry import Act


class Said(NamedTuple):
    """A request, when it was made, its place among those of its partition, and who else would have had the case without a place."""

    instant: datetime
    partition: int
    rank: int
    request: Request
    ailleurs: tuple[str, ...] = ()


def is_bounded(act: Act) -> bool:
    """Whether places or money of the act are counted."""
    return act.capacite is not None or act.enveloppe is not None


def bounds_of(act: Act | None) -> Bounds:
    """What the act may take on; nothing bounds an act that is not known yet."""
    if act is None:
        return Bounds()
    envelope = act.enveloppe
    if envelope is None:
        return Bounds(act.capacite)
    return Bounds(act.capacite, envelope.centimes_par_an, envelope.annee, envelope.report, envelope.fongible)


class Asking:
    """The requests of one life of one partition, about the acts that are `counted` in either life."""

    def __init__(self, partition: int, counted: frozenset[str], note_fault: Callable[[Fault], object]) -> None:
        """Nothing asked yet."""
        self._note_fault = note_fault
        self.said: list[Said] = []
        self._first_rank = 0
        self._partition = partition
        self._counted = counted
        self._open: dict[str, dict[str, Asked]] = {}
        self._numbers: dict[str, int] = {}
        self._bounds: dict[str, Bounds] = {}

    def fork(self, dossiers: Iterable[str]) -> "Asking":
        """Another life of these cases from here on, with what they hold."""
        other, kept = Asking(self._partition, self._counted, self._note_fault), set(dossiers)
        other._open = {name: dict(asked) for name, asked in self._open.items() if name in kept}
        other._numbers = {name: number for name, number in self._numbers.items() if name in kept}
        other._bounds = dict(self._bounds)
        other._first_rank = self._first_rank + len(self.said)
        return other

    def hear(self, fact: CaseFact, taken: Taken) -> None:
        """What a fact makes a case ask."""
        before, after = taken.before, taken.after
        if after is None or (
            before is not None and before.tenues is after.tenues and before.decisions is after.decisions and before.etat is after.etat
        ):
            return
        view, recorded = taken.view, taken.recorded
        held = self._held(after)
        if before is not None and len(after.decisions) > len(before.decisions):
            self._spend(after, recorded)
        waiting = self._open.get(after.id, {})
        for acte in sorted(waiting.keys() - held):
            self._say(recorded, Returned(dossier=after.id, acte=acte, n=waiting.pop(acte).n))
        for acte in sorted(held - waiting.keys()):
            self._ask(after, acte, view, recorded, self._elsewhere(fact, taken, acte))

    def rebound(self, view: RegistryView, recorded: datetime) -> None:
        """A version of the registry begins: bounds that changed are told."""
        changed = {acte: bounds for acte, told in self._bounds.items() if (bounds := bounds_of(view.act(acte))) != told}
        self._bounds |= changed
        for dossier in sorted(self._open) if changed else ():
            for acte in sorted(self._open[dossier].keys() & changed.keys()):
                again = msgspec.structs.replace(self._open[dossier][acte], version=view.version, bornes=changed[acte])
                self._open[dossier][acte] = again
                self._say(recorded, again)

    def _held(self, dossier: Dossier) -> set[str]:
        if dossier.etat is State.CLOS:
            return set()
        return {one.acte for one in dossier.tenues if one.is_active and one.role is not Role.AUCUN and one.acte in self._counted}

    def _ask(self, dossier: Dossier, acte: str, view: RegistryView, recorded: datetime, elsewhere: tuple[str, ...]) -> None:
        act, commune = view.act(acte), view.commune(dossier.commune, recorded.date())
        assert commune is not None, "a registry never forgets a commune"
        number = self._numbers[dossier.id] = self._numbers.get(dossier.id, 0) + 1
        amount = None if dossier.demande is None else dossier.demande.montant_demande_centimes
        assert act is not None, "nobody holds a case by an act that is not there"
        bounds = self._bounds[acte] = bounds_of(act)
        asked = Asked(
            dossier=dossier.id,
            acte=acte,
            n=number,
            aide=dossier.aide,
            annee=commune_day(recorded, commune).year,
            place=True,
            centimes=amount or 0,
            attend=act.epuise == "attente",
            version=view.version,
            bornes=bounds,
        )
        self._open.setdefault(dossier.id, {})[acte] = asked
        self._say(recorded, asked, elsewhere)

    def _spend(self, dossier: Dossier, recorded: datetime) -> None:
        decision = dossier.decisions[-1]
        cents = (decision.montant_centimes or 0) if decision.sens in GRANTED else 0
        deciding = {one.acte for one in dossier.tenues if one.acteur == decision.acteur}
        for acte, asked in sorted(self._open.get(dossier.id, {}).items()):
            if acte in deciding:
                self._say(recorded, Spent(dossier=dossier.id, acte=acte, n=asked.n, centimes=cents))

    def _say(self, recorded: datetime, request: Request, elsewhere: tuple[str, ...] = ()) -> None:
        self.said.append(Said(recorded, self._partition, self._first_rank + len(self.said), request, elsewhere))

    def _elsewhere(self, fact: CaseFact, granted: Taken, acte: str) -> tuple[str, ...]:
        """Who would have had what `acte` gave, had its lane answered that nothing is left: by what core makes of that answer."""
        after, act = granted.after, granted.view.act(acte)
        if not isinstance(fact, QuotaAnswered) or fact.acte != acte or after is None or act is None:
            return ()
        refusing = QuotaOutcome.EN_ATTENTE if act.epuise == "attente" else QuotaOutcome.EPUISEE
        try:
            other = answered(granted.before, msgspec.structs.replace(fact, etat=refusing), granted.view, granted.recorded, NOBODY_READS)
        except Exception as error:  # noqa: BLE001 -- as in a life: what crashes core stops nothing, and is named
            self._note_fault(Fault(self._partition, NOWHERE, fact.dossier, type(error).__name__))
            return ()
        functions = {function for one in after.tenues if one.is_active and one.acte == acte for function in one.fonctions}
        held = () if other is None else other.dossier.tenues
        others = (one for one in held if one.is_active and one.role is not Role.AUCUN and functions.intersection(one.fonctions))
        return tuple(sorted({one.acteur for one in others}))
