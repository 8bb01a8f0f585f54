"""The engine is broken on a real Kafka, and an outside reader finds nothing lost, doubled, out of order or wrong.

The holes of stock Faust, each held closed by a test here or beside:
1. an event whose agent raised is acknowledged and gone: `test_a_planted_bug_blocks_its_lane_visibly_and_the_others_flow`;
2. a commit passes over an event still in flight; outputs, states and offsets are three writes: `test_kill_9_in_mid_transaction_...`;
3. sends that fail, or that leave outside the transaction: test_hub_survives.py (absent inbox, too large, planted bug after its sends);
4. offsets skipped silently at a start with recovery: `test_a_worker_started_after_its_groups_offsets_are_gone_...`, and the hole that
   ends the process in tests/unit/test_lane.py;
5. an interval kept per batch for ever: test_engine_endures.py.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.kafka_local.broker import LocalBroker
from hub.positions import Positions
from hub.settings import HubSettings, KafkaSettings
from tests.broker.reference import PARTITIONS, Found, Reference

Make = Callable[[str], Reference]


@pytest.fixture
def reference(kafka: LocalBroker, tmp_path: Path) -> Iterator[Make]:
    """Make reference clusters by prefix; their processes end with the test."""
    made: list[Reference] = []

    def make(prefix: str) -> Reference:
        cluster = Reference(kafka.bootstrap, prefix, tmp_path)
        cluster.create()
        made.append(cluster)
        return cluster

    yield make
    for cluster in made:
        cluster.close()


def whole(total: int) -> Found:
    """What a check finds when nothing went wrong."""
    return Found(total=total)


def test_kill_9_in_mid_transaction_loses_and_doubles_nothing(reference: Make) -> None:
    """Workers are killed at random while they work, and started again."""
    chance = random.Random(11)
    cluster = reference("kill")
    cluster.load(500, 20)
    for name in ("a", "b"):
        cluster.start(name)
    cluster.wait_for(200)
    for _ in range(4):
        cluster.load(500, 4)
        name = chance.choice(sorted(cluster.workers))
        time.sleep(chance.uniform(0.05, 0.6))
        cluster.kill(name)
        cluster.start(name)
        time.sleep(chance.uniform(0.5, 1.5))
        cluster.revive()
    assert cluster.check() == whole(cluster.sent.total())


def test_a_worker_that_works_for_longer_than_its_clients_patience_stays_in_its_group(reference: Make) -> None:
    """Seen in a year played in one go: after a thousand seconds the client took the worker for idle, and left the group in silence.

    Here its patience is two seconds; the worker is fed, left without a record, and fed again.
    """
    cluster = reference("patience")
    cluster.start("a", "tests.broker.soon_idle_worker")
    for pause_s in (0.0, 4.0, 4.0):
        time.sleep(pause_s)
        cluster.load(50, 2)
        cluster.wait_for(cluster.sent.total(), within_s=20)
    assert cluster.check() == whole(cluster.sent.total())
    assert cluster.workers["a"].poll() is None


def test_a_zombie_that_wakes_after_its_partitions_moved_ends_itself(reference: Make) -> None:
    """Paused for longer than the session timeout, woken when another worker owns its partitions."""
    cluster = reference("zombie")
    cluster.load(300, 5)
    cluster.start("a")
    cluster.wait_for(1_500)  # by the first alone: it owns partitions, whichever of the two starts faster
    cluster.start("b")
    zombie = cluster.workers["a"]
    cluster.pause("a")
    cluster.load(300, 10, rate=500)
    cluster.wait_for(4_500, within_s=60)
    cluster.wake("a")
    assert zombie.wait(30) == 70
    cluster.load(300, 2)
    assert cluster.check() == whole(cluster.sent.total())


def test_a_rebalance_with_batches_queued_loses_and_doubles_nothing(reference: Make) -> None:
    """Workers join and leave (SIGTERM) while a backlog is worked off; each leaves within ten seconds, with code 0."""
    cluster = reference("rebalance")
    cluster.load(1_000, 60)
    cluster.start("a")
    cluster.wait_for(1_000)
    cluster.start("b")
    time.sleep(2)
    started = time.monotonic()
    assert cluster.terminate("a") == 0
    assert time.monotonic() - started < 10
    cluster.start("c")
    assert cluster.check() == whole(cluster.sent.total())


@pytest.mark.timeout(360)
def test_a_broker_restart_loses_and_doubles_nothing(reference: Make, kafka: LocalBroker) -> None:
    """The only broker is killed under load and comes back on its port."""
    cluster = reference("broker")
    cluster.load(500, 10)
    cluster.start("a")
    cluster.wait_for(500)
    kafka.kill9()
    time.sleep(1)
    kafka.start()
    cluster.load(500, 10)
    assert cluster.check(within_s=240) == whole(cluster.sent.total())


def test_a_worker_started_after_its_groups_offsets_are_gone_goes_on_from_its_state(reference: Make) -> None:
    """Kafka forgets the offsets of an idle group after seven days; the position in the state wins."""
    cluster = reference("offsets")
    cluster.load(300, 5)
    cluster.start("a")
    cluster.wait_for(1_500)
    assert cluster.terminate("a") == 0
    admin = AdminClient({"bootstrap.servers": cluster.bootstrap})
    _forget_group(admin, cluster.prefix)
    cluster.load(300, 5)
    cluster.start("a")
    assert cluster.check() == whole(cluster.sent.total())


def _forget_group(admin: AdminClient, group: str, within_s: float = 20.0) -> None:
    """Delete a group as soon as its last (static) member has timed out."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            admin.delete_consumer_groups([group])[group].result()
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def test_an_offset_ahead_of_the_state_skips_nothing(reference: Make) -> None:
    """Whatever the group's offsets say, the lane goes on where its state is, and says that they differ."""
    cluster = reference("avance")
    cluster.load(300, 5)
    cluster.start("a")
    cluster.wait_for(1_500)
    assert cluster.terminate("a") == 0
    cluster.load(300, 5)
    _set_to_the_end(cluster)
    cluster.start("a")
    assert cluster.check() == whole(cluster.sent.total())
    assert "POSITION_DIFFERENTE" in (cluster.folder / "avance-a.log").read_text()


