"""How far readers have come, asked of Kafka itself: ends, committed offsets, and the age of what waits.

Rules:
1. Nothing here joins a group, commits or writes.
2. What a broker cannot answer yet (a partition it has just opened, a group whose coordinator moves) it is asked again, for as long as an
   answer may take. Commits are asked of a consumer: librdkafka's administration client dies of a coordinator that moves (2.16).
3. Ends are those of a read_committed reader. Offsets have holes (transaction markers), so what waits is only known by looking: a place from
   which nothing can be read before the end is caught up, whatever the subtraction says.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, cast

from confluent_kafka import Consumer, IsolationLevel, KafkaError, KafkaException, Message, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.asked_again import Answer, asked_again
from hub.clients import bootstrap_servers, confluent_options, reader_options
from hub.errors import BrokerRefused, BrokerSilent
from hub.settings import HubSettings

SILENT = frozenset({KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN, KafkaError._TIMED_OUT, KafkaError._RESOLVE})
LANES_GROUP = "hub"
"""The consumer group of the lanes."""
INTAKE_GROUP = "hub-intake"
"""That of the relays."""
READER_GROUP = "hub-lecture"
"""Named because librdkafka wants a name; never joined, never committed to."""

FETCH_LITTLE_BYTES = 1024


class Place(NamedTuple):
    """A partition of a topic."""

    topic: str
    partition: int


class Commit(NamedTuple):
    """What a group committed for a place; `note` is the commit's metadata."""

    offset: int
    note: str


class Lag(NamedTuple):
    """What waits at a place; `seconds` is the age of the oldest record that waits, 0 when none does."""

    records: int
    seconds: float


def open_reader(settings: HubSettings, positions: Mapping[Place, int], fetch_bytes: int = FETCH_LITTLE_BYTES) -> Consumer:
    """A read_committed consumer from these positions, which tells where each partition ends and commits nothing."""
    consumer = Consumer(
        reader_options(confluent_options(settings), READER_GROUP)
        | {"log_level": 0, "fetch.message.max.bytes": fetch_bytes, "queued.min.messages": 1}
    )
    consumer.assign([TopicPartition(place.topic, place.partition, position) for place, position in positions.items()])
    return consumer


