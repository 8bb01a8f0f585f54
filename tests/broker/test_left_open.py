"""A transaction that Kafka left open on a lane's state is ended by the opening of the lane, as the group's offset says."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import NewTopic

from bench.reference_worker import CountingStage
from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import POSITION_KEY, LaneLimits, LaneStatus, Watch
from hub.engine.looking import Looking
from hub.engine.ports import Output
from hub.engine.producer import BatchProducer
from hub.engine.restore import RestoreStuckError
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.tools import Tools
from tests.broker.made_topics import STAMPED, make_topics

ROOT = Path(__file__).parents[2]
GROUP = "hub"
STUCK_S = 3.0
BEFORE, AFTER = 5, 9


class Unverified(LocalBroker):
    """A broker that takes a producer at its word."""

    def _write_configuration(self, tools: Tools, port: int, controller_port: int) -> Path:
        file = super()._write_configuration(tools, port, controller_port)
        with file.open("a", encoding="utf-8") as properties:
            properties.write("transaction.partition.verification.enable=false\n")
        return file


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """One that does not verify: what made Kafka lose sight of a transaction cannot be had at will."""
    broker = Unverified(tmp_path_factory.mktemp("local") / "kafka")
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


class Left:
    """A lane's partitions, with a first transaction that ended well (position 5, one case seen once)."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self.source = Partition(f"source-{uuid.uuid4().hex[:8]}", 0)
        self.state = Partition(f"etat-{self.source.topic}", 0)
        self.id = f"{GROUP}-{self.source.topic}-0"
        self.client: dict[str, Any] = {"bootstrap_servers": bootstrap}
        make_topics(
            bootstrap,
            NewTopic(self.source.topic, 1, 1, config=STAMPED),
            NewTopic(self.state.topic, 1, 1, config={"cleanup.policy": "compact"}),
        )

    async def begin(self) -> None:
        """The first transaction."""
        producer = self.producer()
        await producer.open()
        records = [Output(*self.state, b"cas", b"1"), Output(*self.state, POSITION_KEY, b'{"position":%d}' % BEFORE)]
        await producer.commit(records, GROUP, self.source, BEFORE, "")
        await producer.close()

    def producer(self) -> BatchProducer:
        """The lane's."""
        return BatchProducer(self.client, transactional_id=self.id)

    def leave(self, *records: str) -> None:
        """Another process writes these and leaves them open."""
        command = [sys.executable, "-m", "tests.broker.leaving_writer", self.bootstrap, self.id, self.state.topic, *records]
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)

    def commit_offset(self, offset: int) -> None:
        """What the group has when the transaction's own offset was committed with it."""
        reader = Consumer({"bootstrap.servers": self.bootstrap, "group.id": GROUP})
        reader.commit(offsets=[TopicPartition(*self.source, offset)], asynchronous=False)
        reader.close()

    async def open(self) -> Lane:
        """Open the lane as a worker does; what fails is raised."""
        parts: dict[str, Any] = {"group": GROUP, "state_topic": self.state.topic, "stage": CountingStage("x"), "inboxes": frozenset()}
        lane = Lane(self.source, **parts, producer=self.producer(), limits=LaneLimits(), watch=cast("Watch", None))
        look = partial(Looking, {"bootstrap.servers": self.bootstrap}, GROUP)
        try:
            await Opening(look, self.client, STUCK_S).open(lane)
        finally:
            await lane.producer.close()
        return lane


async def test_what_was_given_up_is_ended_and_the_lane_opens(kafka: LocalBroker) -> None:
    """The group's offset is before the position that the open records hold."""
    left = Left(kafka.bootstrap)
    await left.begin()
    left.leave("cas", "2", POSITION_KEY.decode(), f'{{"position":{AFTER}}}')
    lane = await left.open()
    assert lane.status is LaneStatus.SUSPENDUE
    assert (lane.position, lane.state[b"cas"]) == (BEFORE, b"1")


async def test_what_was_committed_is_never_given_up(kafka: LocalBroker) -> None:
    """The group's offset came with it: ending it is for an operator, and the lane stays closed."""
    left = Left(kafka.bootstrap)
    await left.begin()
    left.leave("cas", "2", POSITION_KEY.decode(), f'{{"position":{AFTER}}}')
    left.commit_offset(AFTER)
    for _ in range(2):
        with pytest.raises(RestoreStuckError):
            await left.open()


async def test_what_was_never_whole_is_ended(kafka: LocalBroker) -> None:
    """The position is the last thing a transaction writes: without it nobody ever asked to commit."""
    left = Left(kafka.bootstrap)
    await left.begin()
    left.leave("cas", "2")
    lane = await left.open()
    assert (lane.position, lane.state[b"cas"]) == (BEFORE, b"1")
