"""What the cases of one life take of acts with places or money, and give back: the use of these acts, whatever bounds them.

Rules:
1. A case takes when it is entrusted by such an act: a place where the act has some, the amount asked for where it has an envelope. It
   gives back when nobody holds it by that act any more, or when it is closed; a decision spends what it grants.
2. It is counted above a bound too: who may have it was ruled on before (`hub.core.what_if_desk`), and an act that nothing bounds in this
   life is counted as in the other, where it is.
3. Where a registry has other bounds for an act, what is held by it is told again with them.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from hub.core.deadlines import commune_day
from hub.core.dossier import Dossier
from hub.core.quota_facts import Asked, Bounds, Request, Returned, Spent
from hub.core.registry import RegistryView
from hub.core.replaying import Taken
from hub.core.reserving import bounds_of
from schemas.codes import GRANTED, Role, State


class Said(NamedTuple):
    """What was taken or given back, and when."""

    instant: datetime
    request: Request


class Taking:
    """What one life takes of the acts that are `counted` in either, in the order it lives."""

    def __init__(self, counted: frozenset[str]) -> None:
        """Nothing taken yet."""
        self.said: list[Said] = []
        self._counted = counted
        self._open: dict[str, dict[str, Asked]] = {}
        self._numbers: dict[str, int] = {}
        self._bounds: dict[str, Bounds] = {}

    def fork(self) -> "Taking":
        """That of another life from here on."""
        other = Taking(self._counted)
        other.said = list(self.said)
        other._open = {name: dict(asked) for name, asked in self._open.items()}
        other._numbers, other._bounds = dict(self._numbers), dict(self._bounds)
        return other

    def hear(self, taken: Taken) -> None:
        """What a fact makes a case take and give back."""
        before, after = taken.before, taken.after
        if not self._counted or after is None:
            return
        if before is not None and before.tenues is after.tenues and before.decisions is after.decisions and before.etat is after.etat:
            return
        view, recorded = taken.view, taken.recorded
        held = self._held(after)
        if before is not None and len(after.decisions) > len(before.decisions):
            self._spend(after, recorded)
        taking = self._open.get(after.id, {})
        for acte in sorted(taking.keys() - held):
            self.said.append(Said(recorded, Returned(dossier=after.id, acte=acte, n=taking.pop(acte).n)))
        for acte in sorted(held - taking.keys()):
            self._take(after, acte, view, recorded)

    def rebound(self, view: RegistryView, recorded: datetime) -> None:
        """A version of the registry begins: bounds that changed are told."""
        changed = {acte: bounds for acte, told in self._bounds.items() if (bounds := bounds_of(view.act(acte))) != told}
        self._bounds |= changed
        for dossier in sorted(self._open) if changed else ():
            for acte in sorted(self._open[dossier].keys() & changed.keys()):
                again = msgspec.structs.replace(self._open[dossier][acte], version=view.version, bornes=changed[acte])
                self._open[dossier][acte] = again
                self.said.append(Said(recorded, again))

    def _held(self, dossier: Dossier) -> set[str]:
        if dossier.etat is State.CLOS:
            return set()
        return {one.acte for one in dossier.tenues if one.is_active and one.role is not Role.AUCUN and one.acte in self._counted}

    def _take(self, dossier: Dossier, acte: str, view: RegistryView, recorded: datetime) -> None:
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
            attend=True,
            tenu=True,
            version=view.version,
            bornes=bounds,
        )
        self._open.setdefault(dossier.id, {})[acte] = asked
        self.said.append(Said(recorded, asked))

    def _spend(self, dossier: Dossier, recorded: datetime) -> None:
        decision = dossier.decisions[-1]
        cents = (decision.montant_centimes or 0) if decision.sens in GRANTED else 0
        deciding = {one.acte for one in dossier.tenues if one.acteur == decision.acteur}
        for acte, asked in sorted(self._open.get(dossier.id, {}).items()):
            if acte in deciding:
                self.said.append(Said(recorded, Spent(dossier=dossier.id, acte=acte, n=asked.n, centimes=cents)))
