"""What Kafka left open of a lane's transaction is ended as its coordinator decided: by the lane that opens, or by an operator."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import NewTopic

from bench.reference_worker import CountingStage
from hub.cli.lane import command
from hub.engine.batch import Partition
from hub.engine.lane import Lane
from hub.engine.lane_opening import Opening
from hub.engine.lane_state import POSITION_KEY, LaneLimits, LaneStatus, Watch
from hub.engine.left_open import LeftOpen
from hub.engine.looking import Looking
from hub.engine.ports import Output
from hub.engine.producer import BatchProducer, transactional_id
from hub.engine.state_reader import StateReader
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import Ports
from hub.kafka_local.tools import Tools
from schemas import topics
from tests.broker.made_topics import STAMPED, make_topics

ROOT = Path(__file__).parents[2]
GROUP = "hub"
STUCK_S = 10.0
BEFORE, AFTER = 5, 9
LANES = 5
"""One a test."""
SOURCE, STATE, INBOX, KNOWN = topics.REFUS, topics.REFUS_STATE, "to.quelqu-un", topics.REJECTED


class Unverified(LocalBroker):
    """A broker that takes a producer at its word."""

    def _write_configuration(self, tools: Tools, at: Ports) -> Path:
        file = super()._write_configuration(tools, at)
        with file.open("a", encoding="utf-8") as properties:
            properties.write("transaction.partition.verification.enable=false\n")
        return file


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """One that does not verify: what made Kafka lose sight of a transaction cannot be had at will."""
    broker = Unverified(tmp_path_factory.mktemp("local") / "kafka")
    try:
        broker.start()
        topics_made = [NewTopic(SOURCE, LANES, 1, config=STAMPED), NewTopic(STATE, LANES, 1, config={"cleanup.policy": "compact"})]
        make_topics(broker.bootstrap, *topics_made, NewTopic(INBOX, 1, 1), NewTopic(KNOWN, 1, 1))
        yield broker
    finally:
        broker.stop()


class Left:
    """A lane's partitions, with a first transaction that ended well (position 5, one case seen once)."""

    def __init__(self, bootstrap: str, number: int) -> None:
        self.bootstrap = bootstrap
        self.client: dict[str, Any] = {"bootstrap_servers": bootstrap}
        self.source, self.state = Partition(SOURCE, number), Partition(STATE, number)
        self.id = transactional_id(GROUP, self.source)

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

    def leave(self, end: str, name: str, *, on_state: bool = True) -> None:
        """Another process writes the lane's next transaction, of which no marker reaches state and inbox."""
        position = f'{{"position":{AFTER}}}'
        number = str(self.state.number)
        state = (STATE, number, "cas", "2", STATE, number, POSITION_KEY.decode(), position) if on_state else ()
        write = [
            sys.executable,
            "-m",
            "tests.broker.leaving_writer",
            self.bootstrap,
            self.id,
            end,
            KNOWN,
            INBOX,
            "0",
            "dossier",
            name,
            *state,
        ]
        subprocess.run(write, cwd=ROOT, check=True, timeout=60)

    async def open(self) -> Lane:
        """Open the lane as a worker does; what fails is raised."""
        parts: dict[str, Any] = {"group": GROUP, "state_topic": self.state.topic, "stage": CountingStage("x"), "inboxes": frozenset()}
        lane = Lane(self.source, **parts, producer=self.producer(), limits=LaneLimits(), watch=cast("Watch", None))
        kafka = {"bootstrap.servers": self.bootstrap}
        try:
            await Opening(Looking(kafka, GROUP), LeftOpen(self.client), partial(StateReader, kafka, GROUP), STUCK_S).open(lane)
        finally:
            await lane.producer.close()
        return lane

    def inbox(self) -> list[str]:
        """What its reader gets, up to the last stable offset."""
        reader = Consumer({"bootstrap.servers": self.bootstrap, "group.id": "lecteur", "enable.partition.eof": True})
        reader.assign([TopicPartition(INBOX, 0, 0)])
        found: list[str] = []
        try:
            while (record := reader.poll(10)) is not None and record.error() is None:
                found.append((record.value() or b"").decode())
            assert record is not None, "no end was told"
        finally:
            reader.close()
        return found

    async def command(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """`hub lane end-open`: its exit code and JSON."""
        environ = {"HUB_KAFKA__BOOTSTRAP_SERVERS": self.bootstrap}
        done = await asyncio.to_thread(CliRunner().invoke, command, ["end-open", "--json", *arguments], env=environ)
        return done.exit_code, json.loads(done.stdout)


async def test_what_was_given_up_is_ended_everywhere_and_never_delivered(kafka: LocalBroker) -> None:
    """Its marker reached neither state nor inbox; what the lane does next would have delivered it."""
    left = Left(kafka.bootstrap, 0)
    await left.begin()
    left.leave("abort", "abandonne")
    lane = await left.open()
    assert lane.status is LaneStatus.SUSPENDUE
    assert (lane.position, lane.state[b"cas"]) == (BEFORE, b"1")
    assert "abandonne" not in left.inbox()


async def test_what_was_committed_is_ended_everywhere_as_committed(kafka: LocalBroker) -> None:
    """State, position and inbox: all of it counts."""
    left = Left(kafka.bootstrap, 1)
    await left.begin()
    left.leave("commit", "valide")
    assert "valide" not in left.inbox()
    lane = await left.open()
    assert (lane.position, lane.state[b"cas"]) == (AFTER, b"2")
    assert left.inbox()[-1] == "valide"


async def test_what_no_coordinator_ever_knew_was_given_up(kafka: LocalBroker) -> None:
    """Nobody can have committed it."""
    left = Left(kafka.bootstrap, 2)
    await left.begin()
    left.leave("nothing", "inconnu")
    lane = await left.open()
    assert (lane.position, lane.state[b"cas"]) == (BEFORE, b"1")
    assert "inconnu" not in left.inbox()


async def test_what_is_open_on_an_inbox_alone_is_seen_by_the_lane(kafka: LocalBroker) -> None:
    """Its state is whole, so nothing else would show it; the next transaction on that inbox would end it as that one ends."""
    left = Left(kafka.bootstrap, 3)
    await left.begin()
    left.leave("abort", "abandonne-seul", on_state=False)
    await left.open()
    producer = left.producer()
    await producer.open()
    await producer.commit([Output(INBOX, 0, b"dossier", b"ensuite")], GROUP, left.source, BEFORE, "")
    await producer.close()
    assert (left.inbox()[-1], "abandonne-seul" in left.inbox()) == ("ensuite", False)


async def test_an_operator_sees_and_ends_it(kafka: LocalBroker) -> None:
    """Not before its id was fenced: until then Kafka may still end it; a look changes nothing, and once ended there is nothing more."""
    left = Left(kafka.bootstrap, 4)
    await left.begin()
    left.leave("commit", "par-commande")
    code, told = await left.command()
    assert (code, told) == (0, {"transactions": [], "running": 1})
    fence = left.producer()
    await fence.open()
    await fence.close()
    code, told = await left.command("--dry-run")
    (one,) = told["transactions"]
    assert (code, one["id"], one["verdict"], one["ended"]) == (1, left.id, "VALIDEE", False)
    assert sorted(place["topic"] for place in one["places"]) == sorted([STATE, INBOX])
    assert "par-commande" not in left.inbox()
    code, told = await left.command()
    assert (code, told["transactions"][0]["ended"]) == (0, True)
    assert left.inbox()[-1] == "par-commande"
    assert await left.command() == (0, {"transactions": [], "running": 0})
