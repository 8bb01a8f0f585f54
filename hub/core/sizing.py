"""What a number of communes asks of a hub: partitions, workers, brokers, disk, time to restore; a function of its dated figures alone.

Rules:
1. More communes, inhabitants, copies or years never need less of anything.
2. The partition count of a keyed topic does not change once it is made (a key would change partition): it is counted for ten times the
   communes asked, the whole country at most.
3. One worker may die: the others carry all, and one more stands beside them.
4. A closed dossier stays in its lane's memory, so what is restored grows with every year.
"""

from math import ceil
from typing import Final, NamedTuple

from hub.core import sizing_figures as known
from schemas import topics

KEYED: Final = (
    *(topics.EVENTS, topics.CASES, topics.JOURNAL, topics.REFUS, topics.REFUS_STATE),
    *(topics.QUOTAS, topics.QUOTAS_STATE, topics.PERSONNES, topics.PERSONNES_STATE, topics.REJECTED),
)
"""As many partitions each as there are lanes of cases."""
OF_LANES: Final = (topics.EVENTS, topics.REFUS, topics.QUOTAS, topics.PERSONNES)
"""A partition of these is a lane, with a transactional id for life."""
_GB, _MIB, _HOUR_S, _YEAR_DAYS, _MONTHS = 1e9, 2**20, 3_600, 365, 12
_MILLION: Final = 1_000_000


class Asked(NamedTuple):
    """How large: communes, inhabitants of each, copies of each partition, years that are kept; all at least 1."""

    communes: int
    inhabitants: int = int(known.REFERENCE.value)
    replicas: int = int(known.COPIES.value)
    years: int = int(known.YEARS.value)


class Load(NamedTuple):
    """What such communes bring."""

    files_per_year: int
    events_per_year: int
    events_per_day: int
    peak_events_per_s: float
    cases: int
    """Held when the years are over; a closed one too."""
    live_deadlines: int
    actors: int


class Partitions(NamedTuple):
    """Partitions by topic; `lanes` of each keyed topic."""

    lanes: int
    hub: int
    partners: int
    kafka: int

    @property
    def total(self) -> int:
        """Without copies."""
        return self.hub + self.partners + self.kafka


class Cost(NamedTuple):
    """What a million events take, and what is taken when nothing happens."""

    worker_cpu_s: float
    broker_cpu_s: float
    disk_gb: float
    idle_cores: float

    @property
    def cpu_s_per_million_events(self) -> float:
        """Worker and broker, one copy."""
        return self.worker_cpu_s + self.broker_cpu_s


class Plan(NamedTuple):
    """Everything such communes need."""

    asked: Asked
    load: Load
    partitions: Partitions
    workers: int
    brokers: int
    disk_gb_per_year: float
    disk_gb_rolling: float
    restore_s: float
    transactional_ids: int
    connections: int
    facts_per_transaction: float
    memory_mb_per_worker: float
    replay_s: float
    cost: Cost

    @property
    def disk_gb(self) -> float:
        """When the years are over."""
        return self.disk_gb_per_year * self.asked.years + self.disk_gb_rolling


def load(asked: Asked) -> Load:
    """What `asked` brings, from the reference commune and the inhabitants."""
    inhabitants = asked.communes * asked.inhabitants
    files = _rounded_up(int(known.FILES.value) * inhabitants, int(known.REFERENCE.value))
    events = files * int(known.EVENTS_A_FILE.value)
    per_day = events / known.OPEN_DAYS.value
    busiest = per_day * known.PEAK_DAY.value * known.PEAK_HOUR.value / _HOUR_S * known.WITHIN_HOUR.value
    refresh = known.YEARLY_REFRESH.value * inhabitants / known.COUNTRY.value
    departements = _rounded_up(int(known.DEPARTEMENTS.value) * inhabitants, int(known.COUNTRY.value))
    return Load(
        files_per_year=files,
        events_per_year=events,
        events_per_day=ceil(per_day),
        peak_events_per_s=known.IMPORT.value + busiest + refresh,
        cases=files * asked.years,
        live_deadlines=ceil(files * known.CLOCKS_A_FILE.value * known.CLOCK_MONTHS.value / _MONTHS),
        actors=ceil(known.ACTORS.value * asked.communes) + int(known.SHARED_ACTORS.value) * departements,
    )


