"""A quota lane has answered a case: what is granted is entrusted, what is not falls back or waits, what is no longer wanted goes back.

Rules:
1. The answer to what a new demand asked takes effect on the demand's own day, as its routing did; any other on the day it comes.
2. An answer to what the case no longer asks for changes nothing; a grant is given back at once.
3. A decision that waited for it comes first: what it settles is not offered any more.
"""

from datetime import datetime

import msgspec

from hub.core import quota_conclusions as said
from hub.core.deadlines import commune_day
from hub.core.dossier import Dossier
from hub.core.examination import examined_on
from hub.core.outcome import Effect, after
from hub.core.own_facts import QuotaAnswered
from hub.core.quota_facts import Reservation, Returned
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.spending import resume
from schemas.codes import QuotaOutcome

_ASKING = frozenset({QuotaOutcome.DEMANDEE, QuotaOutcome.EN_ATTENTE})


def answered(dossier: Dossier, fact: QuotaAnswered, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Effect:
    """What the answer makes of the case."""
    known = next((one for one in dossier.reservations if one.n == fact.n), None)
    if known is None or known.etat not in _ASKING:
        is_unwanted = known is None and fact.etat is QuotaOutcome.ACCORDEE
        return Effect(dossier, requests=(Returned(dossier=dossier.id, acte=fact.acte, n=fact.n),) * is_unwanted)
    commune = view.commune(dossier.commune, recorded.date())
    assert commune is not None, "a registry never forgets a commune"
    effect = Effect(_with(dossier, known, fact.etat), (said.reserved(known, fact.etat, fact.manque),))
    effect = after(effect, resume(effect.dossier, view, commune, (fact.n, fact.etat), recorded))
    day = known.jour if known.initiale else commune_day(recorded, commune)
    moves = None if known.complement else examined_on(effect.dossier, view, day, recipient_keys, is_answer=True)
    return effect if moves is None else after(effect, moves)


def _with(dossier: Dossier, known: Reservation, etat: QuotaOutcome) -> Dossier:
    """The case with the answer noted; what a decision lacked and was not given leaves no trace."""
    now = msgspec.structs.replace(known, etat=etat, initiale=False)
    changed = tuple(now if one is known else one for one in dossier.reservations)
    is_gone = known.complement and etat is not QuotaOutcome.ACCORDEE
    return msgspec.structs.replace(dossier, reservations=tuple(one for one in changed if not (is_gone and one is now)))
