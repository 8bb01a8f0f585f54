"""How far readers have come, on a real Kafka: markers are no lag, age is that of what really waits."""

import time
import uuid
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import NewTopic

from hub.cli import main
from hub.errors import BrokerRefused, BrokerSilent
from hub.kafka_local.broker import LocalBroker
from hub.lane_lags import LaneState, measure_lanes
from hub.positions import Commit, Place, Positions
from hub.settings import HubSettings
from hub.standing import measure_inboxes
from schemas.topics import EVENTS, REFUS, inbox
from tests.broker.made_topics import STAMPED, make_topics


@pytest.fixture(scope="module")
def _topics(kafka: LocalBroker) -> None:
    """The topics of lanes, two inboxes, and one to measure."""
    names = [NewTopic(name, partitions, 1, config=STAMPED) for name, partitions in ((EVENTS, 2), (REFUS, 1), ("mesure", 2))]
    boxes = [NewTopic(inbox(actor), 1, 1, config=STAMPED) for actor in ("ccas", "ccas-b")]
    make_topics(kafka.bootstrap, *names, *boxes)


@pytest.fixture
def producer(kafka: LocalBroker, _topics: None) -> Producer:
    """A transactional producer, as every lane's."""
    made = Producer({"bootstrap.servers": kafka.bootstrap, "transactional.id": uuid.uuid4().hex, "log_level": 2})
    made.init_transactions()
    return made


@pytest.fixture
def positions(hub_settings: HubSettings, _topics: None) -> Positions:
    """Questions to that Kafka."""
    return Positions(hub_settings)


def write(producer: Producer, place: Place, count: int, *, commit: bool = True) -> None:
    """One transaction of `count` records."""
    producer.begin_transaction()
    for _ in range(count):
        producer.produce(place.topic, b"x", partition=place.partition)
    producer.flush()
    if commit:
        producer.commit_transaction()
    else:
        producer.abort_transaction()


def commit(kafka: LocalBroker, group: str, place: Place, offset: int, note: str = "") -> None:
    """Commit as a reader of `group` would."""
    reader = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": group, "log_level": 2})
    reader.commit(offsets=[TopicPartition(*place, offset, note)], asynchronous=False)
    reader.close()


def now() -> datetime:
    """The instant it is."""
    return datetime.now(UTC)


def test_markers_and_aborted_records_are_no_lag(positions: Positions, producer: Producer) -> None:
    """Two records, a commit marker, three aborted records and their marker: from 2 on, nothing waits."""
    place = Place("mesure", 0)
    write(producer, place, 2)
    write(producer, place, 3, commit=False)
    deadline = time.monotonic() + 10
    while positions.ends([place])[place] < 7:  # markers are written after the producer was answered
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert positions.lags({place: 2}, now())[place] == (0, 0.0)
    waiting = positions.lags({place: 0}, now())[place]
    assert waiting.records == 7
    assert 0 <= waiting.seconds < 60


def test_the_age_is_that_of_the_oldest_record_that_waits(positions: Positions, producer: Producer) -> None:
    """Not of the newest, and none when the position is at the end; every partition is asked at once."""
    first, empty = Place("mesure", 1), Place("mesure", 0)
    write(producer, first, 1)
    time.sleep(1.2)
    write(producer, first, 1)
    start = positions.starts([first])[first]
    lags = positions.lags({first: start, empty: positions.ends([empty])[empty]}, now())
    assert lags[first].seconds >= 1.2
    assert lags[empty] == (0, 0.0)
    assert positions.lags({}, now()) == {}


def test_a_group_s_commits_are_read_with_their_notes(positions: Positions, kafka: LocalBroker) -> None:
    """A place without a commit is absent."""
    commit(kafka, "lecteur.a", Place("mesure", 0), 2, "une note")
    assert positions.committed("lecteur.a", [Place("mesure", 0), Place("mesure", 1)]) == {Place("mesure", 0): Commit(2, "une note")}
    assert positions.committed("personne", [Place("mesure", 0)]) == {}
    assert "lecteur.a" in positions.groups()


def test_a_lane_is_late_caught_up_or_blocked_by_what_it_committed(
    positions: Positions, producer: Producer, kafka: LocalBroker, hub_settings: HubSettings
) -> None:
    """And a blocked lane is a fault found: exit code 1, with what to do."""
    write(producer, Place(EVENTS, 0), 4)
    write(producer, Place(EVENTS, 1), 2)
    commit(kafka, "hub", Place(EVENTS, 0), 1, "BLOQUEE 1 dos_aaaa")
    commit(kafka, "hub", Place(EVENTS, 1), 2)
    blocked, done, never = measure_lanes(positions, "hub", now())
    assert (blocked.etat, blocked.bloquee_offset, blocked.bloquee_dossier) == (LaneState.BLOQUEE, 1, "dos_aaaa")
    assert blocked.retard_enregistrements == 4
    assert (done.etat, done.retard_enregistrements) == (LaneState.A_JOUR, 0)
    assert (never.topic, never.position, never.etat) == (REFUS, 0, LaneState.A_JOUR)
    environ = {"HUB_KAFKA__BOOTSTRAP_SERVERS": kafka.bootstrap, "HUB_DATA_DIR": str(hub_settings.data_dir), "COLUMNS": "200"}
    shown = CliRunner().invoke(main, ["lanes"], env=environ)
    assert shown.exit_code == 1
    assert "offset 1, dossier dos_aaaa" in shown.stdout
    assert "hub lane set-aside" in shown.stderr


def test_an_inbox_is_read_as_far_as_its_own_groups_went(positions: Positions, producer: Producer, kafka: LocalBroker) -> None:
    """The furthest of them counts; a group of another actor whose name begins alike does not."""
    box = Place(inbox("ccas"), 0)
    write(producer, box, 3)
    commit(kafka, "ccas.a", box, 1)
    commit(kafka, "ccas.b", box, 2)
    commit(kafka, "ccas-b.a", box, 3)
    commit(kafka, "ccas", box, 3)
    own, other = measure_inboxes(positions, now())
    assert (own.actor, own.read) == ("ccas", 2)
    assert own.unread == 2
    assert own.oldest_unread_s > 0
    assert (other.actor, other.read, other.unread, other.oldest_unread_s) == ("ccas-b", None, 0, 0.0)


def test_the_same_topics_have_the_same_identity(positions: Positions) -> None:
    """And other topics another."""
    assert positions.identity(["mesure", EVENTS]) == positions.identity(["mesure", EVENTS])
    assert positions.identity(["mesure", EVENTS]) != positions.identity([EVENTS, "mesure"])


def test_what_does_not_exist_is_refused(positions: Positions) -> None:
    """By the broker's own word."""
    with pytest.raises(BrokerRefused, match="HUB-4002"):
        positions.identity(["absent"])
    assert positions.places(["absent"]) == []


@pytest.fixture
def nowhere(hub_settings: HubSettings) -> Positions:
    """Questions to an address where nobody listens."""
    kafka = hub_settings.kafka.model_copy(update={"bootstrap_servers": "127.0.0.1:1", "answer_timeout_s": 0.5})
    return Positions(hub_settings.model_copy(update={"kafka": kafka}))


def test_a_broker_that_does_not_answer_is_said_so(nowhere: Positions) -> None:
    """Within the time set, with its address, whatever was asked."""
    with pytest.raises(BrokerSilent, match=r"127\.0\.0\.1:1"):
        nowhere.topic_names()
    with pytest.raises(BrokerSilent):
        nowhere.groups()
    with pytest.raises(BrokerSilent):
        list(nowhere.records_from({Place("mesure", 0): 0}))
