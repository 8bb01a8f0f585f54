"""What a broker cannot answer yet is asked again: a partition it has just opened, a group whose coordinator moves (blocking calls)."""

import time
from collections.abc import Callable
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException

NOT_YET = frozenset(
    {
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
    }
)
"""What a broker answers for a moment when a partition or the coordinator of a group is new, or has just moved."""
ASK_AGAIN_AFTER_S = 0.05

Answer = TypeVar("Answer")


def asked_again(question: Callable[[], Answer], timeout_s: float) -> Answer:
    """The answer, once the broker can give it; after `timeout_s` its last word stands. Raises KafkaException."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return question()
        except KafkaException as error:
            if error.args[0].code() not in NOT_YET or time.monotonic() > deadline:
                raise
        time.sleep(ASK_AGAIN_AFTER_S)