class Positions:
    """Questions to one Kafka; every answer comes within the settings' `answer_timeout_s`, or BrokerSilent says why not."""

    def __init__(self, settings: HubSettings) -> None:
        """Connect lazily: the first question does it."""
        self._settings = settings
        self._timeout_s = settings.kafka.answer_timeout_s
        self._options = confluent_options(settings) | {"log_level": 0}
        self._admin = AdminClient(self._options)

    def places(self, topics: Collection[str]) -> list[Place]:
        """The partitions of those of `topics` that exist."""
        with self._asking("list topics"):
            known = self._admin.list_topics(timeout=self._timeout_s).topics
        return [Place(topic, partition) for topic in topics if topic in known for partition in sorted(known[topic].partitions)]

    def topic_names(self) -> list[str]:
        """Every topic this hub may see."""
        with self._asking("list topics"):
            return sorted(self._admin.list_topics(timeout=self._timeout_s).topics)

    def identity(self, topics: Collection[str]) -> str:
        """Cluster and topics by their ids: a topic made anew under the same name is another."""
        with self._asking("describe topics"):
            cluster = self._admin.list_topics(timeout=self._timeout_s).cluster_id
            described = self._admin.describe_topics(TopicCollection(list(topics)), request_timeout=self._timeout_s)
            return "/".join([str(cluster), *(str(self._result(described[topic]).topic_id) for topic in topics)])

    def ends_open(self, places: Collection[Place]) -> dict[Place, int]:
        """The offset after the last record, those of open transactions included."""
        return self._offsets(places, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)  # type: ignore[no-untyped-call] # its stubs forget it

    def ends(self, places: Collection[Place]) -> dict[Place, int]:
        """The offset after the last record a read_committed reader may see."""
        return self._offsets(places, OffsetSpec.latest())  # type: ignore[no-untyped-call] # its stubs forget it

    def starts(self, places: Collection[Place]) -> dict[Place, int]:
        """The first offset that is still kept."""
        return self._offsets(places, OffsetSpec.earliest())  # type: ignore[no-untyped-call] # same

    def committed(self, group: str, places: Collection[Place]) -> dict[Place, Commit]:
        """What `group` committed; a place without a commit is absent."""
        if not places:
            return {}
        options = {"group.id": group, "enable.auto.commit": False, "enable.metrics.push": False, "isolation.level": "read_uncommitted"}
        member = Consumer(self._options | options)  # read_uncommitted: the last commit that stands, without waiting for one under way
        asked = [TopicPartition(*place) for place in places]
        try:
            found = self._answer("read committed offsets", lambda: member.committed(asked, timeout=self._timeout_s))
        finally:
            member.close()
        return {Place(one.topic, one.partition): Commit(one.offset, (one.metadata or "").rstrip("\0")) for one in found if one.offset >= 0}

    def groups(self) -> list[str]:
        """Every consumer group this hub may see."""
        return self._answer("list groups", self._groups)

    def _groups(self) -> list[str]:
        listed = self._result(self._admin.list_consumer_groups(request_timeout=self._timeout_s))
        for error in listed.errors or ():
            raise error if isinstance(error, KafkaException) else KafkaException(error)
        return sorted(group.group_id for group in listed.valid or ())

    def lags(self, positions: Mapping[Place, int], now: datetime) -> dict[Place, Lag]:
        """What waits at each position (rule 3), and for how long at that instant."""
        ends = self.ends(list(positions))
        behind = {place: position for place, position in positions.items() if position < ends.get(place, 0)}
        waiting = self.first_records(behind)
        ages = {place: max(0.0, now.timestamp() - appended / 1000) for place, appended in waiting.items()}
        return {place: Lag(ends[place] - positions[place], ages[place]) if place in ages else Lag(0, 0.0) for place in positions}

    def first_records(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        """Append time (ms) of the first record at or after each position; a place where none comes before the end is absent."""
        return {place: record.timestamp()[1] for place, record in self.records_from(positions)}

    def records_from(self, positions: Mapping[Place, int]) -> Iterator[tuple[Place, Message]]:
        """The first record of each place, as they come; ends when every place gave one or has none."""
        if not positions:
            return
        consumer = open_reader(self._settings, positions)
        open_places = set(positions)
        deadline = time.monotonic() + self._timeout_s
        try:
            while open_places:
                event = consumer.poll(0.5)
                if event is None:
                    self._give_up_after(deadline)
                    continue
                place = Place(str(event.topic()), cast("int", event.partition()))
                if place not in open_places:
                    continue
                if self._is_record(event):
                    yield place, event
                open_places.discard(place)
                consumer.incremental_unassign([TopicPartition(*place)])
        finally:
            consumer.close()

    def _is_record(self, event: Message) -> bool:
        error = event.error()
        if error is None:
            return True
        if error.code() != KafkaError._PARTITION_EOF:
            raise self._fault("read", KafkaException(error))
        return False

    def _give_up_after(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise BrokerSilent(bootstrap=bootstrap_servers(self._settings), seconds=self._timeout_s, reason="no record came")

    def _offsets(
        self, places: Collection[Place], spec: OffsetSpec, seen: IsolationLevel = IsolationLevel.READ_COMMITTED
    ) -> dict[Place, int]:
        if not places:
            return {}
        asked = {TopicPartition(*place): spec for place in places}

        def question() -> dict[Place, int]:
            found = self._admin.list_offsets(asked, isolation_level=seen, request_timeout=self._timeout_s)
            return {Place(place.topic, place.partition): self._result(answer).offset for place, answer in found.items()}

        return self._answer("read offsets", question)

    def _answer(self, action: str, question: Callable[[], Answer]) -> Answer:
        """Rule 2."""
        with self._asking(action):
            return asked_again(question, self._timeout_s)

    def _result(self, answer: "Future[Answer]") -> Answer:
        return answer.result(timeout=self._timeout_s + 1)

    @contextmanager
    def _asking(self, action: str) -> Iterator[None]:
        try:
            yield
        except KafkaException as error:
            raise self._fault(action, error) from None
        except TimeoutError:
            raise BrokerSilent(bootstrap=bootstrap_servers(self._settings), seconds=self._timeout_s, reason="no answer came") from None

    def _fault(self, action: str, error: KafkaException) -> BrokerSilent | BrokerRefused:
        cause = error.args[0]
        where = bootstrap_servers(self._settings)
        if cause.code() in SILENT:
            return BrokerSilent(bootstrap=where, seconds=self._timeout_s, reason=cause.str())
        return BrokerRefused(bootstrap=where, action=action, reason=cause.str())
