"""Same person, two doors: what a case tells of itself so that demands of one person for one aid find each other, and what a link changes.

Rules:
1. Linked are demands of the same person (reference), commune and aid that wait for their decision at the same time.
2. Each keeps its own record. Its delays count from the earliest day on which any of them was received (CRPA L114-3): a link moves that day
   only to an earlier one, never on what was decided, and never twice for the same demand.
3. An earlier day is left out where silence on it would have ended before this demand was made: that demand was over, this is a new one.
4. The counter and who answers for the dossier are told, on both sides: when the other was made and who answers for it; its dossier only
   where they may know it; nothing of what it asks, grants or refuses.
5. One small fact when a demand is deposited, one when it waits no more; who answers is only told on of demands that are linked.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import msgspec

from hub.core.dossier import Demand, Dossier, active
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.lifecycle import UNDECIDED
from hub.core.links import Peer
from hub.core.messages import Letter
from hub.core.outcome import Effect
from hub.core.person_facts import Answerable, Over, PersonFact, Waiting, person_id
from hub.core.registry import RegistryView
from hub.core.timetable import timetable
from hub.core.timing import Noted, Timing
from hub.core.told_facts import CaseLinked
from schemas.catalogue_codes import FactKind
from schemas.codes import State
from schemas.life_codes import LinkReason

LIE: Final = "fr.relais.dossier.lie.v1"


def reported(before: Dossier | None, after: Dossier | None) -> tuple[PersonFact, ...]:
    """What a change of a case tells the lane of its person."""
    if after is None or after.demande is None:
        return ()
    if before is None:
        return (Waiting(personne=_person(after, after.demande), aide=after.aide, demande=_as_peer(after, after.demande)),)
    if before.demande is None or before.etat not in UNDECIDED:
        return ()
    if after.etat not in UNDECIDED or after.commune != before.commune:
        return (Over(personne=_person(before, before.demande), aide=before.aide, dossier=before.id),)
    if after.liens and (not before.liens or before.responsable != after.responsable):
        who = _shown(after, after.demande)
        return (Answerable(personne=_person(after, after.demande), aide=after.aide, dossier=after.id, responsable=who),)
    return ()


def _person(dossier: Dossier, demand: Demand) -> str:
    return person_id(dossier.commune, demand.personne_ref)


def _as_peer(dossier: Dossier, demand: Demand) -> Peer:
    may_know = dict.fromkeys((*(one.acteur for one in dossier.tenues), *dossier.informes))
    return Peer(dossier.id, demand.date_demande, _shown(dossier, demand), tuple(may_know))


def _shown(dossier: Dossier, demand: Demand) -> str | None:
    """Who answers for it, as others may be told: not the door of a person whose address is hidden."""
    return None if demand.adresse_masquee and dossier.responsable == demand.guichet else dossier.responsable


def linked(dossier: Dossier, fact: CaseLinked, view: RegistryView) -> Effect:
    """What a link makes of the case; nothing where it is known already, or where the case is closed."""
    demand, liens = dossier.demande, _merged(dossier.liens, fact.liens)
    if demand is None or dossier.etat is State.CLOS or liens == dossier.liens:
        return Effect(dossier)
    before = origin_of(demand, dossier.delais)
    earlier = sorted({one.date_demande for one in liens if one.date_demande < before})
    day = _first_that_counts(dossier, demand, earlier, view) if dossier.etat in UNDECIDED else None
    dossier = msgspec.structs.replace(dossier, liens=liens, delais=_since(dossier.delais, day))
    origin = day or before
    raison = LinkReason.ORIGINE_NON_RETENUE if earlier else LinkReason.ORIGINE_INCHANGEE
    raison = raison if day is None else LinkReason.ORIGINE_AVANCEE
    details = {"liens": [[one.dossier, one.date_demande.isoformat(), one.responsable] for one in liens], "origine": origin.isoformat()}
    conclusion = Conclusion(genre=ConclusionKind.DOSSIER_LIE, raison=raison, acteur=dossier.responsable, details=details)
    return Effect(dossier, (conclusion,), tuple(_letter(one, liens, origin) for one in _doors(dossier, demand)))


def origin_of(demand: Demand, timing: Timing) -> date:
    """The day from which silence that rejects counts: that of the first authority the person knocked at."""
    return min((demand.date_demande, *(one.day for one in timing.faits if one.kind is FactKind.PREMIERE_RECEPTION)))


def _merged(known: tuple[Peer, ...], told: Iterable[Peer]) -> tuple[Peer, ...]:
    """Those known, as they stand now, then those that are new."""
    found = {one.dossier: one for one in known}
    found |= {one.dossier: one for one in told}
    return tuple(found.values())


def _since(timing: Timing, day: date | None) -> Timing:
    return timing if day is None else msgspec.structs.replace(timing, faits=(*timing.faits, Noted(FactKind.PREMIERE_RECEPTION, day)))


def _first_that_counts(dossier: Dossier, demand: Demand, days: Iterable[date], view: RegistryView) -> date | None:
    """The earliest day on which silence would not have ended before this demand was made (rule 3)."""
    for day in days:
        table = timetable(dossier, _since(dossier.delais, day), view)
        if table is None or table.silence is None or table.silence.jusqu_au >= demand.date_demande:
            return day
    return None


def _doors(dossier: Dossier, demand: Demand) -> tuple[str, ...]:
    """Who answers for the dossier, and the counter while it holds anything."""
    counter = (demand.guichet,) if active(dossier, demand.guichet) else ()
    return tuple(dict.fromkeys((dossier.responsable, *counter)))


def _letter(recipient: str, liens: Iterable[Peer], origin: date) -> Letter:
    others: list[dict[str, Any]] = []
    for one in liens:
        told: dict[str, Any] = {"date_demande": one.date_demande.isoformat()}
        told |= {} if one.responsable is None else {"responsable": one.responsable}
        others.append(told | ({"dossier": one.dossier} if recipient in one.acteurs else {}))
    return Letter(recipient, LIE, {"date_origine": origin.isoformat(), "demandes": others})