def _set_to_the_end(cluster: Reference, within_s: float = 20.0) -> None:
    """Set the group's offsets to the ends of its partitions, as soon as its last (static) member has timed out."""
    admin = AdminClient({"bootstrap.servers": cluster.bootstrap})
    places = [TopicPartition(f"{cluster.prefix}.events", number) for number in range(PARTITIONS)]
    ends = admin.list_offsets({place: OffsetSpec.latest() for place in places})  # type: ignore[no-untyped-call] # the library says nothing
    wanted = [TopicPartition(place.topic, place.partition, end.result().offset) for place, end in ends.items()]
    deadline = time.monotonic() + within_s
    while True:
        group = ConsumerGroupTopicPartitions(cluster.prefix, wanted)
        answers = admin.alter_consumer_group_offsets([group])[cluster.prefix].result().topic_partitions
        if all(place.error is None for place in answers):
            return
        assert time.monotonic() < deadline, answers
        time.sleep(0.5)


def test_a_planted_bug_blocks_its_lane_visibly_and_the_others_flow(reference: Make) -> None:
    """Stock Faust acknowledges an event whose agent raised, and it is gone; here it stays, and its lane says so."""
    cluster = reference("panne")
    cluster.start("a")
    cluster.load(100, 2)
    cluster.wait_for(200)
    cluster.publish("c000007", panne=True)
    note = _blocked_note(cluster)
    assert note.startswith("BLOQUEE ")
    assert note.endswith(" c000007")
    before = cluster.sent["c000007"]
    cluster.load(100, 2)
    found = cluster.check(within_s=8)
    assert found.doubled == found.disordered == found.wrong_state == 0
    stuck = found.lost
    assert 3 <= stuck < 100, "only the blocked lane's events wait"
    assert cluster.sent["c000007"] == before + 2


def _blocked_note(cluster: Reference, within_s: float = 40.0) -> str:
    """The metadata of the committed offset of the blocked lane, restarting the worker as a supervisor would."""
    positions = Positions(HubSettings(kafka=KafkaSettings(bootstrap_servers=cluster.bootstrap)))
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        cluster.revive()
        commits = positions.committed(cluster.prefix, positions.places([f"{cluster.prefix}.events"]))
        notes = [commit.note for commit in commits.values() if commit.note]
        if notes:
            return notes[0]
        time.sleep(0.5)
    raise AssertionError("no lane says that it is blocked")
