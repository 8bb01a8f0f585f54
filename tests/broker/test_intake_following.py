"""How far intake has come, asked of a real Kafka: what can never be relayed holds no deadline back."""

import time
import uuid
from collections.abc import Callable

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from hub.engine.intake import Intake
from hub.kafka_local.broker import LocalBroker
from hub.positions import Place, Positions
from hub.settings import HubSettings
from tests.broker.made_topics import STAMPED, make_topics, remove_topics


@pytest.fixture
def group() -> str:
    """An intake group of this test's own."""
    return f"intake-{uuid.uuid4().hex}"


@pytest.fixture
def admin(kafka: LocalBroker) -> AdminClient:
    """Whoever makes and removes topics."""
    return AdminClient({"bootstrap.servers": kafka.bootstrap, "log_level": 2})


@pytest.fixture
def place(kafka: LocalBroker) -> Place:
    """A partner's topic, new."""
    name = f"from.p{uuid.uuid4().hex}"
    make_topics(kafka.bootstrap, NewTopic(name, 1, 1, config=STAMPED))
    return Place(name, 0)


@pytest.fixture
def intake(hub_settings: HubSettings, group: str) -> Intake:
    """The questions."""
    return Intake(Positions(hub_settings), group)


def write(kafka: LocalBroker, place: Place, count: int) -> None:
    """Records of a partner without transactions."""
    producer = Producer({"bootstrap.servers": kafka.bootstrap, "log_level": 2})
    for _ in range(count):
        producer.produce(place.topic, b"x", partition=0)
    producer.flush()


def write_in_transaction(kafka: LocalBroker, place: Place, ending: Callable[[Producer], None]) -> None:
    """A transaction of one record, ended in some way: its marker takes an offset too."""
    producer = Producer({"bootstrap.servers": kafka.bootstrap, "transactional.id": uuid.uuid4().hex, "log_level": 2})
    producer.init_transactions()
    producer.begin_transaction()
    producer.produce(place.topic, b"x", partition=0)
    producer.flush()
    ending(producer)


def relay_to(kafka: LocalBroker, group: str, place: Place, offset: int) -> None:
    """Commit as intake does: one after the last record relayed."""
    member = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": group, "log_level": 2})
    member.commit(offsets=[TopicPartition(place.topic, place.partition, offset)], asynchronous=False)
    member.close()


def goal_of(intake: Intake, place: Place) -> dict[Place, int]:
    """Where that topic ends now, among all."""
    return {place: intake.ends()[place]}


def test_a_group_that_never_committed_has_passed_only_what_is_empty(kafka: LocalBroker, intake: Intake, place: Place, group: str) -> None:
    """No commit is the log's start; a new topic counts from its first listing on; what comes after the goal is not waited for."""
    assert intake.left(goal_of(intake, place)) == {}
    write(kafka, place, 3)
    goal = goal_of(intake, place)
    assert intake.left(goal) == goal == {place: 3}
    relay_to(kafka, group, place, 2)
    assert intake.left(goal) == goal
    write(kafka, place, 5)
    relay_to(kafka, group, place, 3)
    assert intake.left(goal) == {}


def test_markers_and_aborted_records_are_not_waited_for(kafka: LocalBroker, intake: Intake, place: Place, group: str) -> None:
    """The commit stands one after the last record that can be read, the end lies further."""
    write(kafka, place, 1)
    write_in_transaction(kafka, place, lambda producer: producer.commit_transaction())
    write_in_transaction(kafka, place, lambda producer: producer.abort_transaction())
    deadline = time.monotonic() + 20
    while (goal := goal_of(intake, place))[place] < 5:  # the broker writes a marker after the producer was answered
        assert time.monotonic() < deadline, goal
        time.sleep(0.05)
    assert goal[place] == 5
    relay_to(kafka, group, place, 1)
    assert intake.left(goal) == goal
    relay_to(kafka, group, place, 2)
    assert intake.left(goal) == {}


def test_a_transaction_that_a_partner_leaves_open_holds_nothing_back(kafka: LocalBroker, intake: Intake, place: Place, group: str) -> None:
    """What is not committed is not published; for a lane's own partition the very end counts."""
    write(kafka, place, 1)
    relay_to(kafka, group, place, 1)
    kept: list[Producer] = []
    write_in_transaction(kafka, place, kept.append)
    assert intake.left(goal_of(intake, place)) == {}
    assert intake.lane_ends([place]) == {place: 2}
    kept[0].abort_transaction()


def test_deleted_records_and_topics_and_topics_made_anew_hold_nothing_back_for_ever(
    kafka: LocalBroker, admin: AdminClient, intake: Intake, place: Place, group: str
) -> None:
    """Before the log's start there is nothing to relay; a topic that is gone is not asked for; a new one waits for what it holds."""
    write(kafka, place, 4)
    goal = goal_of(intake, place)
    assert intake.left(goal) == goal
    admin.delete_records([TopicPartition(place.topic, 0, 4)])[TopicPartition(place.topic, 0)].result()
    assert intake.left(goal) == {}
    write(kafka, place, 2)
    relay_to(kafka, group, place, 5)
    goal = goal_of(intake, place)
    assert intake.left(goal) == goal
    remove_topics(kafka.bootstrap, place.topic)
    assert intake.left(goal) == {}
    make_topics(kafka.bootstrap, NewTopic(place.topic, 1, 1, config=STAMPED))
    assert intake.left(goal) == {}
    relay_to(kafka, group, place, 5)
    assert intake.left(goal) == {}, "a commit of the former topic"
    write(kafka, place, 1)
    assert intake.left(goal) == goal
    relay_to(kafka, group, place, 1)
    assert intake.left(goal) == {}
