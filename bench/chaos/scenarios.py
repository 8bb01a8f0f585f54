"""What is done to the hub, one scenario a name: each round does one fault to its end and gives the hub a drawn while to come back.

A round leaves nothing hurt behind: whatever was paused goes on, whatever was killed is started again (a worker by its own supervisor).
"""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.chaos.cluster import Cluster
from bench.chaos.disk import SmallKafka
from bench.chaos.hub import SESSION_TIMEOUT_MS, TRANSACTION_TIMEOUT_MS, HurtHub
from bench.chaos.kafkas import Kafka, PatientKafka, ProxiedKafka
from bench.chaos.releases import THIS, Release, last_release
from bench.chaos.variants import variant
from hub.engine.batch import Partition
from hub.engine.decided import TRANSACTION_LOG, coordinating_partition
from hub.engine.producer import transactional_id
from hub.positions import LANES_GROUP
from schemas import topics

STOPPED_S = SESSION_TIMEOUT_MS / 1_000 + 2
"""Longer than the group waits: the partitions of who sleeps have moved when it wakes."""
LEAVE_WITHIN_S = 10.0
LATENCY_S = 0.2
CUT_S = TRANSACTION_TIMEOUT_MS / 1_000 + 3
"""Longer than a transaction may last: the coordinator has given it up when the network is back."""
OPEN_WITHIN_S = 3.0
"""How long a transaction is looked for, to kill in the middle of it."""
AWAY_S = (2.0, 10.0)
"""How long a node of three is away: shorter or longer than its session of four seconds."""
HOUR_S = 3_600
WORKERS = ("w1", "w2")
VISITOR = "w3"


@dataclass
class Hurting:
    """Hurts a hub; remembers when, and what of a worker's promises did not hold."""

    hub: HurtHub
    chance: random.Random
    at_ms: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def anyone(self) -> str:
        """A worker, drawn."""
        return self.chance.choice(self.hub.names)

    def note(self) -> None:
        """A fault begins now."""
        self.at_ms.append(time.time() * 1_000)


class Scenario(NamedTuple):
    """One way to hurt.

    `pause_s` is how long the hub is left in peace between two rounds, `fault_share` how much of the load is bad, `release` what its workers
    begin with, `needs_week` why a simulated year is no load for it.
    """

    says: str
    round: Callable[[Hurting], None]
    pause_s: tuple[float, float] = (2.0, 6.0)
    fault_share: float = 0.01
    kafka: Callable[[Path], Kafka] = Kafka
    release: Callable[[Path], Release] = lambda _: THIS
    needs_week: str = ""


def _kill(hurting: Hurting) -> None:
    if hurting.hub.signal(hurting.anyone(), signal.SIGKILL):
        hurting.note()


def _zombie(hurting: Hurting) -> None:
    name = hurting.anyone()
    if hurting.hub.signal(name, signal.SIGSTOP):
        hurting.note()
        time.sleep(STOPPED_S)
        hurting.hub.signal(name, signal.SIGCONT)


def _rolling(hurting: Hurting) -> None:
    for name in hurting.hub.names:
        _replace(hurting, name)


def _upgrade(hurting: Hurting) -> None:
    """One worker after the other to this tree, then one after the other back, and again."""
    names = hurting.hub.names
    name = names[len(hurting.at_ms) % len(names)]
    hurting.hub.switch(name)
    _replace(hurting, name)


def _replace(hurting: Hurting, name: str) -> None:
    hub = hurting.hub
    hurting.note()
    began = time.monotonic()
    code = hub.leave(name)
    took_s = time.monotonic() - began
    if code != 0 or took_s > LEAVE_WITHIN_S:
        hurting.broken.append(f"{name} left with {code} after {took_s:.1f} s")
    hub.start(name)
    hub.wait_ready()


def _storm(hurting: Hurting) -> None:
    hurting.hub.start(VISITOR)
    hurting.note()
    time.sleep(hurting.chance.uniform(1.0, 6.0))
    hurting.hub.leave(VISITOR)
    hurting.note()


def _broker(hurting: Hurting) -> None:
    hurting.note()
    hurting.hub.kafka.broker.kill9()
    time.sleep(hurting.chance.uniform(0.5, 3.0))
    hurting.hub.kafka.broker.start()


