"""Three brokers with three copies of everything, two of which must be in step: any one of them may die.

Rules:
1. Each node has a folder and ports of its own, chosen once: the voters of the controllers' quorum are known before the first starts.
2. Nodes are spawned one after the other, and only then waited for: alone, none gets ready; spawned at once, each would inherit the locks of
   the others.
3. The next fault waits until every copy is in step again: two dead of three is a fault that nothing of this size survives.
"""

import time
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient, ClusterMetadata, OffsetSpec

from bench.chaos.kafkas import PATIENCE, Kafka, lines_of, write_lines
from bench.ground import SILENT
from hub.kafka_local import warm
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, Ports, first_free
from hub.kafka_local.tools import Tools

NODES = (1, 2, 3)
IN_STEP_WITHIN_S = 90.0
LOOK_EVERY_S = 0.2
ANSWER_WITHIN_S = 10.0
COMMITTED, EVERYTHING = IsolationLevel.READ_COMMITTED, IsolationLevel.READ_UNCOMMITTED
LATEST: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call] # the library says no type
CLUSTER_ID = "RelaisChaosCluster0001"
COPIES = {
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    **PATIENCE,
    # a follower that is behind for longer leaves the copies in step: 30 s by default
    "replica.lag.time.max.ms": "10000",
}


class Place(NamedTuple):
    """Where a node listens: for clients, and for the other controllers."""

    port: int
    controller_port: int


class Node(LocalBroker):
    """One of them; `start` does not wait, `wait_ready` does."""

    def __init__(self, folder: Path, number: int, places: dict[int, Place]) -> None:
        """Nothing runs yet."""
        super().__init__(folder / f"kafka-{number}", places[number].port)
        self.number = number
        self._places = places
        self._spawned = (0, Ports(0, 0))

    def wait_ready(self) -> None:
        """Until it is; raises as `start` of one broker does."""
        super()._wait_until_ready(*self._spawned)

    def _wait_until_ready(self, pid: int, at: Ports) -> None:
        self._spawned = pid, at

    def _choose_ports(self) -> Ports:
        return Ports(*self._places[self.number])

    def _write_configuration(self, tools: Tools, at: Ports) -> Path:
        file = super()._write_configuration(tools, at)
        voters = ",".join(f"{number}@{HOST}:{place.controller_port}" for number, place in self._places.items())
        lines = lines_of(file) | COPIES | {"node.id": str(self.number), "controller.quorum.voters": voters}
        write_lines(file, lines)
        warm.format_once(tools, self.folder, file)
        form = self.folder / "data" / "meta.properties"
        write_lines(form, lines_of(form) | {"cluster.id": CLUSTER_ID, "node.id": str(self.number)})
        return file


class Cluster(Kafka):
    """Three brokers, each in a folder of its own in `folder`."""

    replication = 3

    def __init__(self, folder: Path) -> None:
        """Nothing runs yet."""
        super().__init__(folder)
        places = _places()
        self.nodes = {number: Node(folder, number, places) for number in NODES}
        self._bootstrap = ",".join(f"{HOST}:{place.port}" for place in places.values())

    def start(self) -> None:
        """Spawn them one after the other, then wait for all."""
        for node in self.nodes.values():
            node.start()
        for node in self.nodes.values():
            node.wait_ready()

    def stop(self) -> None:
        """End them, the last ones without a quorum to leave to."""
        for node in self.nodes.values():
            node.kill9()

    @property
    def bootstrap(self) -> str:
        """All three: any one may be away."""
        return self._bootstrap

    def restart(self, number: int) -> None:
        """Bring a node back, and wait until every copy is in step."""
        self.nodes[number].start()
        self.nodes[number].wait_ready()
        deadline = time.monotonic() + IN_STEP_WITHIN_S
        while late := out_of_step(self.metadata()):
            if time.monotonic() > deadline:
                message = f"copies in step: not within {IN_STEP_WITHIN_S:g} s, {late[:3]}"
                raise TimeoutError(message)
            time.sleep(LOOK_EVERY_S)

    def metadata(self) -> ClusterMetadata:
        """Who leads what, and who follows."""
        return self._admin.list_topics(timeout=ANSWER_WITHIN_S)

    def leaders(self, topic: str) -> dict[int, int]:
        """The node that leads each partition of that topic."""
        return {number: partition.leader for number, partition in self.metadata().topics[topic].partitions.items()}

    def open_partition(self, topic: str, within_s: float) -> int | None:
        """A partition of that topic in which a transaction is open right now; None when none was seen in time."""
        places = [TopicPartition(topic, number) for number in self.leaders(topic)]
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            stable, written, again = (self._ends(places, how) for how in (COMMITTED, EVERYTHING, COMMITTED))
            # a stable end that stood still while more was written behind it
            for number, end in written.items():
                if stable[number] == again[number] < end:
                    return number
        return None

    def _ends(self, places: list[TopicPartition], how: IsolationLevel) -> dict[int, int]:
        asked = self._admin.list_offsets(dict.fromkeys(places, LATEST), isolation_level=how, request_timeout=ANSWER_WITHIN_S)
        return {place.partition: found.result().offset for place, found in asked.items()}

    @cached_property
    def _admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self._bootstrap, **SILENT})


def _places() -> dict[int, Place]:
    free: set[int] = set()
    while len(free) < 2 * len(NODES):
        free.add(first_free())
    return {number: Place(free.pop(), free.pop()) for number in NODES}


def out_of_step(metadata: Any) -> list[str]:
    """The partitions of which a copy is missing or behind."""
    return [
        f"{topic.topic}/{number}"
        for topic in metadata.topics.values()
        for number, partition in topic.partitions.items()
        if set(partition.isrs) != set(partition.replicas) or partition.leader not in partition.replicas
    ]
