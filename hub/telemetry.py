"""What a process tells its operators: JSON logs without personal data, and its figures in Prometheus form.

Rules:
1. A log line holds codes, places and numbers. Bytes and objects are never rendered, a run of digits that could be a NIR is masked, and of
   an exception only the type and the places are kept: its message may quote what a partner sent.
2. The words of `raison` and `code` are those of notices, dead letters and docs (`schemas.codes`).
3. Every label is bounded by configuration (topics, codes, partitions, actors, acts): never a dossier.
"""

import logging
import re
import sys
import traceback
from functools import cache
from pathlib import Path
from typing import TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from hub.disk import RoomCollector
from hub.standing_shown import Standing, StandingCollector
from schemas.codes import Code

QUIET_LOGGERS = ("aiokafka", "faust", "kafka", "mode", "asyncio")
"""At DEBUG, aiokafka builds a record with key and value for every send: a third of the CPU, and content in the logs."""

TEXT_CHARS_MAX = 300
POSSIBLE_NIR = re.compile(r"(?<!\d)[1-478][ .]?\d\d[ .]?\d\d[ .]?\d[\dABab][ .]?\d{3}[ .]?\d{3}([ .]?\d\d)?(?!\d)")
TRANSACTION_BUCKETS_S = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0, 15.0, 60.0)
ACCEPTED = frozenset({Code.PRIS_EN_COMPTE, Code.DOUBLON})
BATCH_BUCKETS_FACTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
RESTORE_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