def _disk(hurting: Hurting) -> None:
    kafka = hurting.hub.kafka
    assert isinstance(kafka, SmallKafka)
    hurting.note()
    kafka.disk.fill()
    kafka.end_by_disk()
    kafka.disk.free()
    kafka.broker.start()


def _cluster(hurting: Hurting) -> None:
    """By turns: the leader of a partition a lane is writing to, and the coordinator of that transaction."""
    cluster = hurting.hub.kafka
    assert isinstance(cluster, Cluster)
    leaders, coordinators = cluster.leaders(topics.CASES), cluster.leaders(TRANSACTION_LOG)
    lane = cluster.open_partition(topics.CASES, OPEN_WITHIN_S)
    number = hurting.chance.choice(list(leaders)) if lane is None else lane
    of_lane = coordinating_partition(transactional_id(LANES_GROUP, Partition(topics.EVENTS, number)), len(coordinators))
    victim = coordinators[of_lane] if len(hurting.at_ms) % 2 else leaders[number]
    hurting.note()
    cluster.nodes[victim].kill9()
    time.sleep(hurting.chance.uniform(*AWAY_S))
    cluster.restart(victim)


def _network(hurting: Hurting) -> None:
    kafka = hurting.hub.kafka
    assert isinstance(kafka, ProxiedKafka)
    proxy = kafka.proxy
    hurt: Callable[[], None] = hurting.chance.choice((partial(proxy.slow, LATENCY_S), proxy.silent, proxy.cut))
    hurting.note()
    hurt()
    time.sleep(CUT_S)
    proxy.mend()


def _registry(hurting: Hurting) -> None:
    hub = hurting.hub
    hurting.note()
    if len(hurting.at_ms) % 3 == 0:
        hub.run("registry", "revert", "--to", "1", "--confirm", "1000000")
    else:
        hub.run("registry", "load", str(_written(hub.folder, len(hurting.at_ms))), "--confirm", "1000000")


def _written(folder: Path, number: int) -> Path:
    file = folder / f"variante-{number}.yaml"
    file.write_text(variant(number), encoding="utf-8")
    return file


def _clock(hurting: Hurting) -> None:
    name, seconds = hurting.anyone(), hurting.chance.choice((HOUR_S, -HOUR_S))
    hurting.note()
    hurting.hub.jump(name, seconds)
    time.sleep(hurting.chance.uniform(1.0, 3.0))
    hurting.hub.jump(name, 0)


SCENARIOS = {
    "kill": Scenario("kill -9 of random workers", _kill),
    "zombie": Scenario("a worker sleeps for longer than its session, its partitions move, it wakes", _zombie),
    "rolling": Scenario("SIGTERM of one worker after the other, as a deploy does", _rolling, (1.0, 3.0)),
    "upgrade": Scenario(
        "workers of the last release and of this one, there and back, one at a time",
        _upgrade,
        (1.0, 3.0),
        kafka=PatientKafka,
        release=last_release,
    ),
    "storm": Scenario("a worker joins and leaves every few seconds", _storm, (0.5, 2.0)),
    "broker": Scenario("kill -9 of the only broker, started again", _broker, (8.0, 12.0)),
    "cluster": Scenario(
        "of three brokers, the leader of a busy partition or the coordinator of a transaction is killed",
        _cluster,
        (12.0, 18.0),
        kafka=Cluster,
    ),
    "disk": Scenario("the broker's disk fills, is freed, and the broker started again", _disk, (8.0, 12.0), kafka=SmallKafka),
    "network": Scenario("the network of a worker is slow, half-open, or cut", _network, (2.0, 5.0), kafka=ProxiedKafka),
    "poison": Scenario(
        "one event in twenty is bad, and workers are killed",
        _kill,
        fault_share=0.05,
        needs_week="nothing that is published in a simulated year is bad",
    ),
    "registry": Scenario("acts recorded, corrected, taken back", _registry),
    "clock": Scenario(
        "a worker's clock jumps by an hour and back", _clock, needs_week="where time is simulated no worker looks at a clock"
    ),
}
