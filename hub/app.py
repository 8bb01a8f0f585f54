"""The composition root of a worker: settings in, a running hub out. Nothing else knows all the parts."""

from collections.abc import Callable, Iterable
from functools import partial

from hub.agents.cases import CasesStage, Registry
from hub.agents.intake import verdict
from hub.agents.personnes import PersonnesStage
from hub.agents.quotas import QuotasStage
from hub.agents.refus import RefusStage
from hub.agents.sending import Limits
from hub.clients import aiokafka_options, confluent_options
from hub.engine.assembly import Engine, LanePlan, known_topics
from hub.engine.clock import Clock, SimulatedClock
from hub.engine.intake import Intake
from hub.engine.intake_following import IntakeFollower
from hub.engine.intake_lag import IntakeLag
from hub.engine.process import run_engine
from hub.engine.relay import Relay, RelayOptions
from hub.keys import case_key, recipient_keys
from hub.management import ManagementServer
from hub.positions import INTAKE_GROUP, LANES_GROUP, Positions
from hub.registry.log import RegistryReader
from hub.registry.versions import Event, Kind
from hub.settings import HubSettings
from hub.supervisor import restarts_so_far
from hub.telemetry import Metrics
from hub.topics import check_hub_topics, topic_ids
from schemas import topics

Plans = Callable[[HubSettings, Registry, Metrics], list[LanePlan]]

GROUP = LANES_GROUP
BESIDE_REST_S = 0.25
"""How long the accounts of acts and the links between demands rest while little waits: no partner waits for their answer within a second,
and at a thousand events a second they would cost as many transactions as the cases."""


def run_worker(settings: HubSettings, clock: Clock, plans: Plans | None = None) -> None:
    """Refuse a wrong ground, then work until told to stop; ends with SystemExit. `plans`: see `worker_engine`."""
    check_hub_topics(settings)
    if settings.clock == "simulated":
        clock = SimulatedClock()
    metrics = Metrics()
    metrics.restarts.labels(settings.worker.name).inc(restarts_so_far())
    metrics.watch_room(settings.data_dir)
    engine = worker_engine(settings, metrics, clock, plans)
    worker = settings.worker
    ManagementServer(metrics.exposition, engine.is_live, engine.is_ready, worker.metrics_host, worker.metrics_port).start()
    run_engine(engine)


def worker_engine(settings: HubSettings, metrics: Metrics, clock: Clock, plans: Plans | None = None) -> Engine:
    """Lanes, relay and registry reader, wired; `plans` may bring other stages than the hub's own (a test plants a bug there)."""
    registry = RegistryReader(settings, watch=partial(_registry_read, metrics))
    engine = Engine(
        settings,
        (plans or _plans(clock))(settings, registry, metrics),
        group=GROUP,
        instance=settings.worker.name,
        inboxes=known_topics(settings),
        clock=clock,
        metrics=metrics,
        gate=registry.caught_up,
    )
    relay = _relay(settings, metrics, clock)

    async def relay_when_ready() -> None:
        await registry.wait_first()
        if isinstance(clock, SimulatedClock):
            await clock.told()
        await relay.run()

    engine.background += [registry.run, relay_when_ready, IntakeLag(_intake(settings), metrics).run]
    if not isinstance(clock, SimulatedClock):  # an advance says itself that all before it was handled
        engine.background.append(_follower(settings, engine, clock).run)
    engine.before_stop.append(relay.leave)
    engine.busy.append(lambda: relay.busy_since)
    return engine


def _registry_read(metrics: Metrics, event: Event) -> None:
    if event.kind is Kind.APPLIED:
        metrics.registry_applied()
    else:
        metrics.registry_fault(event.kind)


def _plans(clock: Clock) -> Plans:
    return partial(hub_plans, simulated=clock if isinstance(clock, SimulatedClock) else None)


def hub_plans(settings: HubSettings, registry: Registry, metrics: Metrics, simulated: SimulatedClock | None = None) -> list[LanePlan]:
    """The hub's own kinds of lane: cases on hub.events, refusals on hub.refus, accounts of acts on hub.quotas, links on hub.personnes."""
    persons = recipient_keys(settings)
    limits = Limits(settings.kafka.partitions, settings.to_bytes_max, settings.hub_bytes_max)
    return [
        LanePlan(topics.EVENTS, topics.CASES, lambda partition: CasesStage(registry, persons, metrics, limits, partition, simulated)),
        LanePlan(topics.REFUS, topics.REFUS_STATE, lambda _: RefusStage(metrics, limits)),
        LanePlan(topics.QUOTAS, topics.QUOTAS_STATE, lambda _: QuotasStage(metrics), BESIDE_REST_S),
        LanePlan(topics.PERSONNES, topics.PERSONNES_STATE, lambda _: PersonnesStage(metrics), BESIDE_REST_S),
    ]


def _follower(settings: HubSettings, engine: Engine, clock: Clock) -> IntakeFollower:
    """A deadline rings when intake has passed it."""
    skew = settings.lane.clock_skew_max_s
    return IntakeFollower(_intake(settings), lanes=engine.lanes.owned.values, clock=clock, skew_max_s=skew, watch=engine.metrics)


def _intake(settings: HubSettings) -> Intake:
    return Intake(Positions(settings), INTAKE_GROUP)


def _relay(settings: HubSettings, metrics: Metrics, clock: Clock) -> Relay:
    def ids(names: Iterable[str]) -> dict[str, str]:
        return topic_ids(settings, names)

    options = RelayOptions(
        kafka=confluent_options(settings),
        producer=aiokafka_options(settings),
        group=INTAKE_GROUP,
        instance=settings.worker.name,
        session_timeout_ms=settings.kafka.session_timeout_ms,
    )
    return Relay(options, judge=verdict(case_key(settings)), topic_ids=ids, clock=clock, watch=_RelayWatch(metrics))


class _RelayWatch:
    """Counts what intake relayed, by code."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def relayed(self, code: str) -> None:
        self._metrics.event_handled("from", code)
