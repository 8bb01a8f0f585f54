"""Hold the topics of a broker against what they must be: say the differences, make what is missing, refuse what cannot be mended.

Rules:
1. `apply` makes missing topics and sets configurations; done twice it changes nothing the second time. It never removes anything.
2. A topic with another partition count is refused by name, before anything is changed.
3. A process starts only when every hub.* topic is there with its partition count.
4. Topics are made and set a bounded number at a time: a broker refuses a request that makes it write more than 10,000 records of its own.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType, TopicDescription
from confluent_kafka.cimpl import NewTopic

from hub.admin import connected_admin
from hub.clients import bootstrap_servers
from hub.errors import BrokerRefused, TopicsRefused
from hub.settings import HubSettings
from hub.topic_plan import TopicSpec, hub_topics, partner_topics

RECORDS_AT_ONCE_MAX = 2_000
"""Records that one request has the broker write for itself: one a topic, a partition and a setting."""
_LOOK_EVERY_S = 0.05

Tell = Callable[[int], object]
"""Hears how many more topics are as they must be."""


class Verdict(StrEnum):
    """What is to be done about a topic."""

    AS_IT_MUST_BE = "as it must be"
    TO_MAKE = "to make"
    TO_SET = "to set"
    REFUSED = "refused"


class Finding(NamedTuple):
    """A topic, what is to be done about it, and each difference in words."""

    spec: TopicSpec
    verdict: Verdict
    differences: tuple[str, ...] = ()


def plan(settings: HubSettings, actors: Iterable[str] = ()) -> list[Finding]:
    """Compare the hub's topics and those of `actors` with the broker's; changes nothing."""
    return _compare(connected_admin(settings), settings, [*hub_topics(settings), *partner_topics(settings, actors)])


def partner_plan(settings: HubSettings, actor: str) -> list[Finding]:
    """The same for the two topics of one actor."""
    return _compare(connected_admin(settings), settings, partner_topics(settings, [actor]))


def apply(settings: HubSettings, actors: Iterable[str] = ()) -> list[Finding]:
    """Make and set what `plan` found, and return what it found; raises TopicsRefused and changes nothing when a count differs."""
    findings = plan(settings, actors)
    carry_out(settings, findings)
    return findings


def carry_out(settings: HubSettings, findings: Sequence[Finding], tell: Tell = lambda _: None) -> None:
    """Make and set what was found; raises TopicsRefused and changes nothing when a count differs."""
    _refuse(finding for finding in findings if finding.verdict is Verdict.REFUSED)
    admin = connected_admin(settings)
    copies = settings.kafka.replication_factor
    missing = [finding.spec for finding in findings if finding.verdict is Verdict.TO_MAKE]
    drifted = [finding.spec for finding in findings if finding.verdict is Verdict.TO_SET]
    for some in by_request(missing):
        made = admin.create_topics([NewTopic(one.name, one.partitions, copies, config=one.config) for one in some])
        _all_done(settings, made, "make", but=KafkaError.TOPIC_ALREADY_EXISTS)
        _wait_for(len(some), partial(_not_as_they_must_be, admin, settings, some), settings, "apply", tell)
    for some in by_request(drifted):
        _all_done(settings, admin.incremental_alter_configs([_setting(spec) for spec in some]), "set")
        _wait_for(len(some), partial(_not_as_they_must_be, admin, settings, some), settings, "apply", tell)


def remove(settings: HubSettings, names: Iterable[str]) -> None:
    """Remove these topics and their records, and wait until the broker has forgotten them; one that is not there is no fault."""
    admin = connected_admin(settings)
    there = list(_describe(admin, settings, list(names)))
    if there:
        _all_done(settings, admin.delete_topics(there), "remove", but=KafkaError.UNKNOWN_TOPIC_OR_PART)
        _wait_for(len(there), lambda: list(_describe(admin, settings, there)), settings, "remove")


def by_request(specs: Iterable[TopicSpec]) -> Iterator[list[TopicSpec]]:
    """All of them in their order, as many together as one request may hold; one that is too large goes alone."""
    some: list[TopicSpec] = []
    records = 0
    for spec in specs:
        weight = weight_of(spec)
        if some and records + weight > RECORDS_AT_ONCE_MAX:
            yield some
            some, records = [], 0
        some.append(spec)
        records += weight
    if some:
        yield some


def weight_of(spec: TopicSpec) -> int:
    """The records that a broker writes for itself to make that topic."""
    return 1 + spec.partitions + len(spec.config)


def check_hub_topics(settings: HubSettings) -> None:
    """Refuse to start on a broker whose hub.* topics are missing or have another partition count; raises TopicsRefused."""
    specs = hub_topics(settings)
    described = _describe(connected_admin(settings), settings, [spec.name for spec in specs])
    findings = [_find(spec, described.get(spec.name), spec.config) for spec in specs]
    _refuse(finding for finding in findings if finding.verdict is not Verdict.AS_IT_MUST_BE)


def topic_ids(settings: HubSettings, names: Iterable[str]) -> dict[str, str]:
    """The broker's id of each topic that exists, as Kafka's own tools print it: a topic removed and made anew has another one."""
    return {name: url_safe(str(topic.topic_id)) for name, topic in _describe(connected_admin(settings), settings, list(names)).items()}


def url_safe(topic_id: str) -> str:
    """The library prints an id with `/` and `+`, which would break the places it is written into; Kafka prints `_` and `-`."""
    return topic_id.replace("/", "_").replace("+", "-")


def missing_topics(settings: HubSettings, actors: Iterable[str]) -> list[str]:
    """The inboxes and outboxes of `actors` that do not exist."""
    names = [spec.name for spec in partner_topics(settings, actors)]
    described = _describe(connected_admin(settings), settings, names)
    return [name for name in names if name not in described]


def _compare(admin: AdminClient, settings: HubSettings, specs: Sequence[TopicSpec]) -> list[Finding]:
    described = _describe(admin, settings, [spec.name for spec in specs])
    configs = _configs(admin, settings, list(described))
    return [_find(spec, described.get(spec.name), configs.get(spec.name, {})) for spec in specs]


def _find(spec: TopicSpec, there: TopicDescription | None, config: dict[str, str]) -> Finding:
    if there is None:
        return Finding(spec, Verdict.TO_MAKE, ("missing",))
    count = len(there.partitions)
    if count != spec.partitions:
        return Finding(spec, Verdict.REFUSED, (f"{count} partitions, not {spec.partitions}",))
    drift = tuple(f"{name}: {config.get(name)} -> {value}" for name, value in spec.config.items() if config.get(name) != value)
    return Finding(spec, Verdict.TO_SET if drift else Verdict.AS_IT_MUST_BE, drift)


def _refuse(findings: Iterable[Finding]) -> None:
    told = [f"{finding.spec.name} {_told(finding)}" for finding in findings]
    if told:
        raise TopicsRefused(difference=", ".join(told))


def _told(finding: Finding) -> str:
    return "is missing" if finding.verdict is Verdict.TO_MAKE else "has " + ", ".join(finding.differences)


def _not_as_they_must_be(admin: AdminClient, settings: HubSettings, specs: Sequence[TopicSpec]) -> list[str]:
    return [one.spec.name for one in _compare(admin, settings, specs) if one.verdict is not Verdict.AS_IT_MUST_BE]


def _wait_for(count: int, late: Callable[[], list[str]], settings: HubSettings, action: str, tell: Tell = lambda _: None) -> None:
    """The controller answers before the brokers have learned: who comes next must find it done for each of these topics.

    However many they are and however slow the broker, it may take its time as long as one more is done within the answer timeout.
    """
    left, patient_until = count, time.monotonic() + settings.kafka.answer_timeout_s
    while names := late():
        if len(names) < left:
            tell(left - len(names))
            left, patient_until = len(names), time.monotonic() + settings.kafka.answer_timeout_s
        elif time.monotonic() > patient_until:
            raise BrokerRefused(
                bootstrap=bootstrap_servers(settings), action=f"{action} {names[0]}", reason="accepted, and not done in time"
            )
        time.sleep(_LOOK_EVERY_S)
    tell(left)


def _describe(admin: AdminClient, settings: HubSettings, names: Sequence[str]) -> dict[str, TopicDescription]:
    if not names:
        return {}
    asked = admin.describe_topics(TopicCollection(list(names)), request_timeout=settings.kafka.answer_timeout_s)
    return _all_done(settings, asked, "describe", but=KafkaError.UNKNOWN_TOPIC_OR_PART)


def _configs(admin: AdminClient, settings: HubSettings, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    asked = admin.describe_configs([ConfigResource(ResourceType.TOPIC, name) for name in names])
    return {
        resource.name: {entry.name: entry.value for entry in entries.values()}
        for resource, entries in _all_done(settings, asked, "describe", but=KafkaError.UNKNOWN_TOPIC_OR_PART).items()
    }


def _setting(spec: TopicSpec) -> ConfigResource:
    entries = [ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in spec.config.items()]
    return ConfigResource(ResourceType.TOPIC, spec.name, incremental_configs=entries)


def _all_done(settings: HubSettings, asked: dict[Any, Future[Any]], action: str, but: int | None = None) -> dict[Any, Any]:
    """Wait for every answer and keep those given; an error is a fault, except the one that the caller expects."""
    given: dict[Any, Any] = {}
    for subject, future in asked.items():
        try:
            given[subject] = future.result(settings.kafka.request_timeout_ms / 1000)
        except KafkaException as refused:
            error = refused.args[0]
            if error.code() != but:
                raise BrokerRefused(bootstrap=bootstrap_servers(settings), action=f"{action} {subject}", reason=error.str()) from None
    return given
