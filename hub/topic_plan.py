"""Every topic of the hub: how many partitions, how long it keeps, how large a record, and the reason of each.

Rules:
1. A partition count is fixed when a topic is made: a key must not change partition, so another count is a replay into new topics.
2. The broker stamps every record: retention must not follow the dates of the field, nor a clock an hour ahead have a record refused.
3. Nothing the hub concluded from is ever removed; what only serves to answer a partner is.
"""

from collections.abc import Iterable
from typing import NamedTuple

from hub.settings import HubSettings
from schemas import topics

FOR_EVER = "-1"
_DAY_MS = 86_400_000
_SEGMENT_BYTES = 67_108_864


class TopicSpec(NamedTuple):
    """One topic as it must be."""

    name: str
    partitions: int
    config: dict[str, str]
    reason: str


def hub_topics(settings: HubSettings) -> list[TopicSpec]:
    """The topics of the hub itself: without one of them, or with another partition count, nothing starts."""
    count = settings.kafka.partitions
    kept, compacted = _kept(settings), _compacted(settings)
    # a record leaves with its segment: one a day keeps the promise of a week, or of a month, to a day
    daily = {"segment.ms": str(_DAY_MS)}
    refused = _config(settings, settings.hub_bytes_max, retention_ms=7 * _DAY_MS) | daily
    rejected = _config(settings, settings.hub_bytes_max, retention_ms=30 * _DAY_MS) | daily
    return [
        TopicSpec(topics.EVENTS, count, kept, "accepted facts, in order per dossier: kept for ever, everything can be replayed from them"),
        TopicSpec(topics.REGISTRY, 1, kept, "actors, acts, catalogue: append-only, never compacted, so that a past day can be asked again"),
        TopicSpec(topics.CASES, count, compacted, "the state of each dossier and the lane's position: as many partitions as hub.events"),
        TopicSpec(topics.JOURNAL, count, kept, "what the hub concluded, by which act, for which reason: the audit, kept for ever"),
        TopicSpec(topics.REFUS, count, refused, "what intake refused, until it is answered exactly once: a week covers any outage"),
        TopicSpec(topics.REFUS_STATE, count, compacted, "position of the lanes that answer refusals: as many partitions as hub.refus"),
        TopicSpec(topics.QUOTAS, count, kept, "reservations against an act's capacity or budget: kept, an account can be recounted"),
        TopicSpec(topics.QUOTAS_STATE, count, compacted, "what is reserved now for each act: as many partitions as hub.quotas"),
        TopicSpec(topics.PERSONNES, count, kept, "links between the dossiers of one person, by reference only: kept, can be rebuilt"),
        TopicSpec(topics.PERSONNES_STATE, count, compacted, "the links as they stand: as many partitions as hub.personnes"),
        TopicSpec(topics.REJECTED, count, rejected, "dead letters with their original bytes: a month to look at them and send them again"),
    ]


def partner_topics(settings: HubSettings, actors: Iterable[str]) -> list[TopicSpec]:
    """The outbox and the inbox of each actor that is reached by Kafka."""
    published = _config(settings, settings.from_bytes_max, retention_ms=30 * _DAY_MS) | {"compression.type": "uncompressed"}
    received = _config(settings, settings.to_bytes_max, retention_ms=90 * _DAY_MS) | {"compression.type": "uncompressed"}
    specs: list[TopicSpec] = []
    for actor in sorted(set(actors)):
        specs += [
            TopicSpec(topics.outbox(actor), 1, published, "its events, in its order; stored uncompressed: no codec of its stops the hub"),
            TopicSpec(topics.inbox(actor), 1, received, "what it must know, in one order, for 90 days; uncompressed: any client reads it"),
        ]
    return specs


def _kept(settings: HubSettings) -> dict[str, str]:
    return _config(settings, settings.hub_bytes_max, retention_ms=None)


def _compacted(settings: HubSettings) -> dict[str, str]:
    config = _kept(settings) | {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.2"}
    # cleaned early and in small segments: a restore reads what compaction left
    return config | {"segment.bytes": str(_SEGMENT_BYTES), "segment.ms": str(_DAY_MS)}


def _config(settings: HubSettings, record_bytes_max: int, retention_ms: int | None) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": FOR_EVER if retention_ms is None else str(retention_ms),
        "retention.bytes": FOR_EVER,
        "max.message.bytes": str(record_bytes_max),
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": "2" if settings.kafka.replication_factor >= 3 else "1",  # noqa: PLR2004 -- two of three
    }