def carrying(found: Load) -> int:
    """How many workers carry that load: by events at the peak with a margin, and by what one of them may have to restore."""
    return max(by_pace(found), by_restore(found))


def by_pace(found: Load) -> int:
    """Workers for the peak."""
    return ceil(found.peak_events_per_s * known.RESERVE.value / known.WORKER_PACE.value)


def by_restore(found: Load) -> int:
    """Workers for the states."""
    return ceil(_restore_s(found.cases) / known.RESTORE_MAX.value)


def brokers_for(copies: int, replicas: int) -> int:
    """Brokers for that many copies of partitions; never fewer than copies of one partition."""
    return max(replicas, ceil(copies / known.PARTITIONS_MAX.value))


def lanes_for(asked: Asked) -> int:
    """The partition count to begin with: the default, doubled until the size that is foreseen has three lanes a worker."""
    people = asked.communes * asked.inhabitants
    foreseen = max(people, min(people * int(known.FORESEEN.value), int(known.COUNTRY.value)))
    wanted = (carrying(load(asked._replace(communes=1, inhabitants=foreseen))) + 1) * known.LANES_A_WORKER.value
    lanes = int(known.LANES.value)
    while lanes < wanted:
        lanes *= 2
    return lanes


def partitions_of(found: Load, lanes: int) -> Partitions:
    """Every partition of the cluster: an inbox and an outbox an actor, one partition each."""
    return Partitions(lanes, len(KEYED) * lanes + 1, 2 * found.actors, int(known.KAFKA_OWN.value))


def plan(asked: Asked) -> Plan:
    """Everything `asked` needs."""
    found, lanes = load(asked), lanes_for(asked)
    carry = carrying(found)
    partitions = partitions_of(found, lanes)
    brokers = brokers_for(partitions.total * asked.replicas, asked.replicas)
    states = found.files_per_year * known.STATE_BYTES.value / (1 - known.DIRTY.value)
    kept = sum(figure.value for figure in known.KEPT)
    return Plan(
        asked=asked,
        load=found,
        partitions=partitions,
        workers=carry + 1,
        brokers=brokers,
        disk_gb_per_year=(found.events_per_year * kept + states) * asked.replicas / _GB,
        disk_gb_rolling=_rolling_gb(found) * asked.replicas,
        restore_s=_restore_s(of_one_worker(found)),
        transactional_ids=len(OF_LANES) * lanes + 1,
        connections=ceil(len(OF_LANES) * lanes * known.LINKS_A_LANE.value),
        facts_per_transaction=max(1.0, found.peak_events_per_s / (lanes * known.LANE_PACE.value)),
        memory_mb_per_worker=_memory_mb(asked, found),
        replay_s=found.events_per_year / known.REPLAY.value,
        cost=_cost(kept, carry + 1, brokers, asked.replicas),
    )


def _restore_s(cases: int) -> float:
    return cases * known.RESTORE.value / _MILLION


def of_one_worker(found: Load) -> int:
    """The most dossiers that one worker may come to hold: all of them, until their restore asks for a second one."""
    return min(found.cases, int(known.RESTORE_MAX.value / known.RESTORE.value * _MILLION))


def _memory_mb(asked: Asked, found: Load) -> float:
    states = of_one_worker(found) * known.CASE_BYTES.value / _MIB
    return known.EMPTY_MB.value + known.REGISTRY_MB.value * asked.communes + known.TOPIC_MB.value * 2 * found.actors + states


def _rolling_gb(found: Load) -> float:
    a_day = found.events_per_year / _YEAR_DAYS
    return a_day * (known.FROM_BYTES.value * known.FROM_DAYS.value + known.TO_BYTES.value * known.TO_DAYS.value) / _GB


def _cost(kept: float, workers: int, brokers: int, replicas: int) -> Cost:
    return Cost(
        worker_cpu_s=known.WORKER_CPU.value * _MILLION / 10_000,
        broker_cpu_s=known.BROKER_CPU.value * _MILLION / 1_000,
        disk_gb=kept * _MILLION * replicas / _GB,
        idle_cores=workers * known.IDLE_WORKER.value + brokers * known.IDLE_BROKER.value,
    )


def _rounded_up(number: int, by: int) -> int:
    return -(-number // by)
