"""A broker that has not opened a partition yet is asked again, for as long as an answer may take and no longer."""

from concurrent.futures import Future
from typing import Any

import confluent_kafka
import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from hub import asked_again
from hub.asked_again import NOT_YET
from hub.engine.batch import Partition
from hub.engine.looking import Ends, Looking
from hub.errors import BrokerRefused
from hub.positions import Place, Positions
from hub.settings import HubSettings, KafkaSettings

PLACE = Place("from.ccas", 0)


class Found:
    """An answer to a question about offsets."""

    offset = 7


class SlowToOpen:
    """An administration client whose broker refuses the first questions."""

    def __init__(self, code: int, refusals: float) -> None:
        self.code, self.refusals = code, refusals
        self.asked = 0

    def list_offsets(self, asked: dict[TopicPartition, Any], **_: Any) -> dict[TopicPartition, "Future[Found]"]:
        """Refuse, then answer."""
        self.asked += 1
        answer: Future[Found] = Future()
        if self.asked <= self.refusals:
            answer.set_exception(KafkaException(KafkaError(self.code)))
        else:
            answer.set_result(Found())
        return dict.fromkeys(asked, answer)


def positions_of(broker: SlowToOpen, monkeypatch: pytest.MonkeyPatch, *, timeout_s: float = 10.0) -> Positions:
    """Questions to that broker; they do not wait in between."""
    monkeypatch.setattr(asked_again, "ASK_AGAIN_AFTER_S", 0)
    made = Positions(HubSettings(kafka=KafkaSettings(bootstrap_servers="127.0.0.1:1", answer_timeout_s=timeout_s)))
    monkeypatch.setattr(made, "_admin", broker)
    return made


@pytest.mark.parametrize("code", sorted(NOT_YET))
def test_a_partition_that_is_not_open_yet_is_asked_for_again(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka lists a new topic a moment before it answers for it."""
    broker = SlowToOpen(code, 2)
    assert positions_of(broker, monkeypatch).ends([PLACE]) == {PLACE: 7}
    assert broker.asked == 3


def test_what_will_not_change_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A right that is missing does not come by waiting."""
    broker = SlowToOpen(KafkaError.TOPIC_AUTHORIZATION_FAILED, 1)
    with pytest.raises(BrokerRefused):
        positions_of(broker, monkeypatch).ends([PLACE])
    assert broker.asked == 1


def test_it_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time an answer may take, the broker's last word stands."""
    broker = SlowToOpen(KafkaError.UNKNOWN_LEADER_EPOCH, float("inf"))
    with pytest.raises(BrokerRefused, match="epoch"):
        positions_of(broker, monkeypatch, timeout_s=0.2).starts([PLACE])
    assert broker.asked > 1


class MovingCoordinator:
    """A client whose group's coordinator has just moved: it answers the third question."""

    asked = 0

    def __init__(self, _: dict[str, Any]) -> None:
        """Its options change nothing here."""

    def get_watermark_offsets(self, _: TopicPartition, **__: Any) -> tuple[int, int]:
        """Where a partition begins and ends."""
        return 3, 9

    def committed(self, asked: list[TopicPartition], **_: Any) -> list[TopicPartition]:
        """Refuse twice, then answer."""
        MovingCoordinator.asked += 1
        if MovingCoordinator.asked <= 2:
            raise KafkaException(KafkaError(KafkaError.NOT_COORDINATOR))
        return [TopicPartition(one.topic, one.partition, 5) for one in asked]

    def close(self) -> None:
        """Nothing is held."""


def test_a_lane_that_opens_outlives_a_coordinator_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that started beside a fresh broker ended with NOT_COORDINATOR."""
    monkeypatch.setattr(confluent_kafka, "Consumer", MovingCoordinator)
    place = Partition("cases", 0)
    assert Looking({}, "hub").ends(place, place) == Ends(state_end=9, log_start=3, log_end=9, committed=5)
