"""Look at a hub from outside, once, for `hub doctor`: each question by itself, so that one that has no answer hides no other."""

import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from typing import TypeVar

from prometheus_client.parser import text_string_to_metric_families

from hub import rejections, topics
from hub.admin import connected_admin, group_members
from hub.clients import bootstrap_servers
from hub.core.checkup_seen import LaneSeen, Passed, RegistrySeen, Seen, Topics, Unknown, Workers
from hub.disk import room_of
from hub.engine.intake import Intake
from hub.errors import BrokerFault, BrokerSilent, HubFault
from hub.lane_lags import LaneState, measure_lanes
from hub.positions import INTAKE_GROUP, LANES_GROUP, Positions
from hub.readmodel.standing import deadlines_passed
from hub.readmodel.store import open_to_read, path_of, read_positions
from hub.registry.loading import committed_versions
from hub.settings import HubSettings
from hub.standing import measure_inboxes
from schemas.codes import Channel
from schemas.registry import Actor
from schemas.topics import JOURNAL

FIRST_ANSWER_S = 5.0
LETTERS_MAX = 500
LATELY_S = 86_400.0
METRICS_WAIT_S = 2.0
SILENT = Unknown("Kafka ne répond pas")

Answer = TypeVar("Answer")


def look(settings: HubSettings, metrics: Iterable[str]) -> Seen:
    """Everything that can be seen; `metrics` are the addresses of workers whose restarts are asked."""
    bootstrap = bootstrap_servers(settings)
    room = room_of(settings.data_dir)
    free = room.free_bytes / room.size_bytes
    deadlines = _answer(lambda: _deadlines(settings))
    try:
        connected_admin(settings, min(FIRST_ANSWER_S, settings.kafka.answer_timeout_s))
    except BrokerSilent:
        return Seen(bootstrap, SILENT, SILENT, SILENT, SILENT, SILENT, deadlines, SILENT, SILENT, free, is_kafka_silent=True)
    positions = Positions(settings)
    return Seen(
        kafka=bootstrap,
        topics=_answer(lambda: _topics(settings)),
        lanes=_answer(lambda: _lanes(positions)),
        workers=_answer(lambda: _workers(settings, positions, metrics)),
        registry=_answer(lambda: _registry(settings)),
        model_lag=_answer(lambda: _model_lag(settings, positions)),
        deadlines=deadlines,
        unread_s=_answer(lambda: {one.actor: one.oldest_unread_s for one in measure_inboxes(positions, datetime.now(UTC))}),
        letters=_answer(lambda: _letters(settings)),
        free_ratio=free,
    )


def _answer(question: Callable[[], Answer]) -> Answer | Unknown:
    try:
        return question()
    except HubFault as fault:
        return Unknown(str(fault))


def _topics(settings: HubSettings) -> Topics:
    try:
        records = committed_versions(settings).records.values()
    except BrokerFault:
        raise
    except HubFault:
        records = {}.values()
    actors = [one.id for one in records if isinstance(one, Actor) and one.canal is Channel.KAFKA]
    findings = topics.plan(settings, actors)
    off = [one for one in findings if one.verdict is not topics.Verdict.AS_IT_MUST_BE]
    refused = (topics.Verdict.REFUSED, topics.Verdict.TO_MAKE)
    wrong = tuple(one.spec.name for one in off if one.spec.name.startswith("hub.") and one.verdict in refused)
    return Topics(len(findings), wrong, tuple(one.spec.name for one in off if one.spec.name not in wrong))


def _lanes(positions: Positions) -> tuple[LaneSeen, ...]:
    found = measure_lanes(positions, LANES_GROUP, datetime.now(UTC))
    return tuple(LaneSeen(f"{one.topic}/{one.partition}", one.retard_secondes, one.etat is LaneState.BLOQUEE) for one in found)


def _workers(settings: HubSettings, positions: Positions, metrics: Iterable[str]) -> Workers:
    counts = group_members(settings, LANES_GROUP, INTAKE_GROUP)
    told = [one for one in map(_restarts, metrics) if one is not None]
    most, age_s = max(told, default=(None, 0.0))
    intake = Intake(positions, INTAKE_GROUP)
    since = intake.waiting_since_ms(intake.behind())
    waiting = {place.topic: max(0.0, time.time() - appended_ms / 1000) for place, appended_ms in since.items()}
    return Workers(counts[LANES_GROUP], counts[INTAKE_GROUP], most, age_s, waiting)


def _restarts(address: str) -> tuple[int, float] | None:
    """How often a worker was started again, and how old its process is; None when it does not answer."""
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/metrics", timeout=METRICS_WAIT_S) as answer:  # noqa: S310 - the operator's own
            text = answer.read().decode()
    except (urllib.error.URLError, OSError, ValueError):
        return None
    samples = {sample.name: sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
    started = samples.get("process_start_time_seconds", 0.0)
    return (round(samples["relais_restarts_total"]), time.time() - started) if "relais_restarts_total" in samples else None


def _registry(settings: HubSettings) -> RegistrySeen:
    versions = committed_versions(settings)
    return RegistrySeen(0 if versions.latest is None else versions.latest.version, versions.numbered)


def _model_lag(settings: HubSettings, positions: Positions) -> int:
    with closing(open_to_read(path_of(settings))) as model:
        reached = read_positions(model, JOURNAL)
    ends = positions.ends(positions.places([JOURNAL]))
    return sum(max(0, end - reached.get(place.partition, 0)) for place, end in ends.items())


def _deadlines(settings: HubSettings) -> Passed:
    with closing(open_to_read(path_of(settings))) as model:
        return Passed(*deadlines_passed(model, datetime.now(UTC)))


def _letters(settings: HubSettings) -> Counter[str]:
    since_ms = (time.time() - LATELY_S) * 1000
    return Counter(one.code for one in rejections.latest(settings, LETTERS_MAX) if one.instant_ms >= since_ms)