def configure_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Make one JSON line on `stream` (stderr) of every log, ours and the libraries'; call it before any Kafka client starts."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="instant"),
        _places_of_exception,
        _without_content,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _places_of_exception(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace `exc_info` by the exception's type and where it passed (rule 1)."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        event["lieux"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _without_content(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep what cannot carry a partner's content (rule 1); structlog's own keys pass."""
    return {key: value if key.startswith("_") else _loggable(value) for key, value in event.items()}


def _loggable(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return POSSIBLE_NIR.sub("[masqué]", value)[:TEXT_CHARS_MAX]
        case bytes() | bytearray() | memoryview():
            return f"<{len(value)} octets>"
        case list() | tuple() | set() | frozenset():
            return [_loggable(item) for item in value]
        case _:
            return f"<{type(value).__name__}>"


class Metrics:
    """The figures of one process, in a registry of its own (rule 3); one object a process, passed to whoever counts."""

    def __init__(self) -> None:
        """Declare everything.

        What an alert takes the increase of is shown from 0 on: a series that begins at 1 has none. Nothing else is shown for a label that
        was never used.
        """
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._standing = StandingCollector()
        self.registry.register(self._standing)
        self._room = RoomCollector()
        self.registry.register(self._room)
        self._declare_flow()
        self._declare_lanes()

    def _declare_flow(self) -> None:
        self.events = Counter("relais_events", "Facts handled, by kind of topic and outcome.", ["topic", "outcome"], registry=self.registry)
        self.refusals = Counter(
            "relais_refusals", "Published events refused and messages that could not leave, by reason.", ["reason"], registry=self.registry
        )
        self._events_of = cache(self.events.labels)  # asked for at every fact: finding its place costs twice what counting does
        self._events_of("from", Code.PRIS_EN_COMPTE)
        for code in Code:
            if code not in ACCEPTED:
                self.refusals.labels(code)
        self.restarts = Counter("relais_restarts", "Times the supervisor started this worker again.", ["worker"], registry=self.registry)
        self.registry_faults = Counter(
            "relais_registry_faults", "Versions and records of hub.registry that could not be applied.", ["kind"], registry=self.registry
        )
        self.registry_unreadable = Gauge(
            "relais_registry_unreadable", "1 while the newest version of hub.registry is not the one applied.", registry=self.registry
        )
        self.rebalances = Counter("relais_rebalances", "Changes of assignment of this worker.", ["worker"], registry=self.registry)
        self.projector_lag = Gauge(
            "relais_projector_lag_records", "Entries of hub.journal not yet in the read model.", ["partition"], registry=self.registry
        )
        self.set_aside = Counter("relais_set_aside", "Records that somebody set aside, as hub.journal tells.", registry=self.registry)
        self.projected = Counter("relais_projected_entries", "Entries of hub.journal put in the read model.", registry=self.registry)

    def _declare_lanes(self) -> None:
        lane = ["topic", "partition"]
        self.lag_records = Gauge("relais_lane_lag_records", "Records a lane has not handled.", lane, registry=self.registry)
        self.lag_seconds = Gauge("relais_lane_lag_seconds", "Age of the oldest record not handled (0: none).", lane, registry=self.registry)
        self.blocked = Gauge("relais_lane_blocked", "1 when the lane stands on a fact it cannot handle.", lane, registry=self.registry)
        self.version = Gauge("relais_registry_version", "Version of the registry the lane decides with.", lane, registry=self.registry)
        self.deadlines = Gauge(
            "relais_deadlines_waiting_seconds",
            "Age of the oldest deadline that is due and does not ring yet (0: none).",
            registry=self.registry,
        )
        self.intake = Gauge(
            "relais_intake_waiting_seconds",
            "Age of the oldest record of a partner that no worker has relayed (0: none).",
            registry=self.registry,
        )
        self.transaction = Histogram(
            "relais_transaction_seconds",
            "Time from begin to commit of a lane's transaction.",
            ["topic"],
            buckets=TRANSACTION_BUCKETS_S,
            registry=self.registry,
        )
        self.batch = Histogram(
            "relais_transaction_facts", "Facts handled in one transaction.", ["topic"], buckets=BATCH_BUCKETS_FACTS, registry=self.registry
        )
        self.restore = Histogram(
            "relais_restore_seconds", "Time to restore a lane's state.", ["topic"], buckets=RESTORE_BUCKETS_S, registry=self.registry
        )

    def event_handled(self, topic: str, outcome: str, count: int = 1) -> None:
        """`topic` is a kind (`from`, `hub.events`, `hub.refus`), `outcome` a code or a state of the contract."""
        self._events_of(topic, outcome).inc(count)

    def event_refused(self, reason: str, count: int = 1) -> None:
        """`reason` is a `schemas.codes.Code`: of a published event, or of a message that could not leave."""
        self.refusals.labels(reason).inc(count)

    def lane_lag(self, topic: str, partition: int, records: int, seconds: float) -> None:
        """Where a lane stands; `seconds` is the age of the oldest unprocessed record, 0 when there is none."""
        self.lag_records.labels(topic, str(partition)).set(records)
        self.lag_seconds.labels(topic, str(partition)).set(seconds)

    def lane_blocked(self, topic: str, partition: int, *, is_blocked: bool) -> None:
        """A lane stopped on a fact that crashes core, or was freed."""
        self.blocked.labels(topic, str(partition)).set(int(is_blocked))

    def deadlines_waiting(self, seconds: float) -> None:
        """How long ago the oldest deadline fell due among those of this worker's lanes that did not ring, 0 when there is none."""
        self.deadlines.set(seconds)

    def intake_waiting(self, seconds: float) -> None:
        """Age of the oldest record on the topics of partners, of all of them, that intake has not come past; 0 when there is none."""
        self.intake.set(seconds)

    def lane_version(self, topic: str, partition: int, version: int) -> None:
        """The registry version named by the last `registre.applique` of the partition."""
        self.version.labels(topic, str(partition)).set(version)

    def registry_fault(self, kind: str) -> None:
        """`kind` says what could not be applied: a version or a record (`hub.registry.versions.Kind`)."""
        self.registry_faults.labels(kind).inc()
        self.registry_unreadable.set(1)

    def registry_applied(self) -> None:
        """The newest version of the registry is the one that lanes decide with."""
        self.registry_unreadable.set(0)

    def watch_room(self, folder: Path) -> None:
        """Tell at each scrape how much room is left there."""
        self._room.folder = folder

    def lane_restored(self, topic: str, seconds: float) -> None:
        """A lane is ready to work."""
        self.restore.labels(topic).observe(seconds)

    def lane_closed(self, topic: str, partition: int) -> None:
        """The lane left this worker: its figures now belong to another process."""
        for gauge in (self.lag_records, self.lag_seconds, self.blocked, self.version):
            gauge.remove_by_labels({"topic": topic, "partition": str(partition)})

    def transaction_done(self, topic: str, seconds: float, facts: int) -> None:
        """One transaction was committed."""
        self.transaction.labels(topic).observe(seconds)
        self.batch.labels(topic).observe(facts)

    def standing(self, standing: Standing) -> None:
        """Show another state of the whole."""
        self._standing.current = standing

    def exposition(self) -> bytes:
        """The text form Prometheus reads."""
        return generate_latest(self.registry)
