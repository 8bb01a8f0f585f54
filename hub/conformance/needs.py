"""Which demand, at whose counter, would be entrusted to a partner today: tried on a hub in memory.

Rules:
1. Only an offer made by an act counts, and one that comes alone: what a counter merely receives asks for no answer.
2. Aids are tried by the acts of the partner, in the order of the registry; for each, nobody in particular first, then each public.
3. The demand comes from another's counter, of the same commune where there is one: an actor is not offered what it deposited itself.
"""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from hub.conformance.sandbox import Sandbox
from hub.core.intake import Published
from hub.core.living import is_given
from hub.core.registry import RegistryView
from schemas.codes import ActorKind, Public
from schemas.envelope import ACTOR_URN, write_structured
from schemas.person_ref import base32
from schemas.registry import covers
from schemas.topics import inbox, outbox

CONFIE = "fr.relais.dossier.confie.v1"
DEPOSEE = "fr.relais.demande.deposee.v1"
OFFERED = "proposee"
COUNTERS = (ActorKind.CCAS, ActorKind.CIAS, ActorKind.COMMUNE)


class Need(NamedTuple):
    """A demand that is entrusted to the partner: which aid, where, at whose counter, for whom; `public` None: nobody in particular."""

    cog: str
    aid: str
    counter: str
    public: Public | None


def event_of_counter(need: Need, day: date, place: int) -> Published:
    """A demand of an invented person, as the counter publishes it; `place` is its offset."""
    token = secrets.token_hex(8)
    data: dict[str, Any] = {
        "commune": need.cog,
        "aide": need.aid,
        "date_demande": day.isoformat(),
        "guichet": need.counter,
        "canal": "guichet",
        "personne_ref": "per_" + base32(secrets.token_bytes(32)),
        "urgence": False,
    }
    if need.public is not None:
        data["public"] = need.public.value
    attributes = {
        "id": token,
        "source": ACTOR_URN + need.counter,
        "type": DEPOSEE,
        "subject": f"essai-{token}",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    value, headers = write_structured(attributes, data)
    return Published(outbox(need.counter), f"essai-{need.counter}", 0, place, None, value, tuple(headers))


def find(view: RegistryView, actor: str, today: date) -> Need | None:
    """The first need that is offered to `actor` today; None when the registry entrusts nothing to it."""
    for need in _candidates(view, actor, today):
        letters = Sandbox(view).publish(event_of_counter(need, today, 0))
        told = [json.loads(one.value or b"{}") for one in letters if one.topic == inbox(actor)]
        if len(told) == 1 and is_offer(told[0]):
            return need
    return None


def is_offer(letter: dict[str, Any]) -> bool:
    """Whether a message entrusts a dossier by an act and waits for an answer."""
    return letter.get("type") == CONFIE and letter["data"]["etat"] == OFFERED and letter["data"]["acte"] is not None


def _candidates(view: RegistryView, actor: str, today: date) -> Iterator[Need]:
    for commune in view.communes():
        for aid in view.aids():
            if not is_given(view, aid.code, today):
                continue
            if any(actor in (one.holder, *(stretch.who for stretch in one.fallbacks)) for one in view.acts(commune.slug, aid.code)):
                counter = _counter(view, commune.slug, actor, today)
                cog = next(one.code for one in commune.cog if covers(one.du, one.au, today))
                yield from (Need(cog, aid.code, counter, public) for public in (None, *Public))


def _counter(view: RegistryView, commune: str, actor: str, today: date) -> str:
    """A living actor that is not the partner: a public body of the commune first."""
    living = [one for one in view.actors() if one.id != actor and covers(one.du, one.au, today)]
    return min(living, key=lambda one: (commune not in one.id, one.nature not in COUNTERS, one.id)).id
