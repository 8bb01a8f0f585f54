"""What is known of a cluster without one: whose copies are behind, what a file of properties says."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.chaos.cluster import COPIES, out_of_step
from bench.chaos.kafkas import lines_of, write_lines


def told(leader: int, replicas: list[int], isrs: list[int]) -> Any:
    """What a cluster says of its one partition."""
    partition = SimpleNamespace(leader=leader, replicas=replicas, isrs=isrs)
    return SimpleNamespace(topics={"t": SimpleNamespace(topic="t", partitions={0: partition})})


def test_a_copy_that_is_behind_or_a_partition_without_leader_is_out_of_step() -> None:
    """In whatever order the copies are told."""
    assert out_of_step(told(2, [1, 2, 3], [3, 1, 2])) == []
    assert out_of_step(told(2, [1, 2, 3], [1, 2])) == ["t/0"]
    assert out_of_step(told(-1, [1, 2, 3], [1, 2, 3])) == ["t/0"]


def test_properties_are_read_as_they_are_written(tmp_path: Path) -> None:
    """Kafka's own tool begins its files with the day, as a comment."""
    file = tmp_path / "meta.properties"
    file.write_text('#\n#Fri Nov 27 08:00:00 UTC 2026\nnode.id=1\njaas=a b="c"\n', encoding="utf-8")
    assert lines_of(file) == {"node.id": "1", "jaas": 'a b="c"'}
    write_lines(file, lines_of(file) | {"node.id": "2"})
    assert lines_of(file) == {"node.id": "2", "jaas": 'a b="c"'}


def test_every_topic_of_kafka_s_own_has_three_copies_of_which_two_are_in_step() -> None:
    """Whatever is missing here would be lost with one node."""
    assert {name: value for name, value in COPIES.items() if "replication.factor" in name} == dict.fromkeys(
        (
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "share.coordinator.state.topic.replication.factor",
            "default.replication.factor",
        ),
        "3",
    )
    assert COPIES["transaction.state.log.min.isr"] == COPIES["min.insync.replicas"] == "2"
