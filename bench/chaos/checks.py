"""What must be true once everything has settled, asked of Kafka by a client that is not the hub's; each figure is a number of faults.

Rules:
1. `lost`, `duplicated`, `out_of_order` are the ledger's (hub.demo.ledger), fed with partners' topics alone.
2. A quota is exact: every request has its answer, no reservation is granted or exhausted twice, no account ever stood above its bound.
3. A deadline is a fact of its case once, and none that is due is left behind.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from confluent_kafka import Message

from bench.chaos.hub import PARTITIONS, HurtHub
from bench.chaos.load import Load
from bench.chaos.records import cases_of, committed, differences, standing
from hub.agents.personnes import PersonnesStage
from hub.agents.quotas import QuotasStage
from hub.agents.refus import RefusStage
from hub.agents.sending import Limits
from hub.core import deadlines
from hub.core.wire import GENRE, GENRE_DEADLINE, GENRE_QUOTA_ANSWER
from hub.lane_lags import LaneState, measure_lanes
from hub.positions import LANES_GROUP, Positions
from hub.settings import HubSettings
from hub.telemetry import Metrics
from schemas import topics
from schemas.codes import QuotaOutcome

DUE_LEEWAY_MS = 30_000
"""How long a deadline may be due before it counts as left behind: intake and clocks are waited for."""

Read = Callable[[str], list[Message]]
Reservation = tuple[str, str, int]


class Findings(NamedTuple):
    """Faults by kind; all zero when nothing was lost, doubled or wrong."""

    lost: int
    duplicated: int
    out_of_order: int
    unanswered: int
    state_differences: int
    quota_faults: int
    deadlines_doubled: int
    deadlines_left: int
    lanes_stuck: int

    @property
    def total(self) -> int:
        """How many faults there are."""
        return sum(self)


def find(hub: HurtHub, load: Load) -> Findings:
    """Look at everything, once nobody has anything to say."""
    known: dict[str, list[Message]] = {}

    def read(topic: str) -> list[Message]:
        if topic not in known:
            known[topic] = committed(hub.connection, topic)
        return known[topic]

    account = load.account()
    return Findings(
        lost=account.lost,
        duplicated=account.duplicated,
        out_of_order=account.out_of_order,
        unanswered=load.unanswered,
        state_differences=_state_differences(hub.settings, read),
        quota_faults=len(quota_faults(read)),
        deadlines_doubled=doubled_deadlines(read(topics.EVENTS)),
        deadlines_left=len(left_deadlines(read(topics.CASES), load.now_ms)),
        lanes_stuck=stuck_lanes(hub),
    )


def stuck_lanes(hub: HurtHub) -> int:
    """Lanes that are blocked or have something waiting."""
    return sum(lane.etat is not LaneState.A_JOUR for lane in measure_lanes(Positions(hub.settings), LANES_GROUP, datetime.now(UTC)))


def left_deadlines(cases: list[Message], now_ms: int) -> list[bytes]:
    """Deadlines that stand in a lane's state though they are due."""
    due_ms = now_ms - DUE_LEEWAY_MS
    keys = (key for lane in standing(cases).values() for key in lane if key.startswith(deadlines.PREFIX))
    return [key for key in keys if datetime.fromisoformat(deadlines.read_key(key).due).timestamp() * 1_000 <= due_ms]


def _state_differences(settings: HubSettings, read: Read) -> int:
    limits = Limits(settings.kafka.partitions, settings.to_bytes_max, settings.hub_bytes_max)
    lanes = (
        (topics.EVENTS, topics.CASES, cases_of(settings)),
        (topics.REFUS, topics.REFUS_STATE, lambda _: RefusStage(Metrics(), limits)),
        (topics.QUOTAS, topics.QUOTAS_STATE, lambda _: QuotasStage(Metrics())),
        (topics.PERSONNES, topics.PERSONNES_STATE, lambda _: PersonnesStage(Metrics())),
    )
    return sum(len(differences(read(log), log, standing(read(state)), made, PARTITIONS)) for log, state, made in lanes)


def quota_faults(read: Read) -> list[str]:
    """What is wrong with the accounts of acts, in words."""
    requests = [json.loads(record.value() or b"{}") for record in read(topics.QUOTAS)]
    asked = {_reservation(one) for one in requests if one["genre"] == "demande"}
    answered: Counter[tuple[Reservation, str]] = Counter()
    for record in read(topics.EVENTS):
        if _genre(record) == GENRE_QUOTA_ANSWER:
            told = json.loads(record.value() or b"{}")
            answered[_reservation(told), told["etat"]] += 1
    told_of = {reservation for reservation, _ in answered}
    final = {QuotaOutcome.ACCORDEE, QuotaOutcome.EPUISEE}
    return [
        *(f"no answer to {one}" for one in sorted(asked - told_of)),
        *(f"an answer to what nobody asked: {one}" for one in sorted(told_of - asked)),
        *(f"{state} {times} times: {one}" for (one, state), times in answered.items() if state in final and times > 1),
        *_above_bounds(requests, read(topics.JOURNAL)),
    ]


def _above_bounds(requests: list[dict[str, Any]], journal: list[Message]) -> list[str]:
    bounds = {one["acte"]: one["bornes"] for one in requests if one["genre"] == "demande"}
    found = []
    for acte, account in _accounts(journal):
        places, cents = (*bounds.get(acte, ()), None, None)[:2]
        if places is not None and account.get("places", 0) > places:
            found.append(f"{acte}: {account['places']} places of {places}")
        spent = {year: line[0] + line[1] for year, line in account.get("lignes", {}).items()}
        found += [f"{acte}: {taken} cents of {cents} in {year}" for year, taken in spent.items() if cents is not None and taken > cents]
    return found


def _accounts(journal: list[Message]) -> list[tuple[str, dict[str, Any]]]:
    entries = (json.loads(record.value() or b"{}") for record in journal)
    told = (one for entry in entries for one in entry.get("conclusions", ()) if one["genre"] == "QUOTA_COMPTE")
    return [(one["acte"], one["details"]) for one in told]


def doubled_deadlines(events: list[Message]) -> int:
    """How many facts say that a deadline rang which had rung before."""
    facts = (json.loads(record.value() or b"{}") for record in events if _genre(record) == GENRE_DEADLINE)
    rung = Counter((fact["dossier"], fact["code"], fact["due"]) for fact in facts)
    return sum(times - 1 for times in rung.values())


def _reservation(one: dict[str, Any]) -> Reservation:
    return one["acte"], one["dossier"], one["n"]


def _genre(record: Message) -> bytes | None:
    found: Any = dict(record.headers() or ()).get(GENRE)
    return found if isinstance(found, bytes) else None
