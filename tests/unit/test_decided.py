"""What a coordinator's log says of a transaction: committed, given up, still running, or nothing."""

import struct

import pytest

from hub.engine.decided import Known, Status, Verdict, coordinating_partition, id_in, known_in, verdict_on

PRODUCER, EPOCH = 4001, 7
FENCED = Known(PRODUCER, EPOCH + 1, Status.EMPTY)


def history(*statuses: Status) -> list[Known]:
    """Of that epoch."""
    return [Known(PRODUCER, EPOCH, one) for one in statuses]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ([*history(Status.EMPTY, Status.ONGOING, Status.PREPARE_COMMIT, Status.COMPLETE_COMMIT), FENCED], Verdict.VALIDEE),
        ([*history(Status.EMPTY, Status.ONGOING, Status.PREPARE_COMMIT), FENCED], Verdict.VALIDEE),
        ([*history(Status.COMPLETE_COMMIT, Status.ONGOING, Status.PREPARE_ABORT, Status.COMPLETE_ABORT), FENCED], Verdict.ABANDONNEE),
        ([*history(Status.COMPLETE_COMMIT, Status.ONGOING), Known(PRODUCER, EPOCH + 1, Status.COMPLETE_ABORT)], Verdict.ABANDONNEE),
        ([*history(Status.EMPTY), FENCED], Verdict.ABANDONNEE),
        ([*history(Status.EMPTY, Status.ONGOING, Status.COMPLETE_COMMIT), Known(PRODUCER + 1, 0, Status.EMPTY)], Verdict.VALIDEE),
        (history(Status.EMPTY, Status.ONGOING), Verdict.EN_COURS),
        (history(Status.ONGOING, Status.COMPLETE_COMMIT), Verdict.EN_COURS),
        ([*history(Status.ONGOING), Known(PRODUCER, EPOCH + 1, Status.PREPARE_ABORT)], Verdict.EN_COURS),
        ([FENCED], Verdict.INCONNUE),
        ([], Verdict.INCONNUE),
    ],
)
def test_the_log_decides(written: list[Known], verdict: Verdict) -> None:
    """The last word of that epoch counts, and only once its id was fenced and nothing is being ended."""
    assert verdict_on(written, PRODUCER, EPOCH) is verdict


def test_both_formats_of_a_record_are_read() -> None:
    """The fields that count stand first in both; what follows is not looked at."""
    for version, rest in ((0, struct.pack(">iqq", 0, 1, 2)), (1, b"\x01\x02\x03")):
        value = struct.pack(">hqhib", version, PRODUCER, EPOCH, 60_000, Status.COMPLETE_COMMIT) + rest
        assert known_in(value) == Known(PRODUCER, EPOCH, Status.COMPLETE_COMMIT)


@pytest.mark.parametrize("key", [None, b"", b"\x00\x00", struct.pack(">hh", 1, 3) + b"hub", struct.pack(">hh", 0, 9) + b"hub"])
def test_another_kind_of_key_names_no_id(key: bytes | None) -> None:
    """A later Kafka may write keys of other kinds."""
    assert id_in(key) is None


def test_a_key_names_its_id() -> None:
    """As Kafka 4.3.1 writes it."""
    assert id_in(struct.pack(">hh", 0, 16) + b"hub-hub.events-0") == "hub-hub.events-0"


@pytest.mark.parametrize(
    ("transactional_id", "partition"),
    [
        ("relais-registry", 0),
        ("hub-hub.quotas-2", 1),
        ("hub-hub.quotas-1", 0),
        ("hub-hub.events-0", 3),
        ("hub-hub.events-1", 4),
        ("hub-hub.events-2", 0),
        ("hub-hub.events-3", 1),
        ("hub-hub.personnes-3", 2),
    ],
)
def test_the_coordinator_is_found_as_a_broker_finds_it(transactional_id: str, partition: int) -> None:
    """As Kafka 4.3.1 logged it, with five partitions."""
    assert coordinating_partition(transactional_id, 5) == partition


def test_the_one_hash_that_has_no_positive_is_zero() -> None:
    """Java's least whole number; Kafka makes it 0."""
    assert coordinating_partition("polygenelubricants", 5) == 0


def test_a_hash_below_zero_counts_as_its_positive() -> None:
    """Java's hash of that sentence is -609428141."""
    assert coordinating_partition("The quick brown fox jumps over the lazy dog", 5) == 609_428_141 % 5
