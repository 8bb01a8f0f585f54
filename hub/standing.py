"""The state of the whole, measured from outside: open dossiers by act, inboxes nobody reads, partners gone silent.

Rules:
1. An inbox is read as far as the furthest group of its own actor (`<id>.<anything>`) committed; without one it is unread from its start.
2. Age is that of the oldest message beyond it, by the broker's clock; 0 when there is none.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hub.positions import Commit, Place, Positions
from hub.readmodel.queries import LastEvent, last_events, open_cases
from hub.readmodel.quotas import counted_acts, quota_of
from hub.readmodel.standing import RegistryFollowed, act_ends, deadlines_passed, decisions_to_verify, silent_workdays
from hub.readmodel.store import open_to_read
from hub.standing_shown import QuotaStanding, Standing
from schemas.codes import QuotaBound
from schemas.topics import TO_PREFIX, inbox

ASKED_AT_ONCE = 8
"""Groups whose commits are asked for at the same time."""


class Inbox(NamedTuple):
    """How an actor reads what the hub tells it; `read` is None when no group of its own ever committed."""

    actor: str
    read: int | None
    unread: int
    oldest_unread_s: float


class Partner(NamedTuple):
    """What is known of one partner; `non_lus` is None when it has no inbox, `lu` when no group of its own ever committed."""

    acteur: str
    dernier_instant: str | None
    dernier_type: str | None
    recus: int
    lu: int | None
    non_lus: int | None
    plus_ancien_non_lu_s: float


def partners(events: Mapping[str, LastEvent], inboxes: Iterable[Inbox]) -> list[Partner]:
    """Everyone who published or has an inbox, by id."""
    boxes = {one.actor: one for one in inboxes}
    return [_partner(actor, events.get(actor), boxes.get(actor)) for actor in sorted({*events, *boxes})]


def _partner(actor: str, event: LastEvent | None, box: Inbox | None) -> Partner:
    last = (None, None, 0) if event is None else (event.instant, event.type, event.received)
    read = (None, None, 0.0) if box is None else (box.read, box.unread, round(box.oldest_unread_s, 1))
    return Partner(actor, *last, *read)


def measure_standing(path: Path, positions: Positions, registry: RegistryFollowed, now: datetime) -> Standing:
    """Ask the read model and Kafka once (blocking)."""
    with closing(open_to_read(path)) as connection:
        connection.execute("BEGIN")
        known = measure_known(connection, registry, now)
    return known._replace(oldest_unread_s={one.actor: one.oldest_unread_s for one in measure_inboxes(positions, now)})


def measure_known(model: sqlite3.Connection, registry: RegistryFollowed, now: datetime) -> Standing:
    """What the read model alone can tell: everything but inboxes."""
    view = registry.view(model)
    last = {partner: datetime.fromisoformat(event.instant) for partner, event in last_events(model).items()}
    return Standing(
        open_cases=open_cases(model),
        oldest_unread_s={},
        last_event_s={partner: instant.timestamp() for partner, instant in last.items()},
        quotas=measure_quotas(model),
        silent_workdays=silent_workdays(view, last, now),
        to_verify=decisions_to_verify(model, view, now),
        act_ends_s=act_ends(view, now.date()),
        deadlines=deadlines_passed(model, now),
    )


def measure_quotas(connection: sqlite3.Connection) -> tuple[QuotaStanding, ...]:
    """Every act of which something was asked."""
    return tuple(one for act in counted_acts(connection) for one in _quotas(connection, act))


def _quotas(connection: sqlite3.Connection, act: str) -> Iterator[QuotaStanding]:
    quota = quota_of(connection, act)
    assert quota is not None, "it was asked"
    places, waiting = quota.places, quota.attente
    if places is not None and places.max:
        yield QuotaStanding(act, QuotaBound.PLACES, places.utilisees / places.max, waiting)
    year = max((one.annee for one in quota.budgets), default=0)
    bounded = [(one, one.plafond_centimes) for one in quota.budgets if one.annee == year and one.plafond_centimes]
    if bounded:
        used = max((one.reserve_centimes + one.consomme_centimes) / cap for one, cap in bounded if cap)
        yield QuotaStanding(act, QuotaBound.BUDGET, used, waiting)


def measure_inboxes(positions: Positions, now: datetime) -> list[Inbox]:
    """Every inbox that exists, in the order of its actor's id, with the ages of that instant (blocking)."""
    actors = [name.removeprefix(TO_PREFIX) for name in positions.topic_names() if name.startswith(TO_PREFIX)]
    places = {actor: Place(inbox(actor), 0) for actor in actors}
    read = _furthest(positions, places)
    starts = positions.starts(list(places.values()))
    lags = positions.lags({place: max(starts[place], read.get(actor, 0)) for actor, place in places.items()}, now)
    return [Inbox(actor, read.get(actor), lags[place].records, lags[place].seconds) for actor, place in places.items()]


def _furthest(positions: Positions, places: dict[str, Place]) -> dict[str, int]:
    """How far each actor's own groups have read, the furthest of them."""
    groups = _groups_of(positions.groups(), places)
    read: dict[str, int] = {}

    def committed(group: str) -> tuple[str, dict[Place, Commit]]:
        actor = group.partition(".")[0]
        return actor, positions.committed(group, [places[actor]])

    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:  # each answer is a wait for the group's coordinator
        for actor, found in pool.map(committed, groups):
            for commit in found.values():
                read[actor] = max(commit.offset, read.get(actor, 0))
    return read


def _groups_of(groups: Iterable[str], actors: Iterable[str]) -> list[str]:
    """The groups that belong to an actor by their name (an actor's id holds no dot)."""
    known = set(actors)
    return [group for group in groups if "." in group and group.partition(".")[0] in known]
