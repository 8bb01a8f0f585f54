"""What the partners of the demonstration know of themselves: who they are, and which of their organs signs what, that day, up to how much.

It is read from the registry files, as an office reads its own deliberations; nothing here is asked from the hub.
"""

from collections.abc import Iterable
from datetime import date

from schemas.codes import ActKind, ActorKind, Body, Channel, Function
from schemas.registry import Act, Actor, AnyRecord

ASSEMBLIES = {
    ActorKind.COMMUNE: Body.CONSEIL_MUNICIPAL,
    ActorKind.CCAS: Body.CONSEIL_ADMINISTRATION,
    ActorKind.CIAS: Body.CONSEIL_ADMINISTRATION,
    ActorKind.CAISSE_DES_ECOLES: Body.CONSEIL_ADMINISTRATION,
    ActorKind.EPCI: Body.CONSEIL_COMMUNAUTAIRE,
    ActorKind.DEPARTEMENT: Body.PRESIDENT_CONSEIL_DEPARTEMENTAL,
    ActorKind.MDPH: Body.CDAPH,
    ActorKind.ETAT: Body.PREFET,
    ActorKind.ASSOCIATION: Body.CONSEIL_ASSOCIATION,
}
"""Who decides for an actor when nobody was delegated to; its director for every other kind."""


class Offices:
    """The actors that are reached by Kafka, and their signing powers."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        """Actors of the past are among them: what is dated of their time still concerns them."""
        known = list(records)
        actors = [record for record in known if isinstance(record, Actor)]
        self._kinds = {actor.id: actor.nature for actor in actors}
        self.partners = sorted(actor.id for actor in actors if actor.canal is Channel.KAFKA)
        self._delegations: dict[tuple[str, str], list[Act]] = {}
        for record in known:
            if isinstance(record, Act) and record.type is ActKind.DELEGATION_INTERNE and Function.DECIDER in record.fonctions:
                for aid in record.aides:
                    self._delegations.setdefault((record.beneficiaire, aid), []).append(record)

    def organ_of(self, actor: str, aid: str, day: date, cents: int) -> Body:
        """The organ that decides there: the one that was delegated to, within its ceiling, else the assembly."""
        for act in self._delegations.get((actor, aid), ()):
            reaches = act.montant_max_centimes is None or cents <= act.montant_max_centimes
            if act.organe is not None and reaches and _holds(act.du, act.revoque_le or act.au, day):
                return act.organe
        return ASSEMBLIES.get(self._kinds[actor], Body.DIRECTEUR)


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)
