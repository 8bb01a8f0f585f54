"""Load a registry: one Kafka transaction of what differs, closed by a version record, or nothing at all.

Rules:
1. What the check refuses is not written; neither is an actor reached by Kafka whose topics are missing. What the log knows and the files do
   not say any more stays in force and is checked too: an act ends by a date, never by being left out.
2. The producer's transactional id is taken before the log is read: of two loads at once the later one goes on, the earlier one fails whole.
3. The same content writes nothing.
4. A load that would move open cases says how many, and is refused unless as many are confirmed.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from confluent_kafka import KafkaException, Producer

from hub import topics
from hub.clients import bootstrap_servers, confluent_options
from hub.core.registry_check import check, written_twice
from hub.core.registry_dates import dated_ahead, latest_day
from hub.core.registry_findings import Finding
from hub.errors import BrokerRefused, CasesWouldMove, InboxesMissing, RegistryNotLoaded, RegistryRefused, TopicsRefused
from hub.registry.moves import cases_in_flight, foresee
from hub.registry.versions import Versions, encode, log_key
from hub.settings import HubSettings
from hub.whole_topics import batches
from schemas.codes import Channel
from schemas.registry import Actor, AnyRecord, Version
from schemas.topics import REGISTRY

TRANSACTIONAL_ID: Final = "relais-registry"
FORMAT: Final[list[tuple[str, str | bytes | None]]] = [("relais_format", b"1")]
_QUEUE_WAIT_S: Final = 0.2
_LIBRDKAFKA: Final = logging.getLogger("hub.registry.librdkafka")
_LIBRDKAFKA.setLevel(logging.ERROR)  # below it speaks of retries that succeed


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: `version` is in force now, made by this load or not; `kept` are keys of the log that the files left out."""

    version: int
    is_new: bool
    digest: str
    written: int
    unchanged: int
    kept: tuple[str, ...]


def load(records: Iterable[AnyRecord], settings: HubSettings, *, apply_topics: bool = False, confirmed: int = 0) -> Loaded:
    """Write what differs.

    Raises RegistryRefused, InboxesMissing, CasesWouldMove (more open cases than `confirmed` would move), TopicsRefused or a broker's fault,
    with nothing written.
    """
    given = list(records)
    if apply_topics:
        topics.apply(settings)
    _have_log(settings)
    with _broker_faults(settings, "load the registry"):
        return _load(given, settings, apply_topics=apply_topics, confirmed=confirmed)


def committed_versions(settings: HubSettings) -> Versions:
    """Everything committed on the log until now; raises TopicsRefused, RegistryNotLoaded or a broker's fault."""
    _have_log(settings)
    with _broker_faults(settings, "read the registry"):
        versions = _read_log(settings)
    if versions.latest is None:
        raise RegistryNotLoaded(topic=REGISTRY)
    return versions


def _have_log(settings: HubSettings) -> None:
    if REGISTRY not in topics.topic_ids(settings, [REGISTRY]):
        raise TopicsRefused(difference=f"{REGISTRY} is missing")


@contextmanager
def _broker_faults(settings: HubSettings, action: str) -> Iterator[None]:
    """What the broker says wrong is one of our errors; a log that went meanwhile is the reason, and has its own cure."""
    try:
        yield
    except BrokerRefused:
        _have_log(settings)
        raise
    except KafkaException as refused:
        _have_log(settings)
        raise BrokerRefused(bootstrap=bootstrap_servers(settings), action=action, reason=refused.args[0].str()) from None


def _read_log(settings: HubSettings) -> Versions:
    versions = Versions()
    for records in batches(settings, REGISTRY, [0]):
        for record in records:
            versions.read(record.value(), f"{REGISTRY}/{record.partition()}/{record.offset()}")
    return versions


def _load(given: list[AnyRecord], settings: HubSettings, *, apply_topics: bool, confirmed: int) -> Loaded:
    producer = _producer(settings)
    known = _read_log(settings)
    merged = {**known.records, **{log_key(record): record for record in given}}
    _refuse([*written_twice(given), *check(merged.values()), *dated_ahead(given, latest_day(datetime.now(UTC)))])
    _have_inboxes(_reached_by_kafka(merged.values()), settings, apply_topics=apply_topics)
    changed = [record for record in given if known.records.get(log_key(record)) != record]
    values = {log_key(record): encode(record) for record in changed}
    kept = tuple(sorted(set(known.records) - {log_key(record) for record in given}))
    digest = known.digest(values)
    if known.latest is not None and known.numbered == known.latest.version and digest == known.latest.empreinte:
        producer.close()
        return Loaded(known.latest.version, is_new=False, digest=digest, written=0, unchanged=len(given), kept=kept)
    _have_confirmation(given, known, settings, confirmed)
    version = Version(version=known.numbered + 1, empreinte=digest, enregistre_le=_now(known.latest))
    _write(producer, {**values, log_key(version): encode(version)}, settings)
    producer.close()
    unchanged = len(given) - len(changed)
    return Loaded(version.version, is_new=True, digest=digest, written=len(changed), unchanged=unchanged, kept=kept)


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise RegistryRefused(count=len(findings), first=f"{findings[0].rule} {findings[0].explanation.rstrip('.')}")


def _have_confirmation(given: list[AnyRecord], known: Versions, settings: HubSettings, confirmed: int) -> None:
    """A load that moves cases is not an accident."""
    moved = len(foresee(given, known, cases_in_flight(settings), datetime.now(UTC)).moves.moved)
    if moved > confirmed:
        raise CasesWouldMove(moved=moved, confirmed=confirmed)


def _have_inboxes(actors: list[str], settings: HubSettings, *, apply_topics: bool) -> None:
    missing = topics.missing_topics(settings, actors)
    if missing and apply_topics:
        topics.apply(settings, actors)
    elif missing:
        raise InboxesMissing(count=len(missing), first=missing[0])


def _reached_by_kafka(records: Iterable[AnyRecord]) -> list[str]:
    return sorted({record.id for record in records if isinstance(record, Actor) and record.canal is Channel.KAFKA})


def _producer(settings: HubSettings) -> Producer:
    """A producer that fenced every other load."""
    options: dict[str, Any] = {
        **confluent_options(settings),
        "transactional.id": TRANSACTIONAL_ID,
        "transaction.timeout.ms": settings.kafka.transaction_timeout_ms,
        "message.max.bytes": settings.hub_bytes_max,
        "linger.ms": 5,
    }
    producer = Producer(options, logger=_LIBRDKAFKA)
    producer.init_transactions(settings.kafka.request_timeout_ms / 1000)
    return producer


def _write(producer: Producer, values: dict[str, bytes], settings: HubSettings) -> None:
    producer.begin_transaction()
    try:
        for key, value in values.items():
            _produce(producer, key.encode(), value)
        producer.commit_transaction(settings.kafka.request_timeout_ms / 1000)
    except KafkaException:
        with suppress(KafkaException):  # a producer that was overtaken cannot: the next load ends what it began
            producer.abort_transaction(settings.kafka.request_timeout_ms / 1000)
        raise


def _produce(producer: Producer, key: bytes, value: bytes) -> None:
    while True:
        try:
            producer.produce(REGISTRY, key=key, value=value, headers=FORMAT, partition=0)
        except BufferError:  # the client's queue is full: let it send some
            producer.poll(_QUEUE_WAIT_S)
        else:
            producer.poll(0)
            return


def _now(latest: Version | None) -> str:
    """The instant of recording; never before the version before it, whatever this machine's clock says."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return now if latest is None else max(now, latest.enregistre_le)
